/**
 * Whether `nohup` started this process, so that it must go on when its terminal is closed. The direct evidence is lost:
 * `nohup` starts a program with SIGHUP ignored, but Node resets every signal to its default action when it starts. So
 * this file looks for other traces that `nohup` leaves.
 */
import { readFileSync, readvSync } from 'node:fs'
import { basename } from 'node:path'

const STDIN = 0

/** The lowest bit of the mask of ignored signals in /proc/PID/status is that of SIGHUP, signal 1. */
const SIGHUP_BIT = 1n

/**
 * True if one of these holds:
 * 1. Standard input cannot be read. GNU `nohup` replaces a terminal by /dev/null, opened for writing only, and the
 *    programs between it and this process (npx, a script) pass it on.
 * 2. The environment variable `_` names `nohup`. Bash and zsh put the program that they start there.
 * 3. On Linux: the parent of this process, or the first process of its process group, has `nohup` in its own `_`, or
 *    ignores SIGHUP. A script that `nohup` started ignores it.
 */
export function isUnderNohup(): boolean {
  return isUnreadable(STDIN) || isNohup(process.env._) || relatives().some(isRelativeUnderNohup)
}

function isUnreadable(file: number): boolean {
  try {
    readvSync(file, [new Uint8Array(0)]) // reads no bytes, so it does not wait and removes nothing from the input
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBADF'
  }
}

const isNohup = (program = '') => basename(program) === 'nohup'

/** Process ids of the parent and of the first process of the process group, whose id is the group's. */
function relatives(): number[] {
  const stat = readProc('self/stat')
  if (stat === null) return []
  const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [Number(parent), Number(group)].filter((pid) => pid > 1 && pid !== process.pid)
}

function isRelativeUnderNohup(pid: number): boolean {
  const environment = readProc(`${pid}/environ`)?.split('\0') ?? []
  if (environment.some((entry) => entry.startsWith('_=') && isNohup(entry.slice(2)))) return true
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readProc(`${pid}/status`) ?? '')?.[1]
  return ignored !== undefined && (BigInt(`0x${ignored}`) & SIGHUP_BIT) !== 0n
}

/** The text of a file below /proc; null if there is no /proc, the process has ended, or it is another user's. */
function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return null
  }
}
