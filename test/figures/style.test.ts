import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FONT_FILES, FontMetrics } from '../../src/figures/font.js'
import { renderPng, renderSvg } from '../../src/figures/render.js'
import { CLUSTER_COLORS, figure, inkOn, NEGATIVE, POSITIVE, wrap } from '../../src/figures/style.js'

/** Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB. */
const BLINDNESS = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

function lab(color: string, matrix: number[]): number[] {
  const linear = [1, 3, 5].map((i) => {
    const c = Number.parseInt(color.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  const [r, g, b] = [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        linear.reduce((sum, c, i) => sum + matrix[row + i] * c, 0),
      ),
    ),
  )
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
const difference = (a: string, b: string, matrix: number[]) => {
  const [one, other] = [lab(a, matrix), lab(b, matrix)]
  return Math.hypot(...one.map((x, i) => x - other[i]))
}

describe.each(Object.entries(BLINDNESS))('colors under %s', (_, matrix) => {
  it('tell 12 clusters apart', () => {
    const differences = CLUSTER_COLORS.flatMap((a, i) =>
      CLUSTER_COLORS.slice(i + 1).map((b) => difference(a, b, matrix)),
    )
    expect(differences).toHaveLength(66)
    expect(Math.min(...differences)).toBeGreaterThan(16)
  })
  it('tell the signs of weights apart', () => {
    expect(difference(POSITIVE, NEGATIVE, matrix)).toBeGreaterThan(40)
  })
})

it('numbers on colors can be read', () => {
  expect(inkOn('#ffffff')).toBe('#000000')
  expect(inkOn('#222255')).toBe('#ffffff')
})

describe('text', () => {
  it('is as wide as in Arial, letter by letter', () => {
    // Arial's advances in 2048ths of an em; Arimo was made to have the same.
    const font = FontMetrics.read(FONT_FILES.regular)
    for (const [letter, advance] of Object.entries({
      i: 455,
      a: 1139,
      M: 1706,
      W: 1933,
      0: 1139,
      ' ': 569,
    })) {
      expect(font.width(letter, 2048), letter).toBe(advance)
    }
    expect(font.width('aM', 12)).toBeCloseTo((12 * (1139 + 1706)) / 2048)
    expect(FontMetrics.read(FONT_FILES.bold).width('a', 2048)).toBe(1139)
  })

  it('does not leave a word alone in the last line', () => {
    expect(wrap('one two three four', 60, 12)).toEqual(['one two', 'three four'])
    expect(wrap('one two six four', 72, 12)).toEqual(['one two', 'six four'])
  })

  it('is wrapped without losing a word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
        const lines = wrap(words.join(' '), 120, 12)
        expect(lines.join(' ')).toBe(words.join(' '))
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(20)
      }),
    )
  })
})

describe('rendering', () => {
  const point = {
    data: { values: [{ x: 1 }] },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' } },
  }

  it('gives the same bytes again', async () => {
    const spec = figure({ title: 'One point' }, point)
    const svg = await renderSvg(spec)
    expect(await renderSvg(spec)).toBe(svg)
    expect(Buffer.from(renderPng(svg)).equals(Buffer.from(renderPng(svg)))).toBe(true)
  })

  it('refuses what Vega-Lite would only warn of', async () => {
    const wrong = { ...point, encoding: { x: { field: 'x', type: 'quantitative', scale: { colour: 1 } } } }
    await expect(renderSvg(figure({ title: '' }, { ...wrong, mark: 'pint' }))).rejects.toThrow()
    const unknown = { ...point, encoding: { ...point.encoding, nowhere: { field: 'x', type: 'nominal' } } }
    await expect(renderSvg(figure({ title: '' }, unknown))).rejects.toThrow(/nowhere/)
  })

  it('draws the title into the PNG', async () => {
    // Without its font resvg would draw no text at all.
    const dark = async (title: string) => renderPng(await renderSvg(figure({ title }, point))).length
    expect(await dark('A title of some length')).toBeGreaterThan((await dark(' ')) + 500)
  })
})
