import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { choice, inTurn, oneOf, truncatedExponential, uniform } from '../../src/tasks/laws.js'

describe('laws of durations', () => {
  it('say why nothing can be drawn from an empty interval, and refuse to draw', () => {
    const random = Random.seeded(1)
    for (const [law, fault] of [
      [uniform(500, 200), 'uniform: low must be under high, got 500 and 200'],
      [oneOf([]), 'oneOf: must have at least one value, got none'],
      [
        truncatedExponential(0, 100, 900),
        'truncatedExponential: mean must be > 0 and low under high, got mean 0',
      ],
    ] as const) {
      expect(law.fault).toContain(fault)
      expect(() => law.draw(random, {})).toThrow(fault)
    }
  })
})

describe('factors', () => {
  const pairs = choice(
    ['a', 'b'],
    [
      [1, 0.82],
      [2, 0.18],
    ],
  )

  it('recall exact values from rounded ones, together', () => {
    const condition = {}
    expect(pairs.recall({ a: 1, b: 0.8200004, other: 5 }, condition)).toBe(true)
    expect(condition).toEqual({ a: 1, b: 0.82 })
  })

  it('recall nothing that they could not draw', () => {
    for (const given of [
      { a: 1, b: 0.18 },
      { a: 1, b: 0.82001 },
      { a: 1 },
      { a: true, b: 0.82 },
      { a: null, b: 0.82 },
    ]) {
      const condition = {}
      expect(pairs.recall(given, condition)).toBe(false)
      expect(condition).toEqual({})
    }
  })

  it('go in turn', () => {
    const ring = inTurn('ring', [1, 2, 3])
    const random = Random.seeded(1)
    const drawn = Array.from({ length: 7 }, (_, turn) => {
      const condition: Record<string, number> = {}
      ring.draw(random, condition, turn)
      return condition.ring
    })
    expect(drawn).toEqual([1, 2, 3, 1, 2, 3, 1])
    expect(ring.recall({ ring: 3 }, {})).toBe(true)
    expect(ring.recall({ ring: 4 }, {})).toBe(false)
  })
})
