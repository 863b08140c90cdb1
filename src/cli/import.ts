/** `gyrus import WEIGHTS --cell rnn`: a run of a network that another program trained. */
import { Command, Option } from 'commander'
import { InputError } from '../errors.js'
import { counted, percent, plain } from '../figures/words.js'
import { neuronsOf } from '../growth/sheet.js'
import { ORIENTATIONS, type Orientation } from '../importers/orientation.js'
import { type Imported, importRun } from '../runs/importedRun.js'
import { keyAndValue } from '../text.js'
import { sheetOf } from '../training/sheet.js'
import { conclude, engineOf } from './grow.js'
import { integer, repeated } from './options.js'

interface ImportOptions {
  cell: string
  battery?: string
  tasks?: string
  preset?: string
  set?: string[]
  map?: string[]
  orientation?: Orientation
  gates?: string
  positions?: string
  places?: 'layout' | 'row-major'
  step?: number
  out?: string
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'make a run of a network that another program trained: places for its neurons, analysis, report',
    )
    .argument('<weights>', 'a .safetensors, .npz, .pt (a state_dict) or .onnx file')
    .requiredOption('--cell <name>', 'its neurons: rnn, gru, lstm, ei, or a file such as ./mine.mjs')
    .option('--battery <name>', 'the battery whose tasks it does (default: that of the preset, or "yang19")')
    .option(
      '--tasks <names>',
      'those of its tasks that it was trained on, separated by commas (default: all)',
    )
    .option('--preset <name>', 'the preset that has its other settings (default: they are asked for)')
    .option('--set <key=value>', 'set a field of experiment.json, e.g. network.activation=relu', repeated)
    .option(
      '--map <part=tensor,...>',
      'which tensor is which, e.g. recurrentWeights=W,inputWeights=U',
      repeated,
    )
    .addOption(
      new Option(
        '--orientation <how>',
        'whether rows or columns of weight matrices receive (default: by names and shapes)',
      ).choices([...ORIENTATIONS]),
    )
    .option('--gates <order>', 'in which order gates are stacked, e.g. r,z,n or i,f,g,o')
    .option('--positions <file>', 'a CSV file with the places of the neurons, in the order of the weights')
    .addOption(
      new Option(
        '--places <how>',
        'swaps until none shortens the wires (default, but with --positions), or neuron i at place i',
      ).choices(['layout', 'row-major']),
    )
    .option('--step <n>', 'training steps that it has taken', integer('--step', 0, 1e9))
    .option('--out <dir>', 'the folder of the run (default: runs/imported-s<seed>)')
    .action(async (path: string, { out, set = [], map = [], ...asked }: ImportOptions) => {
      if (out === '') throw new InputError('--out: must be the name of a new folder, got ""')
      const imported = await importRun(path, { ...asked, dir: out, settings: set, map: mapOf(map) })
      const { run } = imported
      try {
        console.log(told(imported).join('\n'))
        await conclude(run, engineOf(run.experiment), console.log)
      } finally {
        await run.close()
      }
    })
}

/** `part=tensor` pairs, of which one option may have several. @throws InputError if a part is said twice */
function mapOf(texts: readonly string[]): Map<string, string> {
  const map = new Map<string, string>()
  for (const pair of texts.flatMap((text) => text.split(','))) {
    const [part, tensor] = keyAndValue(pair, 'recurrentWeights=rnn.weight_hh_l0', 'tensor')
    if (map.has(part)) throw new InputError(`--map: ${part} is said twice`)
    map.set(part, tensor)
  }
  return map
}

/** Left-over tensors that are named, at most. */
const SHOWN = 6

function told({ run, rounds, orientation, leftAside }: Imported): string[] {
  const { imported, experiment } = run.record
  const { file, format, tensors, places } = imported!
  const of = Object.entries(tensors).map(([part, name]) => (part === name ? part : `${part} = ${name}`))
  const before = rounds[0]?.costBefore ?? 0
  const after = rounds.at(-1)?.costAfter ?? 0
  const swaps = rounds.reduce((sum, round) => sum + round.swaps.length, 0)
  const more = leftAside.length > SHOWN ? ` and ${leftAside.length - SHOWN} more` : ''
  return [
    `${run.dir}: ${counted(neuronsOf(sheetOf(experiment)), 'neuron')} of ${file} (${format}), ${orientation.replace('-', ' ')}`,
    of.join(', '),
    ...(leftAside.length > 0 ? [`left aside: ${leftAside.slice(0, SHOWN).join(', ')}${more}`] : []),
    places === 'row-major'
      ? 'neuron i stands at place i'
      : swaps === 0
        ? 'neuron i stands at place i: no swap shortens the wires'
        : `laid out by ${counted(swaps, 'exchange')} in ${counted(rounds.length, 'round')}: Σ|w|·d from ${plain(before)} to ${plain(after)} (${percent(after / before)})`,
  ]
}
