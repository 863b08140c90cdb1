/**
 * What an exporter is: a format in which other tools read a trained network. One file here is one format, and
 * `exporters.ts` lists them. An exporter gets the network with all that is known of it and returns the bytes of files; it
 * opens none. Which network that is, and where the files go, is the business of `runs/export.ts` and `cli/export.ts`.
 *
 * In every format, neuron i is the neuron at place i of the sheet: row by row of a grid, in the order of the file of measured
 * places. `places` says where it began.
 */

import { InputError } from '../errors.js'
import type { Layout } from '../growth/sheet.js'
import type { CellSettings } from '../network/cell.js'
import type { Matrices, NetworkSize, Parameters, ParameterTable } from '../network/parameters.js'
import type { Battery } from '../tasks/battery.js'
import { show } from '../text.js'
import type { Experiment } from '../training/experiment.js'

/** A format in which other tools read a trained network. */
export interface Exporter {
  /** Small letters, digits and hyphens: what `gyrus export --format` is given, and a part of the files' names. */
  readonly name: string
  /** What is written, and which tools read it: a line of the command's help. */
  readonly description: string
  /**
   * The files of a network by name, e.g. `network.graphml`; one or several. A name has letters, digits, "-", "_" and ".".
   * The network may not be changed.
   * @throws InputError where the format cannot hold such a network
   */
  files(network: ExportedNetwork): ExportedFiles | Promise<ExportedFiles>
}

/** Contents by the name of the file. */
export type ExportedFiles = Readonly<Record<string, Uint8Array | string>>

/** A trained network, and what is known of it. */
export interface ExportedNetwork {
  /** What the files are named after: that of the run's folder. */
  readonly name: string
  /** What was asked of its training. */
  readonly experiment: Experiment
  /** The tasks that it was trained on, and the names of its channels. */
  readonly battery: Battery
  /** How many units of each kind it has. */
  readonly size: NetworkSize
  /** What its cell is, as functions of the network take it. */
  readonly cell: CellSettings
  /** Which parameters its cell has. */
  readonly table: ParameterTable
  /** Row-major, in the shapes of the table; of a matrix the rows receive and the columns send. */
  readonly parameters: Parameters<Float32Array>
  /** Its connections as one number each: of a cell with gates the sum of |w| over wire and gates, with the wire's sign. */
  readonly connections: Matrices<Float32Array>
  /** Training steps that it has taken. */
  readonly step: number
  /** The place at which the neuron that is now at each place was when the training began, `[neuron]`. */
  readonly places: Int32Array
  /** Where the units are; the longest side of the sheet has length 1. */
  readonly layout: Layout
  /** The length of each connection in that unit, by the metric of the experiment, in the shapes of `connections`. */
  readonly lengths: Matrices<Float32Array>
  /** What the analysis of this very network found; null where there is none. */
  readonly analysis: KnownActivity | null
  /** The version of gyrus that trained it. */
  readonly version: string
}

/** What an analysis knows of each neuron: a part of `analysis/details.json`. */
export interface KnownActivity {
  /** Names of the tasks, in the order of the battery. */
  readonly tasks: readonly string[]
  /** Σ over tasks of task variance, `[neuron]`. */
  readonly importance: readonly number[]
  /** Functional cluster of each neuron, −1 where it is not active, `[neuron]`. */
  readonly labels: readonly number[]
  /** Of each cluster, in the order of the labels: its size, and its preferred task by name. */
  readonly clusters: readonly { readonly size: number; readonly preferredTask: string }[]
  /** The active neurons, by label, then by index. */
  readonly order: readonly number[]
  /** Max-normalized task variance `[task][column]`, columns as in `order`. */
  readonly normalizedTaskVariance: readonly (readonly number[])[]
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/

/**
 * An exporter that was seen to be one.
 * @throws InputError where a part is missing or of another type
 */
export function defineExporter(exporter: Exporter): Exporter {
  const { name, description, files } = exporter
  if (typeof name !== 'string' || !NAME.test(name))
    throw new InputError(
      `exporter: name must be of small letters, digits and hyphens, got ${JSON.stringify(name)}`,
    )
  if (typeof description !== 'string' || description === '')
    throw new InputError(`exporter ${name}: description must be a line of text`)
  if (typeof files !== 'function')
    throw new InputError(`exporter ${name}: files must be a function of the network`)
  return exporter
}

const FILE_NAME = /^\w[\w.-]{0,99}$/

/**
 * The files that an exporter makes of a network.
 * @throws InputError if it fails, or what it returns are no files
 */
export async function filesOf(exporter: Exporter, network: ExportedNetwork): Promise<ExportedFiles> {
  const { name } = exporter
  const made: unknown = await Promise.resolve(network)
    .then((of) => exporter.files(of))
    .catch((error: unknown) => {
      if (error instanceof InputError) throw error
      throw new InputError(`exporter ${name}: failed (${(error as Error).message})`, { cause: error })
    })
  const entries = typeof made === 'object' && made !== null ? Object.entries(made) : []
  if (entries.length === 0)
    throw new InputError(`exporter ${name}: must return files by name, got ${show(made)}`)
  for (const [file, content] of entries) {
    if (!FILE_NAME.test(file))
      throw new InputError(
        `exporter ${name}: names of files must have letters, digits, "-", "_" and ".", got ${show(file)}`,
      )
    if (!(typeof content === 'string' || content instanceof Uint8Array))
      throw new InputError(`exporter ${name}: ${file} must be a text or a Uint8Array, got ${show(content)}`)
  }
  return made as ExportedFiles
}
