/** Experiment 5: the front of all wire, where the budget of `gyrus` cuts all of it. */
import { z } from 'zod'
import { holm, testOverSeeds } from '../../analysis/overSeeds.js'
import { meanInterval } from '../../analysis/statistics.js'
import { type DrawnPoint, fronts } from '../../figures/fronts.js'
import type { FigureSpec } from '../../figures/style.js'
import { counted } from '../../figures/words.js'
import { costOfError, type Place } from '../fronts.js'
import { BUDGETS, chargeOf } from '../plan.js'
import { interval, tableOf } from '../tables.js'
import { type Experiment, type Group, type NetworkRow, NO_ROW, type Outcome, ofGroup } from './experiment.js'
import { seedsUpTo } from './networks.js'

const SEEDS = 3
const STEPS = 72_000
/**
 * All wire for each cell of recurrent wire: what BIMT has, which was given no budget (kept networks of seeds 1, 2 and 4:
 * 1.65, 1.67, 1.65).
 */
const TOTAL = 1.65
const ALPHA = 0.05

/** Fronts that `gyrus` is held against: kinds with six λ each. */
const FRONTS = {
  bimt: {
    title: 'BIMT',
    preset: 'growing-brains',
    kind: 'bimt',
    lambdas: [2e-5, 6e-5, 2e-4, 4e-4, 8e-4, 1.6e-3],
  },
  'l1+swap': {
    title: 'L1 with swaps',
    preset: 'growing-brains-l1',
    kind: 'l1+swap',
    lambdas: [5e-5, 1e-4, 2e-4, 4e-4, 8e-4, 1.6e-3],
  },
} as const
type Front = keyof typeof FRONTS
const FRONT_NAMES = Object.keys(FRONTS) as Front[]
const COSTS = { activeNeurons: 'neurons', wiringLength: 'all wire' } as const
type Cost = keyof typeof COSTS
const COST_NAMES = Object.keys(COSTS) as Cost[]

const vary = { seed: seedsUpTo(SEEDS) }
const budgetGroup = (budget: (typeof BUDGETS)[number]): Group => ({
  name: `gyrus ${budget.neurons}`,
  title: `gyrus, ${budget.neurons} neurons`,
  benchmark: 'yang19',
  block: {
    preset: 'gyrus',
    set: {
      'engine.threads': 1,
      'pruning.neurons': budget.neurons,
      'pruning.wiring': null,
      'pruning.totalWiring': Math.round(TOTAL * budget.wiring),
      ...chargeOf(budget),
    },
    vary,
  },
})
const frontGroup = (front: Front, lambda: number): Group => ({
  name: `${front} ${lambda}`,
  title: `${FRONTS[front].title}, λ ${lambda.toExponential()}`,
  benchmark: 'yang19',
  block: {
    preset: FRONTS[front].preset,
    set: {
      'engine.threads': 1,
      'training.steps': STEPS,
      'regularizer.kind': FRONTS[front].kind,
      'regularizer.lambda': lambda,
    },
    vary,
  },
})

export const allWire: Experiment<object> = {
  name: 'all-wire',
  question: 'Is the front of all wire that of recurrent wire?',
  groups: [
    ...BUDGETS.map(budgetGroup),
    ...FRONT_NAMES.flatMap((front) => FRONTS[front].lambdas.map((lambda) => frontGroup(front, lambda))),
  ],
  schema: z.looseObject({}),
  measure: async () => ({}),
  outcomes: (rows) => [isAhead(rows)],
  table: (rows) =>
    tableOf(
      ['network', 'seeds', 'active neurons', 'error', 'all wire (cells)', 'recurrent wire'],
      allWire.groups.flatMap(({ name, title }) => {
        const own = ofGroup(rows, name)
        if (own.length === 0) return []
        const of = (measure: 'activeNeurons' | 'error' | 'totalWiringLength' | 'wiringLength', digits = 0) =>
          interval(meanInterval(own.map((row) => row[measure])), digits)
        return [
          [
            title,
            own.length,
            of('activeNeurons'),
            of('error', 3),
            of('totalWiringLength'),
            of('wiringLength'),
          ],
        ]
      }),
    ),
  figure: drawn,
}

/** A network with all of its wire as what it costs. */
const placeOf = ({ activeNeurons, error, totalWiringLength }: NetworkRow): Place => ({
  activeNeurons,
  error,
  wiringLength: totalWiringLength,
})

/**
 * What a front costs at an error, in one seed. A front that does not reach the error is taken at its own least error,
 * which is in its favor; null while it is not whole.
 */
function costOf(rows: readonly NetworkRow[], front: Front, seed: number, cost: Cost, error: number) {
  const curve = FRONTS[front].lambdas.flatMap((lambda) =>
    ofGroup(rows, `${front} ${lambda}`)
      .filter((row) => row.seed === seed)
      .map(placeOf),
  )
  if (curve.length < FRONTS[front].lambdas.length) return null
  const least = Math.min(...curve.map((place) => place.error))
  return costOfError(curve, cost, Math.max(error, least))
}

function isAhead(rows: readonly NetworkRow[]): Outcome {
  const tests = BUDGETS.flatMap(({ neurons }) =>
    FRONT_NAMES.flatMap((front) =>
      COST_NAMES.map((cost) =>
        ofGroup(rows, `gyrus ${neurons}`).flatMap((row) => {
          const place = placeOf(row)
          const theirs = costOf(rows, front, row.seed, cost, place.error)
          return theirs === null ? [] : [Math.log(theirs / place[cost])] // above 0: gyrus needs less
        }),
      ),
    ),
  )
  const isWhole = tests.every((values) => values.length >= SEEDS)
  const p = holm(tests.map((values) => testOverSeeds(values).p ?? 1))
  const ahead = p.filter((value) => value < ALPHA).length
  return {
    criterion:
      'gyrus is ahead, if at each budget its neurons and its total wire lie below those of both fronts at equal error (one-sided t over seeds on the logarithms, Holm over budgets, fronts and both costs).',
    outcome: tests.every((values) => values.length === 0)
      ? rows.length === 0
        ? NO_ROW
        : 'the fronts are not whole yet'
      : `gyrus needs less than a front at equal error in ${ahead} of ${counted(tests.length, 'comparison')} (budgets × fronts × costs)`,
    met: isWhole ? ahead === tests.length : null,
  }
}

function drawn(rows: readonly NetworkRow[]): FigureSpec {
  const points = (recipe: string, group: string, strength: number): DrawnPoint[] => {
    const own = ofGroup(rows, group)
    if (own.length === 0) return []
    const of = (measure: 'activeNeurons' | 'error' | 'totalWiringLength') =>
      meanInterval(own.map((row) => row[measure]))
    const wiringLength = of('totalWiringLength')
    return [{ recipe, strength, activeNeurons: of('activeNeurons'), error: of('error'), wiringLength }]
  }
  return fronts(
    [
      ...FRONT_NAMES.flatMap((front) =>
        FRONTS[front].lambdas.flatMap((lambda) => points(front, `${front} ${lambda}`, lambda)),
      ),
      ...BUDGETS.flatMap(({ neurons }) => points('gyrus', `gyrus ${neurons}`, neurons)),
    ],
    [],
    {
      title: 'The fronts of neurons and of all wire',
      subtitle: 'All after 72,000 steps; wire of all three matrices, channels at their places.',
      wire: 'all wire',
      recipes: {
        bimt: FRONTS.bimt.title,
        'l1+swap': FRONTS['l1+swap'].title,
        gyrus: 'gyrus, budget of all wire',
      },
    },
  )
}
