/**
 * Pruning: connections that a charge has made weak are cut for good, and what is left goes on learning. A weight that is
 * cut is exactly 0, and so are its moments; the training step holds it there (`StepInput.hold`).
 */
import { isMatrix } from '../network/parameters.js'
import type { TrainingTensors } from '../network/trainer.js'

export interface Pruned {
  /** Connections of all three matrices that are left, and that were cut. */
  kept: number
  cut: number
}

/**
 * Cuts, in place, the weights of the three matrices with |w| < threshold, and their moments.
 * @param tensors parameters by name, and moments as `<parameter>.<moment>`
 */
export function prune(tensors: TrainingTensors, threshold: number): Pruned {
  const result = { kept: 0, cut: 0 }
  for (const name of Object.keys(tensors).filter(isMatrix)) {
    const data = tensors[name].data as Float32Array
    const moments = Object.keys(tensors).filter((other) => other.startsWith(`${name}.`))
    data.forEach((w, i) => {
      if (Math.abs(w) >= threshold) {
        result.kept++
        return
      }
      result.cut++
      data[i] = 0
      for (const moment of moments) tensors[moment].data[i] = 0
    })
  }
  return result
}
