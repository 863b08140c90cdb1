/**
 * All settings of the page as one list: their values, their meaning, and the fields of an experiment that they set.
 * From this list the address is read and written, experiments are made, and the controls get their names and
 * explanations.
 */
import { chargeNamed, KINDS, OWN_FIELDS } from 'gyrus/growth/charges/index.js'
import { nearest } from 'gyrus/nearest.js'
import { CELL_NAMES } from 'gyrus/network/cellSettings.js'
import { yang19 } from 'gyrus/tasks/yang19.js'
import { show } from 'gyrus/text.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { presets } from 'gyrus/training/presetList.js'
import { choice, list, number, places, type Setting, text } from './setting.js'

const TASKS = yang19.tasks.map(({ name }) => name)
const PAPER_SCHEDULE = presets['growing-brains'].experiment.regularizer.schedule

/** The largest sheet that the page shows has 64 rows and 64 columns. */
const MOST_NEURONS = 64 * 64

/** What can be shown beside the first network. */
export const COMPARED = ['off', 'none', 'l1', 'bimt', 'own'] as const

const KIND = {
  label: 'Kind of charge',
  help: 'What the network pays for its wires: nothing, the same for each (l1), by length (local), by length with swaps (bimt); the last makes modules.',
}
const LAMBDA = {
  label: 'Wiring cost λ',
  help: 'The price of wire: 0 lets every neuron talk to every other; more leaves only the wires that earn their price, and these make modules.',
  min: 0,
  max: 0.01,
}
const DISTANCE = {
  label: 'Price of length A',
  help: 'How much dearer a long wire is than a short one: at 0 length is free, and nothing draws a module together on the sheet.',
  min: 0,
  max: 10,
}
const EVERY = {
  label: 'Steps between swaps',
  help: 'Two neurons exchange their places, with all their wires, if that shortens the wiring: so that a module finds together.',
  min: 10,
  max: 5000,
  integer: true,
}

export const SETTINGS = [
  choice('network', ['auto', 'grow', 'paper', 'paper-l1', 'paper-none', 'gyrus'], {
    label: 'Network',
    help: 'Grow a small one here from its first step, or open a network of the paper’s size; auto is a run that is served to the page, or else one that grows if the address says anything of how it grows, or else the paper’s.',
    default: 'auto',
  }),
  text('run', {
    label: 'Run',
    help: 'Of the runs that gyrus view serves, the one that is shown, by its name; the first where none is named.',
  }),
  text('beside', {
    label: 'Run beside it',
    help: 'Of the runs that gyrus view serves, one that stands beside the other: what differs between them, their settings did.',
  }),
  text('src', {
    label: 'Source',
    help: 'The web address of a network: the folder of a run, a zip of it, or a file of weights.',
  }),
  text('file', {
    label: 'Files',
    help: 'The name of the files that were opened from a disk. A page cannot open them by itself: they are chosen again.',
  }),
  number('seed', {
    label: 'Seed',
    help: 'All chance comes from it: the same seed and settings grow the same network, wire by wire.',
    default: 1,
    min: 0,
    max: 2 ** 32 - 1,
    integer: true,
    path: 'seed',
  }),
  list('tasks', TASKS, {
    label: 'Tasks',
    help: 'What the network must learn; tasks that share a rule tend to share a module.',
    default: presets.tiny.experiment.tasks!,
    atLeastOne: true,
    path: 'tasks',
  }),
  number('rows', {
    label: 'Rows',
    help: 'The sheet’s neurons from top to bottom; a larger sheet has longer wires, and more room between modules.',
    default: 10,
    min: 2,
    max: 32,
    integer: true,
    path: 'network.rows',
  }),
  number('columns', {
    label: 'Columns',
    help: 'The sheet’s neurons from left to right; a larger sheet has longer wires, and more room between modules.',
    default: 10,
    min: 2,
    max: 32,
    integer: true,
    path: 'network.columns',
  }),
  choice('cell', CELL_NAMES, {
    label: 'Neuron',
    help: 'What a neuron is: a rate of its current; with gates (GRU, LSTM: best with tanh); or excitatory and inhibitory (ei).',
    default: 'rate',
    path: 'network.cell',
  }),
  choice('activation', ['relu', 'softplus', 'tanh', 'retanh', 'relu2'], {
    label: 'Activation',
    help: 'What a neuron makes of its input; with relu many fall silent, and only those that stay active form modules.',
    default: 'relu',
    path: 'network.activation',
  }),
  number('rate', {
    label: 'Learning rate',
    help: 'How far each step goes: too small and the wires hardly change, too large and no module holds.',
    default: 0.005,
    min: 1e-5,
    max: 0.1,
    path: 'optimizer.learningRate',
  }),
  number('steps', {
    label: 'Training steps',
    help: 'How long it grows; the wiring cost follows its schedule over this time, so that a longer training has longer to gather modules.',
    default: 3000,
    min: 100,
    max: 200_000,
    integer: true,
    path: 'training.steps',
  }),
  choice('kind', KINDS, { ...KIND, default: 'bimt', path: 'regularizer.kind' }),
  number('lambda', { ...LAMBDA, default: 4e-4, path: 'regularizer.lambda' }),
  number('distance', { ...DISTANCE, default: 2, path: 'regularizer.distanceFactor' }),
  number('radius', {
    label: 'Reach of a wire',
    help: 'With the mask alone: wires longer than this many cells do not exist, which makes neighborhoods but no price of length.',
    default: 3,
    min: 0,
    max: 64,
    path: 'regularizer.radius',
  }),
  choice('schedule', ['paper', 'constant', 'small-large-small'], {
    label: 'Schedule of the cost',
    help: 'When wire costs how much: little while the tasks are learned, all of λ while modules form, little again to polish.',
    default: 'paper',
    path: 'regularizer.schedule',
  }),
  number('every', { ...EVERY, default: 25, path: 'relocation.every' }),
  number('top', {
    label: 'Neurons tried in a round',
    help: 'How many neurons, those with the dearest wires, look for a better place in each round of swaps.',
    default: 100,
    min: 1,
    max: 1024,
    integer: true,
    path: 'relocation.top',
  }),

  choice('compare', COMPARED, {
    label: 'Beside it',
    help: 'A second network from the same seed under another wiring cost: what differs between them, the cost did.',
    default: 'off',
  }),
  choice('kind2', KINDS, { ...KIND, default: 'local', path: 'regularizer.kind', second: true }),
  number('lambda2', { ...LAMBDA, default: 4e-4, path: 'regularizer.lambda', second: true }),
  number('distance2', { ...DISTANCE, default: 2, path: 'regularizer.distanceFactor', second: true }),
  number('every2', { ...EVERY, default: 25, path: 'relocation.every', second: true }),

  choice('view', ['space', 'map'], {
    label: 'View',
    help: 'In space one sees input, sheet and output with the wires between them; on the map one sees how the modules share the sheet.',
    default: 'space',
  }),
  choice('color', ['cluster', 'task', 'activity', 'importance'], {
    label: 'Color of neurons',
    help: 'By module (neurons that work in the same tasks), by the task they work most in, by what they do now, or by how much they matter.',
    default: 'cluster',
  }),
  number('threshold', {
    label: 'Weakest wire shown',
    help: 'Wires weaker than this are not drawn, so that those the network pays for stand out.',
    default: 0.05,
    min: 0,
    max: 2,
  }),
  list('wires', ['input', 'recurrent', 'output'], {
    label: 'Wires shown',
    help: 'From the input, within the sheet (these make the modules), and to the output.',
    default: ['input', 'recurrent', 'output'],
  }),
  choice('speed', ['slow', 'steady', 'full'], {
    label: 'Speed',
    help: 'How fast it trains: slow enough to see single swaps, or as fast as this machine can.',
    default: 'full',
  }),
  number('pause', {
    label: 'Pause at step',
    help: 'The training stops here by itself, so that an address shows one moment of one network; 0 lets it run.',
    default: 0,
    min: 0,
    max: 200_000,
    integer: true,
  }),
  number('moment', {
    label: 'Moment',
    help: 'The step at which the networks are shown; −1 is the newest.',
    default: -1,
    min: -1,
    max: 10_000_000,
    integer: true,
  }),
  number('neuron', {
    label: 'Neuron',
    help: 'The place of the neuron that is pinned, row by row from 0; −1 is none.',
    default: -1,
    min: -1,
    max: MOST_NEURONS - 1,
    integer: true,
  }),
  places('lesion', {
    label: 'Lesion',
    help: 'The places of the neurons that are silenced, row by row from 0.',
    max: MOST_NEURONS - 1,
  }),
  places('lesion2', {
    label: 'Lesion of the second network',
    help: 'The places of the neurons that are silenced in the network beside it, row by row from 0.',
    max: MOST_NEURONS - 1,
  }),
  text('trial', {
    label: 'Trial',
    help: 'The task of which a trial is played.',
  }),
  number('draw', {
    label: 'Draw of the trial',
    help: 'Which of the task’s random trials: the same number is the same trial.',
    default: 0,
    min: 0,
    max: 1e6,
    integer: true,
  }),
  text('chapter', {
    label: 'Chapter',
    help: 'The chapter of the tour that is open.',
  }),
  choice('embed', ['0', '1'], {
    label: 'Embedded',
    help: 'With 1 the page is the network and its timeline alone, for a frame in slides or in another page.',
    default: '0',
  }),
  choice('theme', ['auto', 'light', 'dark'], {
    label: 'Appearance',
    help: 'Dark or light, or as the system has it; wires of either sign and modules keep their hues.',
    default: 'auto',
  }),
] as const satisfies readonly Setting[]

export type SettingName = (typeof SETTINGS)[number]['name']
type Value<S> = S extends { kind: 'number' }
  ? number
  : S extends { kind: 'choice'; options: readonly (infer V)[] }
    ? V
    : S extends { kind: 'text' }
      ? string
      : S extends { kind: 'places' }
        ? readonly number[]
        : readonly string[]
/** A valid value for each setting. */
export type Settings = { readonly [S in (typeof SETTINGS)[number] as S['name']]: Value<S> }

const BY_NAME: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.name, setting]))

/** A setting by its name, for a control's label, help and range. */
export function settingNamed(name: SettingName): Setting {
  return BY_NAME.get(name)!
}

export const DEFAULTS = Object.fromEntries(
  SETTINGS.map((setting) => [setting.name, setting.default]),
) as unknown as Settings

export interface Parsed {
  settings: Settings
  /** A plain sentence for each part of the address that was not understood. */
  complaints: string[]
}

/** Reads the settings from an address. A setting whose text is not valid gets its default, and a complaint says so. */
export function parse(parameters: URLSearchParams): Parsed {
  const values: Record<string, unknown> = { ...DEFAULTS }
  const complaints: string[] = []
  const seen = new Set<string>()
  for (const [name, text] of parameters) {
    const setting = BY_NAME.get(name)
    if (setting === undefined) {
      const [likely] = nearest(name, [...BY_NAME.keys()], 1)
      complaints.push(`The address sets ${show(name)}, which is no setting; the nearest is ${likely}.`)
    } else if (seen.has(name)) {
      complaints.push(`The address sets ${name} twice; the first counts.`)
    } else {
      seen.add(name)
      const read = setting.read(text)
      if (read === null) {
        complaints.push(
          `${setting.label} (${name}) must be ${setting.expected}, got ${show(text)}; ${setting.write(setting.default) || 'none'} is used.`,
        )
      } else values[name] = read
    }
  }
  return { settings: values as unknown as Settings, complaints }
}

/**
 * The shortest text from which `parse` reads the same settings: `seed=2&lambda=1e-3`; empty if all are the defaults.
 */
export function format(settings: Settings): string {
  return SETTINGS.map((setting: Setting) => {
    const text = setting.write(settings[setting.name as SettingName])
    if (text === setting.write(setting.default)) return ''
    const readable = encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%2F', '/')
    return `${setting.name}=${readable}`
  })
    .filter((part) => part !== '')
    .join('&')
}

/** The names of the settings in which two differ. */
export function differing(one: Settings, other: Settings): SettingName[] {
  return (SETTINGS as readonly Setting[]).flatMap(({ name, write }) =>
    write(one[name as SettingName]) === write(other[name as SettingName]) ? [] : [name as SettingName],
  )
}

/**
 * Whether the settings are of a network that grows here: they ask for one, or say something of how it grows. If they do
 * neither, the page is free to show what it likes best.
 */
export function growsHere(settings: Settings): boolean {
  const ofGrowth = (SETTINGS as readonly Setting[]).filter(
    ({ path, name }) => path !== undefined || name === 'pause',
  )
  const changed = differing(settings, DEFAULTS).filter((name) =>
    ofGrowth.some((setting) => setting.name === name),
  )
  const isGrown = changed.length > 0 || settings.compare === 'own'
  return settings.network === 'grow' || (settings.network === 'auto' && isGrown)
}

/** The first network's experiment, which `gyrus train` can train, too. */
export function toExperiment(settings: Settings): Experiment {
  return assemble(settings, (setting) => !setting.second)
}

/** The experiment of the network beside it; null if there is none. */
export function toSecondExperiment(settings: Settings): Experiment | null {
  const { compare } = settings
  if (compare === 'off') return null
  if (compare === 'own') return assemble(settings, () => true)
  return toExperiment({ ...settings, kind: compare })
}

/** The experiments of the one or two networks of the settings, the first network's first. */
export function toExperiments(settings: Settings): Experiment[] {
  const second = toSecondExperiment(settings)
  return [toExperiment(settings), ...(second ? [second] : [])]
}

/**
 * Makes an experiment of the settings. They are set in the order of the list, so that the second network's settings
 * overwrite the first's. All values that they can have are valid in an experiment, so no schema is loaded to check
 * them.
 */
function assemble(settings: Settings, takes: (setting: Setting) => boolean): Experiment {
  const tiny = structuredClone(presets.tiny.experiment)
  const experiment: Experiment = {
    ...tiny,
    preset: 'page',
    training: { ...tiny.training, evaluateEvery: 100, checkpointEvery: 1000 },
  }
  for (const setting of SETTINGS as readonly Setting[]) {
    if (setting.path === undefined || !takes(setting)) continue
    assign(experiment, setting.path, settings[setting.name as SettingName])
  }
  // The schema leaves `cell` out for the default cell; so does this, so that equal experiments have equal text.
  if (experiment.network.cell === 'rate') delete experiment.network.cell
  const { regularizer } = experiment
  if (settings.schedule === 'paper') regularizer.schedule = PAPER_SCHEDULE
  const { fields } = chargeNamed(regularizer.kind)
  for (const name of Object.keys(OWN_FIELDS) as (keyof typeof OWN_FIELDS)[])
    if (!Object.hasOwn(fields, name)) delete regularizer[name]
  return experiment
}

function assign(experiment: Experiment, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop()!
  const parent = keys.reduce(
    (node, key) => node[key] as Record<string, unknown>,
    experiment as Record<string, unknown>,
  )
  parent[last] = Array.isArray(value) ? [...value] : value
}
