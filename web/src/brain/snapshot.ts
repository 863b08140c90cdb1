/**
 * What the page shows of a network at one moment, whether the network grows in the worker or was read from a run. The
 * scene, the matrix, the curves and the lesions need nothing else.
 */
import type { Matrices, Parameters } from 'gyrus/network/parameters.js'
import type { Experiment } from 'gyrus/training/experiment.js'

/** The arrays belong to the receiver, because the worker sends copies. */
export interface Snapshot {
  step: number
  /** All parameters of its cell, by name. */
  parameters: Parameters<Float32Array>
  /** One number for each connection; row-major, rows receive: [hidden, input], [hidden, hidden], [output, hidden]. */
  connections: Matrices<Float32Array>
  /** Identity of the neuron at each place of the sheet, so that a swap is seen as two neurons that change places. */
  places: Int32Array
  /** The last evaluation at or before this step. */
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
  /** [task, hidden]; neurons are in the order of their places at that step. */
  taskVariance: Float64Array
  /** Functional cluster of the neuron at each place at that step, −1 if it is not active. */
  clusters: Int32Array
  /** Newman's Q of the clusters on |W_h|; null if it was not measured. */
  modularity: number | null
}

/** Description of a network of the page, known before its first snapshot. */
export interface Described {
  experiment: Experiment
  /** Where it comes from, in a few words: "growing here", a run's name, a file's name. */
  source: string
}
