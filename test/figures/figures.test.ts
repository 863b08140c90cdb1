import { beforeAll, describe, expect, it } from 'vitest'
import type { FigureData } from '../../src/figures/data.js'
import { FIGURES } from '../../src/figures/figures.js'
import { FONT_FILES, FontMetrics } from '../../src/figures/font.js'
import { renderSvg } from '../../src/figures/render.js'
import type { FigureSpec } from '../../src/figures/style.js'
import { percent, whole } from '../../src/figures/words.js'
import { writeFigures } from '../../src/runs/figureFiles.js'
import { deadRun, publishedRun, smallestRun } from './made.js'

async function written(data: FigureData): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>()
  await writeFigures(data, async (path, content) => void files.set(path, content))
  return files
}
const text = (files: Map<string, string | Uint8Array>, path: string) => files.get(path) as string
/** Width and height in a PNG's header. */
const sizeOf = (png: Uint8Array) => [16, 20].map((at) => Buffer.from(png).readUInt32BE(at))
const pageText = (html: string) =>
  html
    .replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, ' ')
    .replace(/<wbr>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))

const EVERY_FILE = [
  ...FIGURES.flatMap((name) => ['svg', 'png', 'vl.json'].map((kind) => `figures/${name}.${kind}`)),
  'report.html',
].sort()

describe('the figures of a run', () => {
  let data: FigureData
  let files: Map<string, string | Uint8Array>
  beforeAll(async () => {
    data = publishedRun()
    files = await written(data)
  })

  it('are written as SVG, PNG and Vega-Lite, with the report', () => {
    expect([...files.keys()].sort()).toEqual(EVERY_FILE)
  })

  it('are PNGs of two pixels for each of the SVG', () => {
    for (const name of FIGURES) {
      const [, width, height] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(
        text(files, `figures/${name}.svg`),
      )!
      const [w, h] = sizeOf(files.get(`figures/${name}.png`) as Uint8Array)
      expect(Math.abs(w - 2 * Number(width)), name).toBeLessThanOrEqual(2)
      expect(Math.abs(h - 2 * Number(height)), name).toBeLessThanOrEqual(2)
    }
  })

  it('show weight against distance between powers of ten, to the digit', () => {
    const { hconcat } = JSON.parse(text(files, 'figures/distance.vl.json')) as {
      hconcat: { encoding: { y: { scale: { domain: number[] } } } }[]
    }
    for (const panel of hconcat)
      for (const end of panel.encoding.y.scale.domain) expect(String(end)).toMatch(/^(10*|0\.0*1|1e-\d+)$/)
  })

  it('come out the same from their .vl.json', async () => {
    for (const name of ['sheet', 'nulls'] as const) {
      const spec = JSON.parse(text(files, `figures/${name}.vl.json`)) as FigureSpec
      expect(spec.$schema).toContain('vega-lite')
      expect(await renderSvg(spec)).toBe(text(files, `figures/${name}.svg`))
    }
  })

  it('are quick to paint: no wire is translucent as a whole, which would take a picture of its own', () => {
    const wires = text(files, 'figures/network.svg').match(/<path[^>]*stroke-linecap="round"[^>]*>/g)!
    expect(wires.length).toBeGreaterThan(100)
    for (const wire of wires) expect(wire).toMatch(/ stroke-opacity="0.55"(?!.* opacity=)/)
  })

  it('stay small', () => {
    expect(text(files, 'figures/network.svg').length).toBeLessThan(1e6)
    expect(text(files, 'report.html').length).toBeLessThan(2e6)
  })

  it('use no letter that their font lacks', () => {
    const font = FontMetrics.read(FONT_FILES.regular)
    for (const name of FIGURES) {
      const letters = [...text(files, `figures/${name}.svg`).matchAll(/<text[^>]*>([^<]*)/g)].flatMap(
        ([, written]) => [...written],
      )
      expect(letters.length, name).toBeGreaterThan(0)
      expect([...new Set(letters)].filter((letter) => !font.has(letter))).toEqual([])
    }
  })

  it('draw every active neuron in the color of its cluster', () => {
    const sheet = text(files, 'figures/sheet.svg')
    const { clusters } = data.analysis.details
    for (const [c, { size, preferredTask }] of clusters.entries()) {
      expect(sheet).toContain(`>${c + 1} · ${preferredTask} (${size})<`)
      expect(sheet.match(new RegExp(`>${c + 1}<`, 'g'))!.length).toBeGreaterThanOrEqual(size)
    }
  })

  describe('and its report', () => {
    const html = () => text(files, 'report.html')

    it('needs nothing from elsewhere', () => {
      expect(html()).not.toMatch(/https?:|\/\/[\w-]+\.\w|<script|<link|<img|<iframe|@import|url\((?!#)/)
    })

    it('names the numbers that it was given', () => {
      const { summary } = data.analysis
      const page = pageText(html())
      for (const number of [
        percent(summary.meanAccuracy),
        whole(summary.activeNeurons),
        whole(summary.wiringLength),
        summary.indexVariance.z!.toFixed(1).replace('-', '−'),
        summary.isolatedNeuronRatio.z!.toFixed(1).replace('-', '−'),
        `${whole(data.record.experiment.training.steps)} steps`,
        'Example CPU',
        'onnxruntime-node 1.30.0',
        'npx gyrus train growing-brains',
      ]) {
        expect(page).toContain(number)
      }
      for (const task of data.analysis.details.tasks) expect(page).toContain(task)
    })

    it('defines every number', () => {
      const page = pageText(html())
      for (const { meaning } of Object.values(data.analysis.details.definitions)) {
        expect(page).toContain(meaning)
      }
    })

    it('holds every figure, with ids that do not meet', () => {
      expect(html().match(/<svg /g)).toHaveLength(FIGURES.length)
      const ids = [...html().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
      expect(ids.length).toBeGreaterThan(0)
      expect(new Set(ids).size).toBe(ids.length)
      const used = [...html().matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id)
      expect(used.filter((id) => !ids.includes(id))).toEqual([])
    })
  })
})

/** A value that was not there, written out; “null” is also a word of statistics, which a noun or a colon follows. */
const ODD =
  /\bNaN\b|(?<!written as )\bnull\b(?!:| network| where nothing| that keeps)|\bInfinity|\[object|\bundefined%/

it('odd values on a page would be noticed', () => {
  for (const bad of ['z = null', 'null%', '(null)', 'NaN cells', '[object Object]']) expect(bad).toMatch(ODD)
  expect('null: mean ± sd').not.toMatch(ODD)
})

describe('the figures of a run in which nothing is to be seen', () => {
  it.each([
    ['no active neuron', deadRun],
    ['one cluster on a sheet of six', smallestRun],
  ])('are drawn: %s', async (_, run) => {
    const files = await written(run())
    expect([...files.keys()].sort()).toEqual(EVERY_FILE)
    const page = pageText(text(files, 'report.html'))
    expect(page).not.toMatch(ODD)
    expect(text(files, 'figures/nulls.svg')).not.toContain('NaN')
    for (const name of FIGURES) expect(text(files, `figures/${name}.svg`), name).not.toContain('NaN')
  })
})
