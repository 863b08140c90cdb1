/**
 * The lock of a run folder, against two processes that write the same run: a file that names its holder. The
 * lock of a process that is gone is taken over. Only processes of this machine can be seen to be gone.
 */
import { readFileSync } from 'node:fs'
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { InputError } from '../errors.js'
import { diskError, errorCode, temporaryName } from './files.js'

interface Holder {
  pid: number
  host: string
  /** When the process began, in the kernel's count: tells it from a later one with the same number. Null if unknown. */
  started: string | null
}

/** Another process has what is asked for. */
class BusyError extends InputError {}

/** How long taking over can last at most: a guard that is older belongs to nobody. */
const GUARD_MS = 10_000

export class RunLock {
  readonly #path: string
  readonly #content: string

  private constructor(path: string, content: string) {
    this.#path = path
    this.#content = content
  }

  /**
   * Takes the lock of a run folder for this process.
   * @throws InputError if a living process holds it, or the folder cannot be written
   */
  static async take(dir: string): Promise<RunLock> {
    const path = join(dir, 'run.lock')
    const holder: Holder = { pid: process.pid, host: hostname(), started: processStart(process.pid) }
    const content = `${JSON.stringify(holder)}\n`
    const draft = join(dir, temporaryName('run.lock'))
    try {
      await writeFile(draft, content)
      for (let attempt = 0; attempt < 5; attempt++) {
        if (await claim(draft, path, content)) return new RunLock(path, content)
        const held = await readIfThere(path)
        if (held === null) continue // released a moment ago
        refuseIfAlive(dir, path, held)
        await takeAway(dir, path, held)
      }
      throw busy(dir)
    } catch (error) {
      throw diskError(error, `locking ${dir}`)
    } finally {
      await rm(draft, { force: true }).catch(() => {})
    }
  }

  /** Gives the lock back; does nothing if somebody took it away by hand. */
  async release(): Promise<void> {
    if ((await readIfThere(this.#path)) === this.#content) await rm(this.#path, { force: true })
  }
}

/** How long another process may hold what it changes, and how often to look again. */
const PATIENCE_MS = 10_000
const LOOK_AGAIN_MS = 20

/**
 * Does something that one process at a time may do in a folder, such as adding to a file there.
 * @throws InputError if another holds the folder's lock for ten seconds
 */
export async function alone<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  let lock: RunLock | undefined
  while (!lock) {
    try {
      lock = await RunLock.take(dir)
    } catch (error) {
      if (!(error instanceof BusyError) || Date.now() > deadline) throw error
      await setTimeout(LOOK_AGAIN_MS)
    }
  }
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

/** Makes the lock with its content in one step, so that nobody reads it half written; false if there is one. */
async function claim(draft: string, path: string, content: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (code === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(code)) throw error
  }
  try {
    await writeFile(path, content, { flag: 'wx' }) // a file system without links
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

function refuseIfAlive(dir: string, path: string, held: string): void {
  const holder = parse(held)
  if (holder === null) return // its writer was killed while writing it
  if (holder.host !== hostname()) {
    throw new BusyError(
      `${dir}: in use by process ${holder.pid} on ${holder.host}; if that has ended, delete ${path} and try again`,
    )
  }
  const sameStart = holder.started === null || holder.started === processStart(holder.pid)
  if (isRunning(holder.pid) && sameStart)
    throw new BusyError(`${dir}: in use by process ${holder.pid}; wait for it or stop it`)
}

function parse(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Holder | null
    return Number.isInteger(holder?.pid) && typeof holder?.host === 'string' ? holder : null
  } catch {
    return null
  }
}

/** What to say of the process that holds the lock of a run folder, null if none does; one of another machine is taken to be alive. */
export function heldBy(dir: string): string | null {
  const path = join(dir, 'run.lock')
  let held: string
  try {
    held = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  try {
    refuseIfAlive(dir, path, held)
    return null
  } catch (error) {
    if (error instanceof BusyError) return error.message
    throw error
  }
}

/** Whether a process of this machine has that number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM' // another user's
  }
}

/**
 * Removes the lock of a process that is gone. Nothing can remove a file only if it still is the one that was
 * read; so one process at a time may do this, and it looks again, lest it remove a lock taken in between.
 */
async function takeAway(dir: string, path: string, held: string): Promise<void> {
  const guard = `${path}.takeover`
  try {
    await writeFile(guard, '', { flag: 'wx' })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const made = (await stat(guard).catch(() => null))?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - made > GUARD_MS) await rm(guard, { force: true }) // left behind by a kill
    throw busy(dir)
  }
  try {
    if ((await readIfThere(path)) === held) await rm(path)
  } finally {
    await rm(guard, { force: true })
  }
}

const busy = (dir: string) =>
  new BusyError(`${dir}: another process is taking this run at the same moment; try again`)

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** The 22nd field of /proc/PID/stat, starttime; null where there is no /proc. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return null
  }
}
