import { describe, expect, it } from 'vitest'
import { power } from '../../src/network/optimizer.js'

describe('power', () => {
  it('is exact where the result is, and 1 for no factor', () => {
    expect([0, 1, 5, 20].map((t) => power(0.5, t))).toEqual([1, 0.5, 0.03125, 2 ** -20])
    expect(power(3, 13)).toBe(1_594_323)
    expect(power(0.9, 0)).toBe(1)
  })

  it('gives the corrections of the moments as a step is given them, in single precision', () => {
    for (const beta of [0.9, 0.99, 0.999])
      for (let t = 1; t <= 5000; t++) expect(Math.fround(1 - power(beta, t))).toBe(Math.fround(1 - beta ** t))
  })
})
