/**
 * Whether all numbers are finite. A plain loop: a page asks it of all weights and moments after every step, where a
 * function called for each of them would take a tenth of the step.
 */
export function allFinite(numbers: Float32Array | Float64Array): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false
  return true
}
