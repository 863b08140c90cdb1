/**
 * The runs that the paper's figures need: three recipes at several λ each, on the paper's tasks and on Mod-Cog; and
 * rivals of them. The recipes are presets; docs/differences.md explains their settings.
 */
import type { Kind } from '../growth/charges/index.js'
import type { SweepBlock } from '../runs/sweep.js'
import { preset } from '../training/presets.js'

/** The paper's three kinds of network. */
export const PAPER_RECIPES = ['bimt', 'l1', 'none'] as const
export type PaperRecipe = (typeof PAPER_RECIPES)[number]

/** Rivals and controls, trained and measured in the same way (docs/regularizers.md). */
export const RIVALS = ['local', 'l1+swap', 'swap', 'sernn', 'clusterability', 'mask'] as const
/**
 * BIMT and L1, trained as long as `gyrus`, to see what longer training alone does, and whether the comparison of both
 * changes.
 */
const LONGER = ['bimt-long', 'l1-long'] as const
export type Recipe = PaperRecipe | (typeof LONGER)[number] | 'gyrus' | (typeof RIVALS)[number]
export const RECIPES: readonly Recipe[] = [...PAPER_RECIPES, ...LONGER, 'gyrus', ...RIVALS]

export const isRival = (recipe: Recipe) => (RIVALS as readonly Recipe[]).includes(recipe)

interface RecipeSpec {
  preset: string
  /** The kind of regularizer, if it is not the preset's. */
  kind?: Kind
  /** Training steps, if they are not the preset's. */
  steps?: number
  /** The field that makes networks sparser (by default λ); `values`: its values, ascending for λ. */
  field?: 'regularizer.lambda' | 'regularizer.radius' | 'pruning.neurons'
  values: readonly number[]
}

/**
 * Budgets of `gyrus`: the neurons and the wire (in cells) of the paper's BIMT points (PAPER.md 1.7). The point of 200
 * neurons is left out, because the paper's point of 146 neurons is better in all three numbers. The two smallest
 * budgets have a stronger charge, so that fewer neurons do the work before the others are pruned. They also allow more
 * wire, because charge and swaps shorten it after the pruning (docs/differences.md).
 */
export const BUDGETS: readonly { neurons: number; wiring: number; lambda?: number; until?: number }[] = [
  { neurons: 25, wiring: 1400, lambda: 1.6e-3 },
  { neurons: 44, wiring: 4400, lambda: 1e-4, until: 0.5 },
  { neurons: 70, wiring: 6100 },
  { neurons: 82, wiring: 11_000 },
  { neurons: 109, wiring: 20_000 },
  { neurons: 146, wiring: 49_000 },
]
/** Whether `gyrus` has a budget with this number of neurons. */
export const hasBudget = (neurons: number) => BUDGETS.some((budget) => budget.neurons === neurons)
/** The seed on which the settings and budgets of `gyrus` were tried and chosen. */
export const CHOSEN_ON = 1
/**
 * The last of the seeds on which the schedule of `growing-brains` was chosen, by its anatomy (docs/differences.md). The
 * claim on anatomical modules is tested on later seeds, of which there are as many.
 */
export const SCHEDULE_CHOSEN_UP_TO = 3
/** Whether a network had no part in the choice of its schedule. */
export const isUnchosen = ({ recipe, seed }: { recipe: Recipe; seed: number }) =>
  recipe !== 'bimt' || seed > SCHEDULE_CHOSEN_UP_TO
/** λ of `gyrus` while the tasks are learned, the same for all budgets. */
const LEARNING_LAMBDA = 2e-6

const LONG_STEPS = preset('gyrus').training.steps

/**
 * Specifications of all recipes. The λ of the paper's kinds were chosen so that the numbers of active neurons span the
 * paper's range, 25 to 285; those of the presets (6e-5, 2e-4) are among them. `gyrus` has budgets instead. Rivals have
 * four values that span their range.
 */
const SPECS: Readonly<Record<Recipe, RecipeSpec>> = {
  bimt: { preset: 'growing-brains', values: [3e-6, 1e-5, 3e-5, 6e-5, 1e-4, 2e-4, 4e-4, 8e-4] },
  l1: { preset: 'growing-brains-l1', values: [5e-6, 2e-5, 5e-5, 1e-4, 2e-4, 4e-4, 8e-4, 1.6e-3] },
  none: { preset: 'growing-brains-none', values: [] },
  'bimt-long': { preset: 'growing-brains', steps: LONG_STEPS, values: [2e-5, 6e-5, 2e-4, 8e-4] },
  'l1-long': { preset: 'growing-brains-l1', steps: LONG_STEPS, values: [5e-5, 2e-4, 8e-4] },
  gyrus: { preset: 'gyrus', field: 'pruning.neurons', values: BUDGETS.map(({ neurons }) => neurons) },
  local: { preset: 'growing-brains', kind: 'local', values: [1e-5, 6e-5, 2e-4, 8e-4] },
  'l1+swap': { preset: 'growing-brains-l1', kind: 'l1+swap', values: [2e-5, 2e-4, 4e-4, 1.6e-3] },
  swap: { preset: 'growing-brains', kind: 'swap', values: [] },
  sernn: { preset: 'growing-brains', kind: 'sernn', values: [1e-3, 1e-2, 0.1, 1] },
  clusterability: { preset: 'growing-brains', kind: 'clusterability', values: [0.03, 0.3, 3, 30] },
  mask: { preset: 'growing-brains', kind: 'mask', field: 'regularizer.radius', values: [1, 2, 4, 8] },
}

/**
 * BIMT's two parts, its charge and its swaps, each alone with the λ of the BIMT shown, to see which makes anatomical
 * modules.
 */
const PARTS = ['local', 'swap'] as const
const partAlone = (part: (typeof PARTS)[number]) =>
  SPECS[part].values.filter((lambda) => lambda === SHOWN.bimt)

/** λ on Mod-Cog (82 tasks); fewer than on the paper's tasks. */
const MODCOG_LAMBDAS: Readonly<Record<PaperRecipe, readonly number[]>> = {
  bimt: [5e-6, 2e-5, 6e-5, 2e-4],
  l1: [2e-5, 6e-5, 2e-4, 6e-4],
  none: [],
}

/** λ of the networks that the panels show and on which claims on modules are tested: those of the presets. */
export const SHOWN: Readonly<Record<PaperRecipe, number>> = { bimt: 6e-5, l1: 2e-4, none: 0 }

/** Training steps of the quick reproduction, which takes about ten minutes on two cores. */
const QUICK_STEPS = 4000

/** Names of the two plots of performance against sparsity. */
export const BENCHMARKS = ['yang19', 'modcog'] as const
export type Benchmark = (typeof BENCHMARKS)[number]

export interface PlanOptions {
  /** The largest seed on the paper's tasks, which are run with seeds 1 to this; Mod-Cog is run with one seed. */
  seeds: number
  quick: boolean
}

/** A block of planned runs, and where the figures show it. */
export interface PlannedBlock {
  benchmark: Benchmark
  recipe: Recipe
  block: SweepBlock
}

/**
 * The runs of a reproduction, in their order. First those that the claims on modules need: the networks of the panels
 * at each seed, BIMT also at the seeds on which nothing was chosen, and BIMT's parts. Then the remaining points of the
 * fronts, seed by seed, so that the figure can be drawn at any time. Then Mod-Cog with one seed, `gyrus` with all
 * seeds, and longer trainings and rivals with one seed.
 */
export function plan({ seeds, quick }: PlanOptions): PlannedBlock[] {
  const blocks: PlannedBlock[] = []
  const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
  for (const recipe of PAPER_RECIPES) {
    const panel = SPECS[recipe].values.filter((lambda) => lambda === SHOWN[recipe])
    for (const seed of upTo(seeds)) blocks.push(planned('yang19', recipe, seed, panel, quick))
  }
  if (!quick) {
    const fresh = upTo(SCHEDULE_CHOSEN_UP_TO + seeds, Math.max(SCHEDULE_CHOSEN_UP_TO, seeds) + 1)
    for (const seed of fresh) blocks.push(planned('yang19', 'bimt', seed, [SHOWN.bimt]))
    for (const seed of upTo(seeds)) {
      for (const part of PARTS) blocks.push(planned('yang19', part, seed, partAlone(part)))
    }
  }
  for (const seed of upTo(seeds)) {
    for (const recipe of ['bimt', 'l1'] as const) {
      const { values } = SPECS[recipe]
      const front = quick ? [values[0], values.at(-2)!] : values // the strongest λ needs a long training
      const remaining = front.filter((lambda) => lambda !== SHOWN[recipe])
      blocks.push(planned('yang19', recipe, seed, remaining, quick))
    }
  }
  if (quick) return blocks
  for (const recipe of PAPER_RECIPES) blocks.push(planned('modcog', recipe, 1, MODCOG_LAMBDAS[recipe]))
  blocks.push(...budgets(seeds))
  for (const recipe of [...LONGER, ...RIVALS] as const) {
    if (recipe === 'swap') continue // it has only one value, which is planned among the parts
    const remaining = SPECS[recipe].values.filter((value) => recipe !== 'local' || value !== SHOWN.bimt)
    blocks.push(planned('yang19', recipe, 1, remaining))
  }
  return blocks
}

/**
 * `gyrus` at each of its budgets. Runs of a seed begin in the same way, so the first is done before the others begin.
 */
function budgets(seeds: number): PlannedBlock[] {
  return BUDGETS.flatMap((budget) =>
    Array.from({ length: seeds }, (_, i) => {
      const { block, ...place } = planned('yang19', 'gyrus', i + 1, [budget.neurons])
      const set = { ...block.set, 'pruning.wiring': budget.wiring, ...chargeOf(budget) }
      return { ...place, block: { ...block, set } }
    }),
  )
}

/** What a budget sets of the charge, where it has a λ of its own. */
export function chargeOf({ lambda, until = 0.7 }: (typeof BUDGETS)[number]): Record<string, unknown> {
  if (lambda === undefined) return {}
  return {
    'regularizer.lambda': lambda,
    'regularizer.schedule': [
      { at: 0, factor: LEARNING_LAMBDA / lambda },
      { at: 0.3, factor: 1 },
      { at: until, factor: 0 },
    ],
    'pruning.until': until,
  }
}

function planned(
  benchmark: Benchmark,
  recipe: Recipe,
  seed: number,
  values: readonly number[],
  quick = false,
): PlannedBlock {
  const { preset: name, kind, steps, field = 'regularizer.lambda' } = SPECS[recipe]
  const set: Record<string, unknown> = {
    ...(kind && { 'regularizer.kind': kind }),
    ...(steps && { 'training.steps': steps }),
    ...(benchmark === 'modcog' && { battery: 'modcog' }),
    ...(quick && { 'training.steps': QUICK_STEPS, 'analysis.trials': 100 }),
  }
  const vary = { ...(values.length > 0 && { [field]: [...values] }), seed: [seed] }
  return { benchmark, recipe, block: { preset: name, set, vary } }
}

/** The runs whose networks are kept with the results, for the panels of the figures, lesions, transfer and the page. */
export const NAMED: Readonly<
  Record<string, { recipe: Recipe; lambda: number; neurons?: number; seed: number }>
> = {
  'bimt-s1': { recipe: 'bimt', lambda: SHOWN.bimt, seed: 1 },
  'bimt-s2': { recipe: 'bimt', lambda: SHOWN.bimt, seed: 2 },
  'bimt-s4': { recipe: 'bimt', lambda: SHOWN.bimt, seed: 4 },
  'l1-s1': { recipe: 'l1', lambda: SHOWN.l1, seed: 1 },
  'none-s1': { recipe: 'none', lambda: SHOWN.none, seed: 1 },
  'gyrus-s1': { recipe: 'gyrus', lambda: 2e-5, neurons: 109, seed: 1 },
}

/** Kept networks that the panels can show. For BIMT, the first one on which nothing was chosen is preferred. */
const PANELS: Readonly<Record<PaperRecipe, readonly string[]>> = {
  bimt: ['bimt-s4', 'bimt-s1'],
  l1: ['l1-s1'],
  none: ['none-s1'],
}

/** The name of the network that the panels show; undefined if none of those that can be shown is kept. */
export const panelOf = (recipe: PaperRecipe, isThere: (name: string) => boolean): string | undefined =>
  PANELS[recipe].find(isThere)
