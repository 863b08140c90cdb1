/** Experiment 1: can the tasks be done without recurrent wire between neurons? */
import { z } from 'zod'
import { testOverSeeds } from '../../analysis/overSeeds.js'
import { meanInterval } from '../../analysis/statistics.js'
import { type FigureSpec, figure, OURS, panelTitle, type Spec } from '../../figures/style.js'
import { decimal, list } from '../../figures/words.js'
import { BENCHMARKS, type Benchmark } from '../plan.js'
import { interval, tableOf } from '../tables.js'
import {
  type Experiment,
  type Group,
  type NetworkRow,
  NO_ROW,
  type Outcome,
  ofGroup,
  pairs,
} from './experiment.js'
import { seedsUpTo } from './networks.js'

const SEEDS = 3
const RADII = [0, 1, 2]
/** The error up to which the 20 tasks count as done. */
const DONE = 0.04
/** How much worse radius 0 must be than `swap` on Mod-Cog. */
const WORSE = 0.1

const TITLES: Readonly<Record<Benchmark, string>> = { yang19: '20 tasks', modcog: 'Mod-Cog' }
const nameOf = (benchmark: Benchmark, radius: number | 'swap') =>
  `${benchmark}/${radius === 'swap' ? 'swap' : `radius ${radius}`}`

function group(benchmark: Benchmark, radius: number | 'swap'): Group {
  const isModcog = benchmark === 'modcog'
  return {
    name: nameOf(benchmark, radius),
    title: radius === 'swap' ? 'every wire' : `radius ${radius}`,
    benchmark,
    block: {
      preset: isModcog ? 'growing-brains-modcog' : 'growing-brains',
      set: {
        'engine.threads': 1,
        ...(isModcog && { 'training.steps': 72_000 }),
        'regularizer.kind': radius === 'swap' ? 'swap' : 'mask',
        ...(radius !== 'swap' && { 'regularizer.radius': radius }),
      },
      vary: { seed: seedsUpTo(SEEDS) },
    },
  }
}

export const wireNeeded: Experiment<object> = {
  name: 'wire-needed',
  question: 'Is recurrent wire needed?',
  groups: BENCHMARKS.flatMap((benchmark) =>
    [...RADII, 'swap' as const].map((radius) => group(benchmark, radius)),
  ),
  schema: z.looseObject({}),
  measure: async () => ({}),
  outcomes: (rows) => [onTwentyTasks(rows), onModcog(rows)],
  table: (rows) =>
    tableOf(
      ['tasks', 'connections', 'seeds', 'error', 'active neurons', 'recurrent wire (cells)'],
      wireNeeded.groups.flatMap(({ name, title, benchmark }) => {
        const own = ofGroup(rows, name)
        if (own.length === 0) return []
        const of = (measure: 'error' | 'activeNeurons' | 'wiringLength', digits = 0) =>
          interval(meanInterval(own.map((row) => row[measure])), digits)
        return [
          [TITLES[benchmark], title, own.length, of('error', 3), of('activeNeurons'), of('wiringLength')],
        ]
      }),
    ),
  figure: drawn,
}

function onTwentyTasks(rows: readonly NetworkRow[]): Outcome {
  const errorsOf = (radius: number | 'swap') =>
    ofGroup(rows, nameOf('yang19', radius)).map(({ error }) => error)
  const [errors, every] = [errorsOf(0), errorsOf('swap')]
  const text = (values: readonly number[]) => list(values.map((error) => decimal(error, 3)))
  const isWhole = errors.length >= SEEDS
  const done = isWhole && errors.every((error) => error <= DONE)
  const said = done
    ? ': the 20 tasks do not need recurrent wire, and its length says little about how well they are done'
    : isWhole
      ? `: not at most ${decimal(DONE, 2)} in all`
      : ' so far'
  return {
    criterion: `20 tasks: if the error at radius 0 is at most ${decimal(DONE, 2)} in all three seeds, recurrent wire between neurons is not diagnostic on them.`,
    outcome:
      errors.length === 0
        ? NO_ROW
        : `Without any connection between two neurons the error is ${text(errors)}${every.length > 0 ? ` (with every wire ${text(every)})` : ''}${said}`,
    met: isWhole ? done : null,
  }
}

function onModcog(rows: readonly NetworkRow[]): Outcome {
  const differences = pairs(rows, nameOf('modcog', 0), nameOf('modcog', 'swap')).map(
    ([without, every]) => without.error - every.error,
  )
  const { mean, halfWidth } = testOverSeeds(differences)
  const isWorse = halfWidth !== null && mean >= WORSE && mean - halfWidth > 0
  return {
    criterion: `Mod-Cog: if radius 0 is worse than every wire by ${decimal(WORSE, 2)} or more on average, and the 95% interval of the paired difference lies above 0, recurrent wire is needed there.`,
    outcome:
      differences.length === 0
        ? NO_ROW
        : `The error without is higher by ${interval({ n: differences.length, mean, halfWidth }, 3)}`,
    met: differences.length < SEEDS ? null : isWorse,
  }
}

function drawn(rows: readonly NetworkRow[]): FigureSpec {
  const panel = (benchmark: Benchmark): Spec => {
    const groups = wireNeeded.groups.filter((group) => group.benchmark === benchmark)
    const values = groups.flatMap(({ name, title }) =>
      ofGroup(rows, name).map(({ error, seed }) => ({ connections: title, error, seed })),
    )
    const titles = groups.map(({ title }) => title)
    return {
      title: panelTitle(TITLES[benchmark]),
      width: 270,
      height: 240,
      data: { values },
      encoding: {
        x: {
          field: 'connections',
          type: 'nominal',
          scale: { domain: titles },
          axis: { title: null, labelAngle: 0 },
        },
        y: {
          field: 'error',
          type: 'quantitative',
          scale: { domainMin: 0, nice: true },
          axis: { title: 'error (share of trials wrong)', tickCount: 5 },
        },
      },
      layer: [
        { mark: { type: 'point', filled: true, size: 60, color: OURS, opacity: 0.8 } },
        {
          mark: { type: 'tick', thickness: 2, width: 34, color: OURS },
          encoding: { y: { aggregate: 'mean', field: 'error' } },
        },
      ],
    }
  }
  const there = BENCHMARKS.filter((benchmark) => rows.some(({ group }) => group.startsWith(benchmark)))
  return figure(
    {
      title: 'What the tasks cost without wire between neurons',
      subtitle:
        'A mask of radius r leaves the connections of at most r cells: radius 0 those of a neuron with itself alone. Points: networks (seeds 21 to 23), bars: their mean. No wire is charged.',
    },
    { hconcat: there.map(panel), spacing: 80, bounds: 'flush' },
  )
}
