import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { abs, add, constant, mean, mul, sum } from '../../src/graph/index.js'
import type { Activation } from '../../src/network/activation.js'
import { NetworkRunner } from '../../src/network/activity.js'
import type { CellSettings } from '../../src/network/cell.js'
import { coreWeights } from '../../src/network/initialization.js'
import { momentNames, type Optimizer } from '../../src/network/optimizer.js'
import {
  CORE,
  type CoreName,
  coreParameters,
  countOf,
  forMatrices,
  forParameters,
} from '../../src/network/parameters.js'
import type { TrainingSpecification } from '../../src/network/step.js'
import { initialTensors, type StepInput, Trainer } from '../../src/network/trainer.js'
import { Random } from '../../src/random/random.js'

const size = { inputs: 3, hidden: 5, outputs: 2 }
const table = coreParameters(size)
const time = 6
const batch = 2
const adam: Optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clip: null }
const plain: CellSettings = { activation: 'relu', form: 'inside', alpha: 1, noise: 0 }

function parameters(seed = 1) {
  return coreWeights(size, { initialization: 'gaussian', gain: 1 }, Random.seeded(seed))
}

function stepInput(seed = 2, cell = plain): StepInput {
  const random = Random.seeded(seed, 'batch')
  return {
    inputs: {
      data: Float32Array.from({ length: time * batch * size.inputs }, () => random.normal()),
      shape: [time, batch, size.inputs],
    },
    labels: {
      data: Int32Array.from({ length: time * batch }, () => random.integer(size.outputs)),
      shape: [time, batch],
    },
    ...(cell.noise > 0 && {
      noise: {
        data: Float32Array.from({ length: time * size.hidden * batch }, () => random.normal()),
        shape: [time, batch, size.hidden],
      },
    }),
    learningRate: 0.01,
    lambda: 0,
  }
}

/** The network and its loss written out in double precision: what the program must equal. */
function reference(cell: CellSettings, weights: Record<CoreName, ArrayLike<number>>, input: StepInput) {
  const f: Record<Activation, (x: number) => number> = {
    relu: (x) => Math.max(x, 0),
    softplus: (x) => Math.log1p(Math.exp(x)),
    tanh: Math.tanh,
    retanh: (x) => Math.max(Math.tanh(x), 0),
    relu2: (x) => Math.max(x, 0) ** 2,
  }
  const { hidden, inputs, outputs } = size
  const activity: number[] = []
  const allLogits: number[] = []
  let loss = 0
  for (let b = 0; b < batch; b++) {
    let h = new Array<number>(hidden).fill(0)
    for (let t = 0; t < time; t++) {
      const next = h.map((_, i) => {
        let pre = weights.recurrentBias[i]
        for (let j = 0; j < hidden; j++) pre += weights.recurrentWeights[i * hidden + j] * h[j]
        for (let j = 0; j < inputs; j++) {
          pre += weights.inputWeights[i * inputs + j] * input.inputs.data[(t * batch + b) * inputs + j]
        }
        if (cell.noise > 0) {
          const noise = input.noise?.data[(t * batch + b) * hidden + i] as number
          pre += Math.sqrt(2 / cell.alpha) * cell.noise * noise
        }
        return cell.form === 'inside'
          ? (1 - cell.alpha) * h[i] + cell.alpha * f[cell.activation](pre)
          : f[cell.activation]((1 - cell.alpha) * h[i] + cell.alpha * pre)
      })
      h = next
      const logits = Array.from({ length: outputs }, (_, o) =>
        h.reduce((total, x, j) => total + weights.outputWeights[o * hidden + j] * x, weights.outputBias[o]),
      )
      const norm = Math.log(logits.reduce((total, x) => total + Math.exp(x), 0))
      loss -= logits[input.labels!.data[t * batch + b]] - norm
      for (let i = 0; i < hidden; i++) activity[(t * batch + b) * hidden + i] = h[i]
      for (let o = 0; o < outputs; o++) allLogits[(t * batch + b) * outputs + o] = logits[o]
    }
  }
  return { loss: loss / (time * batch), activity, logits: allLogits }
}

const cells: CellSettings[] = (['relu', 'softplus', 'tanh', 'retanh', 'relu2'] as const).flatMap(
  (activation) => [
    { activation, form: 'inside', alpha: 0.3, noise: 0.1 },
    { activation, form: 'outside', alpha: 0.3, noise: 0 },
  ],
)

describe('the training step', () => {
  it.each([plain, ...cells])('has the loss and the gradient of the equations: %o', async (cell) => {
    const start = parameters()
    const input = stepInput(2, cell)
    // With plain SGD at rate 1 the change of a parameter is its gradient.
    const sgd: Optimizer = { ...adam, kind: 'sgd' }
    const trainer = await Trainer.create(
      nodeEngine(),
      { size, cell, optimizer: sgd, batch },
      initialTensors(table, sgd, structuredClone(start)),
    )
    const { loss } = await trainer.advance({ ...input, learningRate: 1 })
    expect(loss).toBeCloseTo(reference(cell, start, input).loss, 5)
    for (const name of CORE) {
      const after = trainer.parameters[name]
      for (let i = 0; i < Math.min(after.length, 8); i++) {
        const shifted = (by: number) => {
          const moved = Float64Array.from(start[name])
          moved[i] += by
          return reference(cell, { ...start, [name]: moved }, input).loss
        }
        const slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5
        expect(start[name][i] - after[i], `${name}[${i}]`).toBeCloseTo(slope, 4)
      }
    }
    await trainer.release()
  })

  const optimizers: Optimizer[] = [
    adam,
    { ...adam, weightDecay: 0.1 },
    { ...adam, kind: 'adamw', weightDecay: 0.1 },
    { ...adam, kind: 'sgd', weightDecay: 0.1, clip: 0.05 },
    { ...adam, clip: 0.05 },
  ]
  const everyThird = forParameters(table, ({ name }) =>
    parameters()[name].map((_, i) => (i % 3 === 0 ? 1 : 0)),
  )
  const taken = optimizers.flatMap((optimizer) =>
    [undefined, everyThird].map((plastic) => ({ optimizer, plastic, learn: plastic ? 'some' : 'all' })),
  )
  it.each(taken)(
    "takes PyTorch's steps where $learn weights learn: $optimizer",
    async ({ optimizer, plastic }) => {
      const start = parameters()
      const input = stepInput()
      /** What does not learn has no gradient. */
      const gradientsOf = async (weights: typeof start) => {
        const all = await gradientsAt(weights, input)
        return forParameters(table, ({ name }) => all[name].map((g, i) => g * (plastic?.[name][i] ?? 1)))
      }
      const gradients = await gradientsOf(start)
      const trainer = await Trainer.create(
        nodeEngine(),
        { size, cell: plain, optimizer, plastic, batch },
        initialTensors(table, optimizer, structuredClone(start)),
      )
      const state = Object.fromEntries(CORE.map((name) => [name, Array.from(start[name])]))
      const first = Object.fromEntries(CORE.map((name) => [name, start[name].map(() => 0)]))
      const second = Object.fromEntries(CORE.map((name) => [name, start[name].map(() => 0)]))
      let current = gradients
      for (let t = 1; t <= 3; t++) {
        const norm = Math.hypot(...CORE.flatMap((name) => Array.from(current[name])))
        const { gradientNorm } = await trainer.advance(input)
        expect(gradientNorm).toBeCloseTo(norm, 4)
        const scale = optimizer.clip === null ? 1 : Math.min(1, optimizer.clip / (norm + 1e-6))
        for (const name of CORE) {
          for (let i = 0; i < state[name].length; i++) {
            if (plastic?.[name][i] === 0) continue
            let g = current[name][i] * scale
            if (optimizer.kind !== 'adamw') g += optimizer.weightDecay * state[name][i]
            else state[name][i] *= 1 - 0.01 * optimizer.weightDecay
            if (optimizer.kind === 'sgd') {
              state[name][i] -= 0.01 * g
              continue
            }
            first[name][i] = 0.9 * first[name][i] + 0.1 * g
            second[name][i] = 0.999 * second[name][i] + 0.001 * g * g
            const m = first[name][i] / (1 - 0.9 ** t)
            const v = second[name][i] / (1 - 0.999 ** t)
            state[name][i] -= (0.01 * m) / (Math.sqrt(v) + 1e-8)
          }
          const got = trainer.parameters[name]
          const worst = Math.max(...state[name].map((x, i) => Math.abs(x - got[i])))
          expect(worst, `${name} after step ${t}`).toBeLessThan(2e-5)
          state[name] = Array.from(got)
        }
        current = await gradientsOf(trainer.parameters)
      }
      for (const name of CORE) {
        const fixed = Array.from(start[name].keys()).filter((i) => plastic?.[name][i] === 0)
        const at = (values: ArrayLike<number>) => fixed.map((i) => values[i])
        expect(at(trainer.parameters[name])).toEqual(at(start[name]))
        for (const moment of momentNames(optimizer))
          expect(at(trainer.tensors[`${name}.${moment}`].data)).toEqual(fixed.map(() => 0))
      }
      await trainer.release()
    },
  )

  it('adds λ times the penalty to the loss', async () => {
    const start = parameters()
    const trainer = await Trainer.create(
      nodeEngine(),
      {
        size,
        cell: plain,
        optimizer: adam,
        batch,
        penalty: (w) => add(sum(abs(w.inputWeights)), mul(sum(abs(w.outputBias)), 2)),
      },
      initialTensors(table, adam, structuredClone(start)),
    )
    const result = await trainer.advance({ ...stepInput(), lambda: 0.5 })
    const total = (x: Float32Array) => x.reduce((sum, w) => sum + Math.abs(w), 0)
    expect(result.penalty).toBeCloseTo(total(start.inputWeights) + 2 * total(start.outputBias), 4)
    expect(result.loss).toBeCloseTo(result.taskLoss + 0.5 * result.penalty, 5)
    await trainer.release()
  })

  it('takes a penalty on activity', async () => {
    const start = parameters()
    const input = stepInput()
    const trainer = await Trainer.create(
      nodeEngine(),
      { size, cell: plain, optimizer: adam, batch, penalty: (_, { activity }) => mean(abs(activity)) },
      initialTensors(table, adam, structuredClone(start)),
    )
    const { activity } = reference(plain, start, input)
    const { penalty, loss, taskLoss } = await trainer.advance({ ...input, lambda: 0.5 })
    expect(penalty).toBeCloseTo(activity.reduce((a, b) => a + Math.abs(b), 0) / activity.length, 5)
    expect(loss).toBeCloseTo(taskLoss + 0.5 * penalty, 5)
    await trainer.release()
  })

  it('takes sequences of any length with one program', async () => {
    const trainer = await Trainer.create(
      nodeEngine(),
      { size, cell: plain, optimizer: adam, batch },
      initialTensors(table, adam, parameters()),
    )
    const whole = stepInput()
    const short = {
      ...whole,
      inputs: { data: whole.inputs.data.slice(0, 2 * batch * size.inputs), shape: [2, batch, size.inputs] },
      labels: { data: whole.labels!.data.slice(0, 2 * batch), shape: [2, batch] },
    }
    expect((await trainer.advance(short)).loss).toBeGreaterThan(0)
    expect((await trainer.advance(whole)).loss).toBeGreaterThan(0)
    await trainer.release()
  })
})

describe('the step of a pruned network', () => {
  /** Neurons 1 and 3 have no connections, and of the others every fourth is missing. */
  function prunedParameters(): ReturnType<typeof parameters> {
    const weights = parameters()
    const gone = (neuron: number) => neuron === 1 || neuron === 3
    weights.inputWeights.forEach((_, i, w) => {
      if (gone(Math.floor(i / size.inputs)) || i % 4 === 3) w[i] = 0
    })
    weights.recurrentWeights.forEach((_, i, w) => {
      if (gone(Math.floor(i / size.hidden)) || gone(i % size.hidden) || i % 4 === 2) w[i] = 0
    })
    weights.outputWeights.forEach((_, i, w) => {
      if (gone(i % size.hidden)) w[i] = 0
    })
    return weights
  }
  const noisy = { ...plain, alpha: 0.5, noise: 0.2 }

  it.each([plain, noisy])('is that of the whole network, but what is 0 does not learn: %o', async (cell) => {
    const specification = { size, cell, optimizer: { ...adam, kind: 'sgd' as const, clip: 0.5 }, batch }
    const start = prunedParameters()
    const masks = forMatrices((name) => start[name].map((w) => Math.abs(Math.sign(w))))
    const input = stepInput(2, cell)
    // The rival is told what is missing, and runs all five neurons.
    const stepped = async (mask: Partial<typeof masks>, pruned: boolean) => {
      const tensors = initialTensors(table, specification.optimizer, structuredClone(start))
      const trainer = await Trainer.create(nodeEngine(), { ...specification, masks: mask }, tensors)
      const result = await trainer.advance({ ...input, pruned })
      const weights = trainer.parameters
      await trainer.release()
      return { result, weights }
    }
    const rival = await stepped(masks, false)
    const ours = await stepped({}, true)
    expect(ours.result.loss).toBeCloseTo(rival.result.loss, 5)
    expect(ours.result.gradientNorm).toBeCloseTo(rival.result.gradientNorm, 5)
    for (const name of CORE) {
      const worst = Math.max(...ours.weights[name].map((w, i) => Math.abs(w - rival.weights[name][i])))
      expect(worst, name).toBeLessThan(1e-6)
    }
    for (const [name, mask] of Object.entries(masks))
      expect(ours.weights[name].filter((_, i) => mask[i] === 0).every((w) => w === 0)).toBe(true)
    expect(ours.weights.recurrentBias[0]).not.toBe(start.recurrentBias[0])
    expect(ours.weights.recurrentBias[1]).toBe(start.recurrentBias[1])
  })

  it('charges the whole network, and takes absent neurons as silent', async () => {
    const start = prunedParameters()
    const charge = async (penalty: TrainingSpecification['penalty']) => {
      const tensors = initialTensors(table, adam, structuredClone(start))
      const trainer = await Trainer.create(
        nodeEngine(),
        { size, cell: plain, optimizer: adam, batch, penalty },
        tensors,
      )
      const result = await trainer.advance({ ...stepInput(), lambda: 0.5, pruned: true })
      await trainer.release()
      return result.penalty
    }
    const total = start.recurrentWeights.reduce((sum, w, i) => sum + i * Math.abs(w), 0)
    const places = constant(Array.from(start.recurrentWeights.keys()), [size.hidden, size.hidden])
    expect(await charge((w) => sum(mul(abs(w.recurrentWeights), places)))).toBeCloseTo(total, 4)
    const { activity } = reference(plain, start, stepInput())
    const of = (neuron: number) =>
      activity.reduce((sum, h, i) => sum + (i % size.hidden === neuron ? h : 0), 0)
    const factors = constant([1, 10, 100, 1000, 10_000])
    expect((await charge((_, { activity: h }) => sum(mul(h, factors)))) / 10_000).toBeCloseTo(
      (of(0) + 100 * of(2) + 10_000 * of(4)) / 10_000,
      4,
    )
  })

  it('goes on when nothing is left, with what the biases of the outputs say', async () => {
    const start = forParameters(table, ({ name }) =>
      parameters()[name].map((w) => (name === 'outputBias' ? w : 0)),
    )
    const trainer = await Trainer.create(
      nodeEngine(),
      { size, cell: plain, optimizer: adam, batch },
      initialTensors(table, adam, structuredClone(start)),
    )
    const { loss } = await trainer.advance({ ...stepInput(), pruned: true })
    expect(loss).toBeCloseTo(reference(plain, start, stepInput()).loss, 5)
    expect(trainer.parameters.inputWeights.every((w) => w === 0)).toBe(true)
    // Back in the whole program everything may learn again, but from zeros alone nothing can.
    expect((await trainer.advance(stepInput())).loss).toBeLessThan(loss)
    await trainer.release()
  })
})

async function gradientsAt(start: Record<CoreName, Float32Array>, input: StepInput) {
  const sgd: Optimizer = { ...adam, kind: 'sgd' }
  const copy = structuredClone(start)
  const trainer = await Trainer.create(
    nodeEngine(),
    { size, cell: plain, optimizer: sgd, batch },
    initialTensors(table, sgd, copy),
  )
  await trainer.advance({ ...input, learningRate: 1 })
  const after = trainer.parameters
  await trainer.release()
  return Object.fromEntries(CORE.map((name) => [name, copy[name].map((w, i) => w - after[name][i])]))
}

describe('the activity program', () => {
  it.each([0, 0.2])(
    'returns activity and logits of the network that was trained, noise %f',
    async (noise) => {
      const cell: CellSettings = { activation: 'softplus', form: 'inside', alpha: 0.5, noise }
      const weights = parameters()
      const input = stepInput(2, cell)
      const runner = await NetworkRunner.activity(nodeEngine(), size, cell)
      const inputs = input.inputs.data as Float32Array
      const result = await runner.run(weights, inputs, batch, input.noise?.data as Float32Array | undefined)
      const expected = reference(cell, weights, input)
      for (const name of ['activity', 'logits'] as const) {
        expect(result[name].length).toBe(expected[name].length)
        result[name].forEach((x, i) => {
          expect(x, `${name}[${i}]`).toBeCloseTo(expected[name][i], 5)
        })
      }
      await runner.release()
    },
  )
})

describe('initialization', () => {
  const big = { inputs: 53, hidden: 100, outputs: 17 }
  const draw = (initialization: 'half-identity' | 'orthogonal' | 'gaussian' | 'linear', gain = 1) =>
    coreWeights(big, { initialization, gain }, Random.seeded(3))

  it('has the shapes of the parameters and the bounds of their laws', () => {
    const weights = draw('linear')
    for (const parameter of coreParameters(big))
      expect(weights[parameter.name].length).toBe(countOf(parameter))
    // Uniform on both sides of 0: n draws reach share 1 − 10/n of the bound but for a chance of e⁻⁵ or so.
    const fills = (x: Float32Array, bound: number, share: number) => {
      expect(Math.max(...x)).toBeLessThanOrEqual(bound * (1 + 1e-6))
      expect(Math.min(...x)).toBeGreaterThanOrEqual(-bound * (1 + 1e-6))
      expect(Math.max(...x)).toBeGreaterThan(share * bound)
      expect(Math.min(...x)).toBeLessThan(-share * bound)
    }
    fills(weights.inputWeights, 1 / Math.sqrt(53), 0.99)
    fills(weights.recurrentWeights, 0.1, 0.99)
    fills(weights.outputWeights, 0.1, 0.99)
    fills(weights.outputBias, 0.1, 0.4)
    fills(weights.recurrentBias, 1 / Math.sqrt(53) + 0.1, 0.6) // a sum of two: its ends are rare
    // Both laws are in it: Var = (1/53 + 1/100)/3; the relative sd of the estimate is about .1.
    const variance = weights.recurrentBias.reduce((total, x) => total + x * x, 0) / 100
    expect(variance / ((1 / 53 + 1 / 100) / 3)).toBeGreaterThan(0.7)
    expect(variance / ((1 / 53 + 1 / 100) / 3)).toBeLessThan(1.3)
  })

  it.each(['half-identity', 'orthogonal', 'gaussian'] as const)('draws the others alike for %s', (law) => {
    const { recurrentWeights: _, ...others } = draw(law)
    for (const [name, data] of Object.entries(others)) {
      expect(data.filter((x) => x !== 0).length, name).toBe(data.length)
    }
  })

  it('starts from half the identity, times the gain', () => {
    const { recurrentWeights } = draw('half-identity', 2)
    recurrentWeights.forEach((w, i) => {
      expect(w).toBe(i % 101 === 0 ? 1 : 0)
    })
  })

  it('draws orthogonal matrices', () => {
    const { recurrentWeights: q } = draw('orthogonal', 3)
    for (let i = 0; i < 100; i += 7) {
      for (let j = 0; j < 100; j += 11) {
        let dot = 0
        for (let k = 0; k < 100; k++) dot += q[i * 100 + k] * q[j * 100 + k]
        expect(dot).toBeCloseTo(i === j ? 9 : 0, 4)
      }
    }
  })

  it('draws Gaussians of variance 1/n', () => {
    const { recurrentWeights } = draw('gaussian')
    const variance = recurrentWeights.reduce((total, w) => total + w * w, 0) / recurrentWeights.length
    expect(variance * 100).toBeGreaterThan(0.94) // relative sd of the estimate: √(2/10⁴) = .014
    expect(variance * 100).toBeLessThan(1.06)
  })
})
