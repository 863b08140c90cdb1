/**
 * What the page shows of a network at one moment, whether the network grows in the worker or was read from a run. The
 * scene, the matrix and the curves need nothing else.
 */
import type { Matrices, Parameters } from 'gyrus/network/parameters.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'
import type { Experiment } from 'gyrus/training/experiment.js'

/** The arrays belong to the receiver, because the worker sends copies. */
export interface Snapshot {
  step: number
  /** All parameters of its cell, by name; null where only the strongest wires of a moment were kept. */
  parameters: Parameters<Float32Array> | null
  /** One number for each connection; row-major, rows receive: [hidden, input], [hidden, hidden], [output, hidden]. */
  connections: Matrices<Float32Array>
  /** Identity of the neuron at each place of the sheet, so that a swap is seen as two neurons that change places. */
  places: Int32Array
  /** The last evaluation at or before this step. */
  evaluation: Evaluated | null
}

/** A snapshot that holds all of its network, so that the network can be run and saved. */
export type WholeSnapshot = Snapshot & { parameters: Parameters<Float32Array> }

export const isWhole = (snapshot: Snapshot): snapshot is WholeSnapshot => snapshot.parameters !== null

/** Description of a network of the page, known before its first snapshot. */
export interface Described {
  experiment: Experiment
  /** Where it comes from, in a few words: "growing here", a run's name, a file's name. */
  source: string
}
