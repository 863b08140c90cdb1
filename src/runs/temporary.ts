/** Files and folders that are not whole yet: how they are named, and whether whoever made one was killed since. */
import { createHash } from 'node:crypto'
import { lstat, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './processes.js'

/** Stands for this machine: its name itself may hold any letter. */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const NAME = /^\..*\.(?:([0-9a-f]{8})-)?(\d+)-\d+\.tmp$/

/** Nothing takes so long to write. */
const ABANDONED_AFTER_MS = 24 * 3600_000

let made = 0

/** A name for what is not whole yet; no two processes share one. */
export const temporaryName = (name: string): string => `.${name}.${MACHINE}-${process.pid}-${++made}.tmp`

/** @param of what; anything where left out */
export const isTemporary = (name: string, of?: string): boolean =>
  NAME.test(name) && (of === undefined || name.startsWith(`.${of}.${MACHINE}-`))

/**
 * Whether something in a folder is a temporary file that nobody writes any more: its writer on this machine has ended,
 * or it is a day old. This process must be writing none of that name.
 */
async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const [, machine = MACHINE, digits] = NAME.exec(name) ?? []
  if (digits === undefined) return false
  const pid = Number(digits)
  if (machine === MACHINE && !isRunning(pid)) return true
  const found = await lstat(join(folder, name)).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS
}

/**
 * Removes temporary files and folders that killed processes have left: all of them, or those of one name. What cannot be
 * removed now is removed later.
 */
export async function removeAbandoned(folder: string, of?: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (isTemporary(name, of) && (await isAbandoned(folder, name)))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => {})
  }
}
