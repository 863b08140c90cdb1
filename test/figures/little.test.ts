/** Runs of which there is little or nothing to draw: no text of any figure and no cell of the report is a number gone wrong. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MeanInterval } from '../../src/analysis/statistics.js'
import { meanInterval } from '../../src/analysis/statistics.js'
import { conclusion } from '../../src/cli/conclusion.js'
import type { FigureData } from '../../src/figures/data.js'
import { figures } from '../../src/figures/figures.js'
import { type DrawnPoint, fronts } from '../../src/figures/fronts.js'
import { renderSvg } from '../../src/figures/render.js'
import type { FigureSpec } from '../../src/figures/style.js'
import { trainingCurves } from '../../src/figures/training.js'
import { writeFigures } from '../../src/runs/figureFiles.js'
import { some } from '../length.js'
import { type Little, littleRun } from './made.js'

/** “null” is a word of statistics as well, which a number or a colon follows. */
const ODD = /NaN|Infinity|∞|\bundefined\b|\bnull\b(?!:| [−\d–]| network| where nothing| that keeps)|\[object/

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text)
const cells = (html: string) => [...html.matchAll(/<(?:td|th)>(.*?)<\/(?:td|th)>/gs)].map(([, text]) => text)
const sentences = (html: string) =>
  html
    .replace(/<style>.*?<\/style>|<svg.*?<\/svg>|<dl.*?<\/dl>/gs, ' ')
    .replace(/<wbr>/g, '')
    .replace(/<[^>]+>/g, ' ')

async function expectNothingOdd(svg: string) {
  expect(texts(svg).filter((text) => ODD.test(text))).toEqual([])
  expect(svg).not.toMatch(/NaN|Infinity/)
}

const one = { rows: 1, columns: 1 }
const six = { rows: 2, columns: 3 }
const none = () => 0
const alike = () => 1
const LITTLE: Record<string, Little> = {
  'one neuron that is silent': { sheet: one, tasks: ['go'], variance: none, weight: 0, accuracy: 0 },
  'one neuron that is active': { sheet: one, tasks: ['go', 'anti'], variance: alike, accuracy: 1 },
  'no active neuron': { sheet: six, tasks: ['go', 'anti'], variance: none, accuracy: 0.5 },
  'no weight': { sheet: six, tasks: ['go', 'anti'], variance: alike, weight: 0, accuracy: 1 },
  'one task': { sheet: six, tasks: ['dm1'], variance: (_, neuron) => neuron, accuracy: 1 },
  'one cluster': { sheet: six, tasks: ['go', 'anti', 'dm1'], variance: alike, accuracy: 1 },
  'two neurons, two clusters': {
    sheet: { rows: 1, columns: 2 },
    tasks: ['go', 'anti'],
    variance: (task, neuron) => Number(task === neuron),
    accuracy: 0,
  },
  'one active neuron of six': {
    sheet: six,
    tasks: ['go', 'anti'],
    variance: (_, neuron) => Number(neuron === 4),
    weight: 0.5,
    accuracy: 1,
  },
  'nothing logged': { sheet: six, tasks: ['go'], variance: alike, accuracy: 1, metrics: [] },
}

describe('a run of which there is little to draw', () => {
  it.each(Object.entries(LITTLE))('says no number that is none: %s', async (_, little) => {
    const files = new Map<string, string | Uint8Array>()
    const data = littleRun(little)
    await writeFigures(data, async (path, content) => void files.set(path, content))
    for (const [path, content] of files) if (path.endsWith('.svg')) await expectNothingOdd(content as string)
    const html = files.get('report.html') as string
    expect(cells(html).filter((cell) => ODD.test(cell))).toEqual([])
    expect(sentences(html)).not.toMatch(ODD)
    const { summary, details } = data.analysis
    expect(conclusion(summary, details.labels.length)).not.toMatch(ODD)
  })
})

const final = { step: 100, meanAccuracy: 0, trialsPerTask: 5 }
const curvesOf = (metrics: FigureData['metrics']) => trainingCurves(metrics, 1, final, {})

describe('the curves of a training', () => {
  const zeros = [0, 50, 100].flatMap((step) => [
    { type: 'step', step, loss: 0, taskLoss: 0, lambda: 0, learningRate: 0 },
    { type: 'evaluation', step, meanAccuracy: 0, activeNeurons: 0, wiringLength: 0, trialsPerTask: 5 },
  ])

  it('have numbers on the axes of series that are all 0', async () => {
    const svg = await renderSvg(curvesOf(zeros))
    await expectNothingOdd(svg)
    // Loss, active neurons, wiring, λ and learning rate from 0 to 1, accuracy as always.
    expect(texts(svg).filter((text) => text === '0').length).toBeGreaterThanOrEqual(6)
    expect(texts(svg)).toContain('1')
  })

  it('are drawn from any lines', async () => {
    const value = fc.constantFrom(0, null, undefined, Number.NaN, 1, 0.5, 1e-9, 1e9)
    const line = fc.record({
      type: fc.constantFrom('step', 'evaluation'),
      step: fc.constantFrom(0, 100),
      loss: value,
      taskLoss: value,
      lambda: value,
      learningRate: value,
      meanAccuracy: value,
      activeNeurons: value,
      wiringLength: value,
      trialsPerTask: value,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 3 }), async (lines) => {
        await expectNothingOdd(await renderSvg(curvesOf(lines)))
      }),
      { numRuns: some(25), seed: 1 },
    )
  })
})

describe('fronts', () => {
  const exactly = (value: number, n = 3): MeanInterval => meanInterval(new Array(n).fill(value))
  const point = (wire: MeanInterval, neurons = exactly(0), error = exactly(0)): DrawnPoint => ({
    recipe: 'own',
    strength: 1,
    activeNeurons: neurons,
    error,
    wiringLength: wire,
  })
  const drawn = (points: DrawnPoint[]): FigureSpec =>
    fronts(points, [], { title: 'Fronts', subtitle: 'Means.', recipes: { own: 'ours' } })

  it.each<[string, DrawnPoint[]]>([
    ['no point', []],
    ['one of one seed', [point(exactly(10, 1), exactly(5, 1), exactly(0.1, 1))]],
    ['one without wire', [point(exactly(0))]],
    ['one without wire and one with', [point(exactly(0)), point(exactly(200), exactly(9))]],
    ['one whose seeds have no wire but one', [point(meanInterval([0, 0, 12]))]],
    ['points above the cut alone', [point(exactly(10), exactly(5), exactly(0.9))]],
  ])('of %s are drawn', async (_, points) => expectNothingOdd(await renderSvg(drawn(points))))

  it('leave a network without wire out of the panel in logarithms, and say so', () => {
    const spec = drawn([point(exactly(0)), point(exactly(200), exactly(9))])
    const rows = (spec.data as { values: { wiringLength: number | null }[] }).values
    expect(rows.map(({ wiringLength }) => wiringLength)).toEqual([null, 200])
    expect(spec.title?.subtitle?.join(' ')).toContain('1 point without wire is not on the right panel')
  })
})

it('every scale of numbers in the figures has its domain stated, so that none depends on what Vega finds', () => {
  const { distance, importance, standing } = figures(littleRun(LITTLE['one cluster']))
  for (const spec of [distance, importance, standing]) {
    const scales = [...JSON.stringify(spec).matchAll(/"scale":\{"type":"log"[^}]*\}/g)].map(
      ([scale]) => scale,
    )
    expect(scales.length).toBeGreaterThan(0)
    for (const scale of scales) expect(scale).toContain('"domain":')
  }
})
