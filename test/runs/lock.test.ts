import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { InputError } from '../../src/errors.js'
import { RunLock } from '../../src/runs/lock.js'
import { temporaryFolder } from './disks.js'

/** What happens just before a process begins to take over a lock. */
const before = vi.hoisted(() => ({ takeover: null as (() => Promise<void>) | null }))

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  const writeFile = async (...args: Parameters<typeof fs.writeFile>) => {
    const meanwhile = before.takeover
    if (meanwhile && String(args[0]).endsWith('.takeover')) {
      before.takeover = null
      await meanwhile()
    }
    return fs.writeFile(...args)
  }
  return { ...fs, writeFile }
})

/** Another process, alive until the test ends. */
function otherProcess() {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}
const write = (dir: string, holder: unknown) =>
  writeFileSync(join(dir, 'run.lock'), typeof holder === 'string' ? holder : JSON.stringify(holder))

describe('RunLock', () => {
  it('is held once, and can be taken again after its release', async () => {
    const dir = temporaryFolder()
    const lock = await RunLock.take(dir)
    expect(JSON.parse(readFileSync(join(dir, 'run.lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
    })
    await expect(RunLock.take(dir)).rejects.toThrow(InputError)
    await expect(RunLock.take(dir)).rejects.toThrow(
      `${dir}: in use by process ${process.pid}; wait for it or stop it`,
    )
    await lock.release()
    expect(readdirSync(dir)).toEqual([])
    await (await RunLock.take(dir)).release()
    await lock.release() // twice does no harm
  })

  it('of a living process is respected, of a killed one taken over', async () => {
    const dir = temporaryFolder()
    const child = otherProcess()
    write(dir, { pid: child.pid, host: hostname(), started: null })
    await expect(RunLock.take(dir)).rejects.toThrow(`in use by process ${child.pid}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await RunLock.take(dir)
    expect(JSON.parse(readFileSync(join(dir, 'run.lock'), 'utf8')).pid).toBe(process.pid)
    await lock.release()
    expect(readdirSync(dir)).toEqual([])
  })

  it.runIf(existsSync('/proc/self/stat'))(
    'of an earlier process with the same number is taken over',
    async () => {
      const dir = temporaryFolder()
      write(dir, { pid: process.pid, host: hostname(), started: '1' })
      await (await RunLock.take(dir)).release()
    },
  )

  it('of another machine is respected, and the line says what to do', async () => {
    const dir = temporaryFolder()
    write(dir, { pid: 1, host: 'elsewhere', started: null })
    await expect(RunLock.take(dir)).rejects.toThrow(
      `${dir}: in use by process 1 on elsewhere; if that has ended, delete ${join(dir, 'run.lock')} and try again`,
    )
  })

  it.each(['', '{"pid":', 'null', '{"pid":"x"}', '[]'])(
    'that was written half (%j) is taken over',
    async (content) => {
      const dir = temporaryFolder()
      write(dir, content)
      await (await RunLock.take(dir)).release()
      expect(readdirSync(dir)).toEqual([])
    },
  )

  it('left behind is taken over by one of many', async () => {
    for (let round = 0; round < 20; round++) {
      const dir = temporaryFolder()
      write(dir, 'left behind')
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.take(dir)))
      const held = results.filter((result) => result.status === 'fulfilled')
      expect(held.length).toBe(1)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(InputError)
      await held[0].value.release()
      expect(readdirSync(dir)).toEqual([])
    }
  })

  it('left behind is not taken over twice by one who saw it too early', async () => {
    const dir = temporaryFolder()
    write(dir, 'left behind')
    let first: RunLock | undefined
    before.takeover = async () => {
      first = await RunLock.take(dir)
    }
    await expect(RunLock.take(dir)).rejects.toThrow('in use by process')
    expect(existsSync(join(dir, 'run.lock'))).toBe(true)
    await first!.release()
    expect(readdirSync(dir)).toEqual([])
  })

  it('left behind is taken over even if a process was killed while doing that', async () => {
    const dir = temporaryFolder()
    const guard = join(dir, 'run.lock.takeover')
    write(dir, 'left behind')
    writeFileSync(guard, '')
    await expect(RunLock.take(dir)).rejects.toThrow(
      'another process is taking this run at the same moment; try again',
    )
    utimesSync(guard, 0, 0)
    await expect(RunLock.take(dir)).rejects.toThrow(InputError)
    await (await RunLock.take(dir)).release()
    expect(readdirSync(dir)).toEqual([])
  })

  it('is not given back once somebody else has it', async () => {
    const dir = temporaryFolder()
    const lock = await RunLock.take(dir)
    write(dir, { pid: 1, host: 'elsewhere', started: null })
    await lock.release()
    expect(existsSync(join(dir, 'run.lock'))).toBe(true)
  })

  it('needs a folder that can be written', async () => {
    const dir = join(temporaryFolder(), 'none')
    await expect(RunLock.take(dir)).rejects.toThrow(`no such file or folder (ENOENT) while locking ${dir}`)
  })
})
