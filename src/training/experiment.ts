/**
 * An experiment: everything that decides what a training run computes, as plain JSON. This file is the schema
 * (names, types, ranges) and turns what it refuses into one line for the user; it holds no defaults (presets do)
 * and interprets nothing (network, growth and training do). Unknown fields are refused, none may be missing.
 */
import { z } from 'zod'
import { InputError } from '../errors.js'
import type { Field } from '../fields.js'
import { CHARGES, chargeNamed, KINDS, OWN_FIELDS } from '../growth/charges/index.js'
import { WIRE_FIELDS } from '../growth/fields.js'
import { isObject } from '../members.js'
import { nearest } from '../nearest.js'
import type { CellDefinition } from '../network/cell.js'
import { CELL_NAMES, strayCellSetting, wordsOfCell } from '../network/cellSettings.js'
import { WINDOWS } from '../tasks/batches.js'
import { batteries } from '../tasks/batteries.js'
import { isModule, plain, show } from '../text.js'
import { addedValues, type Describer, missing, type OpenGroup, withoutAdded } from './addedFields.js'
import {
  choice,
  expected,
  fileName,
  flag,
  group,
  integer,
  nameOrModule,
  optional,
  real,
  schemaOf,
  schemasOf,
  sha256,
} from './fieldSchemas.js'
import { sheetFaults } from './sheetFaults.js'
import { connectionsSchema, neuronsSchema } from './sheetSchema.js'

/**
 * Largest sheet: 10 GB. Training takes about 100 bytes for each pair of neurons: weights and moments twice, distances
 * three times (penalty, relocation in float64), strengths, gradients and what the step has in between (measured at
 * 2,500 and 4,900 neurons).
 */
const MAX_NEURONS = 10_000
/** Most activity values in one batch, [time, batch, neuron]: 2 GB. */
const MAX_ACTIVITY = 2 ** 29
/** Most trials × neurons in an evaluation, whose activity is kept over a trial's some 30 steps: 2 GB. */
const MAX_EVALUATED = 2 ** 24

const BATTERIES = `${batteries.map(({ name }) => name).join(', ')}, or a file such as ./my-battery.mjs`

/** When the penalty has which share of its peak. */
const schedulePoint = z.strictObject(
  {
    /** Where the share begins, as a fraction of the training steps. It holds until the next point. */
    at: real('from 0 to 1', (x) => x >= 0 && x <= 1),
    /** The share of `lambda`. */
    factor: real('from 0 to 1', (x) => x >= 0 && x <= 1),
  },
  expected('{"at": …, "factor": …}'),
)

const schedulePoints = z
  .array(schedulePoint)
  .refine((points) => points[0]?.at === 0, expected('a list of points that begins at 0'))
  .refine(
    (points) => points.every((p, i) => i === 0 || p.at > points[i - 1].at),
    expected('a list of points that rise in at'),
  )
  .refine(
    (points) => Math.max(...points.map((p) => p.factor)) === 1,
    expected('a list of points whose largest factor is 1 (lambda is the peak)'),
  )

/**
 * What an experiment may be, every field with its range: docs/experiment.md. `parseExperiment` checks by it, in
 * plain words.
 */
export const experimentSchema = z
  .strictObject(
    {
      /** The preset that the experiment started from: names the run, decides nothing. */
      preset: z
        .string(expected('a name'))
        .regex(/^\w[\w.-]{0,99}$/, expected('a name of letters, digits, "-", "_" and "."')),
      /** All randomness is split from it. */
      seed: integer(0, 2 ** 32 - 1),
      /** The name of a built-in battery, or the path of a module whose default export is one. */
      battery: z
        .string(expected(`a battery: ${BATTERIES}`))
        .refine(
          (name) => isModule(name) || batteries.some((battery) => battery.name === name),
          expected(`one of ${BATTERIES}`),
        ),
      /** SHA-256 of that module's text. Not to be set: a new run notes it, so that none goes on under another battery. */
      batterySha256: sha256().optional(),
      /** Names of the tasks to train, null for the whole battery. */
      tasks: z
        .array(
          z.string(expected('a task name')).min(1, expected('a task name')),
          expected('a list of task names or null'),
        )
        .min(1, expected('a list of at least one task, or null for all'))
        .refine((names) => new Set(names).size === names.length, expected('a list of different tasks'))
        .nullable(),
      /** Of these, tasks that have an input line and no trials: a network that can learn them later. */
      heldOut: z
        .array(
          z.string(expected('a task name')).min(1, expected('a task name')),
          expected('a list of task names'),
        )
        .min(1, expected('a list of at least one task'))
        .refine((names) => new Set(names).size === names.length, expected('a list of different tasks'))
        .optional(),

      /** The leaky rate RNN on a sheet of rows × columns neurons (PAPER.md 1.2), or at measured places. pre = W_h h + W_x x + b + noise. */
      network: group({
        /** Both are set unless the neurons stand at measured places (`sheet.positions`). */
        rows: integer(1, MAX_NEURONS).optional(),
        columns: integer(1, MAX_NEURONS).optional(),
        /** retanh = max(tanh, 0); relu2 = the square of relu. */
        activation: choice(['relu', 'softplus', 'tanh', 'retanh', 'relu2']),
        /** The place of the activation f: inside h = (1−α)h + α·f(pre), outside h = f((1−α)h + α·pre). */
        form: choice(['inside', 'outside']),
        /** α = dt/τ. */
        alpha: real('> 0 and ≤ 1', (x) => x > 0 && x <= 1),
        /** sigmaRec: standard deviation of the recurrent noise, before the factor √(2/α). */
        noise: real('≥ 0', (x) => x >= 0),
        /** Recurrent weights at the start, times `gain`: ½·I, orthogonal, N(0, 1/n), or U(±1/√n) as PyTorch's Linear. `yang2019` is ½·I with Yang et al.'s laws for the others. */
        initialization: choice(['half-identity', 'orthogonal', 'gaussian', 'linear', 'yang2019']),
        gain: real('> 0', (x) => x > 0),
        /** `rate` where not set; gru and lstm have gates, ei excitatory and inhibitory neurons: docs/cells.md. */
        cell: nameOrModule(CELL_NAMES, './my-cell.mjs').optional(),
        /** SHA-256 of that module's text, noted by a new run. */
        cellSha256: sha256().optional(),
        /** For the cell ei alone: the share of excitatory neurons; 0.8 where not set. */
        excitatory: real('> 0 and ≤ 1', (x) => x > 0 && x <= 1).optional(),
        /** For the cell ei alone: whether the outputs read all neurons, as where not set, or the excitatory ones. */
        readout: choice(['all', 'excitatory']).optional(),
      }),

      sheet: group({
        /** Length of a wire on the sheet, whose longest side is 1. */
        distance: choice(['manhattan', 'euclidean']),
        /** A CSV file with the places of neurons, in place of rows and columns: docs/sheets.md. */
        positions: fileName('a CSV file such as ./cells.csv').optional(),
        /** As how many times its length a wire between two areas counts; 1 where not set. */
        between: real('≥ 0', (x) => x >= 0).optional(),
        /** A CSV file with the recurrent connections that exist; all where not set. */
        adjacency: fileName('a CSV file such as ./adjacency.csv').optional(),
        /** What stands in the two files. Not to be set: a new run takes them in, so that it is whole by itself. */
        neurons: neuronsSchema.optional(),
        connections: connectionsSchema.optional(),
      }),

      /** λ·Σ|w|(A·d + y0) over input, recurrent and output weights (PAPER.md 1.4), or what a rival charges instead. */
      regularizer: group({
        /**
         * l1 takes A as 0; local has A but no swaps, l1+swap the reverse; bimt has both. All: docs/regularizers.md. Or the
         * path of a module whose default export is a charge, which may add fields of its own to these (addedFields.ts).
         */
        kind: nameOrModule(KINDS, './my-charge.mjs'),
        /** SHA-256 of that module's text, noted by a new run. */
        kindSha256: sha256().optional(),
        /** λ at the schedule's peak. */
        lambda: real('≥ 0', (x) => x >= 0),
        ...schemasOf(WIRE_FIELDS),
        /** small-large-small is a tenth of λ in the first and last quarter, λ in between. */
        schedule: z.union(
          [choice(['constant', 'small-large-small']), schedulePoints],
          expected(
            'constant, small-large-small or a list like [{"at":0,"factor":0.1},{"at":0.25,"factor":1}]',
          ),
        ),
        /** What some kinds have for themselves. */
        ...optional(schemasOf(OWN_FIELDS)),
      }),

      /** Cuts the network down to a budget while it trains, with any kind of regularizer; not at all where not set. */
      pruning: group({
        /** The shares of the training after which the rounds begin and end. */
        from: real('> 0 and < 1', (x) => x > 0 && x < 1),
        until: real('> 0 and < 1', (x) => x > 0 && x < 1),
        /** Steps between two rounds. */
        every: integer(1),
        /** Neurons that are left; all where not set. */
        neurons: integer(1).optional(),
        /** Length of the recurrent connections that are left, in cells; all where not set. */
        wiring: real('> 0, in cells', (x) => x > 0).optional(),
        /** The same of all connections, those to and from the channels with it. */
        totalWiring: real('> 0, in cells', (x) => x > 0).optional(),
      }).optional(),

      /** Swaps of neurons, for the kinds that have them (PAPER.md 2.2). */
      relocation: group({
        /** Steps between two rounds. */
        every: integer(1),
        /** Neurons tried in a round, by swapScore; more than there are means all. */
        top: integer(1),
        /** Whether the optimizer's moments move with their neuron. */
        moments: flag(),
      }),

      optimizer: group({
        kind: choice(['adam', 'adamw', 'sgd']),
        learningRate: real('> 0', (x) => x > 0),
        beta1: real('≥ 0 and < 1', (x) => x >= 0 && x < 1),
        beta2: real('≥ 0 and < 1', (x) => x >= 0 && x < 1),
        epsilon: real('> 0', (x) => x > 0),
        weightDecay: real('≥ 0', (x) => x >= 0),
        /** Of the learning rate over the training. */
        decay: choice(['constant', 'cosine']),
        /** Largest global norm of the gradient, null for no limit. */
        clip: real('> 0, or null for no clipping', (x) => x > 0).nullable(),
      }),

      training: group({
        steps: integer(1, 1e9),
        /** Sequences in a batch. */
        batch: integer(1, 1e6),
        /** Time steps in a sequence; not used where a battery's batches are single trials (yang19-original). */
        time: integer(1, 1e6),
        /** Where a sequence goes on in the next batch; `continued` where not set, and not used where `time` is not. */
        windows: choice(WINDOWS).optional(),
        /** The training ends early at an evaluation whose poorest task is more accurate than this; null for never. */
        target: real('from 0 to 1, or null for no target', (x) => x >= 0 && x <= 1).nullable(),
        /** Steps between two evaluations. */
        evaluateEvery: integer(1, 1000),
        /** Trials of each task in such an evaluation. */
        evaluationTrials: integer(1, 1e5),
        /** Steps between two checkpoints. */
        checkpointEvery: integer(1, 1e9),
        /** Checkpoints of multiples of this step are kept; where not set, the last ones alone. */
        keepEvery: integer(1, 1e9).optional(),
      }),

      /** What the analysis at the end does; the training does not depend on it. */
      analysis: group({
        /** Trials of each task; a variance needs two. */
        trials: integer(2, 1e5),
      }),

      engine: group({
        threads: integer(1, 256),
        provider: choice(['cpu', 'cuda', 'wasm']),
      }),
    },
    expected('an object with the fields of an experiment'),
  )
  .superRefine(({ network, sheet, regularizer, pruning, training, analysis }, context) => {
    // 0 where a file of positions has not been read yet.
    const neurons = sheet.neurons?.x.length ?? (network.rows ?? 0) * (network.columns ?? 0)
    const fail = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
    for (const { path, message } of sheetFaults(network, sheet, regularizer.kind)) fail(path, message)
    const { cell = 'rate' } = network
    const stray = isModule(cell) ? null : strayCellSetting(network, wordsOfCell(cell))
    if (stray) fail(['network', stray.field], stray.message)
    if (pruning && pruning.from > pruning.until) {
      fail(['pruning', 'until'], `must be ≥ pruning.from, got ${pruning.until} and ${pruning.from}`)
    }
    if (pruning && [pruning.neurons, pruning.wiring, pruning.totalWiring].every((x) => x === undefined)) {
      fail(
        ['pruning', 'neurons'],
        'must be set where neither pruning.wiring nor pruning.totalWiring is; got nothing',
      )
    }
    const { checkpointEvery, keepEvery = checkpointEvery } = training
    if (keepEvery % checkpointEvery !== 0) {
      const message = `must be a multiple of training.checkpointEvery (${checkpointEvery}), got ${keepEvery}`
      fail(['training', 'keepEvery'], message)
    }
    for (const name of Object.keys(OWN_FIELDS) as (keyof typeof OWN_FIELDS)[]) {
      if (isModule(regularizer.kind)) break
      const value = regularizer[name]
      const fault = ownFieldFault(regularizer.kind, name, value)
      if (fault) fail(['regularizer', name], `${fault}, got ${show(value)} for ${regularizer.kind}`)
    }
    if (neurons > MAX_NEURONS) {
      fail(
        [sheet.neurons ? 'sheet' : 'network'],
        `${sheet.neurons ? 'positions' : 'rows × columns'} must be ≤ ${MAX_NEURONS} neurons, got ${neurons}`,
      )
    } else if (training.batch * training.time * neurons > MAX_ACTIVITY) {
      const size = `${training.batch} × ${training.time} × ${neurons}`
      fail(['training'], `batch × time × neurons must be ≤ ${MAX_ACTIVITY} values, got ${size}`)
    } else {
      const evaluated = {
        'training.evaluationTrials': training.evaluationTrials,
        'analysis.trials': analysis.trials,
      }
      for (const [field, trials] of Object.entries(evaluated)) {
        if (trials * neurons <= MAX_EVALUATED) continue
        fail(field.split('.'), `trials × neurons must be ≤ ${MAX_EVALUATED}, got ${trials} × ${neurons}`)
      }
    }
  })

/** Everything that decides what a training computes, as plain JSON: docs/experiment.md has every field. */
export type Experiment = z.infer<typeof experimentSchema>

/** What may name a user's module, and what a new run notes of it by itself. */
export const MODULE_FIELDS = [
  { names: 'battery', notes: 'batterySha256' },
  { names: 'network.cell', notes: 'network.cellSha256' },
  { names: 'regularizer.kind', notes: 'regularizer.kindSha256' },
] as const
/** What a new run notes by itself: hashes of modules, and what stands in the files of the sheet. */
const NOTES: readonly string[] = [
  ...MODULE_FIELDS.map(({ notes }) => notes),
  'sheet.neurons',
  'sheet.connections',
]

/** The schema of every field that can be set, by its path, e.g. `network.rows`. Some may be absent. */
export const experimentFields: ReadonlyMap<string, z.ZodType> = new Map(fieldsOf(experimentSchema))

/** Groups of fields to which modules add some: a cell, and a charge. */
export const OPEN_GROUPS = [
  {
    name: 'network',
    chooser: 'cell',
    common: namesWithout(experimentSchema.shape.network.shape, ['excitatory', 'readout']),
  },
  {
    name: 'regularizer',
    chooser: 'kind',
    common: namesWithout(experimentSchema.shape.regularizer.shape, Object.keys(OWN_FIELDS)),
  },
] as const satisfies readonly OpenGroup[]

/** What a user's modules export, as far as fields of an experiment depend on it. */
export interface Describers {
  /** Of `network.cell`. */
  readonly cell?: CellDefinition
  /** Of `regularizer.kind`. */
  readonly charge?: Describer
}

/** What describes the fields that are added to each group. */
function describersOf({
  cell,
  charge,
}: Describers): Record<'network' | 'regularizer', Describer | undefined> {
  return { network: cell && { name: cell.name, fields: cell.fields ?? {} }, regularizer: charge }
}

/** The schemas of all fields that can be set where modules of a user's own are named. */
export function fieldsWith(modules: Describers): ReadonlyMap<string, z.ZodType> {
  const added = Object.entries(describersOf(modules)).flatMap(([group, describer]) =>
    Object.entries(describer?.fields ?? {}).map(
      ([name, field]) => [`${group}.${name}`, schemaOf(field)] as const,
    ),
  )
  return new Map([...experimentFields, ...added])
}

/** The paths of all fields of some experiments: of every one, then what modules of a user's own added, and their hashes. */
export function fieldsOfAll(experiments: readonly Experiment[]): string[] {
  const added = OPEN_GROUPS.flatMap(({ name: group }) =>
    experiments.flatMap((experiment) => Object.keys(experiment[group]).map((name) => `${group}.${name}`)),
  )
  return [...new Set([...experimentFields.keys(), ...added.sort(), ...NOTES])]
}

/** The value of a field of an experiment, by its path; undefined where an optional one is absent. */
export function fieldOf(experiment: Experiment, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], experiment)
}

/**
 * The experiment that a parsed JSON value describes, as a value of its own. `training.windows` is left out where it is
 * `continued`, and `network.cell` where it is `rate`, as in the experiments that were written before there was a choice:
 * what computes the same reads the same.
 * @param modules what those export that it names; where they are left out, the fields that they add are taken as they are
 * @throws InputError naming the fields at fault, what is expected and what came
 */
export function parseExperiment(value: unknown, modules: Describers = {}): Experiment {
  const given = isObject(value) ? value : {}
  const split = OPEN_GROUPS.map((group) => ({ group, ...withoutAdded(group, given[group.name]) }))
  const known = Object.fromEntries(split.map((part) => [part.group.name, part.known]))
  const data = checked(experimentSchema, isObject(value) ? { ...value, ...known } : value)
  const describers = describersOf(modules)
  for (const { group, added } of split) {
    const fields = data[group.name]
    if (!isModule(String(fieldOf(data, `${group.name}.${group.chooser}`)))) continue
    Object.assign(fields, addedValues(group, added, fields, describers[group.name]))
  }
  const stray = modules.cell && strayCellSetting(data.network, modules.cell)
  if (stray) throw new InputError(`network.${stray.field}: ${stray.message}`)
  if (data.training.windows === 'continued') delete data.training.windows
  if (data.network.cell === 'rate') delete data.network.cell
  return data
}

/**
 * A value as its schema has it.
 * @throws InputError with one line for all that the schema refused
 */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value, {
    // What a schema does not say in words of its own.
    error: ({ code, expected, input }) =>
      code === 'invalid_type' ? `must be of type ${expected}, got ${show(input)}` : undefined,
  })
  if (!result.success) throw new InputError(complaint(result.error))
  return result.data
}

/** One line for all that a schema refused; `path` leads to the value that it was given. */
export function complaint(error: z.ZodError, path = ''): string {
  const lines = new Map<string, string>() // by path
  const add = (at: string, line: string) => {
    // The first fault of a field says enough, and a fault within it says more than its own.
    const within = [...lines.keys()].some(
      (path) => path === at || path.startsWith(`${at}.`) || path.startsWith(`${at}[`),
    )
    if (!within) lines.set(at, at === '' ? line : `${at}: ${line}`)
  }
  for (const issue of error.issues) {
    const at = issue.path.reduce<string>(join, path)
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        add(join(at, key), at.includes('[') ? 'no such field' : noSuchField(join(at, key)))
    } else add(at, issue.message)
  }
  const shown = [...lines.values()].slice(0, 3)
  return shown.join('; ') + (lines.size > 3 ? `; and ${lines.size - 3} more` : '')
}

/** What to say of a field that does not exist. */
export function noSuchField(path: string, fields: Iterable<string> = experimentFields.keys()): string {
  return `no such field; nearest: ${nearest(path, [...fields]).join(', ')}`
}

/** What is wrong with a field that only some kinds have; null if nothing is. */
function ownFieldFault(kind: string, name: string, value: unknown): string | null {
  const field: Field | undefined = chargeNamed(kind).fields[name]
  if (field && value === undefined) return missing(field, `kind is ${kind}`)
  if (field || value === undefined) return null
  const takers = CHARGES.filter(({ fields }) => Object.hasOwn(fields, name)).map((charge) => charge.name)
  return `must not be set unless kind is ${takers.join(' or ')}`
}

function* fieldsOf(schema: z.ZodObject, path = ''): Generator<[string, z.ZodType]> {
  for (const [name, field] of Object.entries(schema.shape)) {
    const group = field instanceof z.ZodOptional ? field.unwrap() : field
    if (NOTES.includes(join(path, name))) continue
    if (group instanceof z.ZodObject) yield* fieldsOf(group, join(path, name))
    else yield [join(path, name), field as z.ZodType]
  }
}

function namesWithout(shape: object, names: readonly string[]): string[] {
  return Object.keys(shape).filter((name) => !names.includes(name))
}

function join(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return (path === '' ? '' : `${path}.`) + plain(String(key))
}
