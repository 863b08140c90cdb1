/**
 * The summary of a reproduction: one row a finished run, with all that its figures, claims and tables need, so that the
 * runs themselves need not be kept. Rows that are there are not run again.
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
