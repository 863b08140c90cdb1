/** Claims on fronts: the costs of BIMT compared with those of L1 and of the paper's BIMT at equal errors. */
import { ENOUGH_SEEDS, meanInterval, median } from '../../analysis/statistics.js'
import { PAPER_PARETO } from '../../figures/paper.js'
import { Random } from '../../random/random.js'
import {
  bestUnder,
  type Cost,
  type CostRatio,
  costOfError,
  costRatio,
  type FrontPoint,
  frontPoints,
  LEVELS,
  meansOf,
  timesText,
} from '../fronts.js'
import type { PaperRecipe } from '../plan.js'
import type { ParetoRow } from '../summary.js'
import { type Claim, factorText, fixed, NO_SHARED_ERROR, seedsText } from './claim.js'

const COSTS: Readonly<Record<Cost, string>> = {
  activeNeurons: 'active neurons',
  wiringLength: 'recurrent wire',
}

/** A ratio and the paper's, as text: `2.4 times (the paper: 13 times)`. */
const besidePaper = (ratios: readonly number[], paper: readonly number[]) =>
  `${fixed(median(ratios), 1)} times (the paper: ${fixed(median(paper), 1)} times)`

/** What the claims on fronts say in plain words. */
const PLAIN: Readonly<
  Record<
    Cost,
    (ratios: readonly number[], paper: readonly number[]) => Pick<Claim, 'name' | 'by' | 'says' | 'found'>
  >
> = {
  activeNeurons: (ratios, paper) => ({
    name: 'fewer-neurons',
    by: 'paper',
    says: 'At the same accuracy, BIMT leaves a network with fewer neurons than an equal charge on every wire does (L1).',
    found: {
      held: `It does: L1 needs ${besidePaper(ratios, paper)} as many.`,
      not: `It does not: L1 needs ${besidePaper(ratios, paper)} as many.`,
    },
  }),
  wiringLength: (ratios, paper) => ({
    name: 'less-wire',
    by: 'paper',
    says: 'And with far less wire between neurons.',
    found: {
      held: `With less: L1 needs ${besidePaper(ratios, paper)} as much. docs/results.md says how much of it comes from where neurons stand.`,
      not: `Not clearly: L1 needs ${besidePaper(ratios, paper)} as much.`,
    },
  }),
}

/** The rows by which fronts are judged: those of complete seeds if there are enough of these, else all rows. */
function judged(rows: readonly ParetoRow[], recipes: readonly PaperRecipe[]) {
  const whole = wholeSeeds(rows, recipes)
  const areEnough = whole.length >= ENOUGH_SEEDS
  return { whole, areEnough, of: areEnough ? rows.filter(({ seed }) => whole.includes(seed)) : rows }
}

/** Seeds with complete fronts: they have a run at each λ that any seed has. */
function wholeSeeds(rows: readonly ParetoRow[], recipes: readonly PaperRecipe[]): number[] {
  const lambdas = (of: readonly ParetoRow[], recipe: PaperRecipe) =>
    new Set(of.filter((row) => row.recipe === recipe).map(({ lambda }) => lambda)).size
  return [...new Set(rows.map(({ seed }) => seed))].filter((seed) => {
    const ofSeed = rows.filter((row) => row.seed === seed)
    return recipes.every((recipe) => lambdas(ofSeed, recipe) === lambdas(rows, recipe))
  })
}

export function frontBelow(rows: readonly ParetoRow[], cost: Cost): Claim {
  const compared = (of: readonly ParetoRow[]) => l1OverBimt(of, cost)
  const { whole, areEnough, of } = judged(rows, ['bimt', 'l1'])
  const { errors, ratios } = compared(of)
  const bySeed = whole.flatMap((seed) => {
    const { ratios: ofSeed } = compared(rows.filter((row) => row.seed === seed))
    return ofSeed.length > 0 ? [Math.log(median(ofSeed))] : []
  })
  const interval = meanInterval(bySeed)
  const paperRatios = costRatio(PAPER_PARETO.bimt, PAPER_PARETO.l1, cost).ratios
  const points = frontPoints(rows)
  const longer = costRatio(meansOf(points, 'bimt-long'), meansOf(points, 'l1-long'), cost).ratios
  const above = ratios.every((ratio) => ratio > 1) && interval.mean - (interval.halfWidth ?? 0) > 0
  return {
    ...PLAIN[cost](ratios, paperRatios),
    claim: `BIMT’s front lies below L1’s in ${COSTS[cost]}`,
    test: `What L1 costs over what BIMT costs at ${LEVELS} equal errors over the range that both reach, .2 at most (lines between the means over seeds): above 1 at every one, and the 95% interval of the seeds’ medians too (Student’s t on logarithms), with ${ENOUGH_SEEDS} seeds that have every λ. Networks of one seed are evaluated on the same trials`,
    outcome:
      ratios.length === 0
        ? [NO_SHARED_ERROR]
        : [
            `at errors ${fixed(errors[0], 3)} to ${fixed(errors.at(-1)!, 3)} L1 needs ${timesText(ratios)} as much`,
            ...(bySeed.length > 0
              ? [`by seed, on the log scale, ${factorText(interval)}, ${seedsText(bySeed.length)}`]
              : []),
            ...(areEnough ? [`seeds drawn anew (bootstrap) ${bootstrapText(of, whole, cost)}`] : []),
            `the paper: ${timesText(paperRatios)}`,
            ...(longer.length > 0 ? [`trained three times as long, not counted: ${timesText(longer)}`] : []),
          ],
    holds: areEnough && ratios.length > 0 ? above : null,
    ...(ratios.length > 0 && { soFar: above }),
  }
}

function l1OverBimt(rows: readonly ParetoRow[], cost: Cost): CostRatio {
  const points = frontPoints(rows)
  return costRatio(meansOf(points, 'bimt'), meansOf(points, 'l1'), cost)
}

/** Number of bootstrap samples. A sample has as many seeds as there are, drawn with replacement. */
const DRAWS = 2000

/**
 * The median over bootstrap samples of the median ratio of both fronts, with the range of the middle 95 %, as text. A
 * seed that is drawn brings its networks of both kinds. Three seeds have only ten different samples, so the range is
 * rough.
 */
function bootstrapText(rows: readonly ParetoRow[], seeds: readonly number[], cost: Cost): string {
  const random = Random.seeded(0, 'bootstrap', cost)
  const known = new Map<string, number>()
  const medians = Array.from({ length: DRAWS }, () => {
    const drawn = seeds.map(() => seeds[random.integer(seeds.length)]).sort((a, b) => a - b)
    const key = drawn.join()
    const ratio =
      known.get(key) ??
      median(
        l1OverBimt(
          drawn.flatMap((seed) => rows.filter((row) => row.seed === seed)),
          cost,
        ).ratios,
      )
    known.set(key, ratio)
    return ratio
  }).sort((a, b) => a - b)
  const at = (share: number) => fixed(medians[Math.floor(share * (DRAWS - 1))], 2)
  return `${at(0.5)} times (${at(0.025)} to ${at(0.975)})`
}

/** A claim that is not the paper's: our reconstruction of BIMT is as good as the paper's networks. */
export function reaches(rows: readonly ParetoRow[]): Claim {
  const { areEnough, of } = judged(rows, ['bimt'])
  const costs = ['activeNeurons', 'wiringLength'] as const
  const comparisons = costs.map((cost) =>
    costRatio(PAPER_PARETO.bimt, meansOf(frontPoints(of), 'bimt'), cost),
  )
  const { errors } = comparisons[0]
  const under = comparisons.every(({ ratios }) => ratios.every((ratio) => ratio <= 1))
  const longer = frontPoints(rows)
    .filter(({ recipe }) => recipe === 'bimt-long')
    .map((point) => `trained three times as long, λ ${point.strength.toExponential()}: ${longerText(point)}`)
  return {
    name: 'as-good',
    by: 'gyrus',
    says: 'BIMT, as we reconstructed it from the paper’s words and figures, is as good as the paper’s networks.',
    found: {
      held: 'It is, at every error that both reach.',
      not: `It is not: at the same error ours needs ${comparisons.map(({ ratios }, i) => `${fixed(median(ratios), 1)} times the ${COSTS[costs[i]]}`).join(' and ')}.`,
    },
    claim: 'BIMT as reconstructed reaches the paper’s BIMT front',
    test: `What ours costs over what the paper’s costs, digitized, at ${LEVELS} equal errors over the range that both reach, .2 at most: at most 1 at every one, in active neurons and in recurrent wire, with ${ENOUGH_SEEDS} seeds that have every λ`,
    outcome:
      errors.length === 0
        ? [NO_SHARED_ERROR]
        : [
            `at errors ${fixed(errors[0], 3)} to ${fixed(errors.at(-1)!, 3)} ours needs ${costs.map((cost, i) => `${timesText(comparisons[i].ratios)} the ${COSTS[cost]}`).join(', ')}`,
            ...longer,
          ],
    holds: areEnough && errors.length > 0 ? under : null,
    ...(errors.length > 0 && { soFar: under }),
  }
}

/** Text on a network trained longer: the paper's costs at its error, and the paper's points that it equals or beats. */
function longerText(point: FrontPoint): string {
  const { error } = point
  const [neurons, wiring] = (['activeNeurons', 'wiringLength'] as const).map((cost) => {
    const paperCost = costOfError(PAPER_PARETO.bimt, cost, error.mean)
    return paperCost === null ? null : fixed(point[cost].mean / paperCost, 2)
  })
  const ratio = neurons === null ? 'an error below any of the paper’s' : `${neurons} and ${wiring} times`
  const passed = PAPER_PARETO.bimt.filter((paperPoint) => bestUnder([point], paperPoint))
  const under =
    passed.length > 0
      ? `, at or under the paper’s ${passed.length === 1 ? 'point' : 'points'} of ${passed.map(({ activeNeurons }) => activeNeurons).join(', ')} neurons`
      : ''
  return `${ratio} (error ${fixed(error.mean, 3)}, ${seedsText(error.n)})${under}`
}
