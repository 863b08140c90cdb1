import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { InputError } from '../../src/errors.js'
import { trainCommand } from '../../src/figures/command.js'
import { nearest } from '../../src/nearest.js'
import { experimentFields, fieldOf, parseExperiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset, presetNames } from '../../src/training/presets.js'
import { some } from '../length.js'

/** The experiment with one field (or group) replaced or, for undefined, removed. */
function changed(path: string, value: unknown): unknown {
  const result = preset('tiny') as unknown as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop()!
  let parent = result
  for (const key of keys) {
    parent[key] ??= {} // an optional group
    parent = parent[key] as Record<string, unknown>
  }
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return result
}

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    const { message } = error as InputError
    expect(message).not.toMatch(/\n/)
    return message
  }
  throw new Error('was not refused')
}

describe('parseExperiment', () => {
  it('takes every preset, after JSON too, and gives a value of its own', () => {
    for (const name of presetNames) {
      const experiment = preset(name)
      expect(experiment.preset).toBe(name)
      const parsed = parseExperiment(JSON.parse(JSON.stringify(experiment)))
      expect(parsed).toEqual(experiment)
      parsed.network.rows = 3
      expect(experiment.network.rows).not.toBe(3)
    }
  })

  it.each([
    ['network.rows', 0, 'network.rows: must be an integer ≥ 1, got 0'],
    ['network.rows', 2.5, 'network.rows: must be an integer ≥ 1, got 2.5'],
    ['network.rows', '20', 'network.rows: must be an integer ≥ 1, got "20"'],
    ['network.rows', null, 'network.rows: must be an integer ≥ 1, got null'],
    ['network.rows', undefined, 'network.rows: must be an integer ≥ 1, got nothing'],
    ['network.columns', Number.NaN, 'network.columns: must be an integer ≥ 1, got NaN'],
    ['network.columns', -3, 'network.columns: must be an integer ≥ 1, got -3'],
    ['network.rows', 5000, 'network: rows × columns must be ≤ 10000 neurons, got 40000'],
    ['network.alpha', 0, 'network.alpha: must be > 0 and ≤ 1, got 0'],
    ['network.alpha', 1.01, 'network.alpha: must be > 0 and ≤ 1, got 1.01'],
    ['network.noise', -0.1, 'network.noise: must be ≥ 0, got -0.1'],
    [
      'network.activation',
      'rleu',
      'must be one of relu, softplus, tanh, retanh, relu2, got "rleu"; nearest: relu',
    ],
    ['network.form', 3, 'network.form: must be one of inside, outside, got 3'],
    ['network', 7, 'network: must be an object with rows, columns, activation'],
    ['network', undefined, 'got nothing'],
    ['network', [], 'got []'],
    ['seed', -1, 'seed: must be an integer ≥ 0, got -1'],
    ['seed', 2 ** 32, 'seed: must be an integer ≤ 4294967295, got 4294967296'],
    ['seed', 1e300, 'seed: must be an integer'],
    ['preset', '../../etc', 'preset: must be a name of letters'],
    ['preset', '', 'preset: must be a name of letters'],
    [
      'battery',
      'yang20',
      'battery: must be one of yang19, yang19-original, modcog, modcog-fixed, or a file such as',
    ],
    ['batterySha256', 'abc', 'batterySha256: must be 64 hexadecimal digits, got "abc"'],
    ['tasks', [], 'tasks: must be a list of at least one task, or null for all, got []'],
    ['tasks', ['go', 'go'], 'tasks: must be a list of different tasks, got ["go","go"]'],
    ['tasks', ['go', ''], 'tasks[1]: must be a task name, got ""'],
    ['tasks', 'go', 'tasks: must be a list of task names or null, got "go"'],
    ['tasks', undefined, 'tasks: must be a list of task names or null, got nothing'],
    ['regularizer.lambda', -1, 'regularizer.lambda: must be ≥ 0, got -1'],
    [
      'regularizer.lambda',
      Number.POSITIVE_INFINITY,
      'regularizer.lambda: must be a number ≥ 0, got Infinity',
    ],
    ['regularizer.bias', 'yes', 'regularizer.bias: must be true or false, got "yes"'],
    ['regularizer.radius', -1, 'regularizer.radius: must be ≥ 0, in cells, got -1'],
    ['regularizer.radius', 2, 'regularizer.radius: must not be set unless kind is mask, got 2 for bimt'],
    [
      'regularizer.kind',
      'mask',
      'regularizer.radius: must be set where kind is mask (≥ 0, in cells, e.g. 3), got nothing for mask',
    ],
    [
      'regularizer.schedule',
      'constnat',
      'regularizer.schedule: must be constant, small-large-small or a list',
    ],
    ['regularizer.schedule', [], 'regularizer.schedule: must be a list of points that begins at 0, got []'],
    [
      'regularizer.schedule',
      [{ at: 0.5, factor: 1 }],
      'regularizer.schedule: must be a list of points that begins at 0',
    ],
    ['regularizer.schedule', [{ at: 0, factor: 0.5 }], 'whose largest factor is 1 (lambda is the peak)'],
    ['regularizer.schedule', [{ at: 0, factor: 1, of: 2 }], 'regularizer.schedule[0].of: no such field'],
    ['optimizer.learningRate', 0, 'optimizer.learningRate: must be > 0, got 0'],
    ['optimizer.beta1', 1, 'optimizer.beta1: must be ≥ 0 and < 1, got 1'],
    ['optimizer.beta2', 1, 'optimizer.beta2: must be ≥ 0 and < 1, got 1'],
    ['optimizer.clip', 0, 'optimizer.clip: must be > 0, or null for no clipping, got 0'],
    ['training.batch', 1.5, 'training.batch: must be an integer ≥ 1, got 1.5'],
    [
      'training.batch',
      1e6,
      'training: batch × time × neurons must be ≤ 536870912 values, got 1000000 × 50 × 64',
    ],
    ['training.steps', 0, 'training.steps: must be an integer ≥ 1, got 0'],
    ['training.evaluateEvery', 1001, 'training.evaluateEvery: must be an integer ≤ 1000, got 1001'],
    ['analysis.trials', 1, 'analysis.trials: must be an integer ≥ 2, got 1'],
    ['engine.provider', 'gpu', 'engine.provider: must be one of cpu, cuda, wasm, got "gpu"'],
    ['training.step', 5, 'training.step: no such field; nearest: training.steps'],
    ['lambda', 5, 'lambda: no such field; nearest: regularizer.lambda'],
  ])('refuses %s = %j', (path, value, message) => {
    expect(refusal(() => parseExperiment(changed(path, value)))).toContain(message)
  })

  it('refuses a schedule whose points do not rise', () => {
    const points = [
      { at: 0, factor: 1 },
      { at: 0.5, factor: 0.1 },
      { at: 0.5, factor: 0 },
    ]
    expect(refusal(() => parseExperiment(changed('regularizer.schedule', points)))).toContain(
      'must be a list of points that rise in at',
    )
    const good = [
      { at: 0, factor: 0.1 },
      { at: 0.25, factor: 1 },
      { at: 1, factor: 0 },
    ]
    expect(parseExperiment(changed('regularizer.schedule', good)).regularizer.schedule).toEqual(good)
  })

  it.each([undefined, null, 3, 'tiny', []])('refuses %j as a whole', (value) => {
    expect(refusal(() => parseExperiment(value))).toContain(
      'must be an object with the fields of an experiment',
    )
  })

  it('names the first faults of many in one line and counts the rest', () => {
    const message = refusal(() => parseExperiment({ ...preset('tiny'), network: {}, seed: 'x' }))
    expect(message).toContain(
      'seed: must be an integer ≥ 0, got "x"; network.activation: must be one of relu,',
    )
    expect(message).toMatch(/; and 4 more$/)
  })

  it('tells a mistyped field from the field that it misses', () => {
    const network = { ...preset('tiny').network, row: 8, rows: undefined }
    expect(refusal(() => parseExperiment({ ...preset('tiny'), network }))).toBe(
      'network.row: no such field; nearest: network.rows; network.rows: must be an integer ≥ 1, got nothing',
    )
  })

  it('refuses any field that is missing, with its name, but the optional ones, which only gyrus has', () => {
    for (const [path, field] of experimentFields) {
      if (field instanceof z.ZodOptional) {
        if (['network.rows', 'network.columns'].includes(path)) continue // unless there are measured places
        for (const name of presetNames.filter((name) => name !== 'gyrus'))
          expect(fieldOf(preset(name), path), path).toBeUndefined()
        continue
      }
      expect(
        refusal(() => parseExperiment(changed(path, undefined))),
        path,
      ).toContain(`${path}: must be`)
    }
  })

  it('answers anything with an experiment or one line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...experimentFields.keys()), fc.jsonValue(), (path, value) => {
        const input = changed(path, value)
        try {
          expect(parseExperiment(input)).toEqual(input)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect((error as Error).message).not.toMatch(/\n/)
        }
      }),
    )
  })
})

describe('pruning', () => {
  const set = (...fields: string[]) =>
    applyOverrides(
      preset('tiny'),
      fields.map((field) => `pruning.${field}`),
    )
  const rounds = ['from=0.2', 'until=0.6', 'every=100']

  it('is set field by field where the preset has none, and says what is missing', () => {
    expect(set(...rounds, 'neurons=20').pruning).toEqual({ from: 0.2, until: 0.6, every: 100, neurons: 20 })
    expect(set(...rounds, 'neurons=20', 'wiring=9', 'wiring=null').pruning).not.toHaveProperty('wiring')
    expect(refusal(() => set(...rounds))).toMatch(
      /pruning\.neurons: must be set where neither pruning\.wiring nor pruning\.totalWiring is/,
    )
    expect(refusal(() => set('neurons=20'))).toMatch(
      /pruning\.from: must be a number > 0 and < 1, got nothing/,
    )
    expect(refusal(() => set(...rounds, 'until=0.1', 'wiring=9'))).toMatch(
      /pruning\.until: must be ≥ pruning\.from/,
    )
    expect(refusal(() => set(...rounds, 'neurons=0'))).toMatch(
      /pruning\.neurons: must be an integer ≥ 1, got 0/,
    )
  })

  it('is in the command that grows the network anew', () => {
    expect(trainCommand(set(...rounds, 'neurons=20'))).toBe(
      'gyrus train tiny --set pruning.from=0.2 --set pruning.until=0.6 --set pruning.every=100 --set pruning.neurons=20',
    )
  })
})

describe('preset', () => {
  it('has the names that scripts rely on, on the paper sizes', () => {
    expect(presetNames).toEqual([
      'growing-brains',
      'gyrus',
      'growing-brains-l1',
      'growing-brains-none',
      'growing-brains-modcog',
      'yang2019',
      'tiny',
    ])
    for (const name of presetNames.slice(0, 4)) {
      expect(preset(name)).toMatchObject({ network: { rows: 20, columns: 20 }, tasks: null })
    }
    expect(preset('growing-brains').regularizer.kind).toBe('bimt')
    expect(preset('gyrus')).toMatchObject({
      regularizer: { kind: 'bimt' },
      pruning: { neurons: 109, wiring: 20_000 },
    })
    expect(preset('growing-brains-l1').regularizer.kind).toBe('l1')
    expect(preset('growing-brains-none')).toMatchObject({
      regularizer: { kind: 'none' },
      training: { batch: 4, steps: 40_000 },
      optimizer: { decay: 'constant', learningRate: 1e-3, clip: 1 },
    })
    expect(preset('tiny').network).toMatchObject({ rows: 8, columns: 8 })
    expect(preset('tiny').tasks).toHaveLength(6)
  })

  it('gives a fresh value each time', () => {
    preset('tiny').training.steps = 1
    expect(preset('tiny').training.steps).not.toBe(1)
  })

  it.each(['growing-brian', '', 'constructor', '__proto__'])('refuses %j with names that exist', (name) => {
    const message = refusal(() => preset(name))
    expect(message).toContain(`preset: no such preset "${name}"; nearest: `)
    expect(message).toContain(`all: ${presetNames.join(', ')}`)
  })
  it('puts the nearest first', () => {
    expect(refusal(() => preset('growing-brains-11'))).toContain('nearest: growing-brains-l1')
  })
})

describe('applyOverrides', () => {
  it.each<[string, string, unknown]>([
    ['regularizer.lambda=3e-5', 'regularizer.lambda', 3e-5],
    ['regularizer.lambda=.5', 'regularizer.lambda', 0.5],
    ['regularizer.lambda=0', 'regularizer.lambda', 0],
    ['training.steps=40000', 'training.steps', 40_000],
    ['training.steps=4e4', 'training.steps', 40_000],
    ['network.rows=20', 'network.rows', 20],
    ['seed=007', 'seed', 7],
    ['seed = 9', 'seed', 9],
    ['network.activation=relu2', 'network.activation', 'relu2'],
    ['regularizer.kind=l1+swap', 'regularizer.kind', 'l1+swap'],
    ['relocation.moments=false', 'relocation.moments', false],
    ['optimizer.clip=null', 'optimizer.clip', null],
    ['optimizer.clip=0.5', 'optimizer.clip', 0.5],
    ['tasks=null', 'tasks', null],
    ['tasks=go,dm1', 'tasks', ['go', 'dm1']],
    ['tasks=go', 'tasks', ['go']],
    ['tasks=go, dm1', 'tasks', ['go', 'dm1']],
    ['tasks=["go","dm1"]', 'tasks', ['go', 'dm1']],
    ['regularizer.schedule=constant', 'regularizer.schedule', 'constant'],
    ['regularizer.schedule=[{"at":0,"factor":1}]', 'regularizer.schedule', [{ at: 0, factor: 1 }]],
  ])('%s', (setting, path, value) => {
    const before = preset('tiny')
    const after = applyOverrides(before, [setting])
    expect(fieldOf(after, path)).toEqual(value)
    expect(before).toEqual(preset('tiny')) // the given experiment stays as it was
    for (const other of experimentFields.keys())
      if (other !== path) expect(fieldOf(after, other)).toEqual(fieldOf(before, other))
  })

  it('takes the value of every field of every preset back from its text', () => {
    for (const name of presetNames) {
      const experiment = preset(name)
      const settings = [...experimentFields.keys()]
        .filter((path) => path !== 'preset' && fieldOf(experiment, path) !== undefined)
        .map((path) => {
          const value = fieldOf(experiment, path)
          return `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`
        })
      expect(applyOverrides({ ...preset('tiny'), preset: name }, settings)).toEqual(experiment)
    }
  })

  it('sets an optional field', () => {
    const masked = applyOverrides(preset('tiny'), ['regularizer.radius=2.5', 'regularizer.kind=mask'])
    expect(masked.regularizer).toMatchObject({ kind: 'mask', radius: 2.5 })
    expect(parseExperiment(JSON.parse(JSON.stringify(masked)))).toEqual(masked)
    expect(experimentFields.has('batterySha256')).toBe(false) // a run notes that itself
  })

  it('counts the last of two for the same field', () => {
    expect(applyOverrides(preset('tiny'), ['seed=1', 'seed=2']).seed).toBe(2)
  })

  it.each([
    ['seed', '"seed": must be key=value'],
    ['', '"": must be key=value'],
    ['=3', '"=3": must be key=value'],
    ['regularizer.lamda=3', 'regularizer.lamda: no such field; nearest: regularizer.lambda'],
    ['lambda=3', 'lambda: no such field; nearest: regularizer.lambda'],
    ['Network.Rows=3', 'Network.Rows: no such field; nearest: network.rows'],
    ['steps=3', 'steps: no such field; nearest: training.steps'],
    ['network.row=3', 'network.row: no such field; nearest: network.rows'],
    ['network.rows.x=3', 'network.rows.x: no such field; nearest: network.rows'],
    ['__proto__.rows=3', '__proto__.rows: no such field; nearest: network.rows'],
    ['network.constructor=3', 'network.constructor: no such field'],
    ['tasks.0=go', 'tasks.0: no such field; nearest: tasks'],
    ['network={"rows":3}', 'network: a group of fields: set them one by one, network.rows, network.columns'],
    ['sheet=manhattan', 'sheet: a group of fields: set them one by one, sheet.distance'],
    ['preset=tiny', 'preset: cannot be set; name the preset itself, e.g. gyrus train tiny'],
    ['network.rows=0', 'network.rows: must be an integer ≥ 1, got 0'],
    ['network.rows=', 'network.rows: must be an integer ≥ 1, got ""'],
    ['network.rows=many', 'network.rows: must be an integer ≥ 1, got "many"'],
    ['network.rows=[4]', 'network.rows: must be an integer ≥ 1, got [4]'],
    ['network.rows=5000', 'network: rows × columns must be ≤ 10000 neurons, got 40000'],
    ['regularizer.lambda=-1', 'regularizer.lambda: must be ≥ 0, got -1'],
    ['regularizer.lambda=1e999', 'regularizer.lambda: must be a number ≥ 0, got Infinity'],
    ['regularizer.lambda=3e-5x', 'regularizer.lambda: must be a number ≥ 0, got "3e-5x"'],
    ['training.batch=1.5', 'training.batch: must be an integer ≥ 1, got 1.5'],
    [
      'regularizer.kind=bmit',
      'must be one of none, l1, local, swap, l1+swap, bimt, sernn, clusterability, mask, or a file such as ./my-charge.mjs, got "bmit"; nearest: bimt',
    ],
    ['relocation.moments=yes', 'relocation.moments: must be true or false, got "yes"'],
    ['optimizer.clip=none', 'optimizer.clip: must be a number > 0, or null for no clipping, got "none"'],
    ['tasks=', 'tasks[0]: must be a task name, got ""'],
    ['tasks=go,go', 'tasks: must be a list of different tasks, got ["go","go"]'],
    ['lr=3', 'lr: no such field; nearest: optimizer.learningRate'],
    ['tasks=[]', 'tasks: must be a list of at least one task, or null for all, got []'],
    ['tasks=[1]', 'tasks[0]: must be a task name, got 1'],
    [
      'regularizer.schedule=[{"at":0,"factor":2}]',
      'regularizer.schedule[0].factor: must be from 0 to 1, got 2',
    ],
    ['a\nb=3', '"a\\nb": no such field'],
    ['seed=0x10', 'seed: must be an integer ≥ 0, got "0x10"'],
  ])('refuses %s', (setting, message) => {
    expect(refusal(() => applyOverrides(preset('tiny'), ['seed=3', setting]))).toContain(message)
  })

  it('answers any text with an experiment or one line', () => {
    const key = fc.oneof(
      fc.constantFrom(...experimentFields.keys(), 'network'),
      fc.string({ unit: 'binary' }),
    )
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.double().map(String))
    fc.assert(
      fc.property(key, text, (path, value) => {
        try {
          applyOverrides(preset('tiny'), [`${path}=${value}`])
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect((error as Error).message).not.toMatch(/\n/)
        }
      }),
      { numRuns: some(200) },
    )
  })
})

describe('nearest', () => {
  it('gives at least one name, best first, ties in the order given', () => {
    expect(nearest('zzzz', ['alpha', 'beta'])[0]).toBe('beta')
    expect(nearest('alpha', ['beta', 'alpha'])).toEqual(['alpha'])
    expect(nearest('b', ['b1', 'b2', 'b3', 'b4'])).toEqual(['b1', 'b2', 'b3'])
  })
})
