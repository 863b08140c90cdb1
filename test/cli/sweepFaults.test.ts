/** Processes of a sweep on this machine that end as nobody asked: what is lost is named, and the next sweep makes up for it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gyrus, gyrusProcess, smallest } from './gyrus.js'
import { left, unfinished } from './left.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-sweep-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const where = { cwd: folder }

const SWEEP = ['sweep', 'tiny', ...smallest('training.steps=2000'), '--vary', 'seed=1..2', '--jobs', '1']

/** The folders of a sweep's runs, by id. */
function runsOf(sweep: string): Record<string, string> {
  const root = join(folder, sweep, 'runs')
  const groups = existsSync(root) ? readdirSync(root) : []
  const ids = groups.flatMap((group) =>
    readdirSync(join(root, group)).map((id) => [id, join(root, group, id)]),
  )
  return Object.fromEntries(ids)
}

/** The process that trains a run of the sweep, once it has saved something. */
async function workerOf(sweep: string): Promise<number> {
  for (;;) {
    for (const dir of Object.values(runsOf(sweep))) {
      const metrics = join(dir, 'metrics.jsonl')
      if (!existsSync(metrics) || !readFileSync(metrics, 'utf8').includes('"step":200')) continue
      return JSON.parse(readFileSync(join(dir, 'run.lock'), 'utf8')).pid
    }
    await setTimeout(20)
  }
}

function expectWhole(sweep: string): void {
  const [runs, whole] = [runsOf(sweep), runsOf('whole')]
  expect(Object.keys(runs)).toEqual(Object.keys(whole))
  for (const [id, dir] of Object.entries(runs)) expect(left(dir)).toEqual(left(whole[id]))
  expect(unfinished(join(folder, sweep))).toEqual([])
}

describe('a sweep', () => {
  beforeAll(async () => {
    expect((await gyrus([...SWEEP, '--out', 'whole'], where)).code).toBe(0)
  })

  it('of which a worker is killed names the run, does the others, and goes on with it', async () => {
    const running = gyrusProcess([...SWEEP, '--out', 'worker'], where)
    process.kill(await workerOf('worker'), 'SIGKILL')
    const { code, stdout } = await running
    expect(stdout).toMatch(/ {2}seed=1 {2}failed \(killed\): see worker\/runs/)
    expect(stdout).toMatch(/ {2}seed=2 {2}accuracy/)
    expect(stdout).toMatch(/1 run failed; run the same again for what is missing: npx gyrus sweep worker/)
    expect(code).toBe(1)
    expect(await gyrus(['sweep', 'worker'], where)).toMatchObject({ code: 0, stderr: '' })
    expectWhole('worker')
  })

  it('that is killed itself leaves the run under way to its worker, which ends it; the next sweep does the others', async () => {
    let parent: { kill(signal: NodeJS.Signals): boolean } | undefined
    const running = gyrusProcess([...SWEEP, '--out', 'parent'], {
      ...where,
      begun: (child) => {
        parent = child
      },
    })
    const worker = await workerOf('parent')
    parent?.kill('SIGKILL')
    const { stdout } = await gyrus(['sweep', 'parent'], where)
    expect((await running).signal).toBe('SIGKILL')
    expect(stdout).toMatch(/2 runs: 0 done, 1 to do, 1 held by other processes/)
    await expect.poll(() => existsSync(`/proc/${worker}`)).toBe(false)
    expect((await gyrus(['sweep', 'parent'], where)).stdout).toMatch(/2 runs: 2 done, 0 to do/)
    expectWhole('parent')
  })
})

// Of 10,000 neurons three matrices take more than is left beside what a process has to begin with.
it('a run that gets no memory says so in a line, and leaves the others of its sweep alone', async () => {
  const args = ['sweep', 'tiny', ...smallest('training.steps=100'), '--vary', 'network.columns=3333,3']
  const { code, stdout } = await gyrusProcess(
    [...args, '--set', 'network.rows=3', '--jobs', '1', '--out', 'memory'],
    {
      ...where,
      through: ['sh', '-c', 'ulimit -v 2300000; exec "$@"', 'sh'],
    },
  )
  expect(stdout).toMatch(
    / {2}columns=3333 {2}failed \(exit code 2\): out of memory \(.*\): allow more, as by `ulimit -v`/,
  )
  expect(stdout).toMatch(/ {2}columns=3 {2}accuracy/)
  expect(code).toBe(2)
})
