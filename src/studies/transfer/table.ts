/** The results of transfer as text for a terminal. */
import { aligned } from '../../figures/textTable.js'
import { counted, decimal, NONE, percent, whole } from '../../figures/words.js'
import { differenceRows } from '../kindDifferences.js'
import type { Studied } from '../study.js'
import {
  type Learned,
  meanInterference,
  meanTrials,
  PLASTIC,
  reached,
  transferDifferences,
  transferFinding,
} from './finding.js'
import type { Transfer } from './schema.js'

/** The table of one network: a line for each condition, a column for each task. */
export function transferTable(result: Studied<Transfer>): string {
  const { settings, tasks } = result
  const conditions = [false, true].flatMap((exchanged) =>
    PLASTIC.filter(
      (plastic) => !exchanged || tasks[0].learned.some((l) => l.exchanged && l.plastic === plastic),
    ).map((plastic) => ({ plastic, exchanged })),
  )
  return [
    `${result.preset}, seed ${result.seed}: ${counted(result.activeNeurons, 'active neuron')} in ${counted(result.clusters.length, 'cluster')}, ` +
      `old tasks ${percent(result.oldAccuracy)}; at most ${whole(settings.steps * settings.batch)} trials, ` +
      `criterion ${percent(settings.criterion, 0)} of the ideal observer’s accuracy on ${whole(settings.trials)} trials`,
    `module: ${tasks.map(({ task, module }) => `${task} ${module.neurons} neurons`).join(', ')}`,
    'trials to the criterion (accuracy at the end in % where it was not reached); random sets: each, then what old tasks lose on average, in points',
    aligned(
      [
        ['what learns', ...tasks.map(({ task }) => task), 'reached', 'mean trials', 'old tasks lose'],
        ...conditions.map(({ plastic, exchanged }) => [
          exchanged ? `${plastic}, W_h exchanged` : plastic,
          ...tasks.map(({ learned }) =>
            learned
              .filter((course) => course.plastic === plastic && course.exchanged === exchanged)
              .map(cell)
              .join(' '),
          ),
          reached(result, plastic, exchanged).join(' of '),
          whole(meanTrials(result, plastic, exchanged)),
          exchanged ? NONE : decimal(100 * meanInterference(result, plastic), 1),
        ]),
      ],
      (column) => column > 0,
    ),
    transferFinding([result]),
  ].join('\n')
}

/** Compares several networks by kind: the differences seed by seed, and one sentence. */
export function transferComparison(results: readonly Studied<Transfer>[]): string {
  return [...differenceRows(transferDifferences(results), 1), '', transferFinding(results)].join('\n').trim()
}

const cell = ({ trialsToCriterion, accuracy }: Learned): string =>
  trialsToCriterion === null ? `(${percent(accuracy, 0)})` : whole(trialsToCriterion)
