/** `gyrus transfer DIR…`: how soon does a network learn a task that its training held out, and with which of its weights? */
import { Command } from 'commander'
import {
  type Learned,
  meanInterference,
  meanTrials,
  PLASTIC,
  reached,
  transferDifferences,
  transferFinding,
} from '../figures/transferFinding.js'
import { counted, decimal, percent, whole } from '../figures/words.js'
import { type Transfer, transferRun } from '../runs/transfer.js'
import { engineOf } from './grow.js'
import { differenceRows } from '../studies/kindDifferences.js'
import { measureRuns } from './measure.js'
import { aligned } from '../figures/textTable.js'

export function transferCommand(): Command {
  return new Command('transfer')
    .description(
      'learn each task that a training held out (--set heldOut=…), with all weights, the task’s input, one functional cluster or random sets of neurons; writes analysis/transfer.json and figures/transfer.*; several runs are compared by kind',
    )
    .argument('<dir...>', 'the folders of the runs')
    .option('--json', 'print what analysis/transfer.json holds, of several runs as a list')
    .action((dirs: string[], { json = false }: { json?: boolean }) =>
      measureRuns(dirs, json, {
        measure: async (run) => {
          const note = process.stderr.isTTY && !json
          const result = await transferRun(run, engineOf(run.experiment), (done, all) => {
            if (note) process.stderr.write(`\r${run.dir}: ${done} of ${all} learned`)
          })
          if (note) process.stderr.write('\n')
          return result
        },
        table: transferTable,
        figure: 'figures/transfer.svg',
        compare: comparedTransfers,
      }),
    )
}

/** What came out of one network: a line for what learns, a column for each task. */
export function transferTable(result: Transfer): string {
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
          exchanged ? '–' : decimal(100 * meanInterference(result, plastic), 1),
        ]),
      ],
      (column) => column > 0,
    ),
    transferFinding([result]),
  ].join('\n')
}

/** What several networks show by kind: the differences seed by seed, and one sentence. */
export function comparedTransfers(results: readonly Transfer[]): string {
  return [...differenceRows(transferDifferences(results), 1), '', transferFinding(results)].join('\n').trim()
}

const cell = ({ trialsToCriterion, accuracy }: Learned): string =>
  trialsToCriterion === null ? `(${percent(accuracy, 0)})` : whole(trialsToCriterion)
