/** How far a step moves the weights of a network wider than the presets'. */
import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { coreWeights } from '../../src/network/initialization.js'
import type { Optimizer } from '../../src/network/optimizer.js'
import { CORE, type CoreName, coreParameters } from '../../src/network/parameters.js'
import { initialTensors, Trainer } from '../../src/network/trainer.js'
import { BASE_WIDTH, rateFactor } from '../../src/network/width.js'
import { Random } from '../../src/random/random.js'

const size = (hidden: number) => ({ inputs: 3, hidden, outputs: 4 })
const adam: Optimizer = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-12,
  weightDecay: 0,
  clip: null,
}
const RATE = 1e-3
/** The row of a parameter in the table of a network of so many neurons. */
const row = (name: string, hidden: number) =>
  coreParameters(size(hidden)).find((parameter) => parameter.name === name)!

/** The greatest change of each parameter in the first step. */
async function firstStep(hidden: number): Promise<Record<CoreName, number>> {
  const random = Random.seeded(1)
  const cell = { activation: 'softplus', form: 'inside', alpha: 1, noise: 0 } as const
  const parameters = coreWeights(size(hidden), { initialization: 'half-identity', gain: 1 }, random)
  const specification = { size: size(hidden), cell, optimizer: adam, batch: 2 }
  const tensors = initialTensors(coreParameters(size(hidden)), adam, parameters)
  const before = Object.fromEntries(CORE.map((name) => [name, tensors[name].data.slice()]))
  const trainer = await Trainer.create(nodeEngine({ threads: 1 }), specification, tensors)
  await trainer.advance({
    inputs: { data: new Float32Array(4 * 2 * 3).map(() => random.normal()), shape: [4, 2, 3] },
    labels: { data: new Int32Array(8).map(() => random.integer(4)), shape: [4, 2] },
    learningRate: RATE,
    lambda: 0,
  })
  const moved = (name: CoreName) =>
    trainer.parameters[name].reduce((most, w, i) => Math.max(most, Math.abs(w - before[name][i])), 0)
  const result = Object.fromEntries(CORE.map((name) => [name, moved(name)]))
  await trainer.release()
  return result as Record<CoreName, number>
}

describe('the learning rate by width', () => {
  it('falls where hidden neurons send, beyond the base width alone', () => {
    expect(rateFactor(row('recurrentWeights', BASE_WIDTH), adam)).toBe(1)
    expect(rateFactor(row('recurrentWeights', 100), adam)).toBe(1)
    expect(rateFactor(row('recurrentWeights', 4 * BASE_WIDTH), adam)).toBe(0.25)
    expect(rateFactor(row('outputWeights', 4 * BASE_WIDTH), adam)).toBe(0.25)
    for (const name of ['inputWeights', 'recurrentBias', 'outputBias'] as const)
      expect(rateFactor(row(name, 4 * BASE_WIDTH), adam)).toBe(1)
    expect(rateFactor(row('recurrentWeights', 4 * BASE_WIDTH), { kind: 'sgd' })).toBe(1)
  })

  it('is that of the step', async () => {
    for (const hidden of [BASE_WIDTH, 2 * BASE_WIDTH]) {
      const moved = await firstStep(hidden)
      for (const name of CORE)
        expect(moved[name] / (RATE * rateFactor(row(name, hidden), adam)), name).toBeCloseTo(1, 2)
    }
  })
})
