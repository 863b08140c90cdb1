import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distances, wireDistances } from '../../src/growth/distance.js'
import { Relocation } from '../../src/growth/relocation.js'
import { layOut, neuronPositions } from '../../src/growth/sheet.js'
import { applySwaps, type Swap } from '../../src/growth/swap.js'
import { matrixScales, swapScore, wiringCost } from '../../src/growth/wiring.js'
import type { Matrices } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { AXES, matrices, network, type TestNetwork, tensors, testNetwork } from './network.js'

const NONE = new Float32Array(0)

/** Recurrent weights alone, on a sheet. */
const onSheet = (rows: number, columns: number, weights: number[]) => {
  const neurons = neuronPositions({ rows, columns })
  return {
    weights: { inputWeights: NONE, recurrentWeights: Float32Array.from(weights), outputWeights: NONE },
    distances: {
      inputWeights: NONE,
      recurrentWeights: distances(neurons, neurons, 'manhattan'),
      outputWeights: NONE,
    },
  }
}

/** The round of PAPER.md 2.2 as it reads: swap, look at the full cost, swap back. */
function slowRound(net: TestNetwork, top: number, scales?: Matrices<number>): Swap[] {
  const weights = structuredClone(net.weights)
  const cost = () => wiringCost(matrices({ weights }), net.distances, scales)
  const scores = swapScore(matrices(net))
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b)
  const neuronAt = Array.from(scores.keys())
  const swaps: Swap[] = []
  for (const neuron of order.slice(0, top)) {
    const j = neuronAt.indexOf(neuron)
    const costs = neuronAt.map((_, k) => {
      applySwaps(weights, AXES, [[j, k]])
      const swapped = cost()
      applySwaps(weights, AXES, [[j, k]])
      return swapped
    })
    const k = costs.indexOf(Math.min(...costs))
    if (!(costs[k] < cost() * (1 - 1e-10))) continue
    applySwaps(weights, AXES, [[j, k]])
    swaps.push([j, k])
    ;[neuronAt[j], neuronAt[k]] = [neuronAt[k], neuronAt[j]]
  }
  return swaps
}

describe('Relocation', () => {
  it('makes the swaps that brute force makes', () => {
    fc.assert(
      fc.property(network, fc.nat(14), fc.boolean(), (net, top, mean) => {
        const scales = mean ? matrixScales('mean', net) : undefined
        const { swaps } = new Relocation(net.distances, { top, scales }).plan(matrices(net))
        expect(swaps).toEqual(slowRound(net, top, scales))
      }),
    )
  })

  it('never raises the cost, lowers it with every swap, and reports it', () => {
    fc.assert(
      fc.property(network, fc.nat(14), (net, top) => {
        const cost = () => wiringCost(matrices(net), net.distances)
        const relocation = new Relocation(net.distances, { top })
        for (let round = 0; round < 3; round++) {
          const { swaps, costBefore, costAfter } = relocation.plan(matrices(net))
          expect(costBefore).toBe(cost())
          for (const swap of swaps) {
            const before = cost()
            applySwaps(net.weights, AXES, [swap])
            expect(cost()).toBeLessThan(before)
          }
          expect(costAfter).toBeLessThanOrEqual(costBefore)
          expect(Math.abs(cost() - costAfter)).toBeLessThanOrEqual(1e-12 * (1 + costBefore))
        }
      }),
    )
  })

  it('comes to rest where no swap of two neurons helps', () => {
    const net = testNetwork(3, 10, 2, 2)
    const relocation = new Relocation(net.distances, { top: 10 })
    let rounds = 0
    for (; rounds < 50; rounds++) {
      const { swaps } = relocation.plan(matrices(net))
      if (swaps.length === 0) break
      applySwaps(net.weights, AXES, swaps)
    }
    expect(rounds).toBeLessThan(50)
    const rest = wiringCost(matrices(net), net.distances)
    for (let j = 0; j < 10; j++) {
      for (let k = 0; k < j; k++) {
        applySwaps(net.weights, AXES, [[j, k]])
        expect(wiringCost(matrices(net), net.distances)).toBeGreaterThanOrEqual(rest * (1 - 1e-9))
        applySwaps(net.weights, AXES, [[j, k]])
      }
    }
  })

  it('brings two connected neurons of a line together', () => {
    // 0 → 3, alone on a line of four: each of the two scores 1. Neuron 0 is tried first and goes to place 2, next to 3.
    const weights = new Array(16).fill(0)
    weights[3 * 4 + 0] = -1
    const line = onSheet(1, 4, weights)
    const round = new Relocation(line.distances, { top: 1 }).plan(line.weights)
    expect(round.swaps).toEqual([[0, 2]])
    expect(round.costBefore).toBe(0.75)
    expect(round.costAfter).toBe(0.25)
  })

  it('takes the first of equally good places and the lower index of equal scores', () => {
    // 0 → 4 on a line of six, of equal scores: neuron 0 is tried, and places 3 and 5 are equally near to 4.
    const weights = new Array(36).fill(0)
    weights[4 * 6 + 0] = 1
    const line = onSheet(1, 6, weights)
    expect(new Relocation(line.distances, { top: 1 }).plan(line.weights).swaps).toEqual([[0, 3]])
  })

  it('tries a neuron from where an earlier swap has put it', () => {
    // Input of strength 4 at place 0's end draws neuron 1 there; neuron 0, thus moved to place 1, has an output at place 2.
    const line = onSheet(1, 3, new Array(9).fill(0))
    const net = {
      inputWeights: Float32Array.of(0, 4, 0), // [3, 1]
      recurrentWeights: line.weights.recurrentWeights,
      outputWeights: Float32Array.of(2, 0, 0), // [1, 3]
    }
    const d = {
      inputWeights: Float32Array.of(0, 1, 2),
      recurrentWeights: line.distances.recurrentWeights,
      outputWeights: Float32Array.of(2, 1, 0),
    }
    const round = new Relocation(d, { top: 2 }).plan(net)
    expect(round.swaps).toEqual([
      [1, 0],
      [1, 2],
    ])
    expect([round.costBefore, round.costAfter]).toEqual([8, 0])
  })

  it('makes no swap without weights, without neurons to try, or with a weight that is not finite', () => {
    const net = testNetwork(5, 6, 2, 2)
    const swaps = (weights: Matrices<Float32Array>, top = 6) =>
      new Relocation(net.distances, { top }).plan(weights).swaps
    const weights = matrices(net)
    expect(swaps(weights)).not.toEqual([])
    expect(swaps(weights, 0)).toEqual([])
    const zero = Object.fromEntries(
      Object.entries(weights).map(([name, data]) => [name, new Float32Array(data.length)]),
    )
    expect(swaps(zero as unknown as Matrices<Float32Array>)).toEqual([])
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(
        swaps({ ...weights, inputWeights: weights.inputWeights.map((w, i) => (i === 3 ? bad : w)) }),
      ).toEqual([])
    }
  })

  it('makes no swap where places do not matter: one neuron, two alone, all wires alike', () => {
    for (const [rows, columns] of [
      [1, 1],
      [1, 2],
      [2, 2],
      [1, 5],
    ]) {
      const sheet = onSheet(rows, columns, new Array((rows * columns) ** 2).fill(0.1))
      const round = new Relocation(sheet.distances, { top: 30 }).plan(sheet.weights)
      expect(round.swaps).toEqual([])
      expect(round.costAfter).toBe(round.costBefore)
    }
  })

  it('does not change the weights', () => {
    const net = testNetwork(6, 8, 3, 2)
    const before = structuredClone(net.weights)
    new Relocation(net.distances, { top: 8 }).plan(matrices(net))
    expect(net.weights).toEqual(before)
  })

  it('refuses what does not fit', () => {
    const net = testNetwork(7, 4, 1, 1)
    expect(() => new Relocation(net.distances, { top: 1.5 })).toThrow('whole number ≥ 0, got 1.5')
    expect(() => new Relocation(net.distances, { top: -1 })).toThrow('got -1')
    const other = matrices(testNetwork(7, 4, 2, 1))
    expect(() => new Relocation(net.distances, { top: 1 }).plan(other)).toThrow(
      'inputWeights must have its size 8',
    )
  })

  it('shortens the paper-sized network and is deterministic', () => {
    const d = wireDistances(layOut({ rows: 20, columns: 20 }, yang19), 'manhattan')
    const weights = matrices({ weights: tensors(Random.seeded(1), 53, 400, 17) })
    const rounds = [1, 2].map(() => new Relocation(d, { top: 30 }).plan(weights))
    expect(rounds[0]).toEqual(rounds[1])
    expect(rounds[0].swaps.length).toBeGreaterThan(20)
    expect(rounds[0].costAfter).toBeLessThan(rounds[0].costBefore)
  })
})
