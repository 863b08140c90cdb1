import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { InputError } from '../../src/errors.js'
import { Metrics, type MetricsLine } from '../../src/runs/metrics.js'
import { metricsOf } from '../../src/runs/metricsLines.js'
import { reportedLines } from '../../src/runs/report.js'
import { canMount, smallDisk, temporaryFolder } from './disks.js'

/** How many bytes the disk still takes. */
const disk = vi.hoisted(() => ({ space: Number.POSITIVE_INFINITY }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const writeSync = (file: number, bytes: Uint8Array, offset: number) => {
    const length = Math.min(bytes.length - offset, disk.space)
    if (length === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' })
    disk.space -= length
    return fs.writeSync(file, bytes, offset, length)
  }
  return { ...fs, writeSync }
})
afterEach(() => {
  disk.space = Number.POSITIVE_INFINITY
})

const LINES: MetricsLine[] = [
  { type: 'step', step: 100, loss: 2.5 },
  { type: 'swap', step: 200, cost: 1 / 3 },
  { type: 'step', step: 200, loss: 2 },
  { type: 'evaluation', step: 1000, accuracy: { go: 1, dm1: 0.5 }, name: 'größe' },
  { type: 'checkpoint', step: 1000 },
  { type: 'step', step: 1100, loss: 1 },
]
const text = (lines: MetricsLine[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

function metricsWith(content?: string) {
  const path = join(temporaryFolder(), 'metrics.jsonl')
  if (content !== undefined) writeFileSync(path, content)
  return { path, metrics: new Metrics(path, '`gyrus resume runs/x`') }
}

describe('the lines of a file in pieces', () => {
  it('are those of the whole, and end where they do, however it is cut and though a piece is overwritten', () => {
    const bytes = Buffer.from(`${text(LINES)}{"type":"torn`)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 20 }), (cuts) => {
        const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b)
        const place = Buffer.alloc(bytes.length)
        const pieces = function* () {
          for (const [i, end] of ends.entries()) {
            const length = bytes.copy(place, 0, i > 0 ? ends[i - 1] : 0, end)
            yield place.subarray(0, length)
          }
        }
        const found = [...metricsOf(pieces(), 'x')]
        expect(found.map(({ line }) => line)).toEqual(LINES)
        expect(found.at(-1)!.end).toBe(Buffer.byteLength(text(LINES)))
      }),
    )
  })

  it('are read as far as they are asked for', () => {
    let pieces = 0
    const endless = function* () {
      for (;;) {
        pieces++
        yield Buffer.from(text(LINES))
      }
    }
    const first = metricsOf(endless(), 'x').next()
    expect(first.value.line).toEqual(LINES[0])
    expect(pieces).toBe(1)
  })
})

describe('the lines that a report is made from', () => {
  it('are all of them, but for the places that were exchanged', () => {
    const swap = { type: 'swap', step: 200, swaps: 1, pairs: [[1, 2]] }
    const { pairs: _, ...bare } = swap
    expect(reportedLines([...LINES, swap])).toEqual([...LINES, bare])
  })

  it('are evenly fewer of very many steps, and all of the others', () => {
    const many = function* () {
      for (let step = 0; step < 200_000; step++) {
        yield { type: 'step', step }
        if (step % 1000 === 0) yield { type: 'evaluation', step }
      }
    }
    const lines = reportedLines(many())
    expect(lines.filter(({ type }) => type === 'evaluation')).toHaveLength(200)
    const steps = lines.filter(({ type }) => type === 'step').map(({ step }) => step)
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => 16 * i))
    expect(steps.length).toBeGreaterThan(10_000)
    expect(steps.length).toBeLessThanOrEqual(20_000)
  })
})

describe('Metrics', () => {
  it('appends lines that are in the file at once, and goes on after closing', () => {
    const { path, metrics } = metricsWith()
    expect(metrics.read()).toEqual([])
    LINES.forEach((line, i) => {
      metrics.append(line)
      expect(readFileSync(path, 'utf8')).toBe(text(LINES.slice(0, i + 1)))
      if (i % 2) metrics.close()
    })
    metrics.sync()
    expect(metrics.read()).toEqual(LINES)
    metrics.close()
  })

  it.each([
    [-1, 0],
    [0, 0],
    [100, 1],
    [199, 1],
    [200, 3],
    [1000, 5],
    [1e6, 6],
  ])('cut back to step %i keeps %i lines, and is appended to behind them', (step, kept) => {
    const { path, metrics } = metricsWith(text(LINES))
    metrics.cutBack(step)
    expect(readFileSync(path, 'utf8')).toBe(text(LINES.slice(0, kept)))
    metrics.append(LINES[0])
    expect(readFileSync(path, 'utf8')).toBe(text([...LINES.slice(0, kept), LINES[0]]))
    metrics.close()
  })

  it('cuts a torn last line wherever a kill has torn it', () => {
    const whole = Buffer.from(text(LINES))
    const { path, metrics } = metricsWith()
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length))
      const complete = whole.toString('latin1', 0, length).split('\n').length - 1
      expect(metrics.read()).toEqual(LINES.slice(0, complete))
      metrics.cutBack(1e6)
      metrics.close()
      expect(readFileSync(path, 'utf8')).toBe(text(LINES.slice(0, complete)))
    }
  })

  it('cuts what a power cut has made of the lines after the checkpoint', () => {
    const { path, metrics } = metricsWith(`${text(LINES.slice(0, 5))}\0\0\0\0\n\0\0`)
    expect(metrics.read()).toEqual(LINES.slice(0, 5))
    metrics.cutBack(1000)
    metrics.close()
    expect(readFileSync(path, 'utf8')).toBe(text(LINES.slice(0, 5)))
  })

  it.each([
    ['{"type":"step","st\n', 'line 2 is damaged'],
    ['\n', 'line 2 is damaged'],
    ['null\n', 'line 2 is damaged'],
    ['{"type":"step"}\n', 'line 2 is damaged'],
  ])('does not lose the lines behind a damaged one (%j)', (damaged, message) => {
    const content = `${text(LINES.slice(0, 1))}${damaged}${text(LINES.slice(1))}`
    const { path, metrics } = metricsWith(content)
    expect(() => metrics.cutBack(1000)).toThrow(InputError)
    expect(() => metrics.cutBack(1000)).toThrow(`${path}: ${message}; delete that line and try again`)
    expect(() => metrics.read()).toThrow(message)
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('refuses lines out of order', () => {
    const { metrics } = metricsWith(text([LINES[5], LINES[0]]))
    expect(() => metrics.cutBack(1000)).toThrow('line 1 is out of order')
  })

  it('gives back any numbers to the last bit', () => {
    const { metrics } = metricsWith()
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (loss) => {
        metrics.cutBack(-1)
        metrics.append({ type: 'step', step: 0, loss })
        expect(metrics.read()[0].loss).toBe(loss + 0) // JSON knows no −0
      }),
    )
    metrics.close()
  })

  it.each([0, 1, 20])('a disk that takes %i more bytes leaves no torn line', (space) => {
    const { path, metrics } = metricsWith()
    metrics.append(LINES[0])
    disk.space = space
    expect(() => metrics.append(LINES[1])).toThrow(
      `disk full (ENOSPC) while writing ${path}: free space and \`gyrus resume runs/x\``,
    )
    expect(readFileSync(path, 'utf8')).toBe(text(LINES.slice(0, 1)))
    disk.space = Number.POSITIVE_INFINITY
    metrics.append(LINES[1])
    expect(metrics.read()).toEqual(LINES.slice(0, 2))
    metrics.close()
  })

  it.runIf(canMount)('holds on a disk that is really full', { tags: ['mount'] }, () => {
    const path = join(smallDisk('size=64k'), 'metrics.jsonl')
    const metrics = new Metrics(path, 'free space')
    const line = { type: 'step', step: 1, note: 'x'.repeat(3000) }
    const fill = () => {
      for (let i = 0; i < 100; i++) metrics.append(line)
    }
    expect(fill).toThrow('disk full (ENOSPC)')
    const lines = metrics.read()
    expect(lines.length).toBeGreaterThan(5)
    expect(readFileSync(path, 'utf8')).toBe(text(lines))
    metrics.cutBack(0) // needs no space
    metrics.append(line)
    metrics.close()
  })
})
