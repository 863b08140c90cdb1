/**
 * Whole files that appear or do not: written beside their place, flushed to the disk, then renamed, so that a
 * reader, a kill or a full disk never meets half a file. Faults of the disk become one line for the user.
 */
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.js'
import { removeAbandoned, temporaryName } from './temporary.js'

/** What a file shall hold: all of it, or what puts it into the new file where it is too much to be held at once. */
export type Content = Uint8Array | string | ((file: FileHandle) => Promise<void>)

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
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS']
const OPEN_FILES = ['EMFILE', 'ENFILE']
/** What file systems answer that have no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']
/** What a rename onto a folder or a file answers. */
const FOLDER_IS_THERE = ['EEXIST', 'ENOTEMPTY', 'ENOTDIR']

/**
 * Writes a file whole; an older one of that name stays untouched until the new one is safe on the disk.
 * @param again what to do once the system lets it be written
 * @throws InputError if the system refuses; nothing is left behind then
 */
export async function writeWhole(path: string, content: Content, again?: string): Promise<void> {
  await write(path, content, (temporary) => rename(temporary, path), again)
}

/**
 * Writes a whole file, if there is none of that name yet.
 * @returns false if there is something, which stays as it is
 * @throws InputError if the system refuses; nothing is left behind then
 */
export async function writeNew(path: string, content: Content): Promise<boolean> {
  return write(path, content, async (temporary) => {
    const isNew = await claimName(temporary, path)
    await rm(temporary, { force: true })
    return isNew
  })
}

/**
 * Writes a folder with files, if there is nothing of that name yet. It appears with all of them.
 * @returns false if there is something, which stays as it is
 * @throws InputError if the system refuses; nothing is left behind then
 */
export async function writeNewFolder(
  path: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<boolean> {
  const temporary = join(dirname(path), temporaryName(basename(path)))
  try {
    await removeAbandoned(dirname(path), basename(path))
    await mkdir(temporary)
    for (const [name, content] of Object.entries(files)) await writeFlushed(join(temporary, name), content)
    await syncFolder(temporary)
    const isNew = await renamedTo(temporary, path)
    await rm(temporary, { recursive: true, force: true })
    await syncFolder(dirname(path))
    return isNew
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {}) // the first fault is the one to tell
    throw diskError(error, `writing ${path}`)
  }
}

/** Gives a folder the name of a path; false where that is taken. */
async function renamedTo(temporary: string, path: string): Promise<boolean> {
  try {
    await rename(temporary, path)
    return true
  } catch (error) {
    if (FOLDER_IS_THERE.includes(errorCode(error) ?? '')) return false
    throw error
  }
}

/** Writes a temporary file beside a path and, once it is safe on the disk, has it given its name. */
async function write<T>(
  path: string,
  content: Content,
  name: (temporary: string) => Promise<T>,
  again?: string,
): Promise<T> {
  const folder = dirname(path)
  const temporary = join(folder, temporaryName(basename(path)))
  try {
    await removeAbandoned(folder, basename(path))
    await writeFlushed(temporary, content)
    const result = await name(temporary)
    await syncFolder(folder)
    return result
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}) // the first fault is the one to tell
    throw diskError(error, `writing ${path}`, again)
  }
}

/** Writes a file that is safe on the disk afterwards, but for its name. */
async function writeFlushed(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w')
  try {
    await (typeof content === 'function' ? content(file) : file.writeFile(content))
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Gives a file that is whole the name of a path, unless that is taken; two processes never both succeed. The file may
 * keep its old name beside it.
 * @returns whether it has the name
 */
export async function claimName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (code === 'EEXIST') return false
    if (!NO_LINKS.includes(code)) throw error
  }
  try {
    await (await open(path, 'wx')).close()
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
  await rename(temporary, path)
  return true
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
 * @param again what to do when its reason is gone, such as `try again`
 */
export function diskError(error: unknown, doing: string, again?: string): unknown {
  const code = errorCode(error)
  if (error instanceof InputError || code === undefined) return error
  const reason = `${REASONS[code] ?? 'system error'} (${code}) while ${doing}`
  const remedy = remedyOf(code, again)
  return new InputError(remedy === null ? reason : `${reason}: ${remedy}`, { cause: error })
}

function remedyOf(code: string, again?: string): string | null {
  if (OPEN_FILES.includes(code)) return 'allow more, e.g. `ulimit -n 1024`'
  if (SPACE.includes(code)) return `free space and ${again ?? 'try again'}`
  if (again === undefined) return null
  return `${FORBIDDEN.includes(code) ? 'make it writable' : 'mend that'} and ${again}`
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
