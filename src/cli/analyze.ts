/** `gyrus analyze DIR`: measure the network of a run, draw the figures, write the report; or its psychometric curves. */
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { decimal } from '../figures/words.js'
import { asJson } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'
import { psychometricRun } from '../runs/psychometric.js'
import type { TaskCurves } from '../training/psychometric.js'
import { conclude, engineOf } from './grow.js'
import { integer, numbers } from './options.js'
import { otherBits } from './otherBits.js'
import { aligned } from '../figures/textTable.js'

interface Options {
  json?: boolean
  psychometric?: boolean
  coherences?: number[]
  durations?: number[]
  delays?: number[]
  trials?: number
}

const TRIALS = 100
const MOST_TRIALS = 10_000

export function analyzeCommand(): Command {
  return new Command('analyze')
    .description("measure a run's network; writes analysis/, figures/ and report.html")
    .argument('<dir>', 'the folder of the run')
    .option('--json', 'print the summary (or the psychometric curves) as JSON')
    .option(
      '--psychometric',
      'measure choice against coherence and delay in the decision tasks instead; writes analysis/psychometric.json and figures/psychometric.*',
    )
    .option(
      '--coherences <list>',
      'magnitudes, e.g. 0.01,0.02; both signs are measured',
      numbers('--coherences'),
    )
    .option('--durations <ms>', 'how long the stimuli last, e.g. 200,400', numbers('--durations'))
    .option('--delays <ms>', 'between the two stimuli, e.g. 0,1000', numbers('--delays'))
    .option('--trials <n>', `trials of each point (${TRIALS})`, integer('--trials', 1, MOST_TRIALS))
    .action(async (dir: string, { json = false, psychometric = false, ...options }: Options) => {
      const only = Object.keys(options)
      if (!psychometric && only.length > 0)
        throw new InputError(`--${only[0]}: is for psychometric curves, add --psychometric`)
      const run = await RunFolder.open(dir)
      const engine = engineOf(run.experiment)
      const say = (text: string) => void (json ? undefined : console.log(text))
      const others = otherBits(run, await run.latestCheckpoint(), engine, 'measuring')
      if (others !== null) say(others)
      if (psychometric) {
        const result = await psychometricRun(run, engine, { trials: TRIALS, ...options })
        if (json) process.stdout.write(asJson(result))
        say(`${table(result.tasks)}\nFigure: ${run.path('figures/psychometric.svg')}`)
        return
      }
      const { summary } = await conclude(run, engine, say)
      if (json) process.stdout.write(asJson(summary))
    })
}

/** One line a curve. */
function table(tasks: readonly TaskCurves[]): string {
  const rows = tasks.flatMap(({ task, curves, variedIs }) =>
    curves.map(({ duration, fit, reason }) => [
      task,
      `${variedIs} ${duration} ms`,
      fit
        ? [`μ ${withError(fit.mu)}`, `σ ${withError(fit.sigma)}`, `λ ${withError(fit.lapse)}`].join('  ')
        : `no fit: ${reason}`,
    ]),
  )
  return aligned(rows)
}

const withError = ({ value, se }: { value: number; se: number }): string =>
  `${decimal(value, 3)} ± ${decimal(se, 3)}`.padEnd(15)
