/**
 * What stands behind the paper's figures, as runs: three recipes, each at a range of λ, on the paper's tasks and on
 * Mod-Cog. The recipes are the presets; docs/differences.md says why they are as they are.
 */
import type { SweepBlock } from '../runs/sweep.js'

/** The names of the paper's three kinds of network. */
export const RECIPES = ['bimt', 'l1', 'none'] as const
export type Recipe = (typeof RECIPES)[number]

const PRESETS: Readonly<Record<Recipe, string>> = {
  bimt: 'growing-brains',
  l1: 'growing-brains-l1',
  none: 'growing-brains-none',
}

/**
 * λ of each recipe, ascending: chosen so that the active neurons span the paper's range, 25 to 285. The presets' own
 * (6e-5, 2e-4) are among them.
 */
const LAMBDAS: Readonly<Record<Recipe, readonly number[]>> = {
  bimt: [3e-6, 1e-5, 3e-5, 6e-5, 1e-4, 2e-4, 4e-4, 8e-4],
  l1: [5e-6, 2e-5, 5e-5, 1e-4, 2e-4, 4e-4, 8e-4, 1.6e-3],
  none: [0],
}

/** On Mod-Cog, 82 tasks, a network takes three times as long: fewer λ, and fewer steps than the preset has. */
const MODCOG_LAMBDAS: Readonly<Record<Recipe, readonly number[]>> = {
  bimt: [5e-6, 2e-5, 6e-5, 2e-4],
  l1: [2e-5, 6e-5, 2e-4, 6e-4],
  none: [0],
}
export const MODCOG_STEPS = 12_000

/** Rough enough for ten minutes on two cores. */
const QUICK = { steps: 4000, lambdas: 3 }

/** A plot of performance against sparsity. */
export const BENCHMARKS = ['yang19', 'modcog'] as const
export type Benchmark = (typeof BENCHMARKS)[number]

export interface PlanOptions {
  /** Seeds 1 to this on the paper's tasks; Mod-Cog has one. */
  seeds: number
  quick: boolean
}

/** One planned run's place in the figures. */
export interface PlannedBlock {
  benchmark: Benchmark
  recipe: Recipe
  block: SweepBlock
}

/** The runs of a reproduction, those of the first seed first, so that what has been done at any time is a figure. */
export function plan({ seeds, quick }: PlanOptions): PlannedBlock[] {
  const blocks: PlannedBlock[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    for (const recipe of RECIPES) blocks.push(planned('yang19', recipe, seed, quick))
    if (seed === 1 && !quick)
      for (const recipe of RECIPES) blocks.push(planned('modcog', recipe, seed, quick))
  }
  return blocks
}

function planned(benchmark: Benchmark, recipe: Recipe, seed: number, quick: boolean): PlannedBlock {
  const lambdas = (benchmark === 'modcog' ? MODCOG_LAMBDAS : LAMBDAS)[recipe]
  const set: Record<string, unknown> = {
    ...(benchmark === 'modcog' && { battery: 'modcog', 'training.steps': MODCOG_STEPS }),
    ...(quick && { 'training.steps': QUICK.steps, 'analysis.trials': 100 }),
  }
  const vary = {
    ...(recipe !== 'none' && { 'regularizer.lambda': quick ? spread(lambdas, QUICK.lambdas) : [...lambdas] }),
    seed: [seed],
  }
  return { benchmark, recipe, block: { preset: PRESETS[recipe], set, vary } }
}

/** So many of a list, evenly from the first to the last but one: the strongest λ needs a long training. */
function spread(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 2)) / (count - 1))])
}

/** The runs whose networks are kept beside the results: the figures' panels, lesions, transfer and the page use them. */
export const NAMED: Readonly<Record<string, { recipe: Recipe; lambda: number; seed: number }>> = {
  'bimt-s1': { recipe: 'bimt', lambda: 6e-5, seed: 1 },
  'bimt-s2': { recipe: 'bimt', lambda: 6e-5, seed: 2 },
  'bimt-s3': { recipe: 'bimt', lambda: 6e-5, seed: 3 },
  'l1-s1': { recipe: 'l1', lambda: 2e-4, seed: 1 },
  'none-s1': { recipe: 'none', lambda: 0, seed: 1 },
}
