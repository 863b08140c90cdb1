import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { domainOf, logAxis, powerOfTen } from '../../src/figures/axes.js'
import { renderSvg } from '../../src/figures/render.js'
import { figure, type Spec } from '../../src/figures/style.js'
import { withoutZeros } from '../../src/figures/withoutZeros.js'

describe('a domain', () => {
  it('holds the values and 0', () => {
    expect(domainOf([3, 8])).toEqual([0, 8])
    expect(domainOf([-2, 8])).toEqual([-2, 8])
    expect(domainOf([3, Number.NaN, Number.POSITIVE_INFINITY])).toEqual([0, 3])
  })

  it('has an extent where the values have none', () => {
    expect(domainOf([0, 0, 0])).toEqual([0, 1])
    expect(domainOf([])).toEqual([0, 1])
    expect(domainOf([4])).toEqual([0, 4])
    expect(domainOf([-4])).toEqual([-4, 0])
  })
})

it('a power of ten is the number that is written so', () => {
  for (let n = -30; n <= 20; n++) expect(powerOfTen(n)).toBe(Number.parseFloat(`1e${n}`))
  expect(String(powerOfTen(-5))).toBe('0.00001')
})

describe('an axis in logarithms', () => {
  const decades = (values: number[]) => logAxis(values).axis.values
  const domain = (values: number[]) => logAxis(values).scale.domain

  it('shows the decades around its values', () => {
    expect(decades([0.03, 40])).toEqual([0.01, 0.1, 1, 10, 100])
    expect(domain([0.03, 40])).toEqual([0.01, 100])
    expect(logAxis([0.03, 40]).axis.labelExpr).toContain('"0.01":"0.01"')
    expect(decades([2e-7, 0, 3e-3])).toEqual([1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2])
    expect(logAxis([2e-7, 3e-3]).axis.labelExpr).toContain('"0.00001":"10⁻⁵"')
  })

  it('has a decade where its values have none', () => {
    expect(domain([10, 10])).toEqual([10, 100])
    expect(domain([0, 1])).toEqual([1, 10])
    expect(domain([0])).toEqual([1, 10])
    expect(domain([])).toEqual([1, 10])
    expect(domain([Number.NaN, Number.POSITIVE_INFINITY, 5])).toEqual([1, 10])
  })
})

const log = (field: string): Spec => ({ field, type: 'quantitative', ...logAxis([1, 100]) })
const linear = (field: string): Spec => ({ field, type: 'quantitative', scale: { domain: [0, 100] } })

describe('zeros on axes in logarithms', () => {
  const rows = [
    { x: 0, y: 0 },
    { x: 1, y: -3 },
    { x: 2, y: 100, name: 'a' },
  ]
  const without = [{ x: 0, y: null }, { x: 1, y: null }, rows[2]]
  const encoding = { x: linear('x'), y: log('y') }
  const data = { values: rows }

  it('are nothing, whichever part of a figure has the data and which the axis', () => {
    const point = { mark: 'point' }
    expect(withoutZeros({ ...point, data, encoding }).data).toEqual({ values: without })
    const above = withoutZeros({ encoding, layer: [{ ...point, data }] })
    expect((above.layer as Spec[])[0].data).toEqual({ values: without })
    const below = withoutZeros({
      data,
      hconcat: [{ ...point, encoding: { x: linear('x') } }, { layer: [{ ...point, encoding }] }],
    })
    expect(below.data).toEqual({ values: without })
  })

  it('are nothing at the second end of a mark too', () => {
    const drawn = withoutZeros({
      data: { values: [{ a: 1, b: 0, c: 0 }] },
      encoding: { y: log('a'), y2: { field: 'b' }, x: linear('c') },
    })
    expect(drawn.data).toEqual({ values: [{ a: 1, b: null, c: 0 }] })
  })

  it('are left alone where the axis is none in logarithms, or the data are another’s', () => {
    const bare = { data, encoding: { x: linear('x'), y: linear('y') } }
    expect(withoutZeros(bare)).toEqual(bare)
    const beside = {
      encoding: { y: linear('y') },
      data,
      layer: [{ data: { values: [{ y: 0 }] }, encoding: { y: log('y') } }],
    }
    expect(withoutZeros(beside).data).toEqual(data)
  })

  it('are not drawn: the values above 0 stand where they would without them', async () => {
    const paths = async (values: unknown[]) => {
      const svg = await renderSvg(
        figure({ title: '' }, { width: 100, height: 100, data: { values }, mark: 'line', encoding }),
      )
      return [...svg.matchAll(/ d="(M[^"]*L[^"]*)"/g)].map(([, path]) => path)
    }
    const positive = [
      { x: 50, y: 1 },
      { x: 60, y: 100 },
    ]
    expect(await paths([{ x: 10, y: 0 }, ...positive])).toEqual(await paths(positive))
    expect(await paths(positive)).toEqual(['M50,100L60,0'])
  })
})

describe('a figure is refused', () => {
  const drawn = (scale: Spec, values: number[]) =>
    renderSvg({
      ...figure({ title: '' }, {}),
      data: { values: values.map((y) => ({ y })) },
      mark: 'line',
      encoding: { y: { field: 'y', type: 'quantitative', scale } },
    })

  it.each<[string, Spec, number[]]>([
    ['an axis in logarithms that holds 0', { type: 'log' }, [0, 1, 100]],
    ['a domain without an extent', {}, [0, 0]],
    ['a domain of one value', { domain: [5, 5] }, [5]],
    ['no values', {}, []],
    ['a value that is infinite', {}, [1, Number.POSITIVE_INFINITY]],
  ])('for %s', async (_, scale, values) => {
    await expect(drawn(scale, values)).rejects.toThrow(/^figure: /)
  })

  it('for no domain that these axes make', () => {
    const value = fc.oneof(fc.float(), fc.constant(0), fc.constantFrom(1, 10, 1e-5))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        const { scale } = logAxis(values)
        for (const [low, high] of [domainOf(values), scale.domain as number[]]) {
          expect(low).toBeLessThan(high)
          expect(Number.isFinite(low)).toBe(true)
        }
        expect((scale.domain as number[])[0]).toBeGreaterThan(0)
      }),
    )
  })
})
