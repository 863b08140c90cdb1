import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transfer } from '../../src/studies/transfer/schema.js'
import { grown } from './grown.js'
import { gyrus } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-transfer-'))
const dir = join(folder, 'run')
const held = join(folder, 'held')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (run: string, name: string) => readFileSync(join(run, name), 'utf8')

beforeAll(async () => {
  await grown(dir)
  await grown(held, 'heldOut=dlyanti')
})

describe('gyrus transfer', () => {
  it('learns what was held out, and leaves the old tasks alone where only the new line learns', async () => {
    const { code, stdout, stderr } = await gyrus(['transfer', held, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { tasks } = JSON.parse(stdout) as Transfer
    expect(tasks.map(({ task }) => task)).toEqual(['dlyanti'])
    const [{ learned, module }] = tasks
    expect(module.relatives).toEqual(['anti'])
    expect(learned).toHaveLength(12)
    const line = learned.find(({ plastic, exchanged }) => plastic === 'task input' && !exchanged)!
    expect(line).toMatchObject({ weights: 25, interference: 0 })
    for (const { curve, trialsToCriterion, accuracy } of learned) {
      expect(curve[0].trials).toBe(0)
      expect(curve.at(-1)).toEqual({ trials: trialsToCriterion ?? 6400, accuracy })
    }
    expect(existsSync(join(held, 'figures/transfer.svg'))).toBe(true)
    expect(read(held, 'report.html')).toContain('How soon does it learn what its training held out?')
  })

  it('takes other settings, which its file tells', async () => {
    const settings = ['--steps', '10', '--evaluate-every', '5', '--trials', '8', '--old-trials', '4']
    const { code, stdout } = await gyrus([
      ...['study', 'transfer', held, '--json', ...settings, '--criterion', '1', '--random-sets', '1'],
    ])
    expect(code).toBe(0)
    const result = JSON.parse(stdout) as Transfer & { definitions: object }
    expect(result.settings).toMatchObject({
      steps: 10,
      evaluateEvery: 5,
      trials: 8,
      oldTrials: 4,
      criterion: 1,
    })
    expect(result.tasks[0].learned).toHaveLength(8)
    for (const { curve } of result.tasks[0].learned)
      expect(curve.map(({ trials }) => trials)).toEqual([0, 80, 160].slice(0, curve.length))
    const measured = Object.keys(result.tasks[0].learned[0]).filter((name) => name !== 'plastic')
    expect(Object.keys(result.definitions)).toEqual(expect.arrayContaining(measured))
  })

  it.each([
    [['--steps', '30'], /steps: must be a multiple of evaluateEvery \(20\), got 30/],
    [['--criterion', '1.5'], /--criterion: must be a number above 0, at most 1, got 1\.5/],
    [['--random-sets', 'no'], /--random-sets: must be an integer ≥ 1, got "no"/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await gyrus(['transfer', held, ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('refuses a run that held nothing out', async () => {
    const { code, stderr } = await gyrus(['transfer', dir])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^gyrus: [^\n]*held no task out[^\n]*\n$/)
  })
})
