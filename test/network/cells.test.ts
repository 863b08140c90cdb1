/** Cells other than the rate neuron: what they compute, and that all that treats parameters alike treats theirs too. */
import { readFileSync } from 'node:fs'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { cellSentence } from '../../src/figures/cellWords.js'
import { regularizerFor } from '../../src/growth/charge.js'
import { bimt } from '../../src/growth/charges/bimt.js'
import { wireDistances } from '../../src/growth/distance.js'
import { Pruning } from '../../src/growth/prune.js'
import { layOut } from '../../src/growth/sheet.js'
import { applySwaps } from '../../src/growth/swap.js'
import { NetworkRunner } from '../../src/network/activity.js'
import type { CellSettings } from '../../src/network/cell.js'
import { CELL_NAMES, type CellName } from '../../src/network/cellSettings.js'
import { initialize, parametersOf } from '../../src/network/cells.js'
import type { Optimizer } from '../../src/network/optimizer.js'
import {
  connections,
  countOf,
  forParameters,
  hiddenAxes,
  learned,
  type NetworkSize,
  type Parameters,
  weightsOf,
} from '../../src/network/parameters.js'
import { silenced } from '../../src/network/silence.js'
import { initialTensors, type StepInput, Trainer } from '../../src/network/trainer.js'
import { Random } from '../../src/random/random.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

const size: NetworkSize = { inputs: 3, hidden: 6, outputs: 2 }
const [TIME, BATCH] = [5, 2]
const sgd: Optimizer = { kind: 'sgd', beta1: 0, beta2: 0, epsilon: 0, weightDecay: 0, clip: null }
const adam: Optimizer = { ...sgd, kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

const settingsOf = (cell: CellName): CellSettings => ({
  cell,
  // Smooth, so that finite differences are its gradient.
  activation: cell === 'ei' || cell === 'rate' ? 'softplus' : 'tanh',
  form: 'inside',
  alpha: 1,
  noise: 0,
})

function drawn(cell: CellName, of = size): Parameters<Float32Array> {
  const settings = { ...settingsOf(cell), initialization: 'gaussian' as const, gain: 1 }
  return initialize(of, settings, Random.seeded(3, cell))
}

const random = Random.seeded(4)
const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal())
const inputs = normals(TIME * BATCH * size.inputs)
const batch: StepInput = {
  inputs: { data: inputs, shape: [TIME, BATCH, size.inputs] },
  labels: {
    data: Int32Array.from({ length: TIME * BATCH }, () => random.integer(size.outputs)),
    shape: [TIME, BATCH],
  },
  learningRate: 1,
  lambda: 0,
}

async function logitsOf(cell: CellName, parameters: Parameters<Float32Array>, of = size) {
  const runner = await NetworkRunner.activity(nodeEngine(), of, settingsOf(cell))
  const result = await runner.run(parameters, inputs, BATCH)
  await runner.release()
  return result
}

function expectClose(got: Float32Array, expected: ArrayLike<number>, within: number) {
  expect(got).toHaveLength(expected.length)
  got.forEach((x, i) => {
    expect(Math.abs(x - expected[i])).toBeLessThan(within)
  })
}

describe('as PyTorch has them', () => {
  const recorded = JSON.parse(readFileSync('test/fixtures/cells/pytorch.json', 'utf8'))
  const { time, batch: sequences, inputs: channels, hidden } = recorded.size
  const of = { inputs: channels, hidden, outputs: 1 }
  /** The k-th of the blocks of rows that PyTorch writes one below the other. */
  const block = (values: number[], k: number, columns: number) =>
    Float32Array.from(values.slice(k * hidden * columns, (k + 1) * hidden * columns))
  const sum = (a: Float32Array, b: Float32Array) => a.map((x, i) => x + b[i])
  const gateOf = (numbers: Record<string, number[]>, gate: string, k: number) => ({
    [`${gate}InputWeights`]: block(numbers.weight_ih, k, channels),
    [`${gate}RecurrentWeights`]: block(numbers.weight_hh, k, hidden),
    [`${gate}Bias`]: sum(block(numbers.bias_ih, k, 1), block(numbers.bias_hh, k, 1)),
  })
  const candidate = (numbers: Record<string, number[]>, k: number) => ({
    inputWeights: block(numbers.weight_ih, k, channels),
    recurrentWeights: block(numbers.weight_hh, k, hidden),
    outputWeights: new Float32Array(hidden),
    outputBias: new Float32Array(1),
  })
  const { gru, lstm } = recorded
  const cells: [CellName, Record<string, number[]>, Parameters<Float32Array>][] = [
    [
      'gru',
      gru,
      {
        ...candidate(gru, 2),
        recurrentBias: block(gru.bias_ih, 2, 1),
        resettableBias: block(gru.bias_hh, 2, 1),
        ...gateOf(gru, 'resetGate', 0),
        ...gateOf(gru, 'updateGate', 1),
      },
    ],
    [
      'lstm',
      lstm,
      {
        ...candidate(lstm, 2),
        recurrentBias: sum(block(lstm.bias_ih, 2, 1), block(lstm.bias_hh, 2, 1)),
        ...gateOf(lstm, 'inputGate', 0),
        ...gateOf(lstm, 'forgetGate', 1),
        ...gateOf(lstm, 'outputGate', 3),
      },
    ],
  ]

  it.each(cells)('%s', async (cell, numbers, parameters) => {
    const runner = await NetworkRunner.activity(nodeEngine(), of, settingsOf(cell))
    const { activity } = await runner.run(parameters, Float32Array.from(numbers.inputs), sequences)
    await runner.release()
    expect(activity).toHaveLength(time * sequences * hidden)
    expectClose(activity, numbers.activity, 1e-5)
  })
})

describe.each(CELL_NAMES)('%s', (cell) => {
  const table = parametersOf(size, settingsOf(cell))

  it('begins with what its table says, the same for the same seed', () => {
    const weights = drawn(cell)
    expect(Object.keys(weights)).toEqual(table.map(({ name }) => name))
    for (const parameter of table) {
      expect(weights[parameter.name], parameter.name).toHaveLength(countOf(parameter))
      if (parameter.role !== 'bias') expect(weights[parameter.name].some((w) => w !== 0)).toBe(true)
    }
    expect(drawn(cell)).toEqual(weights)
  })

  it('learns by its gradient, as finite differences have it', async () => {
    const weights = drawn(cell)
    const lossAt = async (parameters: Parameters<Float32Array>) => {
      const trainer = await Trainer.create(
        nodeEngine(),
        { size, cell: settingsOf(cell), optimizer: sgd, batch: BATCH },
        initialTensors(table, sgd, structuredClone(parameters)),
      )
      // So small a step that a projection changes nothing that is looked at.
      const { taskLoss } = await trainer.advance({ ...batch, learningRate: 1e-3 })
      const after = structuredClone(trainer.parameters)
      await trainer.release()
      return { taskLoss, after }
    }
    const { after } = await lossAt(weights)
    const step = 1e-2
    for (const { name } of learned(table)) {
      const at = Math.floor(weights[name].length / 2)
      if (cell === 'ei' && weights[name][at] === 0) continue
      const moved = async (by: number) => {
        const changed = structuredClone(weights)
        changed[name][at] += by
        return (await lossAt(changed)).taskLoss
      }
      const slope = ((await moved(step)) - (await moved(-step))) / (2 * step)
      expect((weights[name][at] - after[name][at]) / 1e-3, `${name}[${at}]`).toBeCloseTo(slope, 2)
    }
  })

  it('computes the same when neurons change places with all that is theirs', async () => {
    const weights = drawn(cell)
    const before = await logitsOf(cell, weights)
    const tensors = initialTensors(table, adam, weights)
    const swaps = [
      [0, 4],
      [4, 2],
      [5, 1],
    ] as const
    applySwaps(tensors, hiddenAxes(table, Object.keys(tensors)), swaps)
    const moved = forParameters(table, ({ name }) => tensors[name].data as Float32Array)
    const { logits, activity } = await logitsOf(cell, moved)
    expectClose(logits, before.logits, 1e-5)
    expect(activity).not.toEqual(before.activity)
  })

  it('computes without a silenced neuron what a network without it does', async () => {
    const weights = drawn(cell)
    const gone = 2
    const left = { ...size, hidden: size.hidden - 1 }
    const kept = [0, 1, 3, 4, 5]
    const smaller = forParameters(table, ({ name, shape, hiddenAxes }) => {
      const all = (axis: number) =>
        hiddenAxes.includes(axis) ? kept : Array.from({ length: shape[axis] ?? 1 }, (_, i) => i)
      const columns = shape[1] ?? 1
      return Float32Array.from(
        all(0).flatMap((row) => all(1).map((column) => weights[name][row * columns + column])),
      )
    })
    const { logits } = await logitsOf(cell, smaller, left)
    expectClose((await logitsOf(cell, silenced(table, weights, [gone]))).logits, logits, 1e-5)
    const intact = await logitsOf(cell, weights)
    expect(Math.max(...intact.logits.map((x, i) => Math.abs(x - logits[i])))).toBeGreaterThan(1e-3)
  })

  it('is charged for all weights of a connection, by its length', async () => {
    const sheet = { rows: 2, columns: 3 }
    const layout = layOut(sheet, yang19)
    const of = { inputs: yang19.inputCount, hidden: 6, outputs: yang19.outputCount }
    const weights = drawn(cell, of)
    const own = parametersOf(of, settingsOf(cell))
    const relocation = { every: 1, top: 6, moments: true }
    const charge = {
      distanceFactor: 1,
      offset: 0.5,
      normalization: 'sum',
      bias: true,
      metric: 'manhattan',
    } as const
    const { penalty } = regularizerFor(bimt, { relocation, ...charge }, sheet, layout)
    const trainer = await Trainer.create(
      nodeEngine(),
      { size: of, cell: settingsOf(cell), optimizer: sgd, penalty, batch: 1 },
      initialTensors(own, sgd, structuredClone(weights)),
    )
    const result = await trainer.advance({
      inputs: { data: new Float32Array(of.inputs), shape: [1, 1, of.inputs] },
      labels: { data: new Int32Array(1), shape: [1, 1] },
      learningRate: 0,
      lambda: 1,
    })
    await trainer.release()
    const distances = wireDistances(layout, 'manhattan')
    let expected = 0
    for (const { name, pathway, role } of own) {
      if (role === 'trait') continue
      weights[name].forEach((w, i) => {
        expected += Math.abs(w) * ((pathway ? distances[pathway][i] : 0) + 0.5)
      })
    }
    expect(result.penalty / expected).toBeCloseTo(1, 5)
  })

  it('loses a connection whole: its wire and its gates, and their moments', () => {
    const weights = drawn(cell)
    const tensors = initialTensors(table, adam, weights)
    for (const [name, { data }] of Object.entries(tensors)) if (name.includes('.')) data.fill(1)
    const sheet = { rows: 2, columns: 3 }
    const round = { first: 1, last: 1, every: 1 }
    const left = new Pruning(sheet, layOut(sheet, yang19), { ...round, neurons: 4, wiring: 6 }).round(
      table,
      tensors,
      1,
    )
    expect(left.neurons).toBeLessThanOrEqual(4)
    expect(left.wiring).toBeLessThanOrEqual(6)
    const { recurrentWeights } = connections(table, (name) => tensors[name].data as Float32Array)
    const cut = Array.from(recurrentWeights).flatMap((w, i) => (w === 0 ? [i] : []))
    expect(cut.length).toBeGreaterThan(20)
    for (const { name, pathway } of weightsOf(table)) {
      if (pathway !== 'recurrentWeights') continue
      for (const moment of ['', '.firstMoment', '.secondMoment'])
        for (const i of cut) expect(tensors[`${name}${moment}`].data[i]).toBe(0)
    }
  })
})

describe('connections', () => {
  it('are the matrices themselves of a cell without gates', () => {
    const weights = drawn('rate')
    const found = connections(parametersOf(size, settingsOf('rate')), (name) => weights[name])
    expect(found.recurrentWeights).toBe(weights.recurrentWeights)
  })

  it('are what all weights of a pair of units sum to, with the sign of the wire', () => {
    const weights = drawn('gru')
    const { recurrentWeights } = connections(parametersOf(size, settingsOf('gru')), (name) => weights[name])
    recurrentWeights.forEach((w, i) => {
      const parts = [
        weights.recurrentWeights,
        weights.resetGateRecurrentWeights,
        weights.updateGateRecurrentWeights,
      ]
      expect(Math.abs(w)).toBeCloseTo(
        parts.reduce((sum, part) => sum + Math.abs(part[i]), 0),
        5,
      )
      expect(Math.sign(w)).toBe(Math.sign(weights.recurrentWeights[i]))
    })
  })
})

describe('excitatory and inhibitory neurons', () => {
  const of = { inputs: 3, hidden: 20, outputs: 2 }

  it.each(['all', 'excitatory'] as const)(
    'keep their signs while they learn; outputs read %s',
    async (readout) => {
      const settings: CellSettings = { ...settingsOf('ei'), activation: 'relu', excitatory: 0.75, readout }
      const table = parametersOf(of, settings)
      const start = initialize(of, { ...settings, initialization: 'gaussian', gain: 1 }, Random.seeded(1))
      expect(start.sign.filter((s) => s === 1)).toHaveLength(15)
      const trainer = await Trainer.create(
        nodeEngine(),
        { size: of, cell: settings, optimizer: adam, batch: BATCH },
        initialTensors(table, adam, structuredClone(start)),
      )
      for (let i = 0; i < 30; i++) await trainer.advance({ ...batch, learningRate: 0.05 })
      const { recurrentWeights, outputWeights, sign } = trainer.parameters
      await trainer.release()
      expect(sign).toEqual(start.sign)
      expect(recurrentWeights).not.toEqual(start.recurrentWeights)
      for (const weights of [recurrentWeights, outputWeights])
        weights.forEach((w, i) => {
          expect(w * sign[i % of.hidden]).toBeGreaterThanOrEqual(0)
        })
      // Many would have crossed: the projection holds them at 0.
      expect(recurrentWeights.filter((w) => w === 0).length).toBeGreaterThan(0)
      const inhibitory = outputWeights.filter((_, i) => sign[i % of.hidden] < 0)
      if (readout === 'excitatory') expect(inhibitory.every((w) => w === 0)).toBe(true)
      else expect(inhibitory.some((w) => w !== 0)).toBe(true)
    },
  )

  it('begin with as much inhibition as excitation, and a spectral radius that does not grow with size', () => {
    const many = { inputs: 3, hidden: 200, outputs: 2 }
    const settings = { ...settingsOf('ei'), initialization: 'gaussian' as const, gain: 1 }
    const { recurrentWeights } = initialize(many, settings, Random.seeded(1))
    const total = recurrentWeights.reduce((sum, w) => sum + w, 0)
    const size = recurrentWeights.reduce((sum, w) => sum + Math.abs(w), 0)
    expect(Math.abs(total) / size).toBeLessThan(0.1)
    const matrix = new Matrix(
      Array.from({ length: 200 }, (_, i) => [...recurrentWeights.slice(200 * i, 200 * (i + 1))]),
    )
    const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix)
    const radius = Math.max(...realEigenvalues.map((re, i) => Math.hypot(re, imaginaryEigenvalues[i])))
    expect(radius).toBeGreaterThan(0.8)
    expect(radius).toBeLessThan(1.3)
  })
})

describe('an experiment', () => {
  const of = (...assignments: string[]) => applyOverrides(preset('tiny'), assignments)

  it('refuses what its cell does not have', () => {
    expect(() => of('network.cell=gru', 'network.alpha=0.5')).toThrow(
      'network.alpha: must be 1 where network.cell is gru, got 0.5',
    )
    expect(() => of('network.cell=lstm', 'network.noise=0.1')).toThrow(
      'network.noise: must be 0 where network.cell is lstm, got 0.1',
    )
    expect(() => of('network.readout=excitatory')).toThrow(
      'network.readout: must not be set where network.cell is rate, got excitatory',
    )
    expect(() => of('network.cell=gruu')).toThrow(
      /must be one of rate, gru, lstm, ei, or a file such as .*, got "gruu"; nearest: gru/,
    )
  })

  it('reads the same with the paper’s cell named as without', () => {
    expect(of('network.cell=rate')).toEqual(of())
  })

  it('has its cell told in the report, but for the paper’s', () => {
    const told = (...assignments: string[]) => cellSentence({ experiment: of(...assignments) })
    expect(told()).toBeNull()
    expect(told('network.cell=lstm')).toMatch(/^Its neurons are .*LSTM.* 3 gates/)
    expect(told('network.cell=ei', 'network.excitatory=0.75')).toMatch(
      /^75% of its neurons excite .* the outputs read all of them\.$/,
    )
  })
})
