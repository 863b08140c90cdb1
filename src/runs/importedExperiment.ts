/**
 * The experiment of a network that another program trained: what the file says of it, what was said with the command, and for
 * the rest a preset, of which nothing counts but what measuring a network takes.
 */
import { InputError } from '../errors.js'
import { type Facts, NETWORK_FACTS } from '../importers/weights.js'
import { show } from '../text.js'
import type { Experiment } from '../training/experiment.js'
import { settingOf } from '../training/overrides.js'
import { preset as presetNamed } from '../training/presets.js'
import { askedExperiment, type Modules } from './modules.js'

/** What was said of the network beside its weights. */
export interface ImportSettings {
  /** `rnn`, or what `network.cell` may be. */
  cell: string
  /** Whose settings hold for what is not said; α, activation and form are only taken from one that is named. */
  preset?: string
  battery?: string
  /** Names of tasks, separated by commas. */
  tasks?: string
  /** A CSV file with the places of the neurons. */
  positions?: string
  /** Fields of the experiment, `key=value`. */
  settings: readonly string[]
}

/** What the file says. */
export interface KnownOfFile {
  hidden: number
  step: number
  facts: Facts['network']
  /** Whether its names are those of PyTorch's own modules, whose α is 1. */
  isTorchModule?: boolean
}

/** Of which no charge, swap or cut is left: it was trained elsewhere. */
const PRESET = 'growing-brains-none'
const GATED = ['gru', 'lstm']
const CHOICES = {
  activation: 'relu, tanh, softplus, retanh or relu2',
  alpha: 'dt/τ, 1 for a network without leak',
  form: 'inside for h = (1 − α)h + α·f(pre), outside for h = f((1 − α)h + α·pre)',
} as const

/** @throws InputError if something is not said that the weights do not tell, or that does not fit them */
export async function importedExperiment(
  known: KnownOfFile,
  asked: ImportSettings,
): Promise<{ experiment: Experiment; modules: Modules }> {
  const { preset = PRESET, battery, tasks, positions, settings } = asked
  const { pruning: _, ...base } = presetNamed(preset)
  const cell = asked.cell === 'rnn' ? 'rate' : asked.cell
  const sets = (path: string) => settingOf(settings, path, {} as Experiment) !== undefined
  const given = [
    ['network.cell', cell],
    ['battery', battery],
    ['tasks', tasks],
    ['sheet.positions', positions],
    ...knownFields(known, cell).map(([name, value]) => [`network.${name}`, String(value)] as const),
  ] as const
  for (const [path, value] of given) {
    const other = settingOf(settings, path, {} as Experiment)
    const isSame = String(other) === value || Number(other) === Number(value)
    // Noise may be left out or added: the weights are the same.
    if (value !== undefined && other !== undefined && !isSame && path !== 'network.noise')
      throw new InputError(`${path}: is ${show(value)} by the file or the command, got ${show(other)}`)
  }
  const measured = positions !== undefined || sets('sheet.positions')
  const said = given.flatMap(([path, value]) => (value === undefined ? [] : [`${path}=${value}`]))
  const grid = measured || sets('network.rows') || sets('network.columns') ? [] : gridOf(known.hidden)
  const untrained = [
    'regularizer.kind=none',
    'regularizer.lambda=0',
    `training.steps=${Math.max(1, known.step)}`,
  ]
  const all = [...untrained, ...grid, ...said, ...settings]
  if (asked.preset === undefined) refuseUnsaid(all, base, cell)
  const from: Experiment = { ...base, preset: 'imported' }
  const { experiment, modules } = await askedExperiment(from, all)
  refuseOtherCount(experiment, known.hidden)
  return { experiment, modules }
}

/** What is certain of the network. */
function knownFields({ facts, isTorchModule }: KnownOfFile, cell: string): [string, unknown][] {
  const fields = NETWORK_FACTS.flatMap((name): [string, unknown][] =>
    facts[name] === undefined ? [] : [[name, facts[name]]],
  )
  const has = (name: string) => fields.some(([known]) => known === name)
  if ((isTorchModule || GATED.includes(cell)) && !has('alpha')) fields.push(['alpha', 1])
  if (GATED.includes(cell) && !has('activation')) fields.push(['activation', 'tanh'])
  return fields
}

/** @throws InputError for what neither the file nor the command says, and on which it depends what the weights compute */
function refuseUnsaid(settings: readonly string[], base: Experiment, cell: string): void {
  const value = (path: string) => settingOf(settings, path, {} as Experiment)
  const needed: (keyof typeof CHOICES)[] = ['activation']
  if (['rate', 'ei'].includes(cell)) {
    needed.push('alpha')
    if (value('network.alpha') !== undefined && Number(value('network.alpha')) !== 1) needed.push('form')
  }
  const missing = needed.find((name) => value(`network.${name}`) === undefined)
  if (missing !== undefined)
    throw new InputError(
      `network.${missing}: the file does not say it; say it with --set network.${missing}=${base.network[missing]} (${CHOICES[missing]}), or name a preset that has it`,
    )
}

/** The grid that is most like a square. @throws InputError where none is like one */
function gridOf(neurons: number): string[] {
  let rows = Math.floor(Math.sqrt(neurons))
  while (neurons % rows !== 0) rows--
  const columns = neurons / rows
  if (columns > 4 * rows && neurons > 4)
    throw new InputError(
      `network.rows: the most square grid of ${neurons} neurons is ${rows} × ${columns}; say so with --set network.rows=${rows} --set network.columns=${columns}, or give the places with --positions FILE`,
    )
  return [`network.rows=${rows}`, `network.columns=${columns}`]
}

/** @throws InputError if there are not as many places as neurons */
function refuseOtherCount({ network, sheet }: Experiment, hidden: number): void {
  if (sheet.connections)
    throw new InputError(
      'sheet.adjacency: is of trainings; an imported network has the connections that its weights say',
    )
  const places = sheet.neurons?.x.length ?? network.rows! * network.columns!
  if (places === hidden) return
  const where = sheet.neurons ? `${sheet.positions} has` : `${network.rows} × ${network.columns} are`
  throw new InputError(
    `${sheet.neurons ? 'sheet.positions' : 'network.rows'}: must be of ${hidden} neurons, as the weights are; ${where} ${places}`,
  )
}
