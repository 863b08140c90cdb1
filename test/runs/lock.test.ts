import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { InputError } from '../../src/errors.js'
import { BEAT_MS, STALE_MS } from '../../src/runs/holder.js'
import { fileSystemTime, heldBy, RunLock } from '../../src/runs/lock.js'
import { some } from '../length.js'
import { temporaryFolder } from './disks.js'

/** What happens just before a process begins to take over a lock. */
const before = vi.hoisted(() => ({ takeover: null as (() => Promise<void>) | null }))

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  const link = async (...args: Parameters<typeof fs.link>) => {
    const meanwhile = before.takeover
    if (meanwhile && String(args[1]).endsWith('.takeover')) {
      before.takeover = null
      await meanwhile()
    }
    return fs.link(...args)
  }
  return { ...fs, link }
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

  describe('of another machine', () => {
    const MINUTE = 60
    /** A lock of another machine, written so many seconds ago. */
    const foreign = (ago: number, dir = temporaryFolder()) => {
      const path = join(dir, 'run.lock')
      const { ino } = statSync(dir, { bigint: true })
      // There the same device has another number.
      const folder = { path: dir, device: '7', inode: String(ino) }
      write(dir, { pid: 1, host: 'elsewhere', started: null, folder })
      const now = statSync(path).mtimeMs / 1000
      utimesSync(path, now - ago, now - ago)
      return dir
    }

    it('is respected, and the line says until when', async () => {
      const dir = foreign(2 * MINUTE)
      await expect(RunLock.take(dir)).rejects.toThrow(
        `${dir}: in use by process 1 on elsewhere; wait for it or stop it; if that machine is down, this is free after five minutes`,
      )
    })

    it.each([
      ['has not been written for long', 6 * MINUTE],
      ['was written by a clock that has been set back', -24 * 60 * MINUTE],
    ])('is taken over once it %s', async (_, ago) => {
      const dir = foreign(ago)
      await (await RunLock.take(dir)).release()
      expect(readdirSync(dir)).toEqual([])
    })

    it('is judged by the clock of the file system, not by that of this machine', async () => {
      const dir = foreign(2 * MINUTE)
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3600_000 })
      onTestFinished(() => void vi.useRealTimers())
      await expect(RunLock.take(dir)).rejects.toThrow('in use by process 1 on elsewhere')
      expect(heldBy(dir)).toBe(null)
      expect(heldBy(dir, await fileSystemTime(dir))).toContain('in use by process 1 on elsewhere')
      expect(readdirSync(dir)).toEqual(['run.lock'])
    })

    it('that came along with a copy holds nothing', async () => {
      const copy = `${foreign(0)}-copy`
      onTestFinished(() => rmSync(copy, { recursive: true }))
      cpSync(copy.slice(0, -'-copy'.length), copy, { recursive: true })
      expect(heldBy(copy)).toBe(null)
      await (await RunLock.take(copy)).release()
    })
  })

  it('is written anew time and again, and does not keep its process alive', async () => {
    const dir = temporaryFolder()
    const path = join(dir, 'run.lock')
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const lock = await RunLock.take(dir)
    const [text, { ino }] = [readFileSync(path, 'utf8'), statSync(path)]
    utimesSync(path, 0, 0)
    vi.advanceTimersByTime(BEAT_MS)
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(60_000)
    expect([readFileSync(path, 'utf8'), statSync(path).ino]).toEqual([text, ino])
    expect(STALE_MS / BEAT_MS).toBeGreaterThanOrEqual(20)
    // Another's lock is left as it is.
    write(dir, 'taken over')
    utimesSync(path, 0, 0)
    vi.advanceTimersByTime(BEAT_MS)
    expect(statSync(path).mtimeMs).toBe(0)
    await lock.release()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells its holder that another process has taken it over', async () => {
    const dir = temporaryFolder()
    const lock = await RunLock.take(dir)
    lock.ensureHeld()
    write(dir, { pid: 1, host: 'elsewhere', started: null })
    expect(() => lock.ensureHeld()).toThrow(`${dir}: another process took this run over`)
    rmSync(join(dir, 'run.lock'))
    lock.ensureHeld() // taken away by hand, it is nobody else's
    await lock.release()
  })

  it('moves with its folder, and stays behind where the folder is copied', async () => {
    const root = temporaryFolder()
    const [dir, copy, moved] = ['run', 'copy', 'moved'].map((name) => join(root, name))
    mkdirSync(dir)
    const lock = await RunLock.take(dir)
    cpSync(dir, copy, { recursive: true, preserveTimestamps: true })
    expect(heldBy(copy)).toBe(null)
    const own = await RunLock.take(copy)
    await expect(RunLock.take(copy)).rejects.toThrow(`${copy}: in use by process ${process.pid}`)
    await own.release()
    renameSync(dir, moved)
    await expect(RunLock.take(moved)).rejects.toThrow(`${moved}: in use by process ${process.pid}`)
    cpSync(moved, dir, { recursive: true }) // a copy where its process still writes
    await expect(RunLock.take(dir)).rejects.toThrow('in use by process')
    lock.movedTo(moved)
    await lock.release()
    expect(readdirSync(moved)).toEqual([])
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
    for (let round = 0; round < some(20); round++) {
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

  it.each([
    ['a while ago', 0],
    ['by a clock that was ahead', 4e9],
  ])('left behind is taken over even if a process was killed while doing that %s', async (_, written) => {
    const gone = otherProcess()
    gone.kill('SIGKILL')
    await once(gone, 'exit')
    for (const content of ['', JSON.stringify({ pid: gone.pid, host: hostname(), started: null })]) {
      const dir = temporaryFolder()
      write(dir, 'left behind')
      for (const guard of ['run.lock.takeover', 'run.lock.takeover.takeover']) {
        writeFileSync(join(dir, guard), content)
        utimesSync(join(dir, guard), written, written)
      }
      await (await RunLock.take(dir)).release()
      expect(readdirSync(dir)).toEqual([])
    }
  })

  it('left behind is not taken over while another process does that', async () => {
    const dir = temporaryFolder()
    write(dir, 'left behind')
    writeFileSync(
      join(dir, 'run.lock.takeover'),
      JSON.stringify({ pid: otherProcess().pid, host: hostname(), started: null }),
    )
    await expect(RunLock.take(dir)).rejects.toThrow(
      'another process is taking this run at the same moment; try again',
    )
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
