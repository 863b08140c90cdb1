/**
 * How many neurons have each of several colors.
 * @param colors of the neurons by number, negative for a neuron without one
 * @param least how many colors there are at least
 */
export function sizes(colors: ArrayLike<number>, least = 0): number[] {
  const counts = new Array<number>(least).fill(0)
  for (const color of Array.from(colors)) {
    if (color < 0) continue
    while (counts.length <= color) counts.push(0)
    counts[color]++
  }
  return counts
}
