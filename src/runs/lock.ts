/**
 * The lock of a run folder, against two processes that write the same run: a file that names its holder (`holder.ts`).
 * The lock of a process that is gone is taken over.
 */
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { InputError } from '../errors.js'
import { claimName, diskError, errorCode } from './files.js'
import { BEAT_MS, findLock, holderOf, holderText, type LivingHolder } from './holder.js'
import { temporaryName } from './temporary.js'

const LOCK_FILE = 'run.lock'
const TAKEOVER = '.takeover'

/** Whether a file of that name is a lock, or that of a lock which is being taken over. */
export const isLockName = (name: string): boolean => name.replaceAll(TAKEOVER, '') === LOCK_FILE

/** Another process has what is asked for. */
export class BusyError extends InputError {}

export class RunLock {
  #path: string
  readonly #text: string
  readonly #beat: NodeJS.Timeout
  readonly #onExit = () => this.#remove()

  private constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
    // Does not keep the process alive.
    this.#beat = setInterval(() => this.#writeAnew(), BEAT_MS).unref()
    process.on('exit', this.#onExit)
  }

  /**
   * Takes the lock of a run folder for this process.
   * @param home where the folder will lie, if it is about to be moved (`movedTo`)
   * @throws InputError if a living process holds it, or the folder cannot be written
   */
  static async take(dir: string, home = dir): Promise<RunLock> {
    const path = join(dir, LOCK_FILE)
    try {
      return new RunLock(path, await claim(path, home))
    } catch (error) {
      throw diskError(error, `locking ${dir}`)
    }
  }

  /** Tells the lock that its folder now lies elsewhere. */
  movedTo(dir: string): void {
    this.#path = join(dir, LOCK_FILE)
  }

  /**
   * Makes sure that no other process has taken the lock over, as one may that could not see this one live: it was
   * suspended, or cut off from the file system.
   * @throws InputError if one has
   */
  ensureHeld(): void {
    const text = findLock(this.#path)?.text ?? this.#text // taken away by hand, it is nobody else's
    if (text !== this.#text) {
      throw new InputError(
        `${dirname(this.#path)}: another process took this run over while this one could not be seen, and goes on with it`,
      )
    }
  }

  /** Gives the lock back; does nothing if somebody took it away by hand. */
  async release(): Promise<void> {
    clearInterval(this.#beat)
    process.off('exit', this.#onExit)
    this.#remove()
  }

  #remove(): void {
    try {
      if (findLock(this.#path)?.text === this.#text) unlinkSync(this.#path)
    } catch {
      // What cannot be removed now is taken over later.
    }
  }

  /** The same bytes in the same place, so that a reader never meets half of them: what changes is the file's time. */
  #writeAnew(): void {
    try {
      const file = openSync(this.#path, 'r+')
      try {
        if (readFileSync(file, 'utf8') === this.#text) writeSync(file, this.#text, 0)
      } finally {
        closeSync(file)
      }
    } catch {
      // The folder cannot be reached at the moment, or the lock is gone; what is written next will tell.
    }
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
  const deadline = performance.now() + PATIENCE_MS
  let lock: RunLock | undefined
  while (!lock) {
    try {
      lock = await RunLock.take(dir)
    } catch (error) {
      if (!(error instanceof BusyError) || performance.now() > deadline) throw error
      await setTimeout(LOOK_AGAIN_MS)
    }
  }
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

/**
 * Makes a lock with its content in one step, so that nobody reads it half written.
 * @returns its text
 * @throws BusyError if a living process holds it
 */
async function claim(path: string, home: string): Promise<string> {
  const dir = dirname(path)
  const draft = join(dir, temporaryName(basename(path)))
  try {
    const text = holderText(dir, home)
    await writeFile(draft, text)
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await claimName(draft, path)) return text
      const found = findLock(path)
      if (found === null) continue // released a moment ago
      // Written just now, the draft has the time of the file system's own clock.
      const holder = holderOf(dir, found, (await stat(draft)).mtimeMs)
      if (holder !== null) throw inUse(home, holder)
      await takeAway(path, found.text, home)
    }
    throw takenNow(home)
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

/**
 * Removes the lock of a process that has ended. No file system can remove a file on the condition that its contents
 * have not changed since they were read. So only one process at a time may do this, and it reads the lock again first,
 * to not remove a lock that another process took in between. This one process holds a second lock. If it is killed
 * meanwhile, that lock is removed in the same way.
 */
async function takeAway(path: string, text: string, home: string): Promise<void> {
  const guard = path + TAKEOVER
  try {
    await claim(guard, home)
  } catch (error) {
    throw error instanceof BusyError ? takenNow(home) : error
  }
  try {
    if (findLock(path)?.text === text) await rm(path)
  } finally {
    await rm(guard, { force: true })
  }
}

const processOf = ({ pid, host }: LivingHolder) => `process ${pid}${host === null ? '' : ` on ${host}`}`

function inUse(dir: string, holder: LivingHolder): BusyError {
  const until = holder.host === null ? '' : '; if that machine is down, this is free after five minutes'
  return new BusyError(`${dir}: in use by ${processOf(holder)}; wait for it or stop it${until}`)
}

const takenNow = (dir: string) =>
  new BusyError(`${dir}: another process is taking this run at the same moment; try again`)

/**
 * What to say of the process that holds the lock of a run folder, null if none does.
 * @param now by the clock of the folder's file system, in ms; that of this machine serves where nothing depends on it
 */
export function heldBy(dir: string, now = Date.now()): string | null {
  try {
    const found = findLock(join(dir, LOCK_FILE))
    const holder = found && holderOf(dir, found, now)
    return holder && inUse(dir, holder).message
  } catch (error) {
    if (errorCode(error) !== undefined) return null // it cannot be read, or the folder is gone
    throw error
  }
}

/**
 * The time of a folder's file system, in ms: that of a file that is written now. Machines that share a folder may
 * have clocks that differ, but this one they share.
 * @throws InputError if the folder cannot be written
 */
export async function fileSystemTime(dir: string): Promise<number> {
  const path = join(dir, temporaryName('time'))
  try {
    await writeFile(path, '')
    return (await stat(path)).mtimeMs
  } catch (error) {
    throw diskError(error, `writing to ${dir}`)
  } finally {
    await rm(path, { force: true }).catch(() => {})
  }
}
