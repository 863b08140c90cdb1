import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchedLabels } from '../../src/analysis/labelMatching.js'

it('a cluster gets the number of the one with which it shares most neurons', () => {
  //                        a a a b b b c c −        the largest pairs first: a with 7, b with 2
  const labels = [5, 5, 5, 0, 0, 0, 1, 1, -1]
  const before = [7, 7, 2, 2, 2, 2, 2, -1, 7]
  expect([...matchedLabels(labels, before)]).toEqual([7, 7, 7, 2, 2, 2, 0, 0, -1])
})

it('a new one never takes the number of another, in either clustering', () => {
  expect([...matchedLabels([0, 0, 1, 1], [1, 1, 1, 0])]).toEqual([1, 1, 0, 0])
  expect([...matchedLabels([0, 1, 2], [0, 0, 0])]).toEqual([0, 1, 2])
  expect([...matchedLabels([3, 4], [-1, -1])]).toEqual([0, 1])
})

it('names change, clusters do not; the same clusters get the same names', () => {
  const labels = fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(labels, labels, (now, before) => {
      const matched = matchedLabels(now, before)
      for (let i = 0; i < now.length; i++) {
        expect(matched[i] < 0).toBe(now[i] < 0)
        for (let j = 0; j < i; j++) expect(matched[i] === matched[j]).toBe(now[i] === now[j])
      }
      expect([...matchedLabels(now, now)]).toEqual(now)
    }),
  )
})
