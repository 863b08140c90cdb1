import { describe, expect, it } from 'vitest'
import {
  counted,
  decimal,
  duration,
  exponential,
  jointVerdict,
  list,
  percent,
  percentWithInterval,
  plain,
  plusMinus,
  points,
  pText,
  verdict,
  whole,
  zText,
} from '../../src/figures/words.js'

it('numbers are written as people write them', () => {
  expect(whole(2_128_000)).toBe('2,128,000')
  expect(decimal(-5.23, 1)).toBe('−5.2')
  expect(decimal(-0.04, 1)).toBe('0.0')
  expect([0.4393, 14.349, 717.6, 7979.4, 3, 4.2e-5, -0.02].map(plain)).toEqual([
    '0.439',
    '14.35',
    '717.6',
    '7,979',
    '3',
    '4.2 × 10⁻⁵',
    '−0.020',
  ])
  expect([1e-3, 1e12, 2.5e-10].map(exponential)).toEqual(['10⁻³', '10¹²', '2.5 × 10⁻¹⁰'])
  expect(plusMinus(7979.2, 717.6)).toBe('7,979 ± 718')
  expect(plusMinus(0.6421, 0.0554)).toBe('0.642 ± 0.055')
  expect(plusMinus(0.08605, 0.00949)).toBe('0.0861 ± 0.0095')
  expect(plusMinus(21.56, 0.441)).toBe('21.56 ± 0.44')
  expect(plusMinus(0.5, 0)).toBe('0.500 ± 0.000')
  expect(percent(0.9465)).toBe('94.7%')
  expect(points(0.98474, 0.9465)).toBe('3.8') // 98.5 − 94.7
  expect(points(0.98455, 0.94649)).toBe('3.9') // 98.5 − 94.6, not 3.8
  expect([0.000099, 0.0312, 0.38, null].map(pText)).toEqual([
    'p = 0.000099',
    'p = 0.031',
    'p = 0.38',
    'p = –',
  ])
  expect(zText(null)).toBe('z = –')
})

it('what is not a number is a dash, and nothing beside it', () => {
  for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const written = [decimal(x, 2), whole(x), percent(x), plain(x), exponential(x), duration(x), points(x, 0)]
    expect(new Set(written)).toEqual(new Set(['–']))
    expect([pText(x), zText(x)]).toEqual(['p = –', 'z = –'])
    expect(plusMinus(0.5, x)).toBe('0.500')
  }
  expect([decimal(null, 1), percent(null), plusMinus(null, null), plusMinus(null, 1)]).toEqual(
    new Array(4).fill('–'),
  )
  expect(plusMinus(717.6, null)).toBe('717.6') // of one value there is no deviation
})

it('a share has its interval beside it', () => {
  expect(percentWithInterval(0.9465, { low: 0.9446, high: 0.9481 })).toBe('94.7% (94.5 to 94.8)')
  expect(percentWithInterval(1, { low: 0.99838, high: 1 }, 2)).toBe('100.00% (99.84 to 100.00)')
})

it('counts and lists agree in number', () => {
  expect([0, 1, 1500].map((n) => counted(n, 'cell'))).toEqual(['0 cells', '1 cell', '1,500 cells'])
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(list)).toEqual(['', 'a', 'a and b', 'a, b and c'])
  expect([4.25, 9.97, 59.4, 59.6, 119.7, 185, 3599.8, 3720].map(duration)).toEqual([
    '4.3 s',
    '10 s',
    '59 s',
    '1 min 0 s',
    '2 min 0 s',
    '3 min 5 s',
    '1 h 0 min',
    '1 h 2 min',
  ])
})

describe('a verdict', () => {
  const test = (z: number | null, p: number | null, tail: 'lower' | 'upper' = 'lower', samples = 10_000) => ({
    z,
    p,
    tail,
    samples,
  })

  it('looks at the side that the metric names', () => {
    expect(verdict(test(-3, 0.001))).toBe('clear')
    expect(verdict(test(3, 0.001, 'upper'))).toBe('clear')
    expect(verdict(test(-2.9, 0.002))).toBe('weak')
    expect(verdict(test(-0.3, 0.38))).toBe('none')
    expect(verdict(test(3.2, 0.999))).toBe('reversed')
    expect(verdict(test(-3.2, 0.999, 'upper'))).toBe('reversed')
  })

  it('is undefined without a null that varies', () => {
    expect(verdict(test(null, null))).toBe('undefined')
    expect(verdict(test(null, 1))).toBe('undefined')
  })

  it.each([9, 19, 30])('of %i nulls can be any, although p falls no lower', (samples) => {
    const least = 1 / (samples + 1)
    expect(verdict(test(-20, least, 'lower', samples))).toBe('clear')
    expect(verdict(test(-20, 2 * least, 'lower', samples))).not.toBe('clear')
    expect(verdict(test(-2.5, least, 'lower', samples))).toBe('weak')
    expect(verdict(test(-1.2, 0.1, 'lower', samples))).toBe('none')
    expect(verdict(test(-2.5, 2 * least, 'lower', samples))).toBe('none')
    expect(verdict(test(20, 1, 'lower', samples))).toBe('reversed')
  })

  it('of several measures is clear only if each is', () => {
    expect(jointVerdict([test(-4, 1e-4), test(-5, 1e-4)])).toBe('clear')
    expect(jointVerdict([test(-4, 1e-4), test(-1, 0.2)])).toBe('weak')
    expect(jointVerdict([test(-1, 0.2), test(null, null)])).toBe('none')
    expect(jointVerdict([test(4, 1), test(0.2, 0.6)])).toBe('reversed')
    expect(jointVerdict([test(4, 1), test(-2, 0.02)])).toBe('mixed')
    expect(jointVerdict([test(null, null), test(null, null)])).toBe('undefined')
  })
})
