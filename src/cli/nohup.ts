/**
 * Whether a closed terminal must leave this process alone, as `nohup` asks. The system's own answer is lost: `nohup`
 * starts a program with SIGHUP ignored, but Node gives every signal its default action when it begins. So this looks
 * for what else `nohup` leaves behind.
 */
import { readFileSync, readvSync } from 'node:fs'
import { basename } from 'node:path'

const STDIN = 0

/** The lowest bit of the mask of ignored signals in /proc/PID/status is that of SIGHUP, signal 1. */
const SIGHUP_BIT = 1n

/**
 * Told by the first of these that holds:
 * 1. Standard input cannot be read. GNU `nohup` puts /dev/null in the place of a terminal, open for writing alone, and
 *    whatever runs in between (npx, a script) hands it on.
 * 2. The shell noted in the variable `_` that it started `nohup`. Bash and zsh do.
 * 3. On Linux, the same is told by this process' parent or by the first process of its job, or one of them ignores
 *    SIGHUP, as a script does that was itself started by `nohup`.
 */
export function isUnderNohup(): boolean {
  return isUnreadable(STDIN) || isNohup(process.env._) || relatives().some(isRelativeUnderNohup)
}

function isUnreadable(file: number): boolean {
  try {
    readvSync(file, [new Uint8Array(0)]) // reads nothing, so it neither waits nor takes anything away
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBADF'
  }
}

const isNohup = (program = '') => basename(program) === 'nohup'

/** The parent, and the process whose number the process group has. */
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

/** Null where there is no /proc, or the process is gone or another user's. */
function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return null
  }
}
