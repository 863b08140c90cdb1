/**
 * What the page shows of a network at one moment, wherever it comes from: growing in the worker, or read from a run.
 * The scene, the matrix, the curves and the lesions all work from this alone.
 */
import type { Matrices, Parameters } from 'gyrus/network/parameters.js'
import type { Experiment } from 'gyrus/training/experiment.js'

/** Arrays belong to the receiver: a worker sends copies. */
export interface Snapshot {
  step: number
  /** All that its cell has, by name. */
  parameters: Parameters<Float32Array>
  /** Its connections as one number each; row-major, rows receive: [hidden, input], [hidden, hidden], [output, hidden]. */
  connections: Matrices<Float32Array>
  /** Identity of the neuron at each place of the sheet, so that a swap is seen as two neurons that change places. */
  places: Int32Array
  /** What the last evaluation at or before this step found. */
  evaluation: Evaluated | null
}

export interface Evaluated {
  step: number
  /** By task name, 0 to 1. */
  accuracy: Record<string, number>
  meanAccuracy: number
  activeNeurons: number
  /** Cells, over recurrent |w| > 0.01. */
  wiringLength: number
  /** [task, hidden], by place at that step. */
  taskVariance: Float64Array
  /** Functional cluster by place at that step, −1 where not active. */
  clusters: Int32Array
  /** Newman's Q of the clusters on |W_h|; null where it was not measured. */
  modularity: number | null
}

/** One network of the page, as it is described before anything of it is seen. */
export interface Described {
  experiment: Experiment
  /** Where it comes from, in a few words: "growing here", a run's name, a file's name. */
  source: string
}
