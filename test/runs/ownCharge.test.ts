/** A charge of a user's own as an experiment has it: what its fields do, and what is refused. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { wordsOfCharge } from '../../src/figures/chargeWords.js'
import { askedExperiment } from '../../src/runs/modules.js'
import { type Experiment, parseExperiment } from '../../src/training/experiment.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'
import { CHARGE, userFolder } from '../userFolder.js'

const user = userFolder()
afterAll(() => user.remove())
const path = user.at('mine.mjs')
beforeEach(() => void user.file('mine.mjs', CHARGE))

const asked = (...settings: string[]) =>
  askedExperiment(preset('tiny'), [
    ...['network.rows=3', 'network.columns=3', 'training.steps=40', 'training.batch=2', 'training.time=25'],
    ...['training.evaluateEvery=20', 'training.evaluationTrials=5', 'engine.threads=1'],
    ...['regularizer.lambda=0.5', `regularizer.kind=${path}`, 'regularizer.small=0.02', ...settings],
  ])

async function learned(...settings: string[]): Promise<number[]> {
  const { experiment, modules } = await asked(...settings)
  let weights: number[] = []
  for await (const event of train(experiment, nodeEngine(experiment.engine), modules)) {
    if (event.type === 'checkpoint') weights = Array.from(event.state.tensors.recurrentWeights.data)
  }
  return weights
}

describe('an experiment under a charge of a user’s own', () => {
  it('learns something else with each of its fields, and the same with a default that is set', async () => {
    const size = await learned()
    expect(await learned('regularizer.power=size')).toEqual(size)
    for (const other of ['regularizer.power=square', 'regularizer.small=0.3', 'regularizer.lambda=0'])
      expect(await learned(other), other).not.toEqual(size)
  })

  it('holds what decides it, and reads the same without the module', async () => {
    const { experiment, modules } = await asked()
    const { regularizer } = experiment
    expect(regularizer).toMatchObject({ kind: path, power: 'size', small: 0.02 })
    expect(regularizer.kindSha256).toMatch(/^[0-9a-f]{64}$/)
    const shuffled = { ...experiment, regularizer: Object.fromEntries(Object.entries(regularizer).reverse()) }
    expect(JSON.stringify(parseExperiment(shuffled))).toBe(JSON.stringify(experiment))
    expect((await askedExperiment(experiment, [])).experiment).toEqual(experiment)
    expect(wordsOfCharge(experiment, modules.charge!)).toEqual({
      name: 'loudness',
      title: 'Loudness',
      label: 'loud neurons',
      help: 'Active neurons pay for their rates.',
      sentence: expect.stringMatching(/^Rates were charged by their size; λ = 0\.500 × 0\.1 from 0%/),
      lengths: 'recurrent',
    })
  })

  it('is one of gyrus’ own again without its fields', async () => {
    const { experiment } = await asked()
    const { experiment: l1 } = await askedExperiment(experiment, ['regularizer.kind=l1'])
    expect(l1.regularizer).toEqual({ ...preset('tiny').regularizer, kind: 'l1', lambda: 0.5 })
  })

  it.each([
    [{ depth: [1] }, /regularizer\.depth: must be a number, a text, true or false, got \[1\]/],
    [{ 'a b': 1 }, /regularizer\."a b": no such field/],
    [{ kindSha256: 'abc' }, /regularizer\.kindSha256: must be 64 hexadecimal digits/],
  ])('is refused with %j by who reads it without the module', async (fields, message) => {
    const { experiment } = await asked()
    const changed = { ...experiment, regularizer: { ...experiment.regularizer, ...fields } }
    expect(() => parseExperiment(changed)).toThrow(message)
  })

  it('tells who trains in code to hand the charge over', async () => {
    const { experiment } = await asked()
    const alone: Experiment = { ...experiment, regularizer: { ...experiment.regularizer } }
    await expect(train(alone, nodeEngine()).next()).rejects.toThrow(
      /is a file; import it and hand its charge/,
    )
  })
})

describe('a charge that is none', () => {
  it.each<[string, string, RegExp]>([
    [
      'without a sentence',
      CHARGE.replace('sentence:', 'sentense:'),
      /the charge loudness: sentence must be a function/,
    ],
    [
      'without a label',
      CHARGE.replace('label:', 'lable:'),
      /the charge loudness: label must be a text, got nothing/,
    ],
    [
      'without help',
      CHARGE.replace('help:', 'charged:'),
      /the charge loudness: help must be a text, got nothing/,
    ],
    [
      'with a member that nobody asks for',
      CHARGE.replace('afterStep:', 'afterSteps:'),
      /the charge loudness: has no use for afterSteps; nearest: afterStep/,
    ],
    [
      'named as one of gyrus’ own',
      CHARGE.replace("'loudness'", "'bimt'"),
      /the charge bimt: is named as one that gyrus/,
    ],
    [
      'with a field of no type',
      CHARGE.replace("type: 'choice'", "type: 'chioce'"),
      /fields\.power\.type must be one of/,
    ],
    [
      'with a default out of range',
      CHARGE.replace('example: 0.1', 'default: -1'),
      /fields\.small\.default must be/,
    ],
    [
      'with a field of a taken name',
      CHARGE.replace('small:', 'lambda:'),
      /fields\.lambda is a name that every/,
    ],
    [
      'not defined by gyrus',
      'export default { label: 1 }',
      /mine\.mjs: the charge: name must be a name of letters/,
    ],
    [
      'a function',
      'export default () => 1',
      /mine\.mjs: must export a charge, export default defineCharge\(…\), got/,
    ],
    ['no module', 'export default (', /mine\.mjs: the charge cannot be loaded \(/],
  ])('%s is refused in one line', async (_, content, message) => {
    user.file('mine.mjs', content)
    await expect(asked()).rejects.toThrow(message)
  })

  it.each<[string, RegExp]>([
    ['regularizer.small=-1', /regularizer\.small: must be ≥ 0, got -1/],
    ['regularizer.small=much', /regularizer\.small: must be a number ≥ 0, got "much"/],
    ['regularizer.power=cube', /regularizer\.power: must be one of size, square, got "cube"; nearest/],
    ['regularizer.smal=1', /regularizer\.smal: no such field; nearest: regularizer\.small/],
    ['regularizer.radius=1', /regularizer\.radius: no such field/],
    ['regularizer.kindSha256=1', /regularizer\.kindSha256: no such field/],
  ])('a field of it with %s is refused as others are', async (setting, message) => {
    await expect(asked(setting)).rejects.toThrow(message)
  })

  it('a field of it that must be set is missed', async () => {
    await expect(askedExperiment(preset('tiny'), [`regularizer.kind=${path}`])).rejects.toThrow(
      /regularizer\.small: must be set where kind is loudness \(≥ 0, e\.g\. 0\.1\), got nothing/,
    )
  })
})
