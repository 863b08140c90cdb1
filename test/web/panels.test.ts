import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { CLUSTER_COLORS, NEGATIVE, POSITIVE } from 'gyrus/figures/style.js'
import { chargeNamed, KINDS, type Kind } from 'gyrus/growth/charges/index.js'
import { placeName } from 'gyrus/growth/sheetWords.js'
import { Random } from 'gyrus/random/random.js'
import { yang19 } from 'gyrus/tasks/yang19.js'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import type { Evaluated } from '../../src/training/evaluated.js'
import { principalPlane } from '../../web/src/brain/principalPlane.js'
import type { Snapshot } from '../../web/src/brain/snapshot.js'
import { canSwap, chargeOf, kindOf, LAMBDA_STOPS, lambdaAt, lambdaStop } from '../../web/src/panels/charge.js'
import { alone, chartData } from '../../web/src/panels/chartData.js'
import { rgbOf } from '../../web/src/panels/colors.js'
import { formulaOf } from '../../web/src/panels/formula.js'
import { compact, type History, linesOf, valueAt } from '../../web/src/panels/history.js'
import { lesionRows, lesionSentence, randomSentence } from '../../web/src/panels/lesionRows.js'
import { colorShare, fullColorWeight, matrixOrder, matrixPixels } from '../../web/src/panels/matrixOrder.js'
import { channelName, profileOf, strongestWires } from '../../web/src/panels/neuronFacts.js'
import {
  activityAt,
  type PlayedTrial,
  periodAt,
  planePath,
  rasterOrder,
  rasterPixels,
  stripPixels,
  stripsOf,
} from '../../web/src/panels/playedTrial.js'

const evaluated = (step: number, more: Partial<Evaluated> = {}): Evaluated => ({
  step,
  accuracy: { go: 0.5, dm1: 1 },
  meanAccuracy: 0.75,
  activeNeurons: 3,
  wiringLength: 12.4,
  taskVariance: Float64Array.of(1, 2, 3, 4),
  clusters: Int32Array.of(0, -1),
  modularity: null,
  ...more,
})

const connections = {
  inputWeights: Float32Array.of(0.5, 0),
  recurrentWeights: Float32Array.of(0.1, -2, 0.3, 0),
  outputWeights: Float32Array.of(-0.2, 0.7),
}

/** Two neurons, one input, one output. */
const two: Snapshot = {
  step: 10,
  connections,
  parameters: { ...connections, recurrentBias: new Float32Array(2), outputBias: new Float32Array(1) },
  places: Int32Array.of(0, 1),
  evaluation: evaluated(10),
}

test('The clusters and signs of the theme are those of the figures', () => {
  const css = readFileSync(new URL('../../web/src/theme.css', import.meta.url), 'utf8')
  const light = (name: string) => new RegExp(`--${name}: light-dark\\((#\\w{6}),`).exec(css)?.[1]
  expect(CLUSTER_COLORS.map((_, i) => light(`cluster-${i}`))).toEqual(CLUSTER_COLORS)
  expect([light('positive'), light('negative')]).toEqual([POSITIVE, NEGATIVE])
})

test('A color is read as computed styles and as the theme write it', () => {
  expect(rgbOf('rgb(12, 34, 56)')).toEqual([12, 34, 56])
  expect(rgbOf('#0c2238')).toEqual([12, 34, 56])
  expect(() => rgbOf('red')).toThrow(RangeError)
})

test('The matrix has clusters in turn, within one by place, and those not active last or not at all', () => {
  const clusters = [1, -1, 0, 1, 0]
  expect(matrixOrder(clusters)).toEqual({
    places: Int32Array.of(2, 4, 0, 3, 1),
    rows: Int32Array.of(2, 4, 0, 3, 1),
    blocks: [
      { cluster: 0, from: 0, to: 2 },
      { cluster: 1, from: 2, to: 4 },
      { cluster: -1, from: 4, to: 5 },
    ],
  })
  const active = matrixOrder(clusters, true)
  expect([...active.places]).toEqual([2, 4, 0, 3])
  expect(active.rows[1]).toBe(-1)
  expect(matrixOrder([-1, -1], true)).toEqual({
    places: new Int32Array(0),
    rows: Int32Array.of(-1, -1),
    blocks: [],
  })
})

test('The order of a matrix is a permutation whose blocks are the clusters', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 40 }), (clusters) => {
      const { places, rows, blocks } = matrixOrder(clusters)
      expect([...places].sort((a, b) => a - b)).toEqual(clusters.map((_, i) => i))
      places.forEach((place, row) => {
        expect(rows[place]).toBe(row)
        expect(blocks.find(({ from, to }) => row >= from && row < to)?.cluster).toBe(clusters[place])
      })
      expect(new Set(blocks.map(({ cluster }) => cluster)).size).toBe(blocks.length)
    }),
  )
})

test('A weight of the full strength has the full color of its sign, and 0 the ground', () => {
  const colors = { ground: [255, 255, 255], positive: [200, 0, 0], negative: [0, 0, 200] } as const
  const pixels = matrixPixels(Float32Array.of(0, 1, -1, 0.25), matrixOrder([0, 0]), colors, 1)
  expect([...pixels]).toEqual([255, 255, 255, 255, 200, 0, 0, 255, 0, 0, 200, 255, 228, 128, 128, 255])
  expect(colorShare(7, 1)).toBe(1)
})

test('The full color is that of a strong weight, not of the strongest; of nothing it is 1', () => {
  const weights = Float32Array.from({ length: 101 }, (_, i) => (i === 100 ? 1000 : -(i + 1) / 100))
  expect(fullColorWeight(weights)).toBeCloseTo(0.99)
  expect(fullColorWeight(new Float32Array(9))).toBe(1)
})

test('The picture of a large matrix has fewer pixels, and each shows its strongest weight', () => {
  const hidden = 2048
  const weights = new Float32Array(hidden * hidden).fill(0.1)
  weights[5 * hidden + 8] = -1
  const colors = { ground: [0, 0, 0], positive: [200, 0, 0], negative: [0, 0, 200] } as const
  const pixels = matrixPixels(weights, matrixOrder(new Int32Array(hidden)), colors, 1)
  expect(pixels).toHaveLength(4 * 1024 * 1024)
  const pixel = (row: number, column: number) => [
    ...pixels.subarray(4 * (1024 * row + column)).subarray(0, 3),
  ]
  expect(pixel(2, 4)).toEqual([0, 0, 200])
  expect(pixel(2, 5)).toEqual([63, 0, 0])
  expect(fullColorWeight(weights)).toBeCloseTo(0.1)
})

test('The strongest wires of a neuron come strongest first, without those that are 0', () => {
  expect(strongestWires(two, 0, 2)).toEqual({
    incoming: [
      { plane: 'sheet', index: 1, weight: -2 },
      { plane: 'input', index: 0, weight: 0.5 },
    ],
    outgoing: [
      { plane: 'sheet', index: 1, weight: expect.closeTo(0.3) },
      { plane: 'output', index: 0, weight: expect.closeTo(-0.2) },
    ],
  })
  expect(strongestWires(two, 1, 9).incoming).toHaveLength(1)
})

test('A profile is a column of the task variance, 0 before there is one', () => {
  expect(profileOf(two, 1, 2)).toEqual([2, 4])
  expect(profileOf({ ...two, evaluation: null }, 1, 2)).toEqual([0, 0])
})

test('Units have names', () => {
  expect(placeName(12, { rows: 3, columns: 10 })).toBe('row 2, column 3')
  expect(channelName(0, yang19.inputs)).toBe('fixation')
  expect(channelName(1, yang19.inputs)).toBe('ring 1, direction 1')
  expect(channelName(yang19.inputCount - 1, yang19.inputs)).toBe(`task ${yang19.tasks.at(-1)?.name}`)
  expect(channelName(999, yang19.inputs)).toBe('channel 1000')
})

test('A lesion is told in points, a task that was not measured again without', () => {
  const rows = lesionRows(['go', 'dm1', 'dm2'], { go: 0.9, dm1: 0.8 }, { go: 0.4 })
  expect(rows).toEqual([
    { task: 'go', intact: 90, lesioned: 40, drop: 50, random: null },
    { task: 'dm1', intact: 80, lesioned: null, drop: null, random: null },
  ])
  expect(lesionSentence(rows, 3)).toBe(
    '3 neurons silenced: go loses most, 50 points; the mean over tasks, 50 points.',
  )
  expect(lesionSentence(lesionRows(['go'], { go: 0.9 }, null), 1)).toBe(
    '1 neuron silenced; measuring what is left.',
  )
  expect(lesionSentence(lesionRows(['go'], { go: 0.9 }, { go: 0.95 }), 2)).toBe(
    '2 neurons silenced: no task loses a point.',
  )
})

test('A lesion that costs more than random sets do is said to, and one within two standard deviations not', () => {
  const intact = { go: 0.9, dm1: 0.7 }
  const spread = { mean: 0.7, sd: 0.02 }
  const random = { neurons: 3, accuracy: { go: spread, dm1: spread }, meanAccuracy: spread }
  const said = (lesioned: Record<string, number>) =>
    randomSentence(lesionRows(['go', 'dm1'], intact, lesioned, random.accuracy), random)
  expect(said({ go: 0.6, dm1: 0.6 })).toBe('3 active neurons at random cost less: 10.0 ± 2.0 points.')
  expect(said({ go: 0.9, dm1: 0.6 })).toBe('3 active neurons at random cost more: 10.0 ± 2.0 points.')
  expect(said({ go: 0.72, dm1: 0.7 })).toBe(
    '3 active neurons at random cost about as much: 10.0 ± 2.0 points.',
  )
  expect(lesionRows(['go'], intact, null, random.accuracy)[0].random).toEqual({ mean: 70, sd: 2 })
})

test('The formula of a charge has the terms that its controls change, and none for another sum than over wires', () => {
  const formula = (kind: Kind) =>
    formulaOf(chargeOf(kind).charge)
      ?.map(({ text, index = '' }) => text + index)
      .join(' ')
  expect(formula('none')).toBe('L = Ltask')
  expect(formula('l1')).toBe('L = Ltask + λ ∑ | wij | · y0')
  expect(formula('bimt')).toBe('L = Ltask + λ ∑ | wij | ( A · dij + y0 )')
  expect(formula('sernn')).toBeUndefined()
  const lit = formulaOf(chargeOf('bimt').charge)!.filter(({ control }) => control === 'distance')
  expect(lit.map(({ text }) => text)).toEqual(['A', '·', 'd'])
})

test('The plane of points is that of the two largest eigenvalues of their covariance', () => {
  const [count, dimensions] = [60, 7]
  const random = Random.seeded(1)
  const values = Float32Array.from(
    { length: count * dimensions },
    (_, i) => 3 + (1 + (i % dimensions)) * (random.uniform() - 0.5),
  )
  const { points, shares } = principalPlane(values, dimensions)
  const means = Array.from({ length: dimensions }, (_, d) => mean(count, (i) => values[i * dimensions + d]))
  const covariance = Array.from({ length: dimensions }, (_, a) =>
    Array.from({ length: dimensions }, (_, b) =>
      mean(count, (i) => (values[i * dimensions + a] - means[a]) * (values[i * dimensions + b] - means[b])),
    ),
  )
  const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(covariance), { assumeSymmetric: true })
  const ranked = [...realEigenvalues].sort((a, b) => b - a)
  const total = ranked.reduce((a, b) => a + b)
  for (const axis of [0, 1]) {
    expect(shares[axis]).toBeCloseTo(ranked[axis] / total, 5)
    expect(mean(count, (i) => points[2 * i + axis] ** 2)).toBeCloseTo(ranked[axis], 4)
    expect(mean(count, (i) => points[2 * i + axis])).toBeCloseTo(0, 5)
  }
  expect(mean(count, (i) => points[2 * i] * points[2 * i + 1])).toBeCloseTo(0, 4)
  expect(principalPlane(new Float32Array(6).fill(2), 3)).toEqual({
    points: new Float32Array(4),
    shares: [0, 0],
  })
})

const mean = (count: number, of: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => of(i)).reduce((a, b) => a + b) / count

test('Every kind is a charge with or without swaps, and back', () => {
  for (const kind of KINDS) {
    const { charge, swaps } = chargeOf(kind)
    expect(kindOf(charge, swaps)).toBe(kind)
    if (!canSwap(charge)) expect(kindOf(charge, true)).toBe(kind)
  }
  expect(chargeOf('bimt')).toEqual({ charge: chargeNamed('local'), swaps: true })
})

test('Each stop of the slider has its λ, the first is 0, and every λ a stop', () => {
  expect(lambdaAt(0)).toBe(0)
  expect([lambdaAt(1), lambdaAt(LAMBDA_STOPS)]).toEqual([1e-6, 1e-2])
  for (let stop = 0; stop <= LAMBDA_STOPS; stop++) expect(lambdaStop(lambdaAt(stop))).toBe(stop)
  expect([lambdaStop(Number.NaN), lambdaStop(1), lambdaStop(1e-9)]).toEqual([0, LAMBDA_STOPS, 1])
})

test('Curves: tasks below their mean, one line a network, nothing where there is no logarithm', () => {
  const history: History = {
    name: 'a',
    losses: [
      { step: 0, taskLoss: 2 },
      { step: 5, taskLoss: 0.125 },
    ],
    evaluations: [evaluated(0, { wiringLength: 0 }), evaluated(10, { modularity: 0.3 })],
  }
  const accuracy = linesOf('accuracy', [history, history], ['go', 'dm1', 'new'])
  expect(accuracy.map(({ network, task }) => [network, task])).toEqual([
    [0, 'go'],
    [0, 'dm1'],
    [0, 'new'],
    [1, 'go'],
    [1, 'dm1'],
    [1, 'new'],
    [0, null],
    [1, null],
  ])
  expect(accuracy[0].y).toEqual([50, 50])
  expect(accuracy[2].y).toEqual([null, null])
  expect(linesOf('wiring', [history], [])[0].y).toEqual([null, 12.4])
  expect(linesOf('loss', [], [])).toEqual([])
  expect(valueAt('loss', history, 7)).toBe('0.13')
  expect(valueAt('modularity', history, 9)).toBe('–')
  expect(valueAt('modularity', history, 10)).toBe('0.30')
  expect(valueAt('accuracy', { ...history, evaluations: [] }, 10)).toBe('–')
})

test('A trial in strips: channels over time, the wanted channel where something is wanted', () => {
  const group = (name: string, shape: 'point' | 'ring' | 'line', first: number, count: number) => ({
    name,
    shape,
    first,
    count,
    labels: Array.from({ length: count }, String),
  })
  const trial: PlayedTrial = {
    task: 'go',
    asks: '',
    steps: 2,
    dt: 100,
    periods: [
      { name: 'fixation', start: 0, end: 1 },
      { name: 'go', start: 1, end: 2 },
    ],
    inputs: Float32Array.of(1, 0.5, 0, 1, 0, 0.25, 0.75, 1),
    target: [0, 2],
    output: Float32Array.of(0.9, 0.1, 0, 0, 0.25, 0.75),
    activity: Float32Array.of(1, 2, 3, 4, 5, 6),
    inputGroups: [
      group('fixation', 'point', 0, 1),
      group('ring 1', 'ring', 1, 2),
      group('tasks', 'line', 3, 1),
    ],
    outputGroups: [group('fixation', 'point', 0, 1), group('ring', 'ring', 1, 2)],
    correct: true,
    plane: {
      points: Float32Array.of(2, 0, 0, 1, -2, 0, 0, -1),
      shares: [0.8, 0.2],
      trials: 2,
      wanted: [2, 0],
    },
  }
  expect(planePath(trial.plane, 0)).toEqual([
    [96, 50],
    [4, 50],
  ])
  expect(planePath(trial.plane, 1)).toEqual([
    [50, 27],
    [50, 73],
  ])
  // The raster has active neurons alone, by module; its strongest activity, 6, has the full color.
  const order = rasterOrder(Int32Array.of(1, -1, 0), 3)
  expect([...order.places]).toEqual([2, 0])
  const raster = rasterPixels(trial, order, { ground: [0, 0, 0], full: [60, 0, 0] })
  expect([...raster].filter((_, i) => i % 4 === 0)).toEqual([30, 60, 10, 40])
  expect([...rasterOrder(null, 3).places]).toEqual([0, 1, 2])
  expect(stripsOf(trial).map(({ name, values, target }) => [name, [...values], target])).toEqual([
    ['fixation', [1, 0], null],
    ['ring 1', [0.5, 0.25, 0, 0.75], null],
    ['fixate', [expect.closeTo(0.9), 0], [0, -1]],
    ['answer', [expect.closeTo(0.1), 0.25, 0, 0.75], [-1, 1]],
  ])
  const pixels = stripPixels(stripsOf(trial)[0], { ground: [255, 255, 255], full: [0, 0, 100] })
  expect([...pixels]).toEqual([0, 0, 100, 255, 255, 255, 255, 255])
  expect([...activityAt(trial, 1)]).toEqual([4, 5, 6])
  expect([periodAt(trial, 0), periodAt(trial, 1), periodAt(trial, 2)]).toEqual(['fixation', 'go', ''])
})

test('A large number is short', () => {
  expect([20_000, 1_920_989, 1500].map(compact)).toEqual(['20k', '1.92M', '1.5k'])
})

test('What is no number is a gap in a curve, and what belongs to another line is not', () => {
  const line = (x: number[], y: (number | null)[]) => ({ network: 0, task: null, x, y })
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, null, 4]
  expect(chartData([line([0, 1, 2, 3], odd)])).toEqual([
    [0, 1, 2, 3],
    [null, null, null, 4],
  ])
  expect(chartData([line([0, 2], [1, Number.NaN]), line([1], [5])])).toStrictEqual([
    [0, 1, 2],
    [1, undefined, null],
    [undefined, 5, undefined],
  ])
  expect(chartData([])).toEqual([[]])
})

test('A value between gaps is seen as a point', () => {
  expect(alone([1, 2, null, 3, null, undefined, 4, undefined, 5])).toEqual([3])
  expect(alone([7])).toEqual([0])
  expect(alone([undefined, 7, undefined])).toEqual([1])
  expect(alone([null, null])).toEqual([])
})

test('A value that is no number is a dash', () => {
  const history: History = {
    name: 'one',
    losses: [{ step: 1, taskLoss: Number.NaN }],
    evaluations: [evaluated(1, { meanAccuracy: Number.NaN, wiringLength: 0, modularity: null })],
  }
  for (const measure of ['loss', 'accuracy', 'wiring', 'modularity'] as const) {
    expect(valueAt(measure, history, 1)).toBe('–')
  }
})
