/** Folders for the tests of this room: temporary ones, and small disks that fill up (where the test may mount). */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gyrus-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A file system of its own in memory, e.g. with the options `size=256k`; unmounted when the test ends. */
export function smallDisk(options: string): string {
  const path = mkdtempSync(join(tmpdir(), 'gyrus-disk-'))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'gyrus-test', path])
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', path]) // also if a test that failed has left a file open
    rmSync(path, { recursive: true, force: true })
  })
  if (status !== 0) throw new Error(`mount: ${stderr}`)
  return path
}

/** Whether this process may mount: as root outside of most containers. The injected faults test the same without. */
export const canMount = (() => {
  const path = mkdtempSync(join(tmpdir(), 'gyrus-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'gyrus-test', path]).status === 0
  if (mounted) spawnSync('umount', [path])
  rmSync(path, { recursive: true, force: true })
  return mounted
})()
