/**
 * The summary of a reproduction: a row for each finished run, with all numbers that figures, claims and tables need, so
 * that the runs themselves need not be kept. Runs with a row are not done again.
 */
import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { CutMeasure, NullTest } from '../analysis/analysis.js'
import type { DistanceNull } from '../analysis/distanceNull.js'
import { nullTestSchema } from '../runs/measureFiles.js'
import { readJson } from '../runs/textFile.js'
import { RECIPES, type Recipe } from './plan.js'

export interface ParetoRow {
  recipe: Recipe
  /** λ at the peak of its schedule; 0 if nothing is charged (`none`, `swap`, `mask`). */
  lambda: number
  /** Radius of the mask in cells; only for `mask`. */
  radius?: number
  /** The number of neurons to which it was pruned; only for `gyrus`. */
  neurons?: number
  seed: number
  /** Neurons whose task variance, summed over tasks, exceeds 1e-3. */
  activeNeurons: number
  /** 1 − mean accuracy over tasks, with `trialsPerTask` trials for each. */
  error: number
  errorSe: number
  /** Manhattan length in cells, summed over recurrent connections with |w| > 0.01. */
  wiringLength: number
  /** The same over all three matrices; left out in early rows. */
  totalWiringLength?: number
  /** Σ|w|·length over recurrent connections. */
  weightedWiringLength: number
  /** Sizes of the functional clusters. */
  clusters: number[]
  isolatedNeuronRatio: NullTest
  indexVariance: NullTest
  /** Both with the active neurons numbered column by column; rows before 2026-11-29 may lack it. */
  columnMajor?: { isolatedNeuronRatio: NullTest; indexVariance: NullTest }
  isolatedNeuronRatio2d: NullTest
  meanSquaredRadius: NullTest
  /** Mean silhouette against task variances permuted over tasks. */
  silhouette: NullTest
  /** The same against neurons without groups with the network's correlations; rows before 2026-11-29 may lack it. */
  silhouetteGivenCorrelations?: NullTest
  /** z of the anatomical measures for each number k of clusters; rows before 2026-11-29 may lack it. */
  zByK?: ({ k: number } & Record<CutMeasure, number | null>)[]
  /**
   * Newman's Q of the functional clusters against networks with degrees kept; the next field: also with lengths kept.
   */
  modularity: NullTest
  modularityGivenLengths: NullTest
  /** Weight against distance, tested against shuffled places. */
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
  /** Runs on the paper's 20 tasks. */
  pareto: ParetoRow[]
  /** Runs on the 82 tasks of Mod-Cog. */
  paretoModcog: ParetoRow[]
}

export const EMPTY: ReproductionSummary = { formatVersion: 1, pareto: [], paretoModcog: [] }

const nullable = z.number().nullable()
const twoTests = z.looseObject({ isolatedNeuronRatio: nullTestSchema, indexVariance: nullTestSchema })
const ratioTest = z.looseObject({
  value: nullable,
  nullMedian: nullable,
  null95: nullable,
  p: nullable,
  samples: z.number(),
})
const rowSchema: z.ZodType<ParetoRow> = z.looseObject({
  recipe: z.enum(RECIPES),
  lambda: z.number(),
  radius: z.number().optional(),
  seed: z.number(),
  neurons: z.number().optional(),
  activeNeurons: z.number(),
  error: z.number(),
  errorSe: z.number(),
  wiringLength: z.number(),
  totalWiringLength: z.number().optional(),
  weightedWiringLength: z.number(),
  clusters: z.array(z.number()),
  ...twoTests.shape,
  columnMajor: twoTests.optional(),
  isolatedNeuronRatio2d: nullTestSchema,
  meanSquaredRadius: nullTestSchema,
  silhouette: nullTestSchema,
  silhouetteGivenCorrelations: nullTestSchema.optional(),
  zByK: z
    .array(
      z.looseObject({
        k: z.number(),
        isolatedNeuronRatio: nullable,
        indexVariance: nullable,
        meanSquaredRadius: nullable,
      }),
    )
    .optional(),
  modularity: nullTestSchema,
  modularityGivenLengths: nullTestSchema,
  distance: z.looseObject({ mean: z.array(nullable), fall: ratioTest, hump: ratioTest }),
  accuracy: z.record(z.string(), z.number()),
  steps: z.number(),
  trialsPerTask: z.number(),
  id: z.string(),
  created: z.string(),
  gyrus: z.string(),
  machine: z.string(),
  commit: z.string().nullable(),
})
const summarySchema = z.object({
  formatVersion: z.literal(1),
  pareto: z.array(rowSchema),
  paretoModcog: z.array(rowSchema),
})

/** @throws InputError if the file is damaged or of another version */
export async function readReproduction(path: string): Promise<ReproductionSummary> {
  if (!existsSync(path)) return EMPTY
  return readJson(path, summarySchema, 'put it back, or delete it to begin anew')
}

/** The value by which networks of a recipe are made sparser: λ, or the radius of a mask, or the budget of neurons. */
export const strength = ({
  lambda,
  radius,
  neurons,
}: Pick<ParetoRow, 'lambda' | 'radius' | 'neurons'>): number => radius ?? neurons ?? lambda

/** Adds a row, in the order of recipe, λ and seed. It replaces an older row of the same run. */
export function withRow(rows: readonly ParetoRow[], row: ParetoRow): ParetoRow[] {
  const order = (a: ParetoRow, b: ParetoRow) =>
    RECIPES.indexOf(a.recipe) - RECIPES.indexOf(b.recipe) || strength(a) - strength(b) || a.seed - b.seed
  return [...rows.filter((other) => order(other, row) !== 0), row].sort(order)
}

/** The summary as a file, with a line for each run, so that a new run is a new line in a diff. */
export function formatReproduction({ formatVersion, pareto, paretoModcog }: ReproductionSummary): string {
  const list = (rows: readonly ParetoRow[]) =>
    rows.length === 0 ? '[]' : `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
  return `{\n  "formatVersion": ${formatVersion},\n  "pareto": ${list(pareto)},\n  "paretoModcog": ${list(paretoModcog)}\n}\n`
}
