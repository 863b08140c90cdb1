/** `gyrus resume DIR`: go on with a run where it was stopped or killed. */
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { computationsOf } from '../runs/computation.js'
import { continuationOf } from '../runs/continuation.js'
import { RunFolder } from '../runs/folder.js'
import { modulesOf } from '../runs/modules.js'
import { fromCheckpoint, rewindMetrics } from '../runs/record.js'
import { askedTrackers } from '../trackers/trackers.js'
import { command, conclude, engineOf, grow, tellDone } from './grow.js'
import { LOG } from './options.js'
import { otherBits } from './otherBits.js'

export interface ResumeOptions {
  /** Trackers, as `--log` is given them. */
  log?: string[]
  json?: boolean
}

export function resumeCommand(): Command {
  return new Command('resume')
    .description('go on with a run from its last checkpoint')
    .argument('<dir>', 'the folder of the run')
    .option(...LOG)
    .option('--json', 'print the events as JSON lines')
    .action((dir: string, options: ResumeOptions) => resumeRun(dir, options))
}

/**
 * Goes on with a run to its report, and sets the exit code.
 * @throws InputError if it cannot be gone on with (BusyError where another process holds it)
 */
export async function resumeRun(dir: string, { log = [], json = false }: ResumeOptions): Promise<void> {
  const trackers = askedTrackers(log)
  const run = await RunFolder.open(dir, { lock: true })
  const say = (text: string) => void (json ? undefined : console.log(text))
  try {
    const continuation = await continuationOf(run)
    if (continuation.kind === 'finished') {
      say(`${dir}: finished at step ${continuation.step}`)
      const isReported = existsSync(run.path('report.html'))
      if (isReported) say(`Analyze it anew with: ${command('analyze', dir)}`)
      else await conclude(run, engineOf(run.experiment), say)
      if (!isReported || trackers.size > 0) await tellDone(run, continuation.step, trackers)
      return
    }
    const checkpoint = continuation.kind === 'checkpoint' ? continuation.checkpoint : null
    const modules = await modulesOf(run.experiment)
    const from = checkpoint ? fromCheckpoint(checkpoint, run, modules) : undefined
    const engine = engineOf(run.experiment)
    rewindMetrics(run, from?.step ?? -1)
    say(`going on with ${dir} from step ${from?.step ?? 0}`)
    const warning = otherBits(run, checkpoint, engine, 'training')
    if (warning !== null) (json ? process.stderr : process.stdout).write(`${warning}\n`)
    const before = checkpoint ? computationsOf(run.record, checkpoint) : []
    await grow(run, engine, modules, from, { json, before, trackers })
  } finally {
    await run.close()
  }
}
