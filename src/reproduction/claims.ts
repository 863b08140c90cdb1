/**
 * The paper's claims, each held against the runs, with its outcome whichever way it falls. What counts is fixed here (z by
 * PROTOCOL.md "Comparing"), not after a look at the outcome.
 */
import { meanInterval, median } from '../analysis/statistics.js'
import { PAPER_PARETO } from '../figures/paper.js'
import { atOrUnder, type Cost, costRatio, frontPoints, meansOf } from './fronts.js'
import { PAPER_RECIPES, type PaperRecipe } from './plan.js'
import type { ParetoRow } from './summary.js'

export interface Claim {
  claim: string
  /** What was asked of the runs, with the null. */
  test: string
  /** The numbers. */
  outcome: string
  /** Null where there are too few runs to say. */
  holds: boolean | null
}

/** Seeds without which nothing is claimed (PROTOCOL "Comparing"). */
export const ENOUGH_SEEDS = 3
/** A median z beyond this is structure. */
const FAR = -3
const ALPHA = 0.01

/** @param shown λ of each recipe's networks that the paper's structural claims are tested on */
export function claims(rows: readonly ParetoRow[], shown: Readonly<Record<PaperRecipe, number>>): Claim[] {
  const at = (recipe: PaperRecipe) =>
    rows.filter((row) => row.recipe === recipe && row.lambda === shown[recipe])
  return [
    functional(at),
    anatomical(at),
    frontBelow(rows, 'activeNeurons'),
    frontBelow(rows, 'wiringLength'),
    falls(at),
    humps(at),
    ahead(rows),
  ]
}

type At = (recipe: PaperRecipe) => ParetoRow[]

const NAMES: Readonly<Record<PaperRecipe, string>> = { bimt: 'BIMT', l1: 'L1', none: 'no regularization' }
const fixed = (x: number | null, digits = 1) =>
  x === null || Number.isNaN(x) ? '–' : x.toFixed(digits).replace('-', '−')
const NO_RUN = 'no run yet'
const enough = (groups: readonly (readonly unknown[])[]) =>
  groups.every((group) => group.length >= ENOUGH_SEEDS)

function functional(at: At): Claim {
  const groups = PAPER_RECIPES.map(at)
  const parts = PAPER_RECIPES.map((recipe, i) => {
    if (groups[i].length === 0) return `${NAMES[recipe]}: ${NO_RUN}`
    const z = groups[i].map(({ silhouette }) => silhouette.z ?? Number.NaN)
    const worst = Math.max(...groups[i].map(({ silhouette }) => silhouette.p ?? 1))
    return `${NAMES[recipe]}: ${groups[i].length} ${groups[i].length === 1 ? 'seed' : 'seeds'}, median z ${fixed(median(z))}, largest p ${fixed(worst, 3)}`
  })
  return {
    claim: 'Functional modules form in all three kinds of network',
    test: `Silhouette of the Ward clusters against task variances permuted over tasks (200 permutations): p < ${ALPHA} in every seed of every kind`,
    outcome: parts.join('; '),
    holds: enough(groups) ? groups.flat().every(({ silhouette }) => (silhouette.p ?? 1) < ALPHA) : null,
  }
}

function anatomical(at: At): Claim {
  const groups = PAPER_RECIPES.map(at)
  const medians = groups.map((group) => ({
    isolated: median(group.map(({ isolatedNeuronRatio }) => isolatedNeuronRatio.z ?? Number.NaN)),
    index: median(group.map(({ indexVariance }) => indexVariance.z ?? Number.NaN)),
  }))
  const range = (values: (number | null)[]) =>
    `${fixed(Math.min(...values.map((z) => z ?? Number.NaN)))} to ${fixed(Math.max(...values.map((z) => z ?? Number.NaN)))}`
  const parts = PAPER_RECIPES.map((recipe, i) =>
    groups[i].length === 0
      ? `${NAMES[recipe]}: ${NO_RUN}`
      : `${NAMES[recipe]}: isolated neurons ${fixed(medians[i].isolated)} (${range(groups[i].map((row) => row.isolatedNeuronRatio.z))}), ` +
        `index variance ${fixed(medians[i].index)} (${range(groups[i].map((row) => row.indexVariance.z))})`,
  )
  const far = ({ isolated, index }: { isolated: number; index: number }) => isolated <= FAR && index <= FAR
  const near = ({ isolated, index }: { isolated: number; index: number }) => isolated > FAR && index > FAR
  const [bimt, l1, none] = medians
  return {
    claim: 'Anatomical modules form under BIMT alone',
    test: `Median z over seeds (and range) against 10,000 shuffles of the cluster labels, both measures: ≤ −3 for BIMT, > −3 for the others`,
    outcome: parts.join('; '),
    holds: enough(groups) ? far(bimt) && near(l1) && near(none) : null,
  }
}

function frontBelow(rows: readonly ParetoRow[], cost: Cost): Claim {
  const points = frontPoints(rows)
  const { errors, ratios } = costRatio(meansOf(points, 'bimt'), meansOf(points, 'l1'), cost)
  const curve = (recipe: PaperRecipe, seed: number) =>
    rows.filter((row) => row.recipe === recipe && row.seed === seed).toSorted((a, b) => a.lambda - b.lambda)
  // A seed has a say when its fronts are whole: at each λ that any seed has.
  const whole = (['bimt', 'l1'] as const).map(
    (recipe) => points.filter((point) => point.recipe === recipe).length,
  )
  const bySeed = [...new Set(rows.map(({ seed }) => seed))].flatMap((seed) => {
    const [bimt, l1] = [curve('bimt', seed), curve('l1', seed)]
    if (bimt.length < whole[0] || l1.length < whole[1]) return []
    const { ratios } = costRatio(bimt, l1, cost)
    return ratios.length > 0 ? [median(ratios)] : []
  })
  const { mean, halfWidth } = meanInterval(bySeed)
  const what = cost === 'activeNeurons' ? 'active neurons' : 'wiring length'
  return {
    claim: `BIMT’s front lies below L1’s in ${what}`,
    test: 'Cost of L1 over cost of BIMT at 21 equal errors over the range that both reach (lines between the means over seeds): above 1 at every one, with three seeds that have every λ',
    outcome:
      ratios.length === 0
        ? 'no error that both reach yet'
        : `at errors ${fixed(errors[0], 3)} to ${fixed(errors.at(-1)!, 3)}: L1 needs ${fixed(median(ratios), 2)} times as much (median; ` +
          `${fixed(Math.min(...ratios), 2)} to ${fixed(Math.max(...ratios), 2)}); by seed ${fixed(mean, 2)}` +
          (halfWidth === null ? '' : ` ± ${fixed(halfWidth, 2)} (95 %, ${bySeed.length} seeds)`),
    holds: bySeed.length >= ENOUGH_SEEDS && ratios.length > 0 ? ratios.every((ratio) => ratio > 1) : null,
  }
}

function falls(at: At): Claim {
  const group = at('bimt')
  const tests = group.map(({ distance }) => distance.fall)
  return {
    claim: 'Weight falls with distance under BIMT',
    test: `Mean |w| at .05 to .1 over the lowest at .25 to .45, against 1,000 shuffles of the active neurons’ places: p < ${ALPHA} in every seed`,
    outcome:
      tests
        .map(
          ({ value, nullMedian, p }) =>
            `${fixed(value)} (null median ${fixed(nullMedian)}, p ${fixed(p, 3)})`,
        )
        .join('; ') || NO_RUN,
    holds: enough([group]) ? tests.every(({ p }) => p !== null && p < ALPHA) : null,
  }
}

function humps(at: At): Claim {
  const group = at('bimt')
  const tests = group.map(({ distance }) => distance.hump)
  return {
    claim: 'and rises again to a second hump at about .55 (the paper: 3.6 times the trough, mean |w|)',
    test: `Highest mean |w| at .45 to .7 over the lowest at .25 to .45, against the same shuffles: p < .05 in every seed`,
    outcome:
      tests
        .map(
          ({ value, nullMedian, null95, p }) =>
            `${fixed(value)} (null median ${fixed(nullMedian)}, 95 % point ${fixed(null95)}, p ${fixed(p, 3)})`,
        )
        .join('; ') || NO_RUN,
    holds: enough([group]) ? tests.every(({ p }) => p !== null && p < 0.05) : null,
  }
}

/** Not the paper's: ours, against its front. */
function ahead(rows: readonly ParetoRow[]): Claim {
  const ours = frontPoints(rows.filter(({ recipe }) => recipe === 'gyrus'))
  const measured = ours.filter(({ error }) => error.n >= ENOUGH_SEEDS)
  const passed = PAPER_PARETO.bimt.map((theirs) => atOrUnder(measured, theirs).length > 0)
  const tried = PAPER_PARETO.bimt.map(({ activeNeurons }) =>
    measured.some(({ strength }) => strength === activeNeurons),
  )
  const named = (which: (i: number) => boolean) =>
    PAPER_PARETO.bimt.flatMap(({ activeNeurons }, i) => (which(i) ? [activeNeurons] : [])).join(', ')
  const parts = [
    [
      `at or under ${passed.filter(Boolean).length} of ${passed.length} points, those of`,
      named((i) => passed[i]),
    ],
    ['not at', named((i) => !passed[i] && tried[i])],
    ['open at', named((i) => !passed[i] && !tried[i])],
  ]
  return {
    claim: 'Ahead of the paper: `gyrus` passes its BIMT front at each of its seven points',
    test: `A budget of \`gyrus\` whose means over ${ENOUGH_SEEDS} seeds are at or under the point in active neurons, error and wiring length alike`,
    outcome:
      measured.length === 0
        ? `no budget with ${ENOUGH_SEEDS} seeds yet`
        : `${parts.flatMap(([what, neurons]) => (neurons ? [`${what} ${neurons}`] : [])).join('; ')} neurons`,
    holds: passed.every(Boolean) ? true : passed.every((one, i) => one || tried[i]) ? false : null,
  }
}
