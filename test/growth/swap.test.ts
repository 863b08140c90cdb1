import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applySwaps, type Swap, swapPlaces } from '../../src/growth/swap.js'
import { Random } from '../../src/random/random.js'
import { AXES, network, swapsAmong, type TestNetwork, tensors } from './network.js'

/** Outputs [time, output] of h_t = relu(W_h h + W_x x_t + b), y = W_o h + b_o, from the zero state, in double precision. */
function forward(
  { weights, inputs, hidden, outputs }: Omit<TestNetwork, 'distances'>,
  stimulus: Float64Array,
): number[] {
  const { inputWeights, recurrentWeights, recurrentBias, outputWeights, outputBias } = weights
  const answers: number[] = []
  let state = new Float64Array(hidden)
  for (let t = 0; t < 5; t++) {
    const next = new Float64Array(hidden)
    for (let i = 0; i < hidden; i++) {
      let pre = recurrentBias.data[i]
      for (let j = 0; j < hidden; j++) pre += recurrentWeights.data[i * hidden + j] * state[j]
      for (let j = 0; j < inputs; j++) pre += inputWeights.data[i * inputs + j] * stimulus[t * inputs + j]
      next[i] = Math.max(0, pre)
    }
    state = next
    for (let o = 0; o < outputs; o++) {
      let y = outputBias.data[o]
      for (let j = 0; j < hidden; j++) y += outputWeights.data[o * hidden + j] * state[j]
      answers.push(y)
    }
  }
  return answers
}

const networkAndSwaps = network.chain((net) => fc.tuple(fc.constant(net), swapsAmong(net.hidden)))
const bytes = (weights: TestNetwork['weights']) =>
  Object.values(weights).map(({ data }) => Array.from(new Uint32Array(data.buffer)))

describe('applySwaps', () => {
  it('exchanges rows, columns and entries', () => {
    const weights = {
      inputWeights: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      recurrentWeights: { shape: [3, 3], data: Float32Array.of(11, 12, 13, 21, 22, 23, 31, 32, 33) },
      recurrentBias: { shape: [3], data: Float32Array.of(1, 2, 3) },
      outputWeights: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      outputBias: { shape: [2], data: Float32Array.of(1, 2) },
    }
    applySwaps(weights, AXES, [[0, 2]])
    expect(Array.from(weights.inputWeights.data)).toEqual([5, 6, 3, 4, 1, 2])
    expect(Array.from(weights.recurrentWeights.data)).toEqual([33, 32, 31, 23, 22, 21, 13, 12, 11])
    expect(Array.from(weights.recurrentBias.data)).toEqual([3, 2, 1])
    expect(Array.from(weights.outputWeights.data)).toEqual([3, 2, 1, 6, 5, 4])
    expect(Array.from(weights.outputBias.data)).toEqual([1, 2])
  })

  it('reaches a hidden axis in the middle of a tensor of any rank and type', () => {
    const activity = { shape: [2, 2, 2], data: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7) }
    applySwaps({ activity }, { activity: [1] }, [[1, 0]])
    expect(Array.from(activity.data)).toEqual([2, 3, 0, 1, 6, 7, 4, 5])
  })

  it('leaves the function of the network as it was', () => {
    fc.assert(
      fc.property(networkAndSwaps, fc.integer(), ([net, swaps], seed) => {
        const random = Random.seeded(seed, 'stimulus')
        const stimulus = Float64Array.from({ length: 5 * net.inputs }, () => random.normal())
        const before = forward(net, stimulus)
        applySwaps(net.weights, AXES, swaps)
        const after = forward(net, stimulus)
        after.forEach((y, i) => {
          expect(Math.abs(y - before[i])).toBeLessThanOrEqual(1e-12 * (1 + Math.max(...before.map(Math.abs))))
        })
      }),
    )
  })

  it('moves every tensor of a set alike: each neuron keeps its own numbers', () => {
    fc.assert(
      fc.property(networkAndSwaps, fc.integer(), ([net, swaps], seed) => {
        const { inputs, hidden, outputs } = net
        const places = Int32Array.from({ length: hidden }, (_, i) => i)
        const moments = tensors(Random.seeded(seed, 'moments'), inputs, hidden, outputs)
        for (const set of [net.weights, moments]) {
          const before = structuredClone(set)
          const identity = places.slice()
          applySwaps(set, AXES, swaps)
          swapPlaces(identity, swaps)
          for (let j = 0; j < hidden; j++) {
            const was = identity[j]
            expect(set.recurrentBias.data[j]).toBe(before.recurrentBias.data[was])
            for (let i = 0; i < inputs; i++) {
              expect(set.inputWeights.data[j * inputs + i]).toBe(before.inputWeights.data[was * inputs + i])
            }
            for (let m = 0; m < hidden; m++) {
              expect(set.recurrentWeights.data[j * hidden + m]).toBe(
                before.recurrentWeights.data[was * hidden + identity[m]],
              )
            }
            for (let o = 0; o < outputs; o++) {
              expect(set.outputWeights.data[o * hidden + j]).toBe(before.outputWeights.data[o * hidden + was])
            }
          }
          expect(set.outputBias.data).toEqual(before.outputBias.data)
        }
      }),
    )
  })

  it('is undone, byte for byte, by the same swaps in reverse', () => {
    fc.assert(
      fc.property(networkAndSwaps, ([{ weights }, swaps]) => {
        const before = bytes(weights)
        applySwaps(weights, AXES, swaps)
        applySwaps(weights, AXES, swaps.toReversed())
        expect(bytes(weights)).toEqual(before)
      }),
    )
  })

  it('refuses a tensor it does not know, before it changes any', () => {
    const known = { shape: [2], data: Float32Array.of(1, 2) }
    expect(() => applySwaps({ known, gate: known }, { known: [0] }, [[0, 1]])).toThrow('gate must be among')
    expect(() => applySwaps({ known }, { known: [1] }, [[0, 1]])).toThrow('known [2] has no axis 1')
    expect(() => applySwaps({ known }, { known: [0] }, [[0, 2]])).toThrow('are 0..1, got 2')
    expect(() => applySwaps({ known }, { known: [0] }, [[-1, 0]])).toThrow('are 0..1, got -1')
    const short = { shape: [3], data: known.data }
    expect(() => applySwaps({ known, short }, { known: [0], short: [0] }, [[0, 1]])).toThrow('must hold 3')
    expect(Array.from(known.data)).toEqual([1, 2])
  })
})

describe('swapPlaces', () => {
  it('composes over rounds: places name the first owner of what is there now', () => {
    const rounds = fc
      .integer({ min: 1, max: 9 })
      .chain((hidden) => fc.tuple(fc.constant(hidden), swapsAmong(hidden), swapsAmong(hidden)))
    fc.assert(
      fc.property(rounds, ([hidden, first, second]) => {
        const start = Int32Array.from({ length: hidden }, (_, i) => i)
        const permuted = (places: Int32Array, swaps: readonly Swap[]) => {
          const copy = places.slice()
          swapPlaces(copy, swaps)
          return copy
        }
        const [one, two] = [permuted(start, first), permuted(start, second)]
        const both = permuted(one, second)
        expect(Array.from(both)).toEqual(Array.from(two, (place) => one[place]))
        expect(Array.from(both).sort((a, b) => a - b)).toEqual(Array.from(start))
      }),
    )
  })

  it('by hand', () => {
    const places = Int32Array.of(0, 1, 2)
    swapPlaces(places, [
      [0, 1],
      [1, 2],
    ])
    expect(Array.from(places)).toEqual([1, 2, 0])
  })
})
