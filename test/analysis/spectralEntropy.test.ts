import { describe, expect, it } from 'vitest'
import { spectralEntropy } from '../../src/analysis/spectralEntropy.js'
import { Random } from '../../src/random/random.js'
import { renamed } from './structure.js'

const matrix = (n: number, of: (r: number, s: number) => number) =>
  Float64Array.from({ length: n * n }, (_, at) => of(Math.floor(at / n), at % n))
const entropy = (p: number[]) => {
  const total = p.reduce((sum, x) => sum + x, 0)
  return -p.reduce((sum, x) => sum + (x > 0 ? (x / total) * Math.log(x / total) : 0), 0) / Math.log(p.length)
}

describe('spectral entropy', () => {
  it('is 1 for equal modes, 0 for one', () => {
    expect(spectralEntropy(matrix(5, (r, s) => (r === s ? -0.5 : 0)))).toBeCloseTo(1, 12)
    // A ring: all eigenvalues on one circle.
    expect(spectralEntropy(matrix(7, (r, s) => (r === (s + 1) % 7 ? 2 : 0)))).toBeCloseTo(1, 10)
    // All weights equal: one eigenvalue, n.
    expect(spectralEntropy(matrix(6, () => 1))).toBeCloseTo(0, 10)
  })

  it('takes the eigenvalues’ sizes', () => {
    const diagonal = [3, -1, 0.5, 0]
    expect(spectralEntropy(matrix(4, (r, s) => (r === s ? diagonal[r] : 0)))).toBeCloseTo(
      entropy([3, 1, 0.5, 0]),
      12,
    )
    // 0 and 1 turn by 90°, ±i·2; 2 stands alone with 1.
    const turning = matrix(3, (r, s) =>
      r === 0 && s === 1 ? 2 : r === 1 && s === 0 ? -2 : r === 2 && s === 2 ? 1 : 0,
    )
    expect(spectralEntropy(turning)).toBeCloseTo(entropy([2, 2, 1]), 12)
  })

  it('is that of self-connections where nothing leads back, whatever the order', () => {
    const random = Random.seeded(1, 'spectrum')
    const forward = matrix(40, (r, s) => (r > s ? random.normal() : r === s ? 0.5 : 0))
    const to = Random.seeded(2).shuffle(Int32Array.from({ length: 40 }, (_, i) => i))
    expect(spectralEntropy(renamed({ neurons: 40, strength: forward }, to).strength)).toBeCloseTo(1, 12)
    expect(spectralEntropy(forward.map((w, at) => (at % 41 === 0 ? 0 : w)))).toBeNull()
  })

  it('does not depend on names, nor on the sign or unit of all weights', () => {
    const random = Random.seeded(3, 'spectrum')
    const weights = matrix(15, () => (random.chance(0.4) ? random.normal() : 0))
    const to = Random.seeded(4).shuffle(Int32Array.from({ length: 15 }, (_, i) => i))
    const value = spectralEntropy(weights)!
    expect(value).toBeGreaterThan(0.5)
    expect(value).toBeLessThan(1)
    expect(spectralEntropy(renamed({ neurons: 15, strength: weights }, to).strength)).toBeCloseTo(value, 8)
    expect(spectralEntropy(weights.map((w) => -3 * w))).toBeCloseTo(value, 8)
  })

  it('needs two neurons', () => {
    expect(spectralEntropy(new Float64Array(0))).toBeNull()
    expect(spectralEntropy(new Float64Array(1).fill(2))).toBeNull()
    expect(spectralEntropy(new Float64Array(9))).toBeNull()
  })
})
