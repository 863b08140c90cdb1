import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gyrus, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-beginning-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...args: string[]) => gyrus(args, { cwd: folder })

/** 300 steps with a checkpoint at every 50th; rounds of pruning, and a charge of its own, from step 120 on. */
const PRUNED = ['pruning.from=0.4', 'pruning.until=0.6', 'pruning.every=20', 'relocation.every=25']
const budget = (neurons: number, lambda = 2e-5) => {
  // The same until then in single precision alone.
  const schedule = [
    { at: 0, factor: 2e-6 / lambda },
    { at: 0.4, factor: 1 },
  ]
  const charge = [`regularizer.lambda=${lambda}`, `regularizer.schedule=${JSON.stringify(schedule)}`]
  return small(...PRUNED, ...charge, `pruning.neurons=${neurons}`)
}

const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))
/** The checkpoint, and the lines of the metrics without the clock: all that a training leaves behind. */
function left(dir: string) {
  const lines = readFileSync(join(folder, dir, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return {
    weights: readFileSync(join(folder, dir, 'checkpoints/step-00000300.safetensors')),
    metrics: lines
      .map((line) => ({ ...JSON.parse(line), elapsed: null }))
      .filter(({ type }) => type !== 'beginning'),
  }
}
const beginning = (dir: string) => {
  const line = readFileSync(join(folder, dir, 'metrics.jsonl'), 'utf8').match(/^.*"type":"beginning".*$/m)
  return line ? JSON.parse(line[0]) : undefined
}

describe('gyrus train --from', () => {
  beforeAll(async () => {
    for (const [neurons, lambda] of [
      [12, 2e-5],
      [6, 1.6e-3],
    ]) {
      const { code, stderr } = await run(
        'train',
        'tiny',
        ...budget(neurons, lambda),
        '--out',
        `budget${neurons}`,
      )
      expect([code, stderr]).toEqual([0, ''])
    }
  })

  it('ends bit for bit as from the start', async () => {
    const { code, stdout } = await run(
      'train',
      'tiny',
      ...budget(6, 1.6e-3),
      '--from',
      'budget12',
      '--out',
      'begun',
    )
    expect(code).toBe(0)
    expect(stdout).toMatch('the first 100 steps are those of budget12')
    expect(left('begun')).toEqual(left('budget6'))
    expect(json('begun', 'analysis/summary.json')).toEqual(json('budget6', 'analysis/summary.json'))
    expect(beginning('begun')).toEqual({ type: 'beginning', step: 100, run: 'budget12' })
  })

  it('also where the network is pruned already, and the regularizer remembers something', async () => {
    const until = (at: number) =>
      small(
        ...PRUNED,
        'pruning.neurons=9',
        'regularizer.kind=clusterability',
        'regularizer.lambda=0.1',
        `regularizer.schedule=[{"at":0,"factor":1},{"at":${at},"factor":0}]`,
      )
    await run('train', 'tiny', ...until(0.9), '--out', 'longer')
    await run('train', 'tiny', ...until(0.95), '--out', 'whole')
    const { stdout } = await run('train', 'tiny', ...until(0.95), '--from', 'longer', '--out', 'rest')
    expect(stdout).toMatch('the first 250 steps are those of longer')
    expect(left('rest')).toEqual(left('whole'))
  })

  it('finds nothing to begin from in a run that is other from the start, and makes no folder', async () => {
    const settings = [...budget(6), '--set', 'seed=2', '--from', 'budget12', '--out', 'other']
    const { code, stderr } = await run('train', 'tiny', ...settings)
    expect(code).toBe(2)
    expect(stderr).toMatch(
      "budget12: its first 0 steps are this run's too (they differ in seed, " +
        'pruning.neurons), its checkpoints are of steps 100, 250, 300; train from the start',
    )
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  type Record = { machine: object; versions: object }
  const changed = (change: (record: Record) => object) => {
    cpSync(join(folder, 'budget12'), join(folder, 'changed'), { recursive: true })
    const path = join(folder, 'changed/experiment.json')
    const record = json('budget12', 'experiment.json')
    writeFileSync(path, JSON.stringify({ ...record, ...change(record) }))
  }

  it('takes a run of another Node, another number of cores and another name of the processor', async () => {
    changed(({ machine }) => ({ machine: { ...machine, cpu: 'abacus', cores: 77, node: 'v18.0.0' } }))
    const out = ['--from', 'changed', '--out', 'elsewhere']
    const { code, stderr } = await run('train', 'tiny', ...budget(6, 1.6e-3), ...out)
    expect([code, stderr]).toEqual([0, ''])
    expect(left('elsewhere')).toEqual(left('budget6'))
  })

  it('refuses a run of other threads, and says how to have as many', async () => {
    const out = ['--set', 'engine.threads=2', '--from', 'budget12', '--out', 'other']
    const { code, stderr } = await run('train', 'tiny', ...budget(6), ...out)
    expect(code).toBe(2)
    expect(stderr).toBe(
      'gyrus: budget12: computed with 1 thread, here with 2 threads, so its last bits are others; ' +
        'set engine.threads to as many, or train from the start\n',
    )
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  it.each([
    [
      'another instruction set',
      ({ machine }: Record) => ({ machine: { ...machine, instructionSet: 'mmx', cpu: 'abacus' } }),
      /computed with .* mmx, here with .*; train from the start$/m,
    ],
    [
      'another engine',
      ({ versions }: Record) => ({ versions: { ...versions, 'onnxruntime-node': '1.2.3' } }),
      /computed with onnxruntime-node 1\.2\.3 cpu, here with onnxruntime-/,
    ],
    [
      'another gyrus',
      ({ versions }: Record) => ({ versions: { ...versions, gyrus: '0.0.1' } }),
      /computed with gyrus 0\.0\.1, here with gyrus /,
    ],
    ['a layout after the training', () => ({ layoutOf: 'budget12' }), /laid out after the training/],
  ])('refuses what would not be the same to the bit: %s', async (_, change, complaint) => {
    changed(change)
    const { code, stderr } = await run('train', 'tiny', ...budget(6), '--from', 'changed', '--out', 'other')
    expect(code).toBe(2)
    expect(stderr).toMatch(complaint)
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })
})

describe('gyrus sweep', () => {
  const sweep = ['sweep', 'tiny', ...budget(6, 1.6e-3), '--vary', 'pruning.neurons=12,6', '--jobs', '1']
  const folders = () =>
    readFileSync(join(folder, 'sweep/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id as string)
      .map((id) => join('sweep/runs', id.slice(0, 2), id))

  it('lets each run begin with what it has in common with one that is done', async () => {
    const { code, stderr } = await run(...sweep, '--out', 'sweep')
    expect([code, stderr]).toEqual([0, ''])
    const [first, second] = folders()
    expect(beginning(first)).toBeUndefined()
    expect(beginning(second)).toEqual({ type: 'beginning', step: 100, run: first })
    expect(left(second)).toEqual(left('budget6'))
  })

  it('passes over a run that cannot serve', async () => {
    const [first, second] = folders()
    writeFileSync(join(folder, first, 'checkpoints/step-00000100.safetensors'), 'damaged')
    rmSync(join(folder, second), { recursive: true })
    const { code, stderr } = await run('sweep', 'sweep')
    expect([code, stderr]).toEqual([0, ''])
    expect(beginning(second)).toBeUndefined()
    expect(left(second)).toEqual(left('budget6'))
  })
})
