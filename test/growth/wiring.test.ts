import { describe, expect, it } from 'vitest'
import { matrixScales, swapScore, wiringCost } from '../../src/growth/wiring.js'
import { sizeOfMatrices } from '../../src/network/parameters.js'

// Two neurons, one input, one output.
const weights = {
  inputWeights: Float32Array.of(1, -2), // [2, 1]
  recurrentWeights: Float32Array.of(0.5, -4, 8, -0.25), // [2, 2]
  outputWeights: Float32Array.of(-16, 32), // [1, 2]
}
const distances = {
  inputWeights: Float32Array.of(1, 0.5),
  recurrentWeights: Float32Array.of(0, 2, 2, 0),
  outputWeights: Float32Array.of(0.25, 0.125),
}

describe('wiringCost', () => {
  it('is Σ|w|·d', () => {
    expect(wiringCost(weights, distances)).toBe(1 + 1 + (8 + 16) + (4 + 4))
  })

  it('weighs each matrix by its scale', () => {
    const scales = { inputWeights: 1, recurrentWeights: 10, outputWeights: 100 }
    expect(wiringCost(weights, distances, scales)).toBe(2 + 240 + 800)
    const mean = matrixScales('mean', { inputs: 1, hidden: 2, outputs: 1 })
    expect(wiringCost(weights, distances, mean)).toBe(2 / 2 + 24 / 4 + 8 / 2)
    const sum = matrixScales('sum', { inputs: 1, hidden: 2, outputs: 1 })
    expect(wiringCost(weights, distances, sum)).toBe(34)
  })

  it('needs no input and no output', () => {
    const none = { inputWeights: new Float32Array(0), outputWeights: new Float32Array(0) }
    expect(wiringCost({ ...weights, ...none }, { ...distances, ...none })).toBe(24)
    const mean = matrixScales('mean', { inputs: 0, hidden: 2, outputs: 0 })
    expect(wiringCost({ ...weights, ...none }, { ...distances, ...none }, mean)).toBe(6)
  })

  it('sums in double precision', () => {
    const many = (value: number) => ({
      inputWeights: new Float32Array(0),
      recurrentWeights: new Float32Array(400 * 400).fill(value),
      outputWeights: new Float32Array(0),
    })
    const exact = Math.fround(0.1) * 160_000
    expect(Math.abs(wiringCost(many(0.1), many(1)) / exact - 1)).toBeLessThan(1e-13)
  })

  it('refuses sizes that do not fit together', () => {
    expect(() => wiringCost(weights, { ...distances, outputWeights: new Float32Array(3) })).toThrow(
      'distances of outputWeights must have its size 2, got 3',
    )
    expect(() => sizeOfMatrices({ ...weights, recurrentWeights: new Float32Array(3) })).toThrow('got 2, 3, 2')
    expect(() => sizeOfMatrices({ ...weights, inputWeights: new Float32Array(3) })).toThrow('got 3, 4, 2')
    expect(() => sizeOfMatrices({ ...weights, recurrentWeights: new Float32Array(0) })).toThrow('got 2, 0, 2')
  })
})

describe('swapScore', () => {
  it('add incoming and outgoing |w|, the self connection as both', () => {
    // neuron 0: in 1 + (.5 + 4), out (.5 + 8) + 16; neuron 1: in 2 + (8 + .25), out (4 + .25) + 32
    expect(Array.from(swapScore(weights))).toEqual([1 + 4.5 + 8.5 + 16, 2 + 8.25 + 4.25 + 32])
  })
})
