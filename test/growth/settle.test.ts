import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settle } from '../../src/growth/settle.js'
import { applySwaps } from '../../src/growth/swap.js'
import { matrixScales, UNSCALED, wiringCost } from '../../src/growth/wiring.js'
import { coreParameters } from '../../src/network/parameters.js'
import { some } from '../length.js'
import { AXES, matrices, network, type TestNetwork, testNetwork } from './network.js'

const growing = (net: TestNetwork) => ({
  table: coreParameters(net),
  tensors: structuredClone(net.weights),
  places: Int32Array.from({ length: net.hidden }, (_, i) => i),
})

describe('settle', () => {
  it('ends where no swap of two neurons shortens the wires, each round below the one before', () => {
    fc.assert(
      fc.property(network, fc.boolean(), (net, mean) => {
        const scales = mean ? matrixScales('mean', net) : UNSCALED
        const laid = growing(net)
        const cost = () =>
          wiringCost(matrices({ weights: laid.tensors as TestNetwork['weights'] }), net.distances, scales)
        const start = cost()
        const rounds = settle(laid, net.distances, scales)
        for (const { swaps, costBefore, costAfter } of rounds) {
          expect(swaps.length).toBeGreaterThan(0)
          expect(costAfter).toBeLessThan(costBefore)
        }
        const rest = cost()
        expect(Math.abs(rest - (rounds.at(-1)?.costAfter ?? start))).toBeLessThanOrEqual(1e-12 * (1 + start))
        for (let j = 0; j < net.hidden; j++) {
          for (let k = 0; k < j; k++) {
            applySwaps(laid.tensors, AXES, [[j, k]])
            expect(cost()).toBeGreaterThanOrEqual(rest * (1 - 1e-9))
            applySwaps(laid.tensors, AXES, [[j, k]])
          }
        }
      }),
      { numRuns: some(50) },
    )
  })

  it('moves each neuron with all that is its own, and says where it went', () => {
    const net = testNetwork(4, 9, 3, 2)
    const laid = growing(net)
    expect(settle(laid, net.distances, UNSCALED).length).toBeGreaterThan(0)
    const { places, tensors } = laid
    expect([...places].sort()).toEqual([...places.keys()])
    expect([...places]).not.toEqual([...places.keys()])
    for (let i = 0; i < 9; i++) {
      expect(tensors.recurrentBias.data[i]).toBe(net.weights.recurrentBias.data[places[i]])
      for (let j = 0; j < 9; j++) {
        expect(tensors.recurrentWeights.data[i * 9 + j]).toBe(
          net.weights.recurrentWeights.data[places[i] * 9 + places[j]],
        )
      }
    }
    expect(settle(laid, net.distances, UNSCALED)).toEqual([]) // at rest
  })

  it('has nothing to do for one neuron, or without weights', () => {
    expect(settle(growing(testNetwork(1, 1, 2, 2)), testNetwork(1, 1, 2, 2).distances, UNSCALED)).toEqual([])
    const silent = growing(testNetwork(2, 5, 1, 1))
    for (const { data } of Object.values(silent.tensors)) data.fill(0)
    expect(settle(silent, testNetwork(2, 5, 1, 1).distances, UNSCALED)).toEqual([])
  })
})
