/**
 * A charge: what a network pays for besides its errors, and what is done to it between steps. One object says all that
 * is known of it: its penalty, its actions, its fields with their checks, and its words for the report and the page.
 * Nothing else asks which charge it is. Those that gyrus brings are in charges/, one file each; one of a user's own is the
 * default export of a module, or handed to `train` (docs/regularizers.md).
 */
import type { Values } from '../engine/engine.js'
import type { Fields, FieldValues } from '../fields.js'
import * as graph from '../graph/index.js'
import {
  forMatrices,
  type Matrices,
  type NetworkSize,
  type Parameters,
  type ParameterTable,
  weight,
  weightsOf,
} from '../network/parameters.js'
import type { Penalty } from '../network/step.js'
import type { TrainingTensors } from '../network/trainer.js'
import { checkCharge, meansCharge } from './chargeMembers.js'
import { type Connections, connectionMask } from './connections.js'
import { chargedDistances, type Metric } from './distance.js'
import type { WIRE_FIELDS } from './fields.js'
import type { Pruned } from './prune.js'
import type { SwapRound } from './relocation.js'
import { type Layout, neuronsOf, type Sheet, sizeOfLayout } from './sheet.js'
import { matrixScales } from './wiring.js'

/** A network between two steps of its training. */
export interface GrowingNetwork {
  /** What its cell has. */
  readonly table: ParameterTable
  /** Parameters, and the optimizer's moments as `<parameter>.<moment>`; may be changed in place. */
  readonly tensors: Readonly<TrainingTensors>
  /** Identity of the neuron at each place of the sheet. */
  readonly places: Int32Array
}

/** What an action did, as an event of the training and a line of metrics.jsonl tell it. */
export type ActionReport = ({ type: 'swap' } & SwapRound) | ({ type: 'prune' } & Pruned)

/**
 * Something that is done to a network after each step (1, 2, …), in place: swaps of neurons, a projection, a cut.
 * @returns what is to be reported, if anything
 */
export type Action = (network: GrowingNetwork, step: number) => ActionReport | undefined

/** When neurons swap. */
export interface RelocationSettings {
  /** Steps between two rounds. */
  every: number
  /** Neurons tried in a round. */
  top: number
  /** Whether the optimizer's moments move with their neuron; BIMT's code left them (PAPER.md 2.2). */
  moments: boolean
}

/** The settings that every charge for wires has: `fields.ts` says what each is. */
export type WireValues = FieldValues<typeof WIRE_FIELDS>

/** What every charge is told of the experiment. */
export interface ChargeSettings extends WireValues {
  /** How distance is measured: `sheet.distance`. */
  metric: Metric
  /** When neurons swap, for charges that have swaps. */
  relocation: RelocationSettings
}

/** Where a charge acts: the network's size and places, and what the experiment sets. */
export interface Site<Own = object> {
  /** What the experiment sets, the fields of the charge among it. */
  readonly settings: ChargeSettings & Own
  /** Where the neurons stand. */
  readonly sheet: Sheet
  /** How many units of each kind the network has. */
  readonly size: NetworkSize
  /** Where each unit stands. */
  readonly layout: Layout
  /** Length of each wire in units of the sheet's longer side, row-major, in the shapes of the weights. */
  readonly distances: Matrices<Float32Array>
  /** The same as tensors, for a penalty. */
  readonly lengths: Matrices<graph.Tensor>
  /** The factor of each matrix in a cost: 1, or 1 / its size for `normalization=mean`. */
  readonly scales: Matrices<number>
  /** Operations on tensors: `abs`, `add`, `mul`, `sum`, … (graph/index.ts). */
  readonly ops: typeof graph
}

/** What a penalty is an expression of. */
export interface ChargedNetwork {
  /** What the cell has: which weights are wires and gates of which pathway, which are biases. */
  readonly table: ParameterTable
  /** All parameters by name; of a matrix the rows receive and the columns send. */
  readonly weights: Parameters<graph.Tensor>
  /** The wires themselves where the cell has no gates, else Σ|w| over a connection's wire and gates. */
  readonly connections: Matrices<graph.Tensor>
  /** [time, batch, hidden], as the batch evokes it. */
  readonly activity: graph.Tensor
  /** What the charge remembers, by name. */
  readonly memory: Readonly<Record<string, graph.Tensor>>
}

/** What the sentence on a charge is made from: the settings, and pieces of text that several charges share. */
export interface Told<Own = object> {
  /** What the experiment sets, the fields of the charge among it. */
  readonly settings: ChargeSettings & Own
  /** Where the neurons stand. */
  readonly sheet: Sheet
  /** Steps between two evaluations of the training. */
  readonly evaluateEvery: number
  /** λ and its schedule: `λ = 6 × 10⁻⁵ throughout`. */
  readonly price: string
  /** What a sum runs over: `summed over all wires, and biases by their size`. */
  readonly sum: string
  /** `Manhattan` or `Euclidean`. */
  readonly metric: string
  /** `d = Manhattan distance in units of the sheet’s longer side`. */
  readonly unit: string
  /** `1 step`, `1,200 steps`. */
  counted(count: number, one: string): string
  /** `12.6%` of .126. */
  percent(share: number): string
  /** Three digits at most: `0.126`, `6 × 10⁻⁵`. */
  plain(x: number): string
}

/** Which wires' lengths decide something. */
export type CountedLengths = 'all' | 'recurrent'

/**
 * What a network pays for besides its errors, what is done to it between steps, and the words for it.
 * @typeParam Own its fields of `regularizer`
 */
// biome-ignore lint/suspicious/noExplicitAny: where the fields are not known, a charge of any fields will do
export interface Charge<Name extends string = string, Own extends Fields = any> {
  /** What `regularizer.kind` says; of one of a user's own, what it is called where the path of its file is too long. */
  readonly name: Name
  /** What a network under it is called in figures and tables; its name where left out. */
  readonly title?: string
  /** The same on the page, in two or three words. */
  readonly label: string
  /** What is charged, as the page offers it: an answer to "what costs?". Left out where that of `swapsOf` says it. */
  readonly charged?: string
  /** One sentence on what it does. */
  readonly help: string
  /** The fields of `regularizer` that it uses, with what each may be. */
  readonly fields: Own
  /** What it is where λ is 0; itself where left out. */
  readonly free?: Charge
  /** The charge that is the same without swaps of neurons. */
  readonly swapsOf?: Charge
  /** Its sentence in the report. */
  sentence(told: Told<FieldValues<Own>>): string
  /** Of which wires the lengths decide something under these settings, so that the places of neurons mean something. */
  lengths?(settings: ChargeSettings & FieldValues<Own> & { lambda: number }): CountedLengths | null
  /** What is added to the loss, before it is multiplied by the scheduled λ, which does nothing where this is left out. */
  penalty?(network: ChargedNetwork, site: Site<FieldValues<Own>>): graph.Tensor
  /** What is done after each step, one after the other. */
  afterStep?(site: Site<FieldValues<Own>>): readonly Action[]
  /** Which connections of a pathway exist, row-major: 1, or 0 for one whose weights are 0 at the start and stay 0. */
  masks?(site: Site<FieldValues<Own>>): Partial<Matrices<Float32Array>>
  /** What it remembers, as it is at the start: part of the training's state, and inputs of the penalty. */
  memory?(site: Site<FieldValues<Own>>): Values
  /**
   * Called after each evaluation, the one before the first step included; may change the memory in place.
   *
   * @param clusters [hidden], the functional cluster of the neuron at each place; −1 where it is not active
   */
  afterEvaluation?(memory: Values, clusters: Int32Array): void
}

/**
 * The same object, with the types of its name and fields.
 * @throws InputError if a member is missing, wrong or unknown: a charge without words is none
 */
export function defineCharge<const Name extends string, const Own extends Fields>(
  charge: Charge<Name, Own>,
): Charge<Name, Own> {
  checkCharge({ ...charge })
  return charge
}

/**
 * Whether a value is a charge, of this copy of gyrus or another.
 * @throws InputError if it means to be one, and a member is missing, wrong or unknown
 */
export function isCharge(value: unknown): value is Charge {
  if (!meansCharge(value)) return false
  checkCharge(value)
  return true
}

/** A charge of one network, as its training takes it. */
export interface Regularizer {
  penalty?: Penalty
  afterStep: readonly Action[]
  masks?: Partial<Matrices<Float32Array>>
  memory: Values
  afterEvaluation?(memory: Values, clusters: Int32Array): void
}

/**
 * A charge for a network that is laid out on its sheet.
 * @param connections between different neurons that exist; all where left out
 */
export function regularizerFor(
  charge: Charge,
  settings: ChargeSettings,
  sheet: Sheet,
  layout: Layout,
  connections?: Connections,
): Regularizer {
  const site = siteOf(settings, sheet, layout)
  const { penalty } = charge
  const masks = withConnections(charge.masks?.(site), sheet, connections)
  const actions = charge.afterStep?.(site) ?? []
  return {
    ...(penalty && {
      penalty: (weights, network) => penalty({ weights, ...network }, site),
    }),
    afterStep: masks && actions.length > 0 ? [...actions, withoutMasked(masks)] : actions,
    masks,
    memory: charge.memory?.(site) ?? {},
    afterEvaluation: charge.afterEvaluation,
  }
}

/** Of the connections that a charge allows those that the experiment lists, where it does. */
function withConnections(
  masks: Partial<Matrices<Float32Array>> | undefined,
  sheet: Sheet,
  connections?: Connections,
): Partial<Matrices<Float32Array>> | undefined {
  if (!connections) return masks
  const listed = connectionMask(connections, neuronsOf(sheet))
  const allowed = masks?.recurrentWeights
  const recurrentWeights = allowed ? listed.map((exists, i) => exists * allowed[i]) : listed
  return { ...masks, recurrentWeights }
}

/** Distances are made when a charge first asks for them: a large network has many, and some charges ask for none. */
function siteOf(settings: ChargeSettings, sheet: Sheet, layout: Layout): Site {
  let distances: Matrices<Float32Array> | undefined
  let lengths: Matrices<graph.Tensor> | undefined
  const size = sizeOfLayout(layout)
  return {
    settings,
    sheet,
    size,
    layout,
    ops: graph,
    scales: matrixScales(settings.normalization, size),
    get distances() {
      distances ??= chargedDistances(layout, settings.metric, sheet)
      return distances
    },
    get lengths() {
      const of = this.distances
      lengths ??= forMatrices((name) => graph.constant(of[name], weight(size, name).shape as number[]))
      return lengths
    },
  }
}

/** Holds at 0 what does not exist: an action may have carried a weight there, as a swap does. */
function withoutMasked(masks: Partial<Matrices<Float32Array>>): Action {
  return ({ table, tensors }) => {
    const pathways = new Map(weightsOf(table).map(({ name, pathway }) => [name, pathway]))
    for (const [name, { data }] of Object.entries(tensors)) {
      const pathway = pathways.get(name.split('.')[0])
      const mask = pathway && masks[pathway]
      mask?.forEach((exists, i) => {
        if (exists === 0) data[i] = 0
      })
    }
    return undefined
  }
}

/** Whether a charge uses a field of `regularizer`. */
export const uses = ({ fields }: Charge, field: string): boolean => Object.hasOwn(fields, field)
