/** The figure of many runs: what its points are means of, what it leaves out, and that it can be drawn. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { meanInterval } from '../../src/analysis/statistics.js'
import { renderSvg } from '../../src/figures/render.js'
import type { FigureSpec, Spec } from '../../src/figures/spec.js'
import { headingOf } from '../../src/figures/style.js'
import type { CatalogRow } from '../../src/runs/catalog.js'
import { type PlotAsked, plotRuns } from '../../src/runs/plotRuns.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

interface Made {
  kind?: 'bimt' | 'l1'
  lambda: number
  seed: number
  /** Measures; a run that is not done has none. */
  active?: number
  error?: number
  dir?: string
}

function row({
  kind = 'bimt',
  lambda,
  seed,
  active,
  error,
  dir = `${kind}-${lambda}-${seed}`,
}: Made): CatalogRow {
  const settings = [`regularizer.kind=${kind}`, `regularizer.lambda=${lambda}`, `seed=${seed}`]
  const experiment = applyOverrides(
    preset(kind === 'bimt' ? 'growing-brains' : 'growing-brains-l1'),
    settings,
  )
  const summary =
    active === undefined ? null : { activeNeurons: active, error, isolatedNeuronRatio: {}, indexVariance: {} }
  return {
    id: dir,
    dir,
    status: summary ? 'done' : 'stopped',
    step: 10,
    record: { experiment, versions: {}, machine: {} },
    summary,
  } as unknown as CatalogRow
}

const ASKED: PlotAsked = { x: 'activeNeurons', y: 'error', logX: false, logY: false }
const plot = (rows: readonly CatalogRow[], asked: Partial<PlotAsked> = {}) =>
  plotRuns(rows, { ...ASKED, ...asked })

/** The rows of the layer with a mark, of the last one where several have it. */
function drawn(spec: FigureSpec, mark: string, size?: number): Record<string, unknown>[] {
  const layers = (spec.layer as Spec[]).filter((layer) => {
    const of = layer.mark as Spec
    return of.type === mark && (size === undefined || of.size === size)
  })
  return (layers.at(-1)?.data as { values: Record<string, unknown>[] } | undefined)?.values ?? []
}
const meansOf = (spec: FigureSpec) => drawn(spec, 'point', 58)

const SEEDS = [1, 2, 3].flatMap((seed) => [
  row({ lambda: 1e-5, seed, active: 100 + 10 * seed, error: 0.02 * seed }),
  row({ lambda: 1e-4, seed, active: 50 + 4 * seed, error: 0.1 + 0.01 * seed }),
  row({ kind: 'l1', lambda: 1e-5, seed, active: 120 + seed, error: 0.03 }),
])

describe('a point', () => {
  it('is the mean over runs that differ in their seed only, with its 95 % interval', () => {
    const means = meansOf(plot(SEEDS))
    expect(means).toHaveLength(3)
    const { mean, halfWidth } = meanInterval([0.02, 0.04, 0.06])
    expect(means[0]).toMatchObject({
      x: 120,
      y: mean,
      yLow: mean - halfWidth!,
      yHigh: mean + halfWidth!,
      seeds: 3,
    })
    // Student's t for two degrees of freedom, by hand: 4.303 · .02 / √3
    expect(halfWidth).toBeCloseTo(0.049686, 5)
  })

  it('has no interval from two seeds, of which one would say nothing', () => {
    const [mean] = meansOf(plot(SEEDS.filter(({ record }) => record.experiment.seed < 3)))
    expect(mean).toMatchObject({ y: 0.03, yLow: 0.03, yHigh: 0.03, seeds: 2 })
  })

  it('counts a copied run once', () => {
    const copy = { ...SEEDS[0], dir: 'copied' }
    const spec = plot([...SEEDS, copy])
    expect(meansOf(spec)).toEqual(meansOf(plot(SEEDS)))
    expect(headingOf(spec.title).subtitle).toContain('1 copy is left out.')
  })

  it('is not of runs whose neurons were laid out anew and of those as they were trained', () => {
    const laid = { ...SEEDS[0], record: { ...SEEDS[0].record, layoutOf: 'runs/a' } }
    expect(meansOf(plot([...SEEDS, laid]))).toHaveLength(4)
  })

  it('is of one run where the color is what runs differ in', () => {
    expect(meansOf(plot(SEEDS, { color: 'seed' }))).toHaveLength(9)
  })
})

describe('colors', () => {
  it('are categories, joined in the order of the one field that varies', () => {
    const spec = plot(SEEDS, { color: 'regularizer.kind' })
    expect(meansOf(spec).map(({ color }) => color)).toEqual(['bimt', 'bimt', 'l1'])
    expect(drawn(spec, 'line').map(({ order }) => order)).toEqual([1e-5, 1e-4])
    expect(headingOf(spec.title).subtitle).toContain('Lines go in the order of regularizer.lambda.')
  })

  it('join nothing where two fields vary', () => {
    expect(drawn(plot(SEEDS), 'line')).toEqual([])
  })

  it('are a scale of numbers where a measure is asked for', () => {
    const spec = plot(SEEDS, { x: 'regularizer.lambda', color: 'activeNeurons' })
    expect(meansOf(spec).map(({ color }) => color)).toEqual([120, 58, 122])
  })

  it('are refused where there would be too many', () => {
    const many = Array.from({ length: 13 }, (_, seed) => row({ lambda: 1e-5, seed, active: 5, error: 0.1 }))
    expect(() => plot(many, { color: 'run' })).toThrow(
      '--color: must be a column of numbers or of 12 values at most, run has 13',
    )
  })
})

describe('what is left out is said', () => {
  it.each([
    [
      'a run without the numbers',
      [...SEEDS, row({ lambda: 1, seed: 1 })],
      {},
      '1 run without these numbers is left out.',
    ],
    [
      'a point that a logarithmic axis has no place for',
      [...SEEDS, row({ lambda: 0, seed: 1, active: 300, error: 0.01 })],
      { x: 'regularizer.lambda', logX: true },
      '1 point at 0 or below is not on the logarithmic axis.',
    ],
  ])('%s', (_, rows, asked, words) => {
    const spec = plot(rows, asked)
    expect(headingOf(spec.title).subtitle).toContain(words)
    expect(meansOf(spec)).toHaveLength(3)
  })

  it.each([
    [{ x: 'activeNeuron' }, '--x: there is no column activeNeuron; nearest: activeNeurons'],
    [{ color: 'lambda' }, '--color: there is no column lambda; nearest: regularizer.lambda'],
    [
      { y: 'regularizer.kind' },
      '--y: must be a column of numbers, regularizer.kind holds bimt; color can show it',
    ],
    [{ y: 'modularity' }, 'no run has both activeNeurons and modularity'],
  ])('%j is refused', (asked, message) => {
    const undone = [row({ lambda: 1, seed: 1 })]
    expect(() => plot('y' in asked && asked.y === 'modularity' ? undone : SEEDS, asked)).toThrow(message)
  })
})

describe('every figure can be drawn, without a number that is none, and keeps to Vega-Lite’s schema', () => {
  let validate: (value: unknown) => boolean
  beforeAll(() => {
    const schema = createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json')
    const formats = { 'color-hex': true, uri: true } as const
    validate = new Ajv({ strict: false, formats }).compile(JSON.parse(readFileSync(schema, 'utf8')))
  })
  const one = row({ lambda: 1e-5, seed: 1, active: 10, error: 0.1 })
  const dead = [1, 2, 3].map((seed) => row({ lambda: 1e-5, seed, active: 0, error: 0 }))
  const wide = Array.from({ length: 9 }, (_, i) =>
    row({ lambda: Number(`1e-${i}`), seed: 1, active: 10, error: 0.1 }),
  )
  // The interval of these reaches below 0.
  const far = [0.001, 0.001, 0.9].map((error, seed) => row({ lambda: 1e-5, seed, active: 10, error }))
  it.each<[string, CatalogRow[], Partial<PlotAsked>]>([
    ['of three recipes', SEEDS, { color: 'regularizer.kind' }],
    ['of one run', [one], {}],
    ['of one run in logarithms', [one], { logX: true, logY: true }],
    ['of zeros', dead, {}],
    ['of zeros in logarithms', dead, { logX: true, logY: true }],
    ['of an interval that reaches below 0', far, { logY: true }],
    ['of many numbers as colors', wide, { color: 'regularizer.lambda' }],
    ['of one color of numbers', dead, { x: 'seed', color: 'error' }],
    ['of one category', SEEDS, { color: 'status' }],
  ])('%s', async (_, rows, asked) => {
    const spec = plot(rows, asked)
    expect(validate(JSON.parse(JSON.stringify(spec)))).toBe(true)
    const svg = await renderSvg(spec)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })
})
