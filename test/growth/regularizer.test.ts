import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import {
  type ChargeSettings,
  defineCharge,
  type GrowingNetwork,
  type Regularizer,
  regularizerFor,
} from '../../src/growth/charge.js'
import { CHARGES, chargeNamed, type Kind } from '../../src/growth/charges/index.js'
import { type Metric, wireDistances } from '../../src/growth/distance.js'
import { layOut } from '../../src/growth/sheet.js'
import { matrixScales, wiringCost } from '../../src/growth/wiring.js'
import { NetworkRunner } from '../../src/network/activity.js'
import type { CellSettings } from '../../src/network/cell.js'
import { coreWeights } from '../../src/network/initialization.js'
import type { Optimizer } from '../../src/network/optimizer.js'
import { CORE, type CoreName, coreParameters } from '../../src/network/parameters.js'
import { initialTensors, Trainer } from '../../src/network/trainer.js'
import { Random } from '../../src/random/random.js'
import { Batcher } from '../../src/tasks/batcher.js'
import { yang19 } from '../../src/tasks/yang19.js'

const sheet = { rows: 3, columns: 4 }
const layout = layOut(sheet, yang19)
const size = { inputs: yang19.inputCount, hidden: 12, outputs: yang19.outputCount }
const cell: CellSettings = { activation: 'relu', form: 'inside', alpha: 1, noise: 0 }
const adam: Optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clip: 1 }
const options: ChargeSettings & { radius: number } = {
  distanceFactor: 2,
  offset: 0.5,
  normalization: 'sum',
  bias: false,
  metric: 'manhattan',
  relocation: { every: 2, top: 5, moments: true },
  radius: 2,
}

const regularizerOf = ({ kind = 'bimt', ...own }: Partial<ChargeSettings> & { kind?: Kind }) =>
  regularizerFor(chargeNamed(kind), { ...options, ...own } as ChargeSettings, sheet, layout)

async function trainer(own: Parameters<typeof regularizerOf>[0]) {
  const regularizer = regularizerOf(own)
  const weights = coreWeights(size, { initialization: 'gaussian', gain: 1 }, Random.seeded(5))
  const specification = { size, cell, optimizer: adam, penalty: regularizer.penalty, batch: 2 }
  const created = await Trainer.create(
    nodeEngine(),
    specification,
    initialTensors(coreParameters(size), adam, weights),
  )
  return { regularizer, trainer: created }
}

/** What the one action of a charge with swaps did. */
function round({ afterStep: [swaps] }: Regularizer, network: GrowingNetwork, step: number) {
  const report = swaps(network, step)
  if (report?.type === 'prune') throw new Error('swaps prune nothing')
  return report
}

function batch(time = 30) {
  const inputs = { data: new Float32Array(time * 2 * size.inputs), shape: [time, 2, size.inputs] }
  const labels = { data: new Int32Array(time * 2), shape: [time, 2] }
  Batcher.seeded(yang19, 2, 1, 'test').fill(inputs.data, labels.data)
  return { inputs, labels, learningRate: 1e-3, lambda: 1e-3 }
}

describe('the penalty', () => {
  const expected = (
    parameters: Record<CoreName, Float32Array>,
    metric: Metric,
    { A, y0, mean, bias }: { A: number; y0: number; mean: boolean; bias: boolean },
  ) => {
    const distances = wireDistances(layout, metric)
    let total = 0
    for (const name of ['inputWeights', 'recurrentWeights', 'outputWeights'] as const) {
      const cost = parameters[name].reduce(
        (sum, w, i) => sum + Math.abs(w) * (A * distances[name][i] + y0),
        0,
      )
      total += mean ? cost / parameters[name].length : cost
    }
    for (const name of bias ? (['recurrentBias', 'outputBias'] as const) : []) {
      const cost = parameters[name].reduce((sum, w) => sum + Math.abs(w) * y0, 0)
      total += mean ? cost / parameters[name].length : cost
    }
    return total
  }

  it.each([
    [{ kind: 'bimt' }, { A: 2, y0: 0.5, mean: false, bias: false }],
    [{ kind: 'local' }, { A: 2, y0: 0.5, mean: false, bias: false }],
    [{ kind: 'l1' }, { A: 0, y0: 0.5, mean: false, bias: false }],
    [{ kind: 'l1+swap' }, { A: 0, y0: 0.5, mean: false, bias: false }],
    [
      { kind: 'bimt', distanceFactor: 1, offset: 0.1, bias: true },
      { A: 1, y0: 0.1, mean: false, bias: true },
    ],
    [
      { kind: 'bimt', normalization: 'mean' },
      { A: 2, y0: 0.5, mean: true, bias: false },
    ],
    [
      { kind: 'l1', normalization: 'mean', bias: true },
      { A: 0, y0: 0.5, mean: true, bias: true },
    ],
    [
      { kind: 'bimt', metric: 'euclidean' },
      { A: 2, y0: 0.5, mean: false, bias: false },
    ],
    [
      { kind: 'local', normalization: 'mean', metric: 'euclidean', bias: true },
      { A: 2, y0: 0.5, mean: true, bias: true },
    ],
  ] as const)('of %o is Σ|w|(A·d + y0) with %o', async (own, form) => {
    const { trainer: network } = await trainer(own)
    const before = structuredClone(network.parameters)
    const { penalty, loss, taskLoss } = await network.advance(batch())
    expect(penalty / expected(before, 'metric' in own ? own.metric : 'manhattan', form)).toBeCloseTo(1, 5)
    expect(loss).toBeCloseTo(taskLoss + 1e-3 * penalty, 5)
    await network.release()
  })

  it.each(['none', 'swap'] as const)('of %s is not there', async (kind) => {
    const { trainer: network, regularizer } = await trainer({ kind })
    expect(regularizer.penalty).toBeUndefined()
    expect(regularizer.afterStep).toHaveLength(kind === 'none' ? 0 : 1)
    const { penalty, loss, taskLoss } = await network.advance(batch())
    expect(penalty).toBe(0)
    expect(loss).toBe(taskLoss)
    await network.release()
  })
})

describe('actions', () => {
  it('of a charge are done in order, and what a mask leaves out stays 0 after them', () => {
    const recurrentWeights = Float32Array.from({ length: 144 }, (_, i) => (i % 2 === 0 ? 1 : 0))
    const done: string[] = []
    const charge = defineCharge({
      name: 'two',
      label: 'two actions',
      help: 'Adds 1, then doubles.',
      fields: {},
      sentence: () => '',
      masks: () => ({ recurrentWeights }),
      afterStep: ({ size }) => [
        ({ tensors }, step) => {
          done.push(`add at ${step} of ${size.hidden}`)
          tensors.recurrentWeights.data.forEach((w, i, all) => {
            all[i] = w + 1
          })
          return undefined
        },
        ({ tensors }) => {
          done.push('double')
          tensors.recurrentWeights.data.forEach((w, i, all) => {
            all[i] = 2 * w
          })
          return undefined
        },
      ],
    })
    const network = {
      table: coreParameters(size),
      tensors: {
        recurrentWeights: { data: new Float32Array(144).fill(1), shape: [12, 12] },
        'recurrentWeights.firstMoment': { data: new Float32Array(144).fill(5), shape: [12, 12] },
      },
      places: Int32Array.from({ length: 12 }, (_, i) => i),
    }
    for (const action of regularizerFor(charge, options, sheet, layout).afterStep) action(network, 7)
    expect(done).toEqual(['add at 7 of 12', 'double'])
    const { recurrentWeights: weights, 'recurrentWeights.firstMoment': moment } = network.tensors
    expect([...weights.data].every((w, i) => w === 4 * recurrentWeights[i])).toBe(true)
    expect([...moment.data].every((m, i) => m === 5 * recurrentWeights[i])).toBe(true)
  })

  it('and words belong to the charge: one of no name is refused', () => {
    expect(() => chargeNamed('bmit')).toThrow(
      /regularizer\.kind: must be one of none, l1, .*mask, got "bmit"; nearest: bimt/,
    )
    const mute = { name: 'mute', fields: {}, label: 'mute', help: 'It says nothing.' } as const
    // @ts-expect-error a charge without its words is none
    expect(() => defineCharge({ ...mute })).toThrow(
      'the charge mute: sentence must be a function, got nothing',
    )
    const sentence = () => 'It says something.'
    // @ts-expect-error nor is one without a label
    expect(() => defineCharge({ ...mute, sentence, label: undefined })).toThrow(
      'the charge mute: label must be a',
    )
    // @ts-expect-error nor one without help
    expect(() => defineCharge({ ...mute, sentence, help: undefined })).toThrow(
      'the charge mute: help must be a',
    )
  })
})

describe('swaps between steps', () => {
  it('are made by the kinds that have them, every so many steps', async () => {
    const swapping = CHARGES.flatMap(({ name }) =>
      regularizerOf({ kind: name }).afterStep.length > 0 ? [name] : [],
    )
    expect(swapping).toEqual(['swap', 'l1+swap', 'bimt'])
    const { trainer: network, regularizer } = await trainer({})
    const places = Int32Array.from({ length: 12 }, (_, i) => i)
    expect(
      round(regularizer, { table: coreParameters(size), tensors: network.tensors, places }, 1),
    ).toBeUndefined()
    expect(
      round(regularizer, { table: coreParameters(size), tensors: network.tensors, places }, 2)?.swaps.length,
    ).toBeGreaterThan(0)
    await network.release()
  })

  it.each(
    (['sum', 'mean'] as const).flatMap((normalization) =>
      (['manhattan', 'euclidean'] as const).map((metric) => [normalization, metric] as const),
    ),
  )('shorten the wires as the penalty weighs and measures them: %s, %s', async (normalization, metric) => {
    const own = { normalization, metric, relocation: { every: 1, top: 12, moments: true } }
    const { trainer: network, regularizer } = await trainer(own)
    const cost = () =>
      wiringCost(network.parameters, wireDistances(layout, metric), matrixScales(normalization, size))
    const before = cost()
    const places = Int32Array.from({ length: 12 }, (_, i) => i)
    const made = round(regularizer, { table: coreParameters(size), tensors: network.tensors, places }, 1)
    expect(made?.swaps.length).toBeGreaterThan(0)
    expect((made?.costBefore as number) / before).toBeCloseTo(1, 10)
    expect((made?.costAfter as number) / cost()).toBeCloseTo(1, 10)
    await network.release()
  })

  it.each([
    ['bimt', true],
    ['bimt', false],
    ['swap', true],
  ] as const)('change no output: %s; moments move with their neuron: %s', async (kind, moments) => {
    const relocation = { every: 2, top: 12, moments }
    const { trainer: network, regularizer } = await trainer({ kind, relocation })
    await network.advance(batch())
    await network.advance(batch())
    const runner = await NetworkRunner.activity(nodeEngine(), size, cell)
    const inputs = batch().inputs.data
    const before = await runner.run(network.parameters, inputs, 2)
    const tensors = structuredClone(network.tensors)
    const places = Int32Array.from({ length: 12 }, (_, i) => i)
    const made = round(regularizer, { table: coreParameters(size), tensors: network.tensors, places }, 2)
    expect(made?.costAfter).toBeLessThan(made?.costBefore as number)
    const after = await runner.run(network.parameters, inputs, 2)
    const worst = Math.max(...after.logits.map((x, i) => Math.abs(x - before.logits[i])))
    expect(worst).toBeLessThan(1e-5)
    // Everything that belongs to the neuron now at place i was at place places[i] before.
    expect([...places]).not.toEqual([...places.keys()])
    for (const name of CORE) {
      for (const suffix of ['', '.firstMoment', '.secondMoment']) {
        const now = network.tensors[name + suffix].data
        const then = tensors[name + suffix].data
        const moves = suffix === '' || moments
        const from = (i: number) => (moves ? places[i] : i)
        const at = (data: typeof now, i: number, j: number) => {
          switch (name) {
            case 'inputWeights':
              return data[i * size.inputs + (j % size.inputs)]
            case 'recurrentWeights':
              return data[i * 12 + j]
            case 'recurrentBias':
              return data[i]
            case 'outputWeights':
              return data[(j % size.outputs) * 12 + i]
            case 'outputBias':
              return data[0]
          }
        }
        for (let i = 0; i < 12; i++) {
          for (let j = 0; j < 12; j++) {
            const source = name === 'recurrentWeights' ? from(j) : j
            expect(at(now, i, j), name + suffix).toBe(at(then, from(i), source))
          }
        }
      }
    }
    await runner.release()
    await network.release()
  })
})
