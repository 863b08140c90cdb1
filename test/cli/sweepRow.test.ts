import type { ChildProcess } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gyrus, gyrusProcess, refusalOf, smallest } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-row-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (args: readonly string[]) => gyrus(args, { cwd: folder })

const settings = smallest('training.steps=400', 'training.checkpointEvery=200')
const RATES = '1e-3,1e38' // the second one ends at once: its weights overflow

/** The ids of a sweep's manifest, in its order. */
const idsOf = (sweep: string): string[] =>
  readFileSync(join(folder, sweep, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id)
const dirOf = (sweep: string, id: string) => join(folder, sweep, 'runs', id.slice(0, 2), id)
const checkpointsOf = (sweep: string, id: string) => {
  const dir = join(dirOf(sweep, id), 'checkpoints')
  return readdirSync(dir)
    .sort()
    .map((name) => [name, readFileSync(join(dir, name)).toString('base64')])
}
const summaryOf = (sweep: string, id: string) =>
  readFileSync(join(dirOf(sweep, id), 'analysis/summary.json'), 'utf8')

/** A sweep of which nothing has been done. */
function planned(name: string): string[] {
  mkdirSync(join(folder, name))
  copyFileSync(join(folder, 'local/manifest.jsonl'), join(folder, name, 'manifest.jsonl'))
  return idsOf(name)
}

describe('gyrus sweep row', () => {
  beforeAll(async () => {
    const vary = ['--vary', `optimizer.learningRate=${RATES}`]
    expect((await run(['sweep', 'tiny', '--out', 'local', ...settings, ...vary])).code).toBe(3)
  })

  it('does one run of a sweep, by its line or its id, as the sweep does it; and nothing if it is done', async () => {
    const [id, overflowing] = planned('rows')
    const { code, stdout, stderr } = await run(['sweep', 'row', 'rows', '1'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('trained in')
    expect(checkpointsOf('rows', id)).toHaveLength(2)
    expect(checkpointsOf('rows', id)).toEqual(checkpointsOf('local', id))
    expect(summaryOf('rows', id)).toBe(summaryOf('local', id))
    expect(existsSync(dirOf('rows', overflowing))).toBe(false)
    expect(await run(['sweep', 'row', 'rows', id])).toMatchObject({
      code: 0,
      stdout: `rows/runs/${id.slice(0, 2)}/${id}: done\n`,
    })
    expect((await run(['sweep', 'rows', '--jobs', '1'])).stdout).toMatch(/2 runs: 1 done, 1 to do/)
  })

  it('ends with 3 where a number is not finite, at each attempt', async () => {
    const [, overflowing] = planned('overflows')
    for (const name of ['2', overflowing]) {
      const { code, stderr } = await run(['sweep', 'row', 'overflows', name])
      expect(code).toBe(3)
      expect(stderr).toMatch(/loss is NaN.*training stopped/)
    }
  })

  it('saves at a signal, and goes on by the same command to the same bits', async () => {
    const [id] = planned('stopped')
    const args = ['sweep', 'row', 'stopped', '1', '--json']
    const stopped = await gyrusProcess(args, {
      cwd: folder,
      seen: atStep(100, (child) => child.kill('SIGUSR1')),
    })
    expect(stopped.code).toBe(138)
    expect(stopped.stderr).toMatch(/stopped by SIGUSR1; saved/)
    expect(existsSync(join(dirOf('stopped', id), 'report.html'))).toBe(false)
    expect((await run(args)).code).toBe(0)
    expect(checkpointsOf('stopped', id).at(-1)).toEqual(checkpointsOf('local', id).at(-1))
    expect(summaryOf('stopped', id)).toBe(summaryOf('local', id))
  })

  it('waits for a predecessor that lives on, and takes over when it is gone', async () => {
    const [id] = planned('held')
    const args = ['sweep', 'row', 'held', '1']
    let next: ReturnType<typeof gyrusProcess> | undefined
    let refused: ReturnType<typeof gyrusProcess> | undefined
    const first = await gyrusProcess([...args, '--json'], {
      cwd: folder,
      seen: atStep(100, async (child) => {
        child.kill('SIGSTOP')
        refused = gyrusProcess([...args, '--wait', '0'], { cwd: folder })
        await refused
        next = gyrusProcess(args, {
          cwd: folder,
          seen: (stdout) => stdout.includes('waiting up to 10 minutes') && child.kill('SIGKILL'),
        })
      }),
    })
    expect(first.signal).toBe('SIGKILL')
    expect(await refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/in use by process \d+; .*waited 0 minutes\n$/),
    })
    expect(await next).toMatchObject({ code: 0, stderr: '' })
    expect(checkpointsOf('held', id)).toEqual(checkpointsOf('local', id))
  })

  it('refuses what is no row, in one line', async () => {
    const where = { cwd: folder }
    const id = idsOf('local')[0]
    expect(await refusalOf(['sweep', 'row', 'local', '3'], where)).toBe(
      'gyrus: local: has 2 rows, got row 3\n',
    )
    expect(await refusalOf(['sweep', 'row', 'local', '0'], where)).toMatch(/has 2 rows, got row 0/)
    const mistyped = id.replace(/.$/, (c) => (c === '0' ? '1' : '0'))
    expect(await refusalOf(['sweep', 'row', 'local', mistyped], where)).toContain(`nearest: ${id}`)
    expect(await refusalOf(['sweep', 'row', '.', '1'], where)).toMatch(/not a sweep, it has no manifest/)
    expect(await refusalOf(['sweep', 'row', 'local', '1', '--wait', 'x'], where)).toMatch(
      /--wait: must be an integer/,
    )
    expect(await refusalOf(['sweep', 'row', 'local'], where)).toMatch(/missing required argument 'row'/)
  })

  it('leaves its name to files that are given with their folder', async () => {
    writeFileSync(join(folder, 'row'), 'preset: tiny\nvary: { sed: [1] }\n')
    expect(await refusalOf(['sweep', './row'], { cwd: folder })).toMatch(/sed: no such field/)
  })
})

/** Acts once, when a training has come to a step. */
function atStep(step: number, act: (child: ChildProcess) => void) {
  let done = false
  return (stdout: string, child: ChildProcess) => {
    if (done || !stdout.includes(`"step","step":${step}`)) return
    done = true
    act(child)
  }
}
