import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gyrus, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-beginning-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...args: string[]) => gyrus(args, { cwd: folder })

/** 300 steps with a checkpoint at every 50th; rounds of pruning from step 120 on. */
const PRUNED = ['pruning.from=0.4', 'pruning.until=0.6', 'pruning.every=20', 'relocation.every=25']
const budget = (neurons: number) => small(...PRUNED, `pruning.neurons=${neurons}`)

const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))
/** The checkpoint, and the lines of the metrics without the clock: all that a training leaves behind. */
function left(dir: string) {
  const lines = readFileSync(join(folder, dir, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return {
    weights: readFileSync(join(folder, dir, 'checkpoints/step-00000300.safetensors')),
    metrics: lines.map((line) => ({ ...JSON.parse(line), elapsed: null })),
  }
}

describe('gyrus train --from', () => {
  beforeAll(async () => {
    for (const neurons of [12, 6]) {
      const { code, stderr } = await run('train', 'tiny', ...budget(neurons), '--out', `budget${neurons}`)
      expect([code, stderr]).toEqual([0, ''])
    }
  }, 60_000)

  it('ends bit for bit as from the start', async () => {
    const { code, stdout } = await run('train', 'tiny', ...budget(6), '--from', 'budget12', '--out', 'begun')
    expect(code).toBe(0)
    expect(stdout).toMatch('the first 100 steps are those of budget12')
    expect(left('begun')).toEqual(left('budget6'))
    expect(json('begun', 'analysis/summary.json')).toEqual(json('budget6', 'analysis/summary.json'))
    expect(json('begun', 'experiment.json').beginning).toEqual({ run: 'budget12', steps: 100 })
  })

  it('finds nothing to begin from in a run that is other from the start, and makes no folder', async () => {
    const settings = [...budget(6), '--set', 'seed=2', '--from', 'budget12', '--out', 'other']
    const { code, stderr } = await run('train', 'tiny', ...settings)
    expect(code).toBe(2)
    expect(stderr).toMatch(
      "budget12: has no checkpoint to begin from: its first 0 steps are this run's too (they differ in seed, " +
        'pruning.neurons), its checkpoints are of steps 100, 250, 300; train from the start, without --from',
    )
    expect(readdirSync(folder).sort()).toEqual(['begun', 'budget12', 'budget6'])
  })
})

describe('gyrus sweep', () => {
  it('lets each run begin with what it has in common with one that is done', async () => {
    const sweep = ['sweep', 'tiny', ...small(...PRUNED), '--vary', 'pruning.neurons=12,6', '--jobs', '1']
    const { code, stderr } = await run(...sweep, '--out', 'sweep')
    expect([code, stderr]).toEqual([0, ''])
    const ids = readFileSync(join(folder, 'sweep/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id as string)
    const [first, second] = ids.map((id) => join('sweep/runs', id.slice(0, 2), id))
    expect(json(first, 'experiment.json').beginning).toBeUndefined()
    expect(json(second, 'experiment.json').beginning).toEqual({ run: first, steps: 100 })
    expect(left(second)).toEqual(left('budget6'))
  })
})
