/** Where a row comes from: which run, when, by which gyrus, on which machine. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { RunFolder } from '../runs/folder.js'
import { experimentId } from '../runs/identity.js'

/** What every row says of its origin. */
export function provenance({ experiment, record }: RunFolder) {
  const { created, versions, machine } = record
  return {
    id: experimentId(experiment),
    created,
    gyrus: versions.gyrus,
    commit: commit(),
    machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
  }
}

/** The commit of gyrus if it runs from a git clone; null if it was installed as a package. */
function commit(): string | null {
  const cwd = new URL('../..', import.meta.url)
  if (!existsSync(new URL('.git', cwd))) return null // git would find a repository of the user in a folder above
  try {
    return execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    return null
  }
}
