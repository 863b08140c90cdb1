/** A program for the tests of the page: found, or installed by apt where that is allowed. Never skipped. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/**
 * The path of a program.
 * @param names of which it may have one
 * @param debian the Debian package that has it
 * @throws Error naming the command that installs it, if there is none and it cannot be installed from here
 */
export function programPath(names: readonly string[], debian: string): string {
  const install = `apt-get update && apt-get install -y --no-install-recommends ${debian}`
  const found = find(names)
  if (found) return found
  if (process.getuid?.() === 0 && find(['apt-get'])) {
    execFileSync('sh', ['-c', install], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = find(names)
    if (installed) return installed
  }
  throw new Error(`The tests of the page need ${debian}, and none is on the PATH. Install it: ${install}`)
}

function find(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
