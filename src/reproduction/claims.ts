/**
 * The paper's claims, each held against the runs, with its outcome whichever way it falls. What counts is fixed here (z by
 * PROTOCOL.md "Comparing"), not after a look at the outcome.
 */

import { SILHOUETTE_SAMPLES } from '../analysis/analysis.js'
import { LABEL_SHUFFLES } from '../analysis/anatomy.js'
import { fallOf, PLACE_SHUFFLES, type RatioTest, riseOf } from '../analysis/distanceNull.js'
import { ENOUGH_SEEDS, meanInterval, median, medianOf } from '../analysis/statistics.js'
import { PAPER_CLUSTERS, PAPER_DISTANCE, PAPER_LABELS, PAPER_PARETO } from '../figures/paper.js'
import { counted, decimal, whole } from '../figures/words.js'
import {
  bestUnder,
  type Cost,
  costOfError,
  costRatio,
  type FrontPoint,
  frontPoints,
  isAtOrUnder,
  meansOf,
  rowsOf,
  timesText,
} from './fronts.js'
import { CHOSEN_ON, isUnchosen, PAPER_RECIPES, type PaperRecipe, SCHEDULE_CHOSEN_UP_TO } from './plan.js'
import type { ParetoRow } from './summary.js'

export interface Claim {
  claim: string
  /** What was asked of the runs, with the null. */
  test: string
  /** The numbers, a line each. */
  outcome: string[]
  /** Null where there are too few runs to say. */
  holds: boolean | null
  /** What would be said if the runs that are there were enough; where it can be asked of few. */
  soFar?: boolean
}

/** A median z beyond this is structure. */
export const FAR = -3
const ALPHA = 0.01

/** @param shown λ of each recipe's networks that the paper's structural claims are tested on */
export function claims(rows: readonly ParetoRow[], shown: Readonly<Record<PaperRecipe, number>>): Claim[] {
  const at = (recipe: PaperRecipe) =>
    rows.filter((row) => row.recipe === recipe && row.lambda === shown[recipe])
  return [
    functional(at),
    beyondCorrelations(at),
    anatomical(rows, at, shown),
    frontBelow(rows, 'activeNeurons'),
    frontBelow(rows, 'wiringLength'),
    falls(at),
    humps(at),
    reaches(rows),
    ahead(rows),
  ]
}

type At = (recipe: PaperRecipe) => ParetoRow[]

const fixed = (x: number | null, digits = 1) => decimal(x, digits)
const NO_RUN = 'no run yet'
const NO_SHARED_ERROR = 'no error that both reach yet'
const enough = (groups: readonly (readonly unknown[])[]) =>
  groups.every((group) => group.length >= ENOUGH_SEEDS)
const seedsText = (n: number) => counted(n, 'seed')
const list = (values: readonly number[], digits: number) =>
  values.map((value) => fixed(value, digits)).join(', ')

function functional(at: At): Claim {
  const groups = PAPER_RECIPES.map(at)
  const parts = PAPER_RECIPES.map((recipe, i) => {
    const group = groups[i]
    if (group.length === 0) return `${PAPER_LABELS[recipe]}: ${NO_RUN}`
    const z = group.map(({ silhouette }) => silhouette.z ?? Number.NaN)
    const worst = Math.max(...group.map(({ silhouette }) => silhouette.p ?? 1))
    const silhouettes = group.map(({ silhouette }) => silhouette.value ?? Number.NaN)
    const clusters = group.map(({ clusters }) => clusters.length)
    const theirs = recipe === 'bimt' ? ` (the paper: ${PAPER_CLUSTERS.length})` : ''
    return `${PAPER_LABELS[recipe]}, ${seedsText(group.length)}: ${list(clusters, 0)} clusters${theirs}, silhouette ${list(silhouettes, 2)}, median z ${fixed(median(z))}, largest p ${fixed(worst, 3)}`
  })
  return {
    claim: 'Functional modules form in all three kinds of network',
    test: `Silhouette of the Ward clusters against task variances permuted over tasks (${SILHOUETTE_SAMPLES} permutations, so that .005 is the least p): p < ${ALPHA} in every seed of every kind. A mild null: it keeps no likeness between tasks`,
    outcome: parts,
    holds: enough(groups) ? groups.flat().every(({ silhouette }) => (silhouette.p ?? 1) < ALPHA) : null,
  }
}

/** Not the paper's: whether the clusters are tighter than correlations between tasks make them. */
function beyondCorrelations(at: At): Claim {
  const groups = PAPER_RECIPES.map((recipe) =>
    at(recipe).map(({ silhouetteGivenCorrelations }) => silhouetteGivenCorrelations),
  )
  const parts = PAPER_RECIPES.map((recipe, i) => {
    const group = groups[i].filter((test) => test !== undefined)
    if (group.length === 0) return `${PAPER_LABELS[recipe]}: ${NO_RUN}`
    const z = group.map((test) => test.z ?? Number.NaN)
    const surrogate = group.map((test) => test.nullMean ?? Number.NaN)
    const p = group.map((test) => test.p ?? 1)
    return `${PAPER_LABELS[recipe]}, ${seedsText(group.length)}: the surrogate’s silhouette ${list(surrogate, 2)}, z ${list(z, 1)}, p ${list(p, 3)}`
  })
  const all = groups.flat()
  const passed = all.filter((test) => (test?.p ?? 1) < ALPHA).length
  return {
    claim: 'These clusters are tighter than correlations between tasks make them',
    test: `The same silhouette against neurons without groups: a Gaussian-copula surrogate, in which each task keeps all its task variances and each pair of tasks its rank correlation over neurons (200 draws): p < ${ALPHA} in every seed of every kind. Not a claim of the paper’s`,
    outcome: [...parts, ...(all.length > 0 ? [`in ${passed} of ${all.length} networks`] : [])],
    holds: enough(groups) && all.every((test) => test !== undefined) ? passed === all.length : null,
  }
}

/** Both measures of where the clusters stand; medians are null where a network's z is undefined, or there is none. */
function anatomyOf(group: readonly ParetoRow[]) {
  const [isolated, index] = (['isolatedNeuronRatio', 'indexVariance'] as const).map((name) =>
    group.map((row) => row[name].z),
  )
  const text = (z: readonly (number | null)[]) => {
    const defined = z.filter((value) => value !== null)
    const range =
      defined.length > 1 ? ` (${fixed(Math.min(...defined))} to ${fixed(Math.max(...defined))})` : ''
    return `${fixed(medianOf(z))}${range}`
  }
  return {
    medians: [medianOf(isolated), medianOf(index)],
    text:
      group.length === 0
        ? NO_RUN
        : `isolated neurons ${text(isolated)}, index variance ${text(index)}, ${seedsText(group.length)}`,
  }
}

/** @param shown λ at which networks of each kind are compared */
function anatomical(rows: readonly ParetoRow[], at: At, shown: Readonly<Record<PaperRecipe, number>>): Claim {
  const groups = PAPER_RECIPES.map((recipe) => at(recipe).filter(isUnchosen))
  const [bimt, l1, none] = groups.map(anatomyOf)
  const far = (z: number | null) => z !== null && z <= FAR
  const near = (z: number | null) => z !== null && z > FAR
  const defined = [bimt, l1, none].every(({ medians }) => medians.every((z) => z !== null))
  const lambda = shown.bimt.toExponential()
  const others = frontPoints(rows)
    .filter(({ recipe, strength }) => recipe === 'bimt' && strength !== shown.bimt)
    .map((point) => anatomyOf(rowsOf(rows, point)).medians)
  const passed = others.filter((medians) => medians.every(far)).length
  return {
    claim: `Anatomical modules form under BIMT (λ ${lambda}), not under L1 and not without regularization`,
    test: `Median z over seeds (and range) against ${whole(LABEL_SHUFFLES)} shuffles of the cluster labels, both measures: ≤ −3 for BIMT, > −3 for the others. Seeds 1 to ${SCHEDULE_CHOSEN_UP_TO} of BIMT are not counted: its schedule was chosen on them by these measures`,
    outcome: [
      `BIMT: ${bimt.text}`,
      `L1: ${l1.text}`,
      `no regularization: ${none.text}`,
      ...(others.length > 0 ? [`at ${passed} of BIMT’s ${others.length} other λ both medians are ≤ −3`] : []),
    ],
    holds:
      enough(groups) && defined
        ? bimt.medians.every(far) && [...l1.medians, ...none.medians].every(near)
        : null,
  }
}

const COSTS: Readonly<Record<Cost, string>> = {
  activeNeurons: 'active neurons',
  wiringLength: 'wiring length',
}

/** Rows by which fronts are judged: those of the seeds that are whole, once they are enough; before, all there are. */
function judged(rows: readonly ParetoRow[], recipes: readonly PaperRecipe[]) {
  const whole = wholeSeeds(rows, recipes)
  const areEnough = whole.length >= ENOUGH_SEEDS
  return { whole, areEnough, of: areEnough ? rows.filter(({ seed }) => whole.includes(seed)) : rows }
}

/** Seeds whose fronts are whole: at each λ that any seed has. */
function wholeSeeds(rows: readonly ParetoRow[], recipes: readonly PaperRecipe[]): number[] {
  const lambdas = (of: readonly ParetoRow[], recipe: PaperRecipe) =>
    new Set(of.filter((row) => row.recipe === recipe).map(({ lambda }) => lambda)).size
  return [...new Set(rows.map(({ seed }) => seed))].filter((seed) => {
    const ofSeed = rows.filter((row) => row.seed === seed)
    return recipes.every((recipe) => lambdas(ofSeed, recipe) === lambdas(rows, recipe))
  })
}

function frontBelow(rows: readonly ParetoRow[], cost: Cost): Claim {
  const compared = (of: readonly ParetoRow[]) => {
    const points = frontPoints(of)
    return costRatio(meansOf(points, 'bimt'), meansOf(points, 'l1'), cost)
  }
  const { whole, areEnough, of } = judged(rows, ['bimt', 'l1'])
  const { errors, ratios } = compared(of)
  const bySeed = whole.flatMap((seed) => {
    const own = compared(rows.filter((row) => row.seed === seed)).ratios
    return own.length > 0 ? [median(own)] : []
  })
  const { mean, halfWidth } = meanInterval(bySeed)
  const paperRatios = costRatio(PAPER_PARETO.bimt, PAPER_PARETO.l1, cost).ratios
  const points = frontPoints(rows)
  const longer = costRatio(meansOf(points, 'bimt-long'), meansOf(points, 'l1-long'), cost).ratios
  const above = ratios.every((ratio) => ratio > 1)
  return {
    claim: `BIMT’s front lies below L1’s in ${COSTS[cost]}`,
    test: `What L1 costs over what BIMT costs at 21 equal errors over the range that both reach, .2 at most (lines between the means over seeds): above 1 at every one, with ${ENOUGH_SEEDS} seeds that have every λ`,
    outcome:
      ratios.length === 0
        ? [NO_SHARED_ERROR]
        : [
            `at errors ${fixed(errors[0], 3)} to ${fixed(errors.at(-1)!, 3)} L1 needs ${timesText(ratios)} as much`,
            ...(bySeed.length > 0
              ? [
                  `median by seed ${fixed(mean, 2)}${bySeed.length < ENOUGH_SEEDS ? '' : ` ± ${fixed(halfWidth, 2)}`} (${seedsText(bySeed.length)})`,
                ]
              : []),
            `the paper: ${timesText(paperRatios)}`,
            ...(longer.length > 0 ? [`trained three times as long, not counted: ${timesText(longer)}`] : []),
          ],
    holds: areEnough && ratios.length > 0 ? above : null,
    ...(ratios.length > 0 && { soFar: above }),
  }
}

/** Not the paper's: whether what we reconstructed is as good as what it shows. */
function reaches(rows: readonly ParetoRow[]): Claim {
  const { areEnough, of } = judged(rows, ['bimt'])
  const costs = ['activeNeurons', 'wiringLength'] as const
  const both = costs.map((cost) => costRatio(PAPER_PARETO.bimt, meansOf(frontPoints(of), 'bimt'), cost))
  const { errors } = both[0]
  const under = both.every(({ ratios }) => ratios.every((ratio) => ratio <= 1))
  const longer = frontPoints(rows)
    .filter(({ recipe }) => recipe === 'bimt-long')
    .map((point) => `trained three times as long, λ ${point.strength.toExponential()}: ${longerText(point)}`)
  return {
    claim: 'BIMT as reconstructed reaches the paper’s BIMT front',
    test: `What ours costs over what the paper’s costs, digitized, at 21 equal errors over the range that both reach, .2 at most: at most 1 at every one, in active neurons and in wiring length, with ${ENOUGH_SEEDS} seeds that have every λ`,
    outcome:
      errors.length === 0
        ? [NO_SHARED_ERROR]
        : [
            `at errors ${fixed(errors[0], 3)} to ${fixed(errors.at(-1)!, 3)} ours needs ${costs.map((cost, i) => `${timesText(both[i].ratios)} the ${COSTS[cost]}`).join(', ')}`,
            ...longer,
          ],
    holds: areEnough && errors.length > 0 ? under : null,
    ...(errors.length > 0 && { soFar: under }),
  }
}

/** A network of more steps, what the paper's front has at its error, and which of the paper's points it is at or under. */
function longerText(point: FrontPoint): string {
  const { error } = point
  const [neurons, wiring] = (['activeNeurons', 'wiringLength'] as const).map((cost) => {
    const paperCost = costOfError(PAPER_PARETO.bimt, cost, error.mean)
    return paperCost === null ? null : fixed(point[cost].mean / paperCost, 2)
  })
  const ratio = neurons === null ? 'an error below any of the paper’s' : `${neurons} and ${wiring} times`
  const passed = PAPER_PARETO.bimt.filter((theirs) => bestUnder([point], theirs))
  const under =
    passed.length > 0
      ? `, at or under the paper’s ${passed.length === 1 ? 'point' : 'points'} of ${passed.map(({ activeNeurons }) => activeNeurons).join(', ')} neurons`
      : ''
  return `${ratio} (error ${fixed(error.mean, 3)}, ${seedsText(error.n)})${under}`
}

const PAPER_MEANS = PAPER_DISTANCE.map(({ mean }) => mean)

function falls(at: At): Claim {
  const tests = at('bimt').map(({ distance }) => distance.fall)
  return {
    claim: 'Weight falls with distance under BIMT',
    test: `Mean |w| among active neurons at .05 to .1 over the lowest at .25 to .45, against ${whole(PLACE_SHUFFLES)} shuffles of the active neurons’ places: p < ${ALPHA} in every seed`,
    outcome: [...ratiosOf(tests), `the paper: ${fixed(fallOf(PAPER_MEANS))}`],
    holds: enough([tests]) ? tests.every(({ p }) => p !== null && p < ALPHA) : null,
  }
}

function humps(at: At): Claim {
  const group = at('bimt').map(({ distance }) => distance)
  const tests = group.map(({ hump }) => hump)
  return {
    claim: 'and rises again to a second hump at about .55',
    test: 'Highest mean |w| among active neurons at .45 to .7 over the lowest at .25 to .45 (1 at least, since both have .45), against the same shuffles: p < .05 in every seed',
    outcome: [
      ...ratiosOf(tests),
      ...(group.length > 0
        ? [`at .55 itself ${group.map(({ mean }) => fixed(riseOf(mean), 2)).join(', ')}`]
        : []),
      `the paper at .55: ${fixed(riseOf(PAPER_MEANS))}`,
    ],
    holds: enough([tests]) ? tests.every(({ p }) => p !== null && p < 0.05) : null,
  }
}

/** A ratio of each seed, with its null. */
function ratiosOf(tests: readonly RatioTest[]): string[] {
  if (tests.length === 0) return [NO_RUN]
  const of = (name: 'value' | 'nullMedian' | 'p', digits: number) => {
    const texts = tests.map((test) => fixed(test[name], digits))
    return new Set(texts).size === 1 ? texts[0] : texts.join(', ')
  }
  return [`by seed ${of('value', 1)}`, `medians of the null ${of('nullMedian', 1)}; p ${of('p', 3)}`]
}

/** Not the paper's: ours, against its front. */
function ahead(rows: readonly ParetoRow[]): Claim {
  const gyrusRows = rows.filter(({ recipe }) => recipe === 'gyrus')
  const measured = frontPoints(gyrusRows).filter(({ error }) => error.n >= ENOUGH_SEEDS)
  const best = PAPER_PARETO.bimt.map((theirs) => bestUnder(measured, theirs))
  const passed = best.map((point) => point !== undefined)
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
  const margins = best.flatMap((point, i) => {
    const { activeNeurons, error } = PAPER_PARETO.bimt[i]
    if (!point) return []
    const clear = point.error.mean + point.error.halfWidth! < error
    return [`${fixed(error - point.error.mean, 3)} (${activeNeurons}${clear ? ', its interval too' : ''})`]
  })
  return {
    claim: 'Ahead of the paper: `gyrus` passes its BIMT front at each of its seven points',
    test: `A budget of \`gyrus\` whose means over ${ENOUGH_SEEDS} seeds are at or under the point in active neurons, error and wiring length alike. Seed ${CHOSEN_ON} is among them, on which the budgets were chosen: the others alone stand beside it`,
    outcome:
      measured.length === 0
        ? [`no budget with ${ENOUGH_SEEDS} seeds yet`]
        : [
            `${parts.flatMap(([what, neurons]) => (neurons ? [`${what} ${neurons}`] : [])).join('; ')} neurons`,
            ...(margins.length > 0 ? [`error lower by ${margins.join(', ')}`] : []),
            ...unchosenText(gyrusRows),
          ],
    holds: passed.every(Boolean) ? true : passed.every((one, i) => one || tried[i]) ? false : null,
  }
}

/** What the seeds say on which nothing was chosen, by their means, and one network at a time. */
function unchosenText(ours: readonly ParetoRow[]): string[] {
  const others = ours.filter(({ seed }) => seed !== CHOSEN_ON)
  if (others.length === 0) return []
  const points = frontPoints(others)
  const margins = PAPER_PARETO.bimt.flatMap((theirs) => {
    const point = bestUnder(points, theirs)
    return point ? [`${fixed(theirs.error - point.error.mean, 3)} (${theirs.activeNeurons})`] : []
  })
  const above = others.filter((row) => {
    const paperPoint = PAPER_PARETO.bimt.find(({ activeNeurons }) => activeNeurons === row.neurons)
    return paperPoint !== undefined && !isAtOrUnder(row, paperPoint)
  })
  const seeds = new Set(others.map(({ seed }) => seed)).size
  const not = above.map(({ neurons, seed }) => `${neurons}, seed ${seed}`).join('; ')
  return [
    `without seed ${CHOSEN_ON} (${seedsText(seeds)}) at or under ${margins.length} of ${PAPER_PARETO.bimt.length}, lower by ${margins.join(', ')}`,
    `of these ${others.length} networks ${others.length - above.length} reach the point of their own budget${not && ` (not ${not})`}`,
  ]
}
