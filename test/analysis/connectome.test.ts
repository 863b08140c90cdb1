import { describe, expect, it } from 'vitest'
import { connectionCounts, connectionProbability, connectome } from '../../src/analysis/connectome.js'
import { lengthClasses } from '../../src/analysis/lengths.js'

// Three hidden neurons, row = receiving; only 0 and 2 are asked for.
const weights = Float32Array.of(0.5, 9, -0.2, 9, 9, 9, 0.005, 9, 0.01)

describe('connectome', () => {
  it('holds |w| of the connections above .01 among the neurons asked for', () => {
    const { neurons, strength } = connectome(weights, Int32Array.of(0, 2))
    expect(neurons).toBe(2)
    expect(strength[0]).toBe(0.5)
    expect(strength[1]).toBeCloseTo(0.2, 7)
    // .005 is too weak; float32's .01 is a hair under .01 and so is not above it.
    expect([strength[2], strength[3]]).toEqual([0, 0])
  })

  it('is empty for no neuron', () => {
    const nothing = connectome(weights, new Int32Array(0))
    expect(connectionCounts(nothing)).toEqual({ edges: 0, selfConnections: 0, pairs: 0, density: null })
  })

  it('counts connections between different neurons apart from self-connections', () => {
    expect(connectionCounts(connectome(weights, Int32Array.of(0, 1, 2)))).toEqual({
      edges: 5,
      selfConnections: 2,
      pairs: 6,
      density: 5 / 6,
    })
  })
})

describe('connectionProbability', () => {
  // 0 → 1 → 0 within cluster 0; 2 → 0 between; 2 and 3 are cluster 1; self-connections must not count.
  const strength = Float64Array.from([7, 1, 1, 0, 1, 7, 0, 0, 0, 0, 7, 0, 0, 0, 0, 7])
  const network = { neurons: 4, strength }

  it('is the share of ordered pairs, self-connections aside', () => {
    expect(connectionProbability(network, Int32Array.of(0, 0, 1, 1))).toEqual({
      within: 0.5,
      between: 1 / 8,
      ratio: 4,
    })
  })

  it('is undefined where there is no such pair', () => {
    expect(connectionProbability(network, new Int32Array(4))).toEqual({
      within: 0.25,
      between: null,
      ratio: null,
    })
    expect(connectionProbability(network, Int32Array.of(0, 1, 2, 3))).toEqual({
      within: null,
      between: 0.25,
      ratio: null,
    })
  })

  it('has an infinite ratio where nothing leaves its cluster, and none where there is nothing', () => {
    const inside = { neurons: 4, strength: strength.map((w, at) => (at === 2 ? 0 : w)) }
    expect(connectionProbability(inside, Int32Array.of(0, 0, 1, 1)).ratio).toBe(Infinity)
    const empty = { neurons: 4, strength: new Float64Array(16) }
    expect(connectionProbability(empty, Int32Array.of(0, 0, 1, 1))).toEqual({
      within: 0,
      between: 0,
      ratio: null,
    })
  })
})

describe('lengthClasses', () => {
  it('counts cells along rows and columns', () => {
    // Sheet of 2 × 3: 0 at (0,0), 2 at (0,2), 4 at (1,1).
    const lengths = lengthClasses(Int32Array.of(0, 2, 4), { rows: 2, columns: 3 })
    expect([...lengths]).toEqual([0, 2, 2, 2, 0, 2, 2, 2, 0])
    expect([...lengthClasses(Int32Array.of(0, 5), { rows: 2, columns: 3 })]).toEqual([0, 3, 3, 0])
  })
})
