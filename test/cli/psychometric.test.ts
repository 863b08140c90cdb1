import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Psychometric } from '../../src/studies/psychometric/schema.js'
import type { Studied } from '../../src/studies/study.js'
import { grown } from './grown.js'
import { gyrus } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-psychometric-'))
const dir = join(folder, 'run')
const without = join(folder, 'without')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  await grown(dir)
  await grown(without, 'tasks=go,anti', 'training.steps=50')
})

const measure = (...args: string[]) =>
  gyrus(['analyze', dir, '--psychometric', '--trials', '20', '--coherences', '0,0.1,0.4', ...args])

describe('gyrus analyze --psychometric', () => {
  it('writes curves and figure, the same every time', async () => {
    const { code, stdout, stderr } = await measure('--durations', '200,500', '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(readFileSync(join(dir, 'analysis/psychometric.json'), 'utf8')).toBe(stdout)
    const result = JSON.parse(stdout) as Studied<Psychometric>
    expect(result).toMatchObject({ step: 300, seed: 1, trials: 20 })
    expect(result.tasks.map(({ task }) => task)).toEqual(['dm1', 'dm2'])
    for (const { curves } of result.tasks) {
      expect(curves.map(({ duration }) => duration)).toEqual([200, 500])
      for (const { points, fit, reason } of curves) {
        expect(points.map(({ coherence }) => coherence)).toEqual([-0.4, -0.1, 0, 0.1, 0.4])
        for (const { first, second, neither } of points) expect(first + second + neither).toBe(20)
        expect(fit === null).toBe(reason !== null)
      }
    }
    for (const kind of ['svg', 'png', 'vl.json'])
      expect(existsSync(join(dir, `figures/psychometric.${kind}`)), kind).toBe(true)
    expect((await measure('--durations', '200,500', '--json')).stdout).toBe(stdout)
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain(
      'How do its choices depend on the stimulus?',
    )
  })

  it('says what came out', async () => {
    const { code, stdout } = await measure('--durations', '500')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^dm1 {2}stimulus 500 ms {2}(μ|no fit: )/)
    expect(stdout).toMatch(/\nFigure: .*psychometric\.svg\n$/)
  })

  it.each([
    [['--coherences', '0.1,x'], /--coherences\[1\]: must be a number, got "x"/],
    [['--coherences', '0.1,,2'], /--coherences\[1\]: must be a number, got ""/],
    [['--coherences', '7'], /gyrus: coherences: must be from 0 to 1 for dm1/],
    [['--durations', '0'], /gyrus: durations: must be from one step \(100 ms\)/],
    [['--durations', '99'], /durations: .*got 99/],
    [['--delays', '-5'], /delays: .*got -5/],
    [['--trials', '0'], /--trials.*integer from 1/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await gyrus(['analyze', dir, '--psychometric', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^gyrus: .*\n$/)
    expect(stderr).toMatch(message)
  })

  it('refuses a run without decision tasks, and its options alone', async () => {
    const none = await gyrus(['analyze', without, '--psychometric'])
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(/^gyrus: psychometric: needs a task that decides .* got go, anti\n$/)
    const alone = await gyrus(['analyze', dir, '--delays', '0'])
    expect(alone.code).toBe(2)
    expect(alone.stderr).toMatch(/^gyrus: --delays: .* add --psychometric\n$/)
  })
})
