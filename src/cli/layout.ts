/** `gyrus layout DIR --out DIR2`: lay the neurons of a trained network out anew, then analyze and report. */
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { counted, percent, plain } from '../figures/words.js'
import { RunFolder } from '../runs/folder.js'
import { layOutRun } from '../runs/layout.js'
import { conclude, engineOf } from './grow.js'
import { otherBits } from './otherBits.js'

export function layoutCommand(): Command {
  return new Command('layout')
    .description(
      'move the neurons of a finished run by swaps until none shortens the wires; the run stays as it is',
    )
    .argument('<dir>', 'the folder of the run')
    .requiredOption('--out <dir>', 'the folder of the run with the neurons moved')
    .action(async (dir: string, { out }: { out: string }) => {
      if (out === '') throw new InputError('--out: must be the name of a new folder, got ""')
      const source = await RunFolder.open(dir)
      const engine = engineOf(source.experiment)
      const others = otherBits(source, await source.latestCheckpoint(), engine, 'measuring')
      const { run, rounds } = await layOutRun(source, out)
      if (others !== null) console.log(others)
      try {
        const before = rounds[0]?.costBefore ?? 0
        const after = rounds.at(-1)?.costAfter ?? 0
        const swaps = rounds.reduce((sum, round) => sum + round.swaps.length, 0)
        console.log(
          swaps === 0
            ? 'no swap shortens the wires: the neurons stand where they stood'
            : `${counted(swaps, 'exchange')} in ${counted(rounds.length, 'round')}: Σ|w|·d from ${plain(before)} to ${plain(after)} (${percent(after / before)})`,
        )
        await conclude(run, engine, console.log)
      } finally {
        await run.close()
      }
    })
}
