import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import type { Program } from '../../src/graph/index.js'
import { abs, add, mean, mul, sum } from '../../src/graph/index.js'
import { NetworkRunner } from '../../src/network/activity.js'
import type { CellSettings } from '../../src/network/cell.js'
import { coreWeights } from '../../src/network/initialization.js'
import type { Optimizer } from '../../src/network/optimizer.js'
import { CORE, coreParameters, LAST_AWAKE, type Parameters } from '../../src/network/parameters.js'
import { awakeLately, foundAwake, union } from '../../src/network/recency.js'
import type { Penalty } from '../../src/network/step.js'
import { initialTensors, type StepInput, Trainer } from '../../src/network/trainer.js'
import { Random } from '../../src/random/random.js'

const size = { inputs: 4, hidden: 23, outputs: 3 }
const table = coreParameters(size)
const TIME = 7
/** So late that no neuron that was awake at 0 runs by itself; the next step is one that looks who is awake. */
const LATE = 999
/** The change of a weight is its gradient. */
const sgd: Optimizer = {
  kind: 'sgd',
  beta1: 0,
  beta2: 0,
  epsilon: 0,
  weightDecay: 0,
  clip: null,
}
const plain: CellSettings = { activation: 'relu', form: 'inside', alpha: 1, noise: 0 }
/** Of the weights and of the activity, so that a neuron that rests is charged too, and counts as 0. */
const penalty: Penalty = (weights, { activity }) =>
  add(mul(sum(abs(weights.recurrentWeights)), 0.01), mean(activity))

/** About half of its neurons are silent: some by far, some by little, some only for a while. */
function parameters(seed: number): Parameters<Float32Array> {
  const drawn = coreWeights(size, { initialization: 'gaussian', gain: 0.5 }, Random.seeded(seed, 'weights'))
  const random = Random.seeded(seed, 'biases')
  drawn.recurrentBias.forEach((_, i, bias) => {
    bias[i] = 1 - 10 * random.uniform()
  })
  return drawn
}

function stepInput(seed: number, batch: number): StepInput {
  const random = Random.seeded(seed, 'batch')
  return {
    inputs: {
      data: Float32Array.from({ length: TIME * batch * size.inputs }, () => random.normal()),
      shape: [TIME, batch, size.inputs],
    },
    labels: {
      data: Int32Array.from({ length: TIME * batch }, () => random.integer(size.outputs)),
      shape: [TIME, batch],
    },
    learningRate: 1,
    lambda: 0.5,
  }
}

/** An engine that notes how many neurons each step ran. */
function watched(counts: number[]) {
  const engine = nodeEngine({ threads: 1 })
  const compile = async (program: Program) => {
    const executable = await engine.compile(program)
    const run: typeof executable.run = (feeds, into) => {
      counts.push(feeds.running?.shape[0] ?? size.hidden)
      return executable.run(feeds, into)
    }
    return { ...executable, run }
  }
  return { ...engine, compile }
}

/** One step of a network in which some were awake just before, and the others long ago. */
async function stepped(
  cell: CellSettings,
  weights: Parameters<Float32Array>,
  input: StepInput,
  awake: readonly boolean[],
) {
  const counts: number[] = []
  const batch = input.inputs.shape[1]
  const lastAwake = Int32Array.from(awake, (yes) => (yes ? LATE : 0))
  const tensors = {
    ...initialTensors(table, sgd, structuredClone(weights)),
    [LAST_AWAKE]: { data: lastAwake, shape: [size.hidden] },
  }
  const trainer = await Trainer.create(
    watched(counts),
    { size, cell, optimizer: sgd, penalty, batch },
    tensors,
    LATE,
  )
  const result = await trainer.advance(input)
  const after = structuredClone(trainer.parameters)
  await trainer.release()
  return { result, after, counts, lastAwake }
}

const exactCells: fc.Arbitrary<CellSettings> = fc.record({
  activation: fc.constantFrom('relu', 'retanh', 'relu2'),
  form: fc.constantFrom('inside', 'outside'),
  alpha: fc.constantFrom(1, 0.4),
  noise: fc.constant(0),
})

describe('a step of the neurons that were awake lately', () => {
  it('is that of the whole network, whoever slept before it', async () => {
    let repeated = 0
    let rested = 0
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e6 }),
        exactCells,
        fc.constantFrom(3, 16, 17), // both ways in which activity may lie in the loop
        fc.array(fc.boolean(), { minLength: size.hidden, maxLength: size.hidden }),
        async (seed, cell, batch, awake) => {
          const [weights, input] = [parameters(seed), stepInput(seed, batch)]
          const whole = await stepped(
            cell,
            weights,
            input,
            awake.map(() => true),
          )
          const some = await stepped(cell, weights, input, awake)
          expect(whole.counts).toEqual([size.hidden])
          repeated += some.counts.length > 1 ? 1 : 0
          rested += (some.counts.at(-1) as number) < size.hidden ? 1 : 0
          for (const name of ['loss', 'taskLoss', 'penalty', 'gradientNorm'] as const) {
            const scale = 1 + Math.abs(whole.result[name])
            expect(Math.abs(some.result[name] - whole.result[name]) / scale, name).toBeLessThan(1e-5)
          }
          for (const name of CORE) {
            const largest = Math.max(...whole.after[name].map((w, i) => Math.abs(w - weights[name][i])))
            const apart = Math.max(...some.after[name].map((w, i) => Math.abs(w - whole.after[name][i])))
            expect(apart / (largest + 1e-3), name).toBeLessThan(1e-4)
          }
        },
      ),
      { numRuns: 25 },
    )
    expect(repeated).toBeGreaterThan(5)
    expect(rested).toBeGreaterThan(5)
  })

  it('knows as awake everyone who was active, and runs those alone in the next', async () => {
    const [weights, input] = [parameters(5), stepInput(5, 16)]
    const { counts, lastAwake } = await stepped(plain, weights, input, Array(size.hidden).fill(true))
    const runner = await NetworkRunner.activity(nodeEngine(), size, plain)
    const { activity } = await runner.run(weights, input.inputs.data as Float32Array, 16)
    await runner.release()
    const active = new Set<number>()
    activity.forEach((rate, i) => {
      if (rate > 0) active.add(i % size.hidden)
    })
    const awake = [...lastAwake.keys()].filter((neuron) => lastAwake[neuron] === LATE + 1)
    expect(counts).toEqual([size.hidden])
    expect([...active].every((neuron) => awake.includes(neuron))).toBe(true)
    expect(awake.length).toBeLessThan(size.hidden - 3)
    const next = await stepped(
      plain,
      weights,
      input,
      [...lastAwake].map((step) => step > LATE),
    )
    expect(next.counts).toEqual([awake.length])
  })

  it.each<CellSettings>([
    { ...plain, noise: 0.1 },
    { ...plain, activation: 'softplus' },
    { ...plain, activation: 'tanh' },
  ])('runs all neurons where silence is not exact: %o', async (cell) => {
    const counts: number[] = []
    const batch = 3
    const trainer = await Trainer.create(
      watched(counts),
      { size, cell, optimizer: sgd, batch },
      initialTensors(table, sgd, parameters(1)),
      LATE,
    )
    const noise = { data: new Float32Array(TIME * batch * size.hidden), shape: [TIME, batch, size.hidden] }
    await trainer.advance({ ...stepInput(1, batch), ...(cell.noise > 0 && { noise }) })
    expect(trainer.tensors).not.toHaveProperty(LAST_AWAKE)
    expect(counts).toEqual([size.hidden])
    await trainer.release()
  })

  it('lets no neuron sleep that a number too large for single precision may have reached', async () => {
    const weights = parameters(3)
    weights.inputWeights.fill(Number.NaN, 0, size.inputs)
    const { counts } = await stepped(plain, weights, stepInput(3, 3), Array(size.hidden).fill(false))
    expect(counts.length).toBeGreaterThan(1)
  })
})

describe('who runs', () => {
  const all = Int32Array.of(1, 4, 6, 9)
  const lastAwake = new Int32Array(10)
  lastAwake[4] = 70
  lastAwake[9] = 69

  it('is who was awake within the last 30 steps, of those that are there', () => {
    expect([...awakeLately(lastAwake, all, 100)]).toEqual([4])
    expect([...awakeLately(lastAwake, all, 99)]).toEqual([4, 9])
  })

  it('is one at least', () => {
    expect([...awakeLately(lastAwake, all, 1000)]).toEqual([1])
  })

  it('has no proof of silence in what is not a number', () => {
    expect([...foundAwake(Float32Array.of(0, Number.NaN, 0, 0, -1, 0, 1e-30, 0, 0, 0), all)]).toEqual([1, 6])
  })

  it('is the same list where nobody else woke up', () => {
    expect(union(all, Int32Array.of(4, 9))).toBe(all)
    expect([...union(all, Int32Array.of(0, 4, 7, 12))]).toEqual([0, 1, 4, 6, 7, 9, 12])
  })
})
