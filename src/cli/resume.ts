/** `gyrus resume DIR`: go on with a run where it was stopped or killed. */
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { computationsOf } from '../runs/computation.js'
import { continuationOf } from '../runs/continuation.js'
import { RunFolder } from '../runs/folder.js'
import { fromCheckpoint, rewindMetrics } from '../runs/record.js'
import { loadBattery } from '../runs/userBattery.js'
import { batteryOf } from '../training/train.js'
import { command, conclude, engineOf, grow } from './grow.js'
import { otherBits } from './otherBits.js'

export function resumeCommand(): Command {
  return new Command('resume')
    .description('go on with a run from its last checkpoint')
    .argument('<dir>', 'the folder of the run')
    .option('--json', 'print the events as JSON lines')
    .action(async (dir: string, { json = false }: { json?: boolean }) => {
      const run = await RunFolder.open(dir, { lock: true })
      const say = (text: string) => void (json ? undefined : console.log(text))
      try {
        const continuation = await continuationOf(run)
        if (continuation.kind === 'finished') {
          say(`${dir}: finished at step ${continuation.step}`)
          if (existsSync(run.path('report.html'))) say(`Analyze it anew with: ${command('analyze', dir)}`)
          else await conclude(run, engineOf(run.experiment), say)
          return
        }
        const checkpoint = continuation.kind === 'checkpoint' ? continuation.checkpoint : null
        const { battery: name, batterySha256 } = run.experiment
        const { battery } = await loadBattery(name, batterySha256)
        const from = checkpoint
          ? fromCheckpoint(checkpoint, run, batteryOf(run.experiment, battery))
          : undefined
        const engine = engineOf(run.experiment)
        rewindMetrics(run, from?.step ?? -1)
        say(`going on with ${dir} from step ${from?.step ?? 0}`)
        const warning = otherBits(run, checkpoint, engine, 'training')
        if (warning !== null) (json ? process.stderr : process.stdout).write(`${warning}\n`)
        const before = checkpoint ? computationsOf(run.record, checkpoint) : []
        await grow(run, engine, battery, from, { json, before })
      } finally {
        await run.close()
      }
    })
}
