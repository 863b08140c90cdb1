/**
 * Who holds a lock, as the lock's file says, and whether it still does. A process of this machine holds what it has
 * taken for as long as it runs. One of another machine cannot be seen, so it writes the file anew time and again, and
 * loses the lock when it has not done so for some minutes. A lock that was copied together with its folder holds
 * nothing: it names the folder in which it was made.
 */
import { closeSync, fstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { errorCode } from './files.js'
import { isRunning, processStart } from './processes.js'

/** How often a holder writes its lock anew. */
export const BEAT_MS = 15_000

/**
 * For how long a holder on another machine may fail to: many times as long, since a holder may compute for a while
 * without a pause, or be suspended, and a network file system may show an old time for a minute.
 */
export const STALE_MS = 5 * 60_000

interface Holder {
  pid: number
  host: string
  /** When the process began, in the kernel's count: tells it from a later one with the same number. Null if unknown. */
  started: string | null
  folder?: Folder
}

/** What tells a folder from its copy. */
interface Folder {
  path: string
  /** Together the same for one folder wherever it is moved to, and another for its copy. */
  device: string
  inode: string
}

/** A lock as it is found. */
export interface Found {
  text: string
  /** When its holder last wrote it, by the clock of the file system, in ms. */
  written: number
}

/**
 * What a lock's file says of this process.
 * @param dir the folder that is locked
 * @param home where that folder will lie, if it is about to be moved
 */
export function holderText(dir: string, home: string): string {
  const path = join(realpathSync(dirname(home)), basename(home))
  const folder = { path, ...identityOf(dir) }
  const holder: Holder = { pid: process.pid, host: hostname(), started: processStart(process.pid), folder }
  return `${JSON.stringify(holder)}\n`
}

/** The lock of that path; null if there is none. */
export function findLock(path: string): Found | null {
  let file: number
  try {
    file = openSync(path, 'r') // a network file system asks its server for the time when a file is opened
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  try {
    return { text: readFileSync(file, 'utf8'), written: fstatSync(file).mtimeMs }
  } finally {
    closeSync(file)
  }
}

/** A holder that lives. */
export interface LivingHolder {
  pid: number
  /** The name of its machine; null if that is this one. */
  host: string | null
}

/**
 * Who holds a folder by a lock that was found in it; null if nobody does.
 * @param now by the clock of the file system, in ms
 */
export function holderOf(dir: string, { text, written }: Found, now: number): LivingHolder | null {
  const holder = parse(text)
  if (holder === null) return null // its writer was killed while writing it
  const { pid, host, started, folder } = holder
  const isHere = host === hostname()
  if (folder && !isSame(folder, dir, isHere)) return null
  if (isHere) {
    const isSameProcess = started === null || started === processStart(pid)
    return isRunning(pid) && isSameProcess ? { pid, host: null } : null
  }
  // A time that lies ahead comes from a clock that has been set back since; a living holder soon writes a right one.
  return Math.abs(now - written) < STALE_MS ? { pid, host } : null
}

function parse(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Holder | null
    return Number.isInteger(holder?.pid) && typeof holder?.host === 'string' ? holder : null
  } catch {
    return null
  }
}

/**
 * Whether a folder is the one that a lock names. On one machine a path says so too, as some file systems give a folder
 * another number each time it is looked up. Two machines may have different folders of one path, and number the
 * devices each in its own way; the number within the device is the file server's.
 */
function isSame({ path, device, inode }: Folder, dir: string, isHere: boolean): boolean {
  const here = identityOf(dir)
  if (!isHere) return inode === here.inode
  return path === realpathSync(dir) || (inode === here.inode && device === here.device)
}

function identityOf(dir: string): Omit<Folder, 'path'> {
  const { dev, ino } = statSync(dir, { bigint: true })
  return { device: String(dev), inode: String(ino) }
}
