import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applySwaps } from '../../src/growth/swap.js'
import { Wires } from '../../src/growth/wires.js'
import { wiringCost } from '../../src/growth/wiring.js'
import type { Matrices } from '../../src/network/parameters.js'
import { AXES, matrices, network, swapsAmong, type TestNetwork } from './network.js'

/** The change of cost by actually exchanging the neurons. */
function bruteForce(net: TestNetwork, scales: Matrices<number>, j: number, k: number): number {
  const weights = structuredClone(net.weights)
  applySwaps(weights, AXES, [[j, k]])
  return (
    wiringCost(matrices({ weights }), net.distances, scales) -
    wiringCost(matrices(net), net.distances, scales)
  )
}

const scales = fc.constantFrom<Matrices<number>>(
  { inputWeights: 1, recurrentWeights: 1, outputWeights: 1 },
  { inputWeights: 0.01, recurrentWeights: 3, outputWeights: 20 },
)

describe('Wires', () => {
  it('gives the change of cost of exchanging any two neurons, as brute force does', () => {
    fc.assert(
      fc.property(network, scales, (net, scales) => {
        const wires = new Wires(net.distances)
        wires.read(matrices(net), scales)
        const cost = wiringCost(matrices(net), net.distances, scales)
        for (let j = 0; j < net.hidden; j++) {
          const changes = wires.changesOfSwaps(j).slice()
          expect(changes.length).toBe(net.hidden)
          for (let k = 0; k < net.hidden; k++) {
            expect(Math.abs(changes[k] - bruteForce(net, scales, j, k))).toBeLessThanOrEqual(
              1e-12 * (1 + cost),
            )
          }
        }
      }),
    )
  })

  it('charges neither self connections nor the wires between the two', () => {
    const distances = {
      inputWeights: new Float32Array(0),
      recurrentWeights: Float32Array.of(0, 1, 1, 0),
      outputWeights: new Float32Array(0),
    }
    const wires = new Wires(distances)
    const none = new Float32Array(0)
    const scales = { inputWeights: 1, recurrentWeights: 1, outputWeights: 1 }
    wires.read(
      { inputWeights: none, recurrentWeights: Float32Array.of(64, 1, -2, 8), outputWeights: none },
      scales,
    )
    expect(Array.from(wires.changesOfSwaps(0))).toEqual([0, 0])
    expect(Array.from(wires.changesOfSwaps(1))).toEqual([0, 0])
  })

  it('stays true through swaps of its own', () => {
    const networkAndSwaps = network.chain((net) => fc.tuple(fc.constant(net), swapsAmong(net.hidden)))
    fc.assert(
      fc.property(networkAndSwaps, scales, ([net, swaps], scales) => {
        const kept = new Wires(net.distances)
        kept.read(matrices(net), scales)
        for (const [j, k] of swaps) kept.swap(j, k)
        applySwaps(net.weights, AXES, swaps)
        const fresh = new Wires(net.distances)
        fresh.read(matrices(net), scales)
        for (let j = 0; j < net.hidden; j++) expect(kept.changesOfSwaps(j)).toEqual(fresh.changesOfSwaps(j))
      }),
    )
  })
})
