import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { renderSvg } from '../../src/figures/render.js'
import { Random } from '../../src/random/random.js'
import { choiceProbability, psychometricCurve } from '../../src/studies/psychometric/curve.js'
import { psychometricFigure } from '../../src/studies/psychometric/figure.js'
import type { TaskCurves } from '../../src/studies/psychometric/measure.js'

const require = createRequire(import.meta.url)

/** Curves of an observer with this σ; null answers nothing. */
function made(
  task: string,
  durations: number[],
  sigma: number | null,
  grid = [-0.4, -0.2, -0.1, 0, 0.1, 0.2, 0.4],
): TaskCurves {
  const isDelay = task.startsWith('dly')
  const curves = durations.map((duration) => {
    const counts = grid.map((coherence) => {
      const p = sigma === null ? 0 : choiceProbability({ mu: 0, sigma, lapse: 0.02 }, coherence)
      const first = Math.round(50 * p)
      const second = sigma === null ? 0 : 50 - first
      return { coherence, first, second, neither: 50 - first - second, correct: first }
    })
    return {
      duration,
      trained: duration === 500,
      periods: {},
      ...psychometricCurve(counts, Random.seeded(1)),
    }
  })
  return {
    task,
    family: isDelay ? 'delayed decision' : 'decision',
    meaning: 'first − second strength',
    varied: 'delay',
    variedIs: isDelay ? 'delay' : 'stimulus',
    curves,
  }
}

describe('the figure of psychometric curves', () => {
  const validate = new Ajv({
    strict: false,
    formats: { 'color-hex': true, uri: true, 'uri-reference': true },
  }).compile(JSON.parse(readFileSync(require.resolve('vega-lite/vega-lite-schema.json'), 'utf8')))
  it.each<[string, TaskCurves[], RegExp]>([
    [
      'two families',
      [made('dm1', [100, 500], 0.1), made('dlydm1', [0, 500, 1000], 0.2)],
      /follows the evidence in all 2 measured curves/,
    ],
    ['one curve', [made('dm1', [500], 0.1)], /all 1 measured curve /],
    ['no fit', [made('dm1', [100, 500], 0.001), made('dm2', [100, 500], 0.1)], /in 1 of 2 measured/],
    ['no answers', [made('dm1', [500], null)], /In none of 1 decision task/],
    ['untrained durations', [made('dlydm1', [0], 0.1)], /Choice against coherence in 1 decision task/],
    ['no evidence at all', [made('dm1', [500], 0.1, [0])], /In none/],
  ])('draws %s', async (_, tasks, title) => {
    const spec = psychometricFigure(tasks, 50)
    expect(validate(JSON.parse(JSON.stringify(spec))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(
      true,
    )
    expect(spec.title?.text.join(' ')).toMatch(title)
    const svg = await renderSvg(spec)
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/)
    for (const { task } of tasks) expect(svg).toContain(`>${task}<`)
  })
})
