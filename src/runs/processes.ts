/** Processes of this machine. */
import { readFileSync } from 'node:fs'

/** Whether there is one with that number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // another user's
  }
}

/**
 * When a process began, in the kernel's count: tells it from a later one with the same number. This is the 22nd field
 * of /proc/PID/stat, starttime; null where there is no /proc.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return null
  }
}
