import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runPool } from '../../src/runs/pool.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-pool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** Ends with the code that it is given, after so many milliseconds; says both its lines. */
const program = join(folder, 'program.mjs')
writeFileSync(
  program,
  'const [code, wait] = process.argv.slice(2).map(Number)\n' +
    "console.log('begun')\nconsole.error('line one\\nlast line')\nsetTimeout(() => process.exit(code), wait)\n",
)
const task = (code: number, wait = 0) => ({ args: async () => [`${code}`, `${wait}`] })

describe('runPool', () => {
  it('runs all tasks in order, and tells how each ended', async () => {
    const lines: string[] = []
    const ends = await runPool([task(0), task(3), task(0)], {
      jobs: 1,
      program,
      onLine: (_, line) => lines.push(line),
    })
    expect(ends.map(({ code, message }) => [code, message])).toEqual([0, 3, 0].map((c) => [c, 'last line']))
    expect(lines).toEqual(['begun', 'begun', 'begun'])
  })

  it('passes over a task with nothing left to do', async () => {
    const ends = await runPool([{ args: async () => null }, task(3)], { jobs: 1, program })
    expect(ends.map(({ code }) => code)).toEqual([3])
  })

  it('stops what runs, and begins nothing more, when aborted', async () => {
    const stop = new AbortController()
    const ends = await runPool([task(0, 60_000), task(0)], {
      jobs: 1,
      program,
      signal: stop.signal,
      onLine: () => stop.abort(),
    })
    expect(ends.map(({ code }) => code)).toEqual([null])
  })

  it('throws what the listener of an end throws, and leaves no process behind', async () => {
    const ended: (number | null)[] = []
    const fault = new Error('the row cannot be written')
    const running = runPool([task(0, 300), task(0, 60_000), task(0)], {
      jobs: 2,
      program,
      onEnd: async ({ code }) => {
        ended.push(code)
        if (ended.length === 1) throw fault
      },
    })
    await expect(running).rejects.toBe(fault)
    expect(ended).toEqual([0, null])
  })

  it('throws what a task cannot be begun with, once the others have ended', async () => {
    const fault = new Error('no arguments')
    const ended: (number | null)[] = []
    const running = runPool([task(0, 60_000), { args: () => Promise.reject(fault) }, task(0)], {
      jobs: 2,
      program,
      onEnd: ({ code }) => void ended.push(code),
    })
    await expect(running).rejects.toBe(fault)
    expect(ended).toEqual([null])
  })
})
