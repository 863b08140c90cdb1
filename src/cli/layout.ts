/** `gyrus layout DIR --out DIR2`: lay the neurons of a trained network out anew, then analyze and report. */
import { Command } from 'commander'
import type { Summary } from '../analysis/analysis.js'
import type { NullTest } from '../analysis/nullTest.js'
import { InputError } from '../errors.js'
import { counted, decimal, percent, plain, whole } from '../figures/words.js'
import { catalogRow } from '../runs/catalog.js'
import { RunFolder } from '../runs/folder.js'
import { layOutRun } from '../runs/layout.js'
import { conclude, engineOf } from './grow.js'
import { otherBits } from './otherBits.js'

interface Judged {
  name: string
  /** Its value: the lower, the better; null if it is not defined. */
  of(summary: Summary): number | null
  text(value: number): string
}

const z = (name: string, of: (summary: Summary) => NullTest): Judged => ({
  name: `z of ${name}`,
  of: (summary) => of(summary).z,
  text: (value) => decimal(value, 1),
})

/** The measures by which a layout is judged. */
const JUDGED: readonly Judged[] = [
  { name: 'recurrent wire', of: ({ wiringLength }) => wiringLength, text: whole },
  z('isolated neurons', ({ isolatedNeuronRatio }) => isolatedNeuronRatio),
  z('index variance', ({ indexVariance }) => indexVariance),
  z('isolated neurons on the sheet', ({ isolatedNeuronRatio2d }) => isolatedNeuronRatio2d),
  z('squared distance to the cluster’s center', ({ meanSquaredRadius }) => meanSquaredRadius),
]

/**
 * The measures that got worse, e.g. `z of index variance from −5.2 to −4.8`. Swaps shorten Σ|w|·d over all wires, but
 * another measure may get worse by that. A measure that looks the same in the digits shown is left out.
 */
export function whatGotWorse(before: Summary, after: Summary): string[] {
  return JUDGED.flatMap(({ name, of, text }) => {
    const [was, is] = [of(before), of(after)]
    if (was === null || is === null || is <= was || text(is) === text(was)) return []
    return `${name} from ${text(was)} to ${text(is)}`
  })
}

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
      const warning = otherBits(source, await source.latestCheckpoint(), engine, 'measuring')
      const { summary: former } = await catalogRow(dir)
      const { run, rounds } = await layOutRun(source, out)
      if (warning !== null) console.log(warning)
      try {
        const before = rounds[0]?.costBefore ?? 0
        const after = rounds.at(-1)?.costAfter ?? 0
        const swaps = rounds.reduce((sum, round) => sum + round.swaps.length, 0)
        console.log(
          swaps === 0
            ? 'no swap shortens the wires: the neurons stand where they stood'
            : `${counted(swaps, 'exchange')} in ${counted(rounds.length, 'round')}: Σ|w|·d from ${plain(before)} to ${plain(after)} (${percent(after / before)})`,
        )
        const { summary } = await conclude(run, engine, console.log)
        const worse = former ? whatGotWorse(former, summary) : []
        if (worse.length > 0) console.log(`Worse than before: ${worse.join('; ')}`)
      } finally {
        await run.close()
      }
    })
}
