/** A clock that is set back while a run is trained, and between its processes: nothing but the clock's own fields is other. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { atStep, gyrusProcess, smallest } from './gyrus.js'
import { left, unfinished } from './left.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-clock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const where = { cwd: folder }
const settings = smallest('training.steps=1000')

/** A library that tells a program another time than it is. */
const { stdout: library } = spawnSync('sh', ['-c', 'ls /usr/lib/*/faketime/libfaketimeMT.so.1'], {
  encoding: 'utf8',
})
const clock = join(folder, 'clock')
const setTo = (offset: string) => writeFileSync(clock, `${offset}\n`)
/** A clock that can be set while the program runs. That which only counts goes on, as it does where a clock is set. */
const through = [
  'env',
  ...[`LD_PRELOAD=${library.trim()}`, `FAKETIME_TIMESTAMP_FILE=${clock}`],
  ...['FAKETIME_NO_CACHE=1', 'FAKETIME_DONT_FAKE_MONOTONIC=1', 'NO_FAKE_STAT=1'],
]

describe.skipIf(library === '')('a clock that is set back (as root: apt-get install -y faketime)', () => {
  it('leaves a training and its resumption as they were', async () => {
    const train = (name: string) => ['train', 'tiny', '--json', '--out', name, ...settings]
    setTo('-3y')
    expect(await gyrusProcess(train('whole'), { ...where, through })).toMatchObject({ code: 0 })
    const { created } = JSON.parse(readFileSync(join(folder, 'whole/experiment.json'), 'utf8'))
    expect(new Date(created).getFullYear()).toBe(new Date().getFullYear() - 3)
    setTo('+0')
    // By a day, then by more than the run is old: it is killed, and goes on years before it was begun.
    const first = atStep(300, () => setTo('-1d'))
    const second = atStep(600, (child) => child.kill('SIGKILL'))
    await gyrusProcess(train('run'), {
      ...where,
      through,
      seen: (stdout, child) => {
        first(stdout, child)
        second(stdout, child)
      },
    })
    const run = join(folder, 'run')
    expect(existsSync(join(run, 'report.html'))).toBe(false)
    setTo('-3y')
    expect(await gyrusProcess(['resume', 'run'], { ...where, through })).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(left(run)).toEqual(left(join(folder, 'whole')))
    expect(unfinished(run)).toEqual([])
    const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n')
    const elapsed = lines.map((line) => Number(JSON.parse(line).elapsed))
    expect(Math.min(...elapsed)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...elapsed)).toBeLessThan(3600) // no day that was set back or forth is in it
  })
})
