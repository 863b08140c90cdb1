/**
 * Whole files that appear or do not: written beside their place, flushed to the disk, then renamed, so that a
 * reader, a kill or a full disk never meets half a file. Faults of the disk become one line for the user.
 */
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.js'

/** What the system's error codes mean, in the user's words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'disk full',
  EDQUOT: 'disk quota used up',
  EFBIG: 'file size limit reached',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  EIO: 'input/output error of the disk',
}
const SPACE = ['ENOSPC', 'EDQUOT']
const OPEN_FILES = ['EMFILE', 'ENFILE']

let written = 0

/**
 * Writes a file whole; an older one of that name stays untouched until the new one is safe on the disk.
 * @param remedy what to do about a full disk
 * @throws InputError if the system refuses; nothing is left behind then
 */
export async function writeWhole(path: string, content: Uint8Array | string, remedy?: string): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, temporaryName(basename(path)))
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(folder)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}) // the first fault is the one to tell
    throw diskError(error, `writing ${path}`, remedy)
  }
}

/** A name for a file that is not whole yet; no two processes of a machine share one. */
export const temporaryName = (name: string): string => `.${name}.${process.pid}-${++written}.tmp`

/** The process that writes, or was killed while writing, the file of that name; null if it is no temporary file. */
export function writerOf(name: string): number | null {
  const match = /^\..*\.(\d+)-\d+\.tmp$/.exec(name)
  return match && Number(match[1])
}

/** Flushes a folder's list of names; a rename is not safe on the disk before. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    // Some network file systems cannot flush folders, and need not.
    if (!['EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error
  } finally {
    await folder.close()
  }
}

/**
 * The error to throw for a fault met while `doing` something: an InputError of one line for what the system
 * refused, the error itself for any other.
 */
export function diskError(error: unknown, doing: string, remedy = 'free space and try again'): unknown {
  const code = errorCode(error)
  if (error instanceof InputError || code === undefined) return error
  const reason = `${REASONS[code] ?? 'system error'} (${code}) while ${doing}`
  if (isOutOfFiles(error))
    return new InputError(`${reason}: allow more, e.g. \`ulimit -n 1024\``, { cause: error })
  return new InputError(SPACE.includes(code) ? `${reason}: ${remedy}` : reason, { cause: error })
}

/** Whether the system refused because it allows no more open files. */
export const isOutOfFiles = (error: unknown): boolean => OPEN_FILES.includes(errorCode(error) ?? '')

/** The code of a fault that the operating system reported, e.g. ENOENT. */
export function errorCode(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  return error instanceof Error && typeof syscall === 'string' ? code : undefined
}

/** JSON that people read too: two spaces, a final line break. */
export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
