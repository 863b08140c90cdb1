/** `gyrus train PRESET`, or a file with an experiment: a new run. */
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { counted } from '../figures/words.js'
import { CHARGES } from '../growth/charges/index.js'
import { beginningOf, takeOver } from '../runs/beginning.js'
import { computation } from '../runs/computation.js'
import { RunFolder } from '../runs/folder.js'
import { askedExperiment, wordsOf } from '../runs/modules.js'
import { readExperiment } from '../runs/runRecord.js'
import { readText } from '../runs/textFile.js'
import { VERSION } from '../runs/versions.js'
import { askedTrackers } from '../trackers/trackers.js'
import { type Experiment, experimentFields, fieldOf } from '../training/experiment.js'
import { preset, presetDescriptions, presetNames } from '../training/presets.js'
import { batteryOf } from '../training/train.js'
import { longTrialsWarning } from '../training/trialLength.js'
import { engineOf, grow } from './grow.js'
import { LOG, repeated } from './options.js'

interface Options {
  set?: string[]
  out?: string
  from?: string
  log?: string[]
  json?: boolean
}

export function trainCommand(): Command {
  return new Command('train')
    .description('grow a network: train, analyze, report')
    .argument(
      '<preset>',
      `one of ${presetNames.join(', ')}; or a .json file with an experiment, e.g. experiment.json of a run`,
    )
    .option(
      '--set <key=value>',
      'set a field of experiment.json, e.g. --set regularizer.lambda=3e-5 --set seed=7; may come several times',
      repeated,
    )
    .option('--out <dir>', 'the folder of the run (default: runs/<preset>-s<seed>)')
    .option(
      '--from <run>',
      'begin where another run has come to that is the same until then, such as one with another pruning budget',
    )
    .option(...LOG)
    .option('--json', 'print the events as JSON lines')
    .addHelpText('after', moreHelp)
    .action(async (name: string, { set = [], out, from, log = [], json = false }: Options) => {
      const trackers = askedTrackers(log)
      const { experiment, modules } = await askedExperiment(await experimentNamed(name), set)
      if (out === '') throw new InputError('--out: must be the name of a new folder, got ""')
      const engine = engineOf(experiment)
      const beginning =
        from === undefined
          ? undefined
          : await beginningOf(experiment, await RunFolder.open(from), computation(engine))
      const place = { dir: out, ...wordsOf(experiment, modules) }
      const run = await RunFolder.create(experiment, place, async (made) => {
        if (beginning) await takeOver(made, beginning)
      })
      const warning = longTrialsWarning(experiment, batteryOf(experiment, modules.battery))
      if (warning) process.stderr.write(`gyrus: ${warning}\n`)
      if (!json) console.log(`growing ${name} in ${run.dir}`)
      const read = json ? null : tablesRead(experiment)
      if (read !== null) console.log(read)
      if (!json && beginning) console.log(`the first ${beginning.state.step} steps are those of ${from}`)
      await grow(run, engine, modules, beginning?.state, { json, trackers })
    })
}

/** What was found in the files of the sheet; null where there is none. */
function tablesRead({ sheet }: Experiment): string | null {
  const { positions, neurons, adjacency, connections } = sheet
  const found: string[] = []
  if (positions !== undefined && neurons) {
    const { x, unit, sha256: _, ...columns } = neurons
    const names = ['x', ...Object.keys(columns)]
    found.push(`${counted(x.length, 'neuron')} of ${positions}, ${unit} (${names.join(', ')})`)
  }
  if (adjacency !== undefined && connections)
    found.push(`${counted(connections.from.length, 'connection')} of ${adjacency}`)
  return found.length > 0 ? found.join('; ') : null
}

/** The experiment of a preset, or of a .json file. */
async function experimentNamed(name: string): Promise<Experiment> {
  if (!name.endsWith('.json')) return preset(name)
  return readExperiment(name, await readText(name), `gyrus ${VERSION}`).experiment
}

/** Text at the end of `--help`: the presets, every field with its value in the first preset, and the charges. */
function moreHelp(): string {
  const width = Math.max(...presetNames.map((name) => name.length))
  const presets = presetNames.map((name) => `  ${name.padEnd(width)}  ${presetDescriptions[name]}`)
  const [first] = presetNames
  const values = preset(first)
  const fields = [...experimentFields.keys()].map((path) => {
    const value = fieldOf(values, path)
    if (value === undefined) return `  ${path} is not set`
    return `  ${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`
  })
  const longest = Math.max(...CHARGES.map(({ name }) => name.length))
  const charges = CHARGES.map(({ name, help }) => `  ${name.padEnd(longest)}  ${help}`)
  const kinds = ['', 'Kinds of regularizer (docs/regularizers.md):', ...charges]
  return ['', 'Presets:', ...presets, '', `Fields, as ${first} has them:`, ...fields, ...kinds].join('\n')
}
