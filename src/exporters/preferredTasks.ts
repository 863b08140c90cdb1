import type { KnownActivity } from './exporter.js'

/** The task of each neuron with its largest task variance, by its index among the tasks; −1 where it is not active. */
export function preferredTasks({ labels, order, normalizedTaskVariance }: KnownActivity): Int32Array {
  const preferred = new Int32Array(labels.length).fill(-1)
  order.forEach((neuron, column) => {
    const variances = normalizedTaskVariance.map((ofTask) => ofTask[column])
    preferred[neuron] = variances.indexOf(Math.max(...variances))
  })
  return preferred
}
