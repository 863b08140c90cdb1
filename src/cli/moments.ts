/** `gyrus moments RUN`: the growth of a run, small enough for the page to play it. */
import { Command } from 'commander'
import { counted, whole } from '../figures/words.js'
import { RunFolder } from '../runs/folder.js'
import { writeMoments } from '../runs/moments.js'
import { MOMENTS_FILE } from '../runs/momentsFile.js'
import { command, engineOf } from './grow.js'
import { integer } from './options.js'
import { workProgress } from './progress.js'

interface Options {
  count: number
  wires: number
}

export function momentsCommand(): Command {
  return new Command('moments')
    .description('the growth of a run as moments that the page plays, from the checkpoints that it kept')
    .argument('<dir>', 'the folder of a run that was trained with training.keepEvery')
    .option('--count <n>', 'of moments', integer('--count', 2, 200), 60)
    .option('--wires <n>', 'most wires that are kept of a moment', integer('--wires', 1, 1_000_000), 8000)
    .action(async (dir: string, options: Options) => {
      const run = await RunFolder.open(dir, { lock: true })
      const bar = workProgress()
      try {
        const { steps, bytes } = await writeMoments(run, engineOf(run.experiment), options, (done, of) =>
          bar?.update(done / of, counted(done, 'moment')),
        )
        bar?.stop()
        console.log(
          `${run.path(MOMENTS_FILE)}: ${counted(steps.length, 'moment')} from step ${whole(steps[0])} to ${whole(steps.at(-1)!)}, ${whole(bytes / 1000)} kB`,
        )
        console.log(`To see it grow: ${command('view', dir)}`)
      } finally {
        bar?.stop()
        await run.close()
      }
    })
}
