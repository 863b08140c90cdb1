/** What learning held-out tasks shows, in words, whichever way it falls. */

import { ENOUGH_SEEDS, mean } from '../../analysis/statistics.js'
import {
  type KindDifference,
  kindDifferences,
  kindName,
  kindsOf,
  type Measure,
  rangeText,
} from '../../figures/kinds.js'
import { whole } from '../../figures/words.js'
import type { LearningCurve } from './learn.js'

/** What learns; the last two are random sets of active neurons, as many as the module has. */
export const PLASTIC = ['everything', 'task input', 'module', 'same size', 'same importance'] as const
export type Plastic = (typeof PLASTIC)[number]

/** One learning of one task. */
export interface Learned extends Omit<LearningCurve, 'parameters'> {
  plastic: Plastic
  /** Whether W_h's rows and columns were exchanged at random before. */
  exchanged: boolean
  /** Weights and biases that learn. */
  weights: number
  /** Mean accuracy over the old tasks before, minus after; null where W_h was exchanged. */
  interference: number | null
}

/** What a finding needs of a result. */
export interface TransferNetwork {
  kind: string
  seed: number
  settings: { steps: number; batch: number; criterion: number }
  tasks: readonly { task: string; learned: readonly Learned[] }[]
}

/** Trials at which a learning is censored. */
export const censoredAt = ({ settings }: TransferNetwork): number => settings.steps * settings.batch

const learnedBy = (network: TransferNetwork, plastic: Plastic, exchanged = false): Learned[] =>
  network.tasks.flatMap(({ learned }) =>
    learned.filter((course) => course.plastic === plastic && course.exchanged === exchanged),
  )

/** Mean over the tasks (and random sets) of the trials to the criterion, censored ones counted as the end. */
export function meanTrials(network: TransferNetwork, plastic: Plastic, exchanged = false): number {
  return mean(
    learnedBy(network, plastic, exchanged).map(({ trialsToCriterion: n }) => n ?? censoredAt(network)),
  )
}

/** How many of the learnings reached the criterion, and of how many. */
export function reached(network: TransferNetwork, plastic: Plastic, exchanged = false): [number, number] {
  const all = learnedBy(network, plastic, exchanged)
  return [all.filter(({ trialsToCriterion }) => trialsToCriterion !== null).length, all.length]
}

/** Mean over the tasks (and random sets) of what the old tasks lose; a share of trials. */
export const meanInterference = (network: TransferNetwork, plastic: Plastic): number =>
  mean(learnedBy(network, plastic).map(({ interference }) => interference ?? 0))

/** Trials that the module needs fewer than random sets of its size. */
export const advantage = (network: TransferNetwork): number =>
  meanTrials(network, 'same size') - meanTrials(network, 'module')

/** One sentence on one network, or on how kinds of networks differ. */
export function transferFinding(networks: readonly TransferNetwork[]): string {
  const [network] = networks
  const of = ([n, all]: [number, number]) => `${n} of ${all}`
  if (networks.length === 1) {
    const parts = PLASTIC.map((plastic) => `${plastic} ${of(reached(network, plastic))}`).join(', ')
    return `Held-out tasks learned within ${whole(censoredAt(network))} trials: ${parts}`
  }
  const kinds = kindsOf(networks)
  const perKind = kinds.map((kind) => networks.filter((other) => other.kind === kind))
  const text = kinds
    .map(
      (kind, k) =>
        `${kindName(kind)} ${rangeText(
          perKind[k].map((other) => meanTrials(other, 'module')),
          0,
        )}`,
    )
    .join(', ')
  const seeds = Math.min(...perKind.map(({ length }) => length))
  const few = seeds < ENOUGH_SEEDS ? `; fewer than ${ENOUGH_SEEDS} seeds of a kind: nothing is claimed` : ''
  return `Trials to learn a held-out task with one module, mean over tasks: ${text}${few}`
}

/** Differences between the kinds of networks in what docs/transfer.md predicts. */
export function transferDifferences(networks: readonly TransferNetwork[]): KindDifference[] {
  return kindDifferences<TransferNetwork>(networks, [
    ...(['everything', 'task input', 'module'] as const).map(
      (plastic): Measure<TransferNetwork> => [
        `trials, ${plastic}`,
        (network) => meanTrials(network, plastic),
      ],
    ),
    ['trials, random sets of its size − module', advantage],
    ['interference of the module (points)', (network) => 100 * meanInterference(network, 'module')],
  ])
}
