/** `gyrus resume DIR`: go on with a run where it was stopped or killed. */
import { Command } from 'commander'
import { RunFolder } from '../runs/folder.js'
import { fromCheckpoint } from '../runs/record.js'
import { engineOf, grow } from './grow.js'

export function resumeCommand(): Command {
  return new Command('resume')
    .description('go on with a run from its last checkpoint')
    .argument('<dir>', 'the folder of the run')
    .option('--json', 'print the events as JSON lines')
    .action(async (dir: string, { json = false }: { json?: boolean }) => {
      const run = await RunFolder.open(dir, { lock: true })
      try {
        const lines = run.metrics.read()
        if (lines.at(-1)?.type === 'done') {
          const hint = `analyze it anew with: gyrus analyze ${dir}`
          console.log(`${dir}: finished at step ${lines.at(-1)?.step}; ${hint}`)
          return
        }
        const checkpoint = await run.latestCheckpoint()
        run.metrics.cutBack(checkpoint?.step ?? -1)
        if (!json) console.log(`going on with ${dir} from step ${checkpoint?.step ?? 0}`)
        await grow(run, engineOf(run.experiment), checkpoint ? fromCheckpoint(checkpoint) : undefined, {
          json,
        })
      } finally {
        await run.close()
      }
    })
}
