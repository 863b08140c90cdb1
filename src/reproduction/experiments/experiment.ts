/**
 * An experiment whose design and criteria were written down before its runs (docs/experiments.md): which networks it
 * needs, what it measures of each, and how its outcome is decided from the rows alone. `experiments.ts` lists them.
 */
import { z } from 'zod'
import type { Engine } from '../../engine/engine.js'
import type { FigureSpec } from '../../figures/style.js'
import type { Random } from '../../random/random.js'
import type { RunFolder } from '../../runs/folder.js'
import type { SweepBlock } from '../../runs/sweep.js'
import type { Benchmark } from '../plan.js'

/** Networks that differ in their seed alone. */
export interface Group {
  /** What rows call it, e.g. `bimt`. */
  name: string
  /** What figures and tables call it. */
  title: string
  benchmark: Benchmark
  block: SweepBlock
}

/** What is noted of every network. */
export interface NetworkRow {
  /** Name of its group. */
  group: string
  seed: number
  activeNeurons: number
  error: number
  errorSe: number
  /** Length of the recurrent connections and of all connections, in cells. */
  wiringLength: number
  totalWiringLength: number
  steps: number
  /** `experimentId` of the configuration. */
  id: string
  /** When the training began, ISO 8601, UTC. */
  created: string
  gyrus: string
  /** Commit of gyrus that measured it. */
  commit: string | null
  machine: string
}

export const networkRowSchema = z.looseObject({
  group: z.string(),
  seed: z.number(),
  activeNeurons: z.number(),
  error: z.number(),
  errorSe: z.number(),
  wiringLength: z.number(),
  totalWiringLength: z.number(),
  steps: z.number(),
  id: z.string(),
  created: z.string(),
  gyrus: z.string(),
  commit: z.string().nullable(),
  machine: z.string(),
})

/** What an experiment measures with. */
export interface Means {
  engine: Engine
  /** A stream of random numbers for the seed of the run, the experiment and a path of names. */
  random(...path: readonly (string | number)[]): Random
}

/** How a criterion fell. */
export interface Outcome {
  /** The criterion, as docs/experiments.md states it. */
  criterion: string
  /** What came out, as one sentence with its numbers; it must be true of any rows, also of none. */
  outcome: string
  /** Whether the criterion is met; null while rows are missing. */
  met: boolean | null
}

/** @typeParam Measured what it measures of a network beyond its summary, as plain JSON */
export interface Experiment<Measured extends object = object> {
  /** Lowercase letters and hyphens: `--experiment NAME`, `experiments/NAME.json`, `figures/experiment-NAME.svg`. */
  readonly name: string
  readonly question: string
  readonly groups: readonly Group[]
  readonly schema: z.ZodType<Measured>
  measure(run: RunFolder, means: Means): Promise<Measured>
  outcomes(rows: readonly (NetworkRow & Measured)[]): Outcome[]
  /** Markdown. */
  table(rows: readonly (NetworkRow & Measured)[]): string
  /** Drawn where there are rows. */
  figure(rows: readonly (NetworkRow & Measured)[]): FigureSpec
}

/** An experiment with its rows. */
export interface ExperimentResult {
  experiment: Experiment
  rows: readonly NetworkRow[]
  /** Number of networks that it needs. */
  planned: number
}

/** The rows of a group, by seed. */
export const ofGroup = <Row extends NetworkRow>(rows: readonly Row[], group: string): Row[] =>
  rows.filter((row) => row.group === group).toSorted((a, b) => a.seed - b.seed)

/** Pairs of rows of two groups with one seed. */
export function pairs<Row extends NetworkRow>(
  rows: readonly Row[],
  one: string,
  other: string,
): [Row, Row][] {
  const others = ofGroup(rows, other)
  return ofGroup(rows, one).flatMap((row): [Row, Row][] => {
    const match = others.find(({ seed }) => seed === row.seed)
    return match ? [[row, match]] : []
  })
}

/** What an outcome says before there is anything to say. */
export const NO_ROW = 'no row yet'
