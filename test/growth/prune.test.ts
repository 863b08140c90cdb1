import { describe, expect, it } from 'vitest'
import { Pruning } from '../../src/growth/prune.js'
import type { Layout } from '../../src/growth/sheet.js'
import { coreParameters } from '../../src/network/parameters.js'
import type { TrainingTensors } from '../../src/network/trainer.js'

/**
 * Four neurons in a row, one input, one output. Neuron 3 hears of nothing but itself; the strengths of the others,
 * Σ|w_in|·Σ|w_out|, are 0.6·0.9, 0.9·0.5 and 1.1·0.2.
 */
function network(): TrainingTensors {
  const values = {
    inputWeights: [0.5, 0.5, 0.5, 0],
    recurrentWeights: [
      ...[9, 0.1, 0, 0], // into 0
      ...[0.4, 9, 0, 0], // into 1
      ...[0.3, -0.3, 9, 0], // into 2
      ...[0, 0, 0, 9], // into 3
    ],
    outputWeights: [0.2, 0.1, -0.2, 0.7],
    recurrentBias: [1, 1, 1, 1],
    outputBias: [1],
  }
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, data]) => [
      [name, { data: Float32Array.from(data), shape: [data.length] }],
      [`${name}.m`, { data: new Float32Array(data.length).fill(7), shape: [data.length] }],
    ]),
  )
}
const table = coreParameters({ inputs: 1, hidden: 4, outputs: 1 })
const sheet = { rows: 1, columns: 4 }
/** Neurons at x = ⅛, ⅜, ⅝, ⅞ of four cells' width; the input above the first, the output above the last. */
const layout: Layout = {
  dimensions: 2,
  hidden: Float64Array.of(0.125, 0.5, 0.375, 0.5, 0.625, 0.5, 0.875, 0.5),
  input: Float64Array.of(0.125, 0.5),
  output: Float64Array.of(0.875, 0.5),
}
const once = { first: 10, last: 10, every: 5 }
const data = (tensors: TrainingTensors, name: string) =>
  Array.from(tensors[name].data, (w) => Math.round(w * 10) / 10)

describe('pruning', () => {
  it('keeps the neurons through which most can pass, with all of their connections to each other', () => {
    const tensors = network()
    expect(new Pruning(sheet, layout, { ...once, neurons: 2 }).round(table, tensors, 10)).toEqual({
      neurons: 2,
      wiring: 2,
    })
    expect(data(tensors, 'inputWeights')).toEqual([0.5, 0.5, 0, 0])
    expect(data(tensors, 'recurrentWeights')).toEqual([9, 0.1, 0, 0, 0.4, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(data(tensors, 'outputWeights')).toEqual([0.2, 0.1, 0, 0])
    expect(data(tensors, 'recurrentBias')).toEqual([1, 1, 1, 1])
    // Moments of what was cut are 0, the others as they were.
    expect(data(tensors, 'inputWeights.m')).toEqual([7, 7, 0, 0])
    expect(data(tensors, 'outputWeights.m')).toEqual([7, 7, 0, 0])
    expect(data(tensors, 'recurrentBias.m')).toEqual([7, 7, 7, 7])
  })

  it('keeps the wires of most w² for their length, and self-connections, which have none', () => {
    // w²/length: .4²/1, .3²/1 (from 1 to 2), .3²/2 (from 0 to 2), .1²/1; all lengths: 5 cells.
    const left = (wiring: number) => {
      const tensors = network()
      const pruned = new Pruning(sheet, layout, { ...once, wiring }).round(table, tensors, 10)
      return [data(tensors, 'recurrentWeights').filter((w) => w !== 0 && w !== 9), pruned.wiring]
    }
    expect(left(5)).toEqual([[0.1, 0.4, 0.3, -0.3], 5])
    expect(left(4)).toEqual([[0.4, 0.3, -0.3], 4])
    expect(left(3.9)).toEqual([[0.4, -0.3], 2])
    expect(left(1)).toEqual([[0.4], 1])
    expect(left(0.5)).toEqual([[], 0])
  })

  it('cuts nothing where the budget is not reached, and a neuron that nothing goes into when neurons are cut', () => {
    const tensors = network()
    expect(
      new Pruning(sheet, layout, { ...once, neurons: 9, wiring: 100 }).round(table, tensors, 10),
    ).toEqual({
      neurons: 3,
      wiring: 5,
    })
    expect(data(tensors, 'outputWeights')).toEqual([0.2, 0.1, -0.2, 0])
  })

  it('keeps of all wires those of most w² for their length, channels at their places', () => {
    // Lengths: input to 0, 1, 2: 0, 1, 2 cells; 0, 1, 2, 3 to the output: 3, 2, 1, 0; recurrent: 5 as above.
    const left = (totalWiring: number) => {
      const tensors = network()
      const pruned = new Pruning(sheet, layout, { ...once, totalWiring }).round(table, tensors, 10)
      const names = ['inputWeights', 'recurrentWeights', 'outputWeights']
      return [
        ...names.map((name) => data(tensors, name).filter((w) => w !== 0 && w !== 9)),
        pruned.totalWiring,
      ]
    }
    expect(left(14)).toEqual([[0.5, 0.5, 0.5], [0.1, 0.4, 0.3, -0.3], [0.2, 0.1, -0.2, 0.7], 14])
    // w²/length: .25, .16, .125 (2 cells), .09, .045 (2), .04 (1); .0133 (3), .01 (1, recurrent), .005 (2).
    expect(left(8)).toEqual([[0.5, 0.5, 0.5], [0.4, 0.3, -0.3], [-0.2, 0.7], 8])
    expect(left(5)).toEqual([[0.5, 0.5, 0.5], [0.4, -0.3], [0.7], 5])
    expect(left(0.5)).toEqual([[0.5], [], [0.7], 0])
  })

  it('has rounds from the first step on, and leaves the cube of their share in each', () => {
    const pruning = new Pruning(sheet, layout, { first: 10, last: 24, every: 5, wiring: 1 })
    const due = Array.from({ length: 40 }, (_, step) => step).filter((step) => pruning.isDue(step))
    expect(due).toEqual([10, 15, 20])
    expect([9, 10, 39].map((step) => pruning.holds(step))).toEqual([false, true, true])
    // Of 4 cells too many, (2/3)³, (1/3)³ and none are left: budgets of 2.19, 1.15 (from 2: 1 + (1/2)³) and 1.
    const tensors = network()
    expect(due.map((step) => pruning.round(table, tensors, step).wiring)).toEqual([2, 1, 1])
  })
})
