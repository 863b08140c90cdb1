/** Experiment 4, second part: does a module help to learn a task that comes later? (docs/transfer.md, A) */
import { z } from 'zod'
import { meanInterval } from '../../analysis/statistics.js'
import { type FigureSpec, figure, type Spec } from '../../figures/style.js'
import { whole } from '../../figures/words.js'
import { savedNetwork } from '../../runs/network.js'
import { studied } from '../../runs/study.js'
import {
  advantage,
  type Learned,
  meanInterference,
  meanTrials,
  PLASTIC,
} from '../../studies/transfer/finding.js'
import { transfer } from '../../studies/transfer/study.js'
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
import { grown, type Kind } from './networks.js'
import { kindColors } from './style.js'

const SEEDS = 3
/** A task of each family (docs/transfer.md). */
const HELD_OUT = ['rtgo', 'dlyanti', 'ctxdm2', 'ctxdlydm2', 'dnmc']
/** Evaluations every two steps, that is every 32 trials; another module for each family. */
const OPTIONS = { evaluateEvery: 2, modules: 'distinct' } as const

type Course = Pick<Learned, 'plastic' | 'exchanged' | 'trialsToCriterion' | 'interference'>
interface Learning {
  settings: { steps: number; batch: number; criterion: number }
  tasks: { task: string; module: { cluster: number; neurons: number }; learned: Course[] }[]
}
type Row = NetworkRow & Learning

const schema: z.ZodType<Learning> = z.looseObject({
  settings: z.looseObject({ steps: z.number(), batch: z.number(), criterion: z.number() }),
  tasks: z.array(
    z.looseObject({
      task: z.string(),
      module: z.looseObject({ cluster: z.number(), neurons: z.number() }),
      learned: z.array(
        z.looseObject({
          plastic: z.enum(PLASTIC),
          exchanged: z.boolean(),
          trialsToCriterion: z.number().nullable(),
          interference: z.number().nullable(),
        }),
      ),
    }),
  ),
})

function holdingOut(kind: Kind): Group {
  const group = grown(kind, SEEDS)
  return { ...group, block: { ...group.block, set: { ...group.block.set, heldOut: HELD_OUT } } }
}

export const laterTasks: Experiment<Learning> = {
  name: 'later-tasks',
  question: 'Does a module help to learn a task that comes later?',
  groups: [holdingOut('bimt'), holdingOut('l1'), holdingOut('none')],
  schema,
  async measure(run, { engine, random }) {
    const network = await studied(run, await savedNetwork(run))
    const { settings, tasks } = await transfer.measure(network, OPTIONS, {
      engine,
      random,
      progress: () => {},
    })
    return {
      settings,
      // Without the curves, which would make up nearly all of a row.
      tasks: tasks.map(({ task, module: { cluster, neurons }, learned }) => ({
        task,
        module: { cluster, neurons },
        learned: learned.map(({ plastic, exchanged, trialsToCriterion, interference }) => ({
          plastic,
          exchanged,
          trialsToCriterion,
          interference,
        })),
      })),
    }
  },
  outcomes: (rows) => [doesItHelp(rows)],
  table: (rows) =>
    tableOf(
      [
        'network',
        'seeds',
        ...PLASTIC.map((plastic) => `trials, ${plastic}`),
        'old tasks lose by the module (points)',
      ],
      laterTasks.groups.flatMap(({ name, title }) => {
        const own = ofGroup(rows, name).map(asNetwork)
        if (own.length === 0) return []
        const of = (value: (network: (typeof own)[number]) => number, digits = 0) =>
          interval(meanInterval(own.map(value)), digits)
        return [
          [
            title,
            own.length,
            ...PLASTIC.map((plastic) => of((network) => meanTrials(network, plastic))),
            of((network) => 100 * meanInterference(network, 'module'), 1),
          ],
        ]
      }),
    ),
  figure: drawn,
}

/** A row as the study's measures take a network. */
const asNetwork = ({ group, seed, settings, tasks }: Row) => ({
  kind: group,
  seed,
  settings,
  tasks: tasks.map(({ task, learned }) => ({ task, learned: learned as Learned[] })), // no measure takes a curve
})

function doesItHelp(rows: readonly Row[]): Outcome {
  const advantages = ofGroup(rows, 'bimt').map((row) => advantage(asNetwork(row)))
  const more = pairs(rows, 'bimt', 'l1').map(
    ([bimt, l1]) => advantage(asNetwork(bimt)) - advantage(asNetwork(l1)),
  )
  const [own, beyond] = [meanInterval(advantages), meanInterval(more)]
  const isAbove = ({ mean, halfWidth }: typeof own) => halfWidth !== null && mean - halfWidth > 0
  return {
    criterion:
      'A module helps, if in BIMT it needs fewer trials than random sets of its size, and by more than in L1: both 95% intervals over seeds lie above 0.',
    outcome:
      advantages.length === 0
        ? NO_ROW
        : `Random sets of its size need ${interval(own)} trials more than the module in BIMT${more.length > 0 ? `; that is ${interval(beyond)} more than in L1` : ''}`,
    met: Math.min(advantages.length, more.length) < SEEDS ? null : isAbove(own) && isAbove(beyond),
  }
}

function drawn(rows: readonly Row[]): FigureSpec {
  const titles = laterTasks.groups.map(({ title }) => title)
  const values = laterTasks.groups.flatMap(({ name, title }) =>
    ofGroup(rows, name).flatMap((row) =>
      PLASTIC.map((plastic) => ({ kind: title, plastic, trials: meanTrials(asNetwork(row), plastic) })),
    ),
  )
  const y: Spec = {
    field: 'plastic',
    type: 'nominal',
    scale: { domain: [...PLASTIC] },
    axis: { title: 'what learns' },
  }
  return figure(
    {
      title: 'How soon a later task is learned',
      subtitle: `Trials until ${whole(100 * rows[0].settings.criterion)}% of the ideal observer’s accuracy, mean over five tasks that the training held out. A point a network, bars: means. Task input: the weights of its input line; module: the weights of one functional cluster, another one for each task.`,
      width: 640,
    },
    {
      width: 470,
      height: 260,
      data: { values },
      encoding: {
        y,
        yOffset: { field: 'kind', type: 'nominal', scale: { domain: titles } },
        color: kindColors(titles),
      },
      layer: [
        {
          mark: { type: 'point', filled: true, size: 50, opacity: 0.7 },
          encoding: {
            x: { field: 'trials', type: 'quantitative', axis: { title: 'trials to the criterion' } },
          },
        },
        {
          mark: { type: 'tick', thickness: 2.5, height: 12 },
          encoding: { x: { aggregate: 'mean', field: 'trials', type: 'quantitative' } },
        },
      ],
    },
  )
}
