/**
 * The summary of a reproduction: one row a finished run, with all that its figures, claims and tables need, so that the
 * runs themselves need not be kept. Rows that are there are not run again.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { CutMeasure, NullTest } from '../analysis/analysis.js'
import type { DistanceNull } from '../analysis/distanceNull.js'
import { InputError } from '../errors.js'
import { complaint } from '../training/experiment.js'
import { RECIPES, type Recipe } from './plan.js'

export interface ParetoRow {
  recipe: Recipe
  /** The peak of the schedule; 0 where nothing is charged (`none`, `swap`, `mask`). */
  lambda: number
  /** Of `mask` alone, in cells. */
  radius?: number
  /** Of `gyrus` alone: the budget of neurons that it was pruned to. */
  neurons?: number
  seed: number
  /** Neurons whose task variance, summed over tasks, exceeds 1e-3. */
  activeNeurons: number
  /** 1 − mean accuracy over tasks, of `trialsPerTask` trials each. */
  error: number
  errorSe: number
  /** Manhattan cells, summed over recurrent |w| > 0.01. */
  wiringLength: number
  /** Σ|w|·length. */
  weightedWiringLength: number
  /** Sizes of the functional clusters. */
  clusters: number[]
  isolatedNeuronRatio: NullTest
  indexVariance: NullTest
  /** Both with the active neurons numbered column by column; rows before 2026-11-29 may lack it. */
  columnMajor?: { isolatedNeuronRatio: NullTest; indexVariance: NullTest }
  isolatedNeuronRatio2d: NullTest
  meanSquaredRadius: NullTest
  /** Against task variances permuted over tasks. */
  silhouette: NullTest
  /** Against neurons without groups, correlated over tasks as the network's; rows before 2026-11-29 may lack it. */
  silhouetteGivenCorrelations?: NullTest
  /** z of where the clusters stand if there are k of them, whatever the silhouette says; may be lacking as well. */
  zByK?: ({ k: number } & Record<CutMeasure, number | null>)[]
  /** Newman's Q of the functional clusters: degrees kept, and lengths too. */
  modularity: NullTest
  modularityGivenLengths: NullTest
  /** Against shuffled places. */
  distance: DistanceNull
  accuracy: Record<string, number>
  steps: number
  trialsPerTask: number
  /** `experimentId` of the configuration. */
  id: string
  /** When the training began, ISO 8601, UTC. */
  created: string
  /** Version of gyrus that trained it. */
  gyrus: string
  /** Commit of gyrus that wrote the row. */
  commit: string | null
  machine: string
}

export interface ReproductionSummary {
  formatVersion: 1
  /** The paper's 20 tasks. */
  pareto: ParetoRow[]
  /** Mod-Cog's 82. */
  paretoModcog: ParetoRow[]
}

export const EMPTY: ReproductionSummary = { formatVersion: 1, pareto: [], paretoModcog: [] }

const rowSchema = z.looseObject({
  recipe: z.string(),
  lambda: z.number(),
  seed: z.number(),
  activeNeurons: z.number(),
  error: z.number(),
  wiringLength: z.number(),
  id: z.string(),
})
const summarySchema = z.object({
  formatVersion: z.literal(1),
  pareto: z.array(rowSchema),
  paretoModcog: z.array(rowSchema),
})

/** @throws InputError if the file is damaged or of another version */
export async function readReproduction(path: string): Promise<ReproductionSummary> {
  if (!existsSync(path)) return EMPTY
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    throw new InputError(`${path}: damaged, it is not JSON; delete it to begin anew`)
  }
  const parsed = summarySchema.safeParse(value)
  if (!parsed.success) throw new InputError(`${path}: damaged (${complaint(parsed.error)})`)
  return parsed.data as unknown as ReproductionSummary
}

/** What takes a recipe from dense to sparse. */
export const strength = ({
  lambda,
  radius,
  neurons,
}: Pick<ParetoRow, 'lambda' | 'radius' | 'neurons'>): number => radius ?? neurons ?? lambda

/** The rows with one more, in the order of recipe, λ and seed; an older row of the same run gives way. */
export function withRow(rows: readonly ParetoRow[], row: ParetoRow): ParetoRow[] {
  const order = (a: ParetoRow, b: ParetoRow) =>
    RECIPES.indexOf(a.recipe) - RECIPES.indexOf(b.recipe) || strength(a) - strength(b) || a.seed - b.seed
  return [...rows.filter((other) => order(other, row) !== 0), row].sort(order)
}

/** The rows as a file: one run a line, so that a run that is added is a line that is added. */
export function formatReproduction({ formatVersion, pareto, paretoModcog }: ReproductionSummary): string {
  const list = (rows: readonly ParetoRow[]) =>
    rows.length === 0 ? '[]' : `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
  return `{\n  "formatVersion": ${formatVersion},\n  "pareto": ${list(pareto)},\n  "paretoModcog": ${list(paretoModcog)}\n}\n`
}
