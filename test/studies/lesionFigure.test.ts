import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { renderSvg } from '../../src/figures/render.js'
import { lesionFigure } from '../../src/studies/lesions/figure.js'
import { lesionFinding, markOf } from '../../src/studies/lesions/finding.js'
import { type Made, made } from './lesionsMade.js'

const require = createRequire(import.meta.url)
const validate = new Ajv({
  strict: false,
  formats: { 'color-hex': true, uri: true, 'uri-reference': true },
}).compile(JSON.parse(readFileSync(require.resolve('vega-lite/vega-lite-schema.json'), 'utf8')))

describe('the figure of lesions', () => {
  it.each<[string, Made, RegExp]>([
    ['modules', { sizes: [6, 5, 7, 6], tasks: 8 }, /^Modules are specific/],
    ['no modules', { sizes: [6, 6, 6, 6], tasks: 8, modular: false }, /cannot be compared/],
    ['few random sets', { sizes: [6, 6, 6], tasks: 6, nulls: 5 }, /^5 random sets a cluster: too few/],
    ['one cluster', { sizes: [9], tasks: 3 }, /^One functional cluster/],
    ['one neuron and one task', { sizes: [1], tasks: 1, nulls: 1 }, /^One functional cluster/],
    [
      'many clusters and tasks on a large sheet',
      { sizes: new Array(19).fill(3), tasks: 82, sheet: { rows: 30, columns: 20 }, nulls: 20 },
      /^Modules are specific/,
    ],
    ['a strip', { sizes: [3, 2], tasks: 4, sheet: { rows: 1, columns: 7 } }, /./],
  ])(
    'draws %s',
    async (_, network, title) => {
      const { drawn } = made(network)
      const spec = lesionFigure(drawn)
      expect(validate(JSON.parse(JSON.stringify(spec))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(
        true,
      )
      expect(spec.title?.text.join(' ')).toMatch(title)
      const svg = await renderSvg(spec)
      expect(svg).not.toMatch(/NaN|undefined|null|Infinity/)
      for (const [t, task] of drawn.tasks.entries()) expect(svg).toContain(`>${task}  ${t + 1}<`)
      expect(await renderSvg(lesionFigure(made(network).drawn))).toBe(svg)
    },
    60_000,
  )

  it('says so where modules are not specific', () => {
    const { measures } = made({ sizes: [6, 6], tasks: 4 })
    const test = { value: 0.1, nullMean: 0.1, nullSd: 0.05, z: 0, p: 0.5 }
    const say = (z: number, p: number) => {
      const both = { ...test, z, p }
      const interaction = { sizeMatched: both, importanceMatched: both }
      return lesionFinding({ ...measures, specificity: { ...measures.specificity, interaction }, nulls: 100 })
    }
    expect(say(4, 1 / 101)).toMatch(/^Modules are specific/)
    expect(say(2, 0.03)).toMatch(/^Some sign/)
    expect(say(0, 0.5)).toMatch(/^No sign/)
    expect(say(-3.5, 1)).toMatch(/^Modules are less specific/)
  })
})

it('markOf needs both kinds of random sets on one side', () => {
  const test = (p: number, pLess: number) => ({ value: 1, nullMean: 0, nullSd: 1, z: 1, p, pLess })
  const [more, less, neither] = [test(1 / 101, 1), test(1, 1 / 101), test(0.5, 0.5)]
  expect(markOf([more, more], 100)).toBe('more')
  expect(markOf([less, less], 100)).toBe('less')
  expect(markOf([more, neither], 100)).toBe('none')
  expect(markOf([more, less], 100)).toBe('none')
  expect(markOf([test(1 / 11, 1), test(1 / 11, 1)], 10)).toBe('none') // too few to be sure
  expect(markOf([test(1 / 21, 1), test(1 / 21, 1)], 20)).toBe('more')
  expect(markOf([{ ...more, p: null, pLess: null }, more], 100)).toBe('none')
})
