/**
 * A folder in which the making of a run was killed before its experiment.json was there. Today a run's folder appears
 * whole, but one may be left from an earlier version. It holds nothing that a user could miss, and is removed file by
 * file, so that whatever else lies in it stays.
 */
import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { diskError, errorCode } from './files.js'
import { isLockName } from './lock.js'
import { isTemporary } from './temporary.js'

const CHECKPOINTS = 'checkpoints'

/**
 * Whether a folder holds only what a process leaves that was killed while it made a run: an empty folder of
 * checkpoints, a lock, unfinished files.
 */
export async function isHalfMade(dir: string): Promise<boolean> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => null)
  if (entries === null) return false
  for (const entry of entries) {
    const { name } = entry
    if (entry.isDirectory() && name === CHECKPOINTS) {
      const inside = await readdir(join(dir, CHECKPOINTS), { withFileTypes: true })
      if (!inside.every((file) => file.isFile() && isTemporary(file.name))) return false
    } else if (!entry.isFile() || !(isLockName(name) || isTemporary(name))) return false
  }
  return true
}

/** Removes such a folder; no process may be working on it. @throws InputError if it holds anything else by now */
export async function removeHalfMade(dir: string): Promise<void> {
  try {
    const checkpoints = join(dir, CHECKPOINTS)
    for (const folder of [checkpoints, dir]) {
      for (const name of await namesIn(folder)) {
        if (isTemporary(name) || isLockName(name)) await rm(join(folder, name), { force: true })
      }
      await rmdir(folder).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error
      })
    }
  } catch (error) {
    throw diskError(error, `removing ${dir}, which was half made`)
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
