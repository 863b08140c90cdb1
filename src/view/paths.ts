/**
 * From the path of a request to a file, and never out of its root. Every name that is served is of plain characters,
 * so nothing is decoded: a path with a percent sign, a backslash, a NUL, an empty part, or a part that begins with a
 * dot names no file. What is left can lead out only by a symbolic link, so the file's real path is looked at too.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** The parts of a request's path; null unless all of them are plain names. */
export function partsOf(path: string): string[] | null {
  if (!path.startsWith('/')) return null
  const parts = path.slice(1).split('/')
  return parts.every((part) => /^[\w-][\w.-]*$/.test(part)) ? parts : null
}

export interface OpenFile extends AsyncDisposable {
  handle: FileHandle
  /** Bytes. */
  size: number
}

/**
 * Opens a file below a folder for reading; null if there is none, or it is none, or it lies elsewhere in truth.
 * @param root the real path of the folder
 */
export async function openWithin(root: string, parts: readonly string[]): Promise<OpenFile | null> {
  const path = await realpath(join(root, ...parts)).catch(() => null)
  if (path === null || !path.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  // The path is real, so a link in its last part was put there since; a pipe must not make the server wait.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const handle = await open(path, flags).catch(() => null)
  if (handle === null) return null
  const stat = await handle.stat()
  if (stat.isFile()) return { handle, size: stat.size, [Symbol.asyncDispose]: () => handle.close() }
  await handle.close()
  return null
}
