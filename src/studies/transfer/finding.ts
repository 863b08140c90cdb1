/** The finding of transfer, as text that is true whatever the data are. */

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

/** Which weights learn. The last two are those of random sets of active neurons, of the size of the module. */
export const PLASTIC = ['everything', 'task input', 'module', 'same size', 'same importance'] as const
export type Plastic = (typeof PLASTIC)[number]

/** One task, learned once. */
export interface Learned extends Omit<LearningCurve, 'parameters'> {
  plastic: Plastic
  /** Whether the rows and columns of W_h were exchanged at random before. */
  exchanged: boolean
  /** Number of weights and biases that learn. */
  weights: number
  /** Mean accuracy over the old tasks before the learning minus that after it; null if W_h was exchanged. */
  interference: number | null
}

/** The parts of a result that a finding needs. */
export interface TransferNetwork {
  kind: string
  seed: number
  settings: { steps: number; batch: number; criterion: number }
  tasks: readonly { task: string; learned: readonly Learned[] }[]
}

/** Number of trials after which learning stops, even if the criterion is not reached. */
export const censoredAt = ({ settings }: TransferNetwork): number => settings.steps * settings.batch

const learnedBy = (network: TransferNetwork, plastic: Plastic, exchanged = false): Learned[] =>
  network.tasks.flatMap(({ learned }) =>
    learned.filter((course) => course.plastic === plastic && course.exchanged === exchanged),
  )

/** Mean over tasks (and random sets) of the trials to the criterion; `censoredAt` if the criterion was not reached. */
export function meanTrials(network: TransferNetwork, plastic: Plastic, exchanged = false): number {
  return mean(
    learnedBy(network, plastic, exchanged).map(({ trialsToCriterion: n }) => n ?? censoredAt(network)),
  )
}

/** How often the criterion was reached, and the number of learnings. */
export function reached(network: TransferNetwork, plastic: Plastic, exchanged = false): [number, number] {
  const learned = learnedBy(network, plastic, exchanged)
  return [learned.filter(({ trialsToCriterion }) => trialsToCriterion !== null).length, learned.length]
}

/** Mean over tasks (and random sets) of the accuracy that the old tasks lose, a share of trials. */
export const meanInterference = (network: TransferNetwork, plastic: Plastic): number =>
  mean(learnedBy(network, plastic).map(({ interference }) => interference ?? 0))

/** How many trials fewer the module needs than random sets of its size. */
export const advantage = (network: TransferNetwork): number =>
  meanTrials(network, 'same size') - meanTrials(network, 'module')

/** One sentence about one network, or about the differences between kinds of networks. */
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

/** Differences between kinds of networks in the measures for which docs/transfer.md makes predictions. */
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
