/**
 * Numbers of the paper: Liu, Khona, Fiete, Tegmark, "Growing Brains", arXiv 2310.07711. They are DIGITIZED, that is,
 * read from the pixels of its figures (active neurons ±1, error ±0.001, wiring ±3%), because neither data nor code were
 * published. They are only drawn beside our numbers; no claim depends on them.
 */
import { isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'
import type { Battery } from '../tasks/battery.js'
import type { RunInformation } from './data.js'

export const PAPER_NAME = 'Growing Brains, arXiv 2310.07711'

/** The three kinds of network in the paper's figures. */
export type PaperKind = 'bimt' | 'l1' | 'none'

export const PAPER_LABELS: Readonly<Record<PaperKind, string>> = {
  bimt: 'BIMT',
  l1: 'L1',
  none: 'no regularization',
}

/** The same kinds, as phrases for sentences. */
export const PAPER_NETWORKS: Readonly<Record<PaperKind, string>> = {
  bimt: 'the paper’s BIMT network',
  l1: 'the paper’s L1 network',
  none: 'the paper’s network without regularization',
}

const isPaperKind = (kind: string): kind is PaperKind => Object.hasOwn(PAPER_NETWORKS, kind)

/** The paper's network with a run's regularizer, to which the run is compared; null if the paper has none. */
export function paperKind({ experiment, layoutOf, imported }: RunInformation): PaperKind | null {
  const { kind } = experiment.regularizer
  return layoutOf === undefined && !imported && isPaperKind(kind) ? kind : null
}

/**
 * The paper's accuracies of a battery's tasks. Only yang19 has some; tasks with the same names in other batteries
 * differ.
 */
export const paperAccuracy = ({ name }: Pick<Battery, 'name'>): Readonly<Record<string, number>> =>
  name === 'yang19' ? PAPER_ACCURACY : {}

/**
 * Whether a network learned the paper's tasks on a sheet of the paper's size, so that its numbers can be compared.
 * @param battery from which its tasks come
 */
export function comparableWithPaper(
  { tasks, sheet }: { tasks: readonly string[]; sheet: Sheet },
  battery: Pick<Battery, 'name'>,
): boolean {
  const named = Object.keys(paperAccuracy(battery))
  const same = tasks.length === named.length && named.every((task) => tasks.includes(task))
  return same && isGrid(sheet) && neuronsOf(sheet) === 400
}

/** One network of the main figure, panels g and h. */
export interface ParetoPoint {
  activeNeurons: number
  /** 1 − mean accuracy */
  error: number
  wiringLength: number
}

const points = (rows: readonly (readonly [number, number, number])[]): ParetoPoint[] =>
  rows.map(([activeNeurons, error, wiringLength]) => ({ activeNeurons, error, wiringLength }))

export const PAPER_PARETO: Readonly<Record<PaperKind, readonly ParetoPoint[]>> = {
  bimt: points([
    [25, 0.174, 980],
    [44, 0.095, 3100],
    [70, 0.057, 6100],
    [82, 0.045, 11000],
    [109, 0.031, 20000],
    [146, 0.026, 49000],
    [200, 0.028, 100000],
  ]),
  l1: points([
    [41, 0.196, 14000],
    [66, 0.098, 38000],
    [109, 0.045, 69000],
    [131, 0.031, 100000],
    [180, 0.03, 230000],
    [239, 0.033, 410000],
    [285, 0.036, 730000],
  ]),
  none: points([[356, 0.034, 2000000]]),
}

/** The largest error that is drawn of both fronts. Each front has one more point, above it. */
export const PAPER_MOST_ERROR = 0.2

/** A network of the appendix' second plot, which is probably of Mod-Cog. The plot has no wiring. */
type AppendixPoint = Omit<ParetoPoint, 'wiringLength'>

const appendix = (rows: readonly (readonly [number, number])[]): AppendixPoint[] =>
  rows.map(([activeNeurons, error]) => ({ activeNeurons, error }))

export const PAPER_PARETO_APPENDIX: Readonly<Record<PaperKind, readonly AppendixPoint[]>> = {
  bimt: appendix([
    [37, 0.154],
    [57, 0.099],
    [78, 0.055],
    [102, 0.038],
    [146, 0.034],
    [192, 0.032],
    [240, 0.029],
  ]),
  l1: appendix([
    [41, 0.185],
    [67, 0.071],
    [96, 0.05],
    [132, 0.035],
    [173, 0.036],
    [232, 0.033],
    [287, 0.029],
  ]),
  none: appendix([[354, 0.05]]),
}

/** A network's value, and its mean and standard deviation under shuffled labels. */
export interface PaperNull {
  value: number
  nullMean: number
  nullSd: number
}

const paperNull = (value: number, nullMean: number, nullSd: number): PaperNull => ({
  value,
  nullMean,
  nullSd,
})

/** From the two histograms of the appendix. */
export const PAPER_ANATOMY: Readonly<
  Record<'isolatedNeuronRatio' | 'indexVariance', Record<PaperKind, PaperNull>>
> = {
  isolatedNeuronRatio: {
    none: paperNull(0.686, 0.705, 0.027),
    l1: paperNull(0.636, 0.685, 0.05),
    bimt: paperNull(0.393, 0.668, 0.056),
  },
  indexVariance: {
    none: paperNull(85860, 82700, 2480),
    l1: paperNull(9740, 9400, 720),
    bimt: paperNull(4224, 6400, 420),
  },
}

/** Panel d: accuracies of the BIMT network. */
export const PAPER_ACCURACY: Readonly<Record<string, number>> = {
  go: 1,
  rtgo: 1,
  dlygo: 1,
  anti: 1,
  rtanti: 1,
  dlyanti: 1,
  dm1: 0.902,
  dm2: 0.911,
  ctxdm1: 0.866,
  ctxdm2: 0.886,
  multidm: 0.874,
  dlydm1: 0.986,
  dlydm2: 1,
  ctxdlydm1: 1,
  ctxdlydm2: 1,
  multidlydm: 0.897,
  dms: 1,
  dnms: 0.941,
  dmc: 1,
  dnmc: 1,
}

/** Panel b: sizes of the clusters of the BIMT network, in the paper's order; 123 active neurons. */
export const PAPER_CLUSTERS: readonly number[] = [36, 7, 24, 32, 5, 5, 14]

/** For each cluster, the task in which it varies most, according to the digitized matrix. */
export const PAPER_CLUSTER_TASKS: readonly string[] = [
  'anti',
  'dm1',
  'ctxdm1',
  'ctxdlydm1',
  'ctxdlydm1',
  'ctxdlydm2',
  'dms',
]

/**
 * Panel e: importance at the ranks that were read. It falls from 20 to 0.1 over the first 118 ranks, drops to 1e-5, and
 * then slowly decays to 1e-8, where the curve ends.
 */
export const PAPER_IMPORTANCE: readonly { rank: number; importance: number }[] = [
  { rank: 1, importance: 20 },
  { rank: 118, importance: 0.08 },
  { rank: 119, importance: 0.016 },
  { rank: 120, importance: 0.012 },
  { rank: 121, importance: 4e-3 },
  { rank: 122, importance: 1.5e-3 },
  { rank: 123, importance: 4e-4 },
  { rank: 130, importance: 1e-5 },
  { rank: 374, importance: 1e-8 },
]

/** Panel f: |weight| of the recurrent connections at each distance. The unit of the distance is not known. */
export const PAPER_DISTANCE: readonly { distance: number; median: number; mean: number }[] = (
  [
    [0, 0.33, 0.32],
    [0.05, 0.038, 0.13],
    [0.1, 0.016, 0.082],
    [0.15, 0.011, 0.054],
    [0.2, 0.009, 0.041],
    [0.25, 0.0085, 0.028],
    [0.3, 0.0076, 0.027],
    [0.35, 0.0066, 0.028],
    [0.4, 0.0106, 0.054],
    [0.45, 0.0155, 0.073],
    [0.5, 0.0166, 0.057],
    [0.55, 0.0216, 0.097],
    [0.6, 0.0176, 0.095],
    [0.65, 0.014, 0.062],
    [0.7, 0.0093, 0.061],
    [0.75, 0.0088, 0.036],
    [0.8, 0.0084, 0.041],
    [0.85, 0.007, 0.025],
    [0.9, 0.0075, 0.029],
    [0.95, 0.0078, 0.029],
  ] as const
).map(([distance, median, mean]) => ({ distance, median, mean }))
