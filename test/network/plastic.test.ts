import { describe, expect, it } from 'vitest'
import { coreWeights } from '../../src/network/initialization.js'
import { coreParameters } from '../../src/network/parameters.js'
import { countPlastic, exchanged, onlyInput, onlyNeurons } from '../../src/network/plastic.js'
import { Random } from '../../src/random/random.js'

const size = { inputs: 2, hidden: 3, outputs: 2 }
const table = coreParameters(size)

describe('plastic masks', () => {
  it('of an input are its column', () => {
    const masks = onlyInput(table, 1)
    expect([...masks.inputWeights]).toEqual([0, 1, 0, 1, 0, 1])
    expect(countPlastic(table, masks)).toBe(3)
  })

  it('of neurons are what they receive and send, and their biases', () => {
    const masks = onlyNeurons(table, [1])
    expect([...masks.inputWeights]).toEqual([0, 0, 1, 1, 0, 0])
    expect([...masks.recurrentWeights]).toEqual([0, 1, 0, 1, 1, 1, 0, 1, 0])
    expect([...masks.recurrentBias]).toEqual([0, 1, 0])
    expect([...masks.outputWeights]).toEqual([0, 1, 0, 0, 1, 0])
    expect([...masks.outputBias]).toEqual([0, 0])
    expect(countPlastic(table, onlyNeurons(table, []))).toBe(0)
    // All neurons: everything but the output biases.
    expect(countPlastic(table, onlyNeurons(table, [0, 1, 2]))).toBe(countPlastic(table) - 2)
  })
})

describe('exchanged', () => {
  const hidden = 8
  const many = { ...size, hidden }
  const start = coreWeights(many, { initialization: 'gaussian', gain: 1 }, Random.seeded(1))
  const some = Int32Array.of(1, 2, 4, 6, 7)
  const after = exchanged(start, coreParameters(many), some, Random.seeded(2))
  const block = (weights: Float32Array) =>
    Array.from(some).flatMap((row) => Array.from(some).map((column) => weights[row * hidden + column]))

  it('keeps the weights among the neurons and moves them, and everything else', () => {
    expect(block(after.recurrentWeights).sort()).toEqual(block(start.recurrentWeights).sort())
    expect(block(after.recurrentWeights)).not.toEqual(block(start.recurrentWeights))
    for (const row of [0, 3, 5])
      for (const column of [0, 3, 5])
        expect(after.recurrentWeights[row * hidden + column]).toBe(
          start.recurrentWeights[row * hidden + column],
        )
    expect(after.inputWeights).toBe(start.inputWeights)
    expect(after.outputWeights).toBe(start.outputWeights)
  })

  it('changes nothing among one neuron', () => {
    expect(
      exchanged(start, coreParameters(many), Int32Array.of(3), Random.seeded(2)).recurrentWeights,
    ).toEqual(start.recurrentWeights)
  })
})
