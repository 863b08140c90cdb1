/** `gyrus activity RUN --out FILE`: what each neuron does in trials of each task, as arrays. */
import { Command } from 'commander'
import { meanAccuracy, type TaskCount, taskAccuracy } from '../analysis/accuracy.js'
import { InputError } from '../errors.js'
import type { ExportedNetwork } from '../exporters/exporter.js'
import { counted, percent, whole } from '../figures/words.js'
import { nearest } from '../nearest.js'
import { type ActivityRequest, QUANTITIES, writeActivity } from '../runs/activity.js'
import { exportedNetwork } from '../runs/exportedNetwork.js'
import { namedLesion } from '../studies/lesions/named.js'
import { ifFinite } from '../studies/network.js'
import { show } from '../text.js'
import { sheetOf } from '../training/sheet.js'
import { engineOf } from './grow.js'
import { integer } from './options.js'
import { FORCE, writeOut } from './outFile.js'
import { workProgress } from './progress.js'
import { stopOnSignal } from './signals.js'

interface Options {
  out: string
  tasks?: string
  trials: number
  quantities: string
  held: boolean
  lesion?: string
  step?: number
  force?: boolean
}

export function activityCommand(): Command {
  return new Command('activity')
    .description("what each neuron does in trials of each task, as arrays for NumPy's np.load")
    .argument('<run>', 'the folder of a run, or a file with a checkpoint or a network')
    .requiredOption('--out <file>', 'a new .npz file')
    .option(...FORCE)
    .option('--tasks <names>', 'e.g. go,dm1 (default: all)')
    .option('--trials <n>', 'of each task', integer('--trials', 1, 2 ** 24), 100)
    .option('--quantities <names>', 'what is written of each step', QUANTITIES.join(','))
    .option('--held', 'trials as for task variance, all of a task equally long', false)
    .option('--lesion <name>', 'silence cluster:3, neuron:12 or disc:210')
    .option('--step <n>', 'of the checkpoint to take (default: the newest)', integer('--step', 0))
    .action(async (path: string, { out, force, step, ...options }: Options) => {
      const network = await exportedNetwork(path, step)
      const request = requestOf(network, options)
      const stopping = stopOnSignal()
      const bar = workProgress()
      let counts: TaskCount[] = []
      try {
        await writeOut({ out, endings: ['.npz'], force }, () => async (file) => {
          const work = writeActivity(file, network, engineOf(network.experiment), request, {
            signal: stopping.signal,
            progress: (share, task) => bar?.update(share, task),
          })
          counts = await ifFinite(network, work)
        })
      } catch (error) {
        if (!stopping.received) throw error
        process.exitCode = stopping.received.exitCode
        return
      } finally {
        bar?.stop()
        stopping.release()
      }
      console.log(conclusion(out, network, request, counts))
    })
}

/** @throws InputError for a task, a quantity or a lesion that there is not */
function requestOf(
  network: ExportedNetwork,
  { tasks, trials, quantities, held, lesion }: Omit<Options, 'out'>,
): ActivityRequest {
  const { battery, experiment, analysis } = network
  const names = battery.tasks.map(({ name }) => name)
  const asked = tasks === undefined ? names : chosen('--tasks', tasks, names)
  return {
    tasks: battery.tasks.filter(({ name }) => asked.includes(name)),
    trials,
    quantities: chosen('--quantities', quantities, QUANTITIES),
    held,
    ...(lesion !== undefined && {
      lesion: namedLesion(lesion, { sheet: sheetOf(experiment), analysis }),
    }),
  }
}

/** The names of a list that is separated by commas. @throws InputError for one that is not among the valid ones */
function chosen<Name extends string>(option: string, text: string, valid: readonly Name[]): Name[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names)].map((name) => {
    const found = valid.find((candidate) => candidate === name)
    if (found !== undefined) return found
    const near = nearest(name, valid).join(', ')
    throw new InputError(`${option}: there is no ${show(name)}; nearest: ${near}; all: ${valid.join(', ')}`)
  })
}

function conclusion(
  out: string,
  { size, step, experiment }: ExportedNetwork,
  { tasks, trials, held, lesion }: ActivityRequest,
  counts: readonly TaskCount[],
): string {
  const { accuracy, se } = meanAccuracy(counts.map(taskAccuracy))
  const most = Math.max(...counts.map((count) => count.trials))
  const analyzed = experiment.analysis.trials
  const which = held
    ? 'those of which task variance is measured'
    : trials === analyzed
      ? 'those of the analysis'
      : trials > analyzed
        ? `the ${whole(analyzed)} of the analysis, and more`
        : `drawn as the analysis draws its ${whole(analyzed)}`
  return [
    `${out}: ${counted(tasks.length, 'task')}, ${counted(most, 'trial')} each (${which}), ${whole(size.hidden)} neurons, step ${whole(step)}`,
    ...(lesion ? [`Silenced: ${lesion.name}`] : []),
    `Accuracy: ${percent(accuracy)} ± ${percent(se)}`,
  ].join('\n')
}
