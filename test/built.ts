/** dist/ for the tests: built from the sources as they are now, on first need and by one process for all. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What tests make once and keep. */
export const CACHE = `${ROOT}node_modules/.cache/gyrus`

type Part = 'node' | 'web'
const done = new Set<Part>()

/**
 * Makes sure that a part of dist/ is that of the sources: the library and the command line, or the page.
 * @throws Error with what the compiler says, if it cannot be built
 */
export function ensureBuilt(part: Part): void {
  if (done.has(part)) return
  const script = ['scripts/build.mjs', part, '--if-stale']
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`dist/ was not built:\n${stdout}${stderr}`)
  done.add(part)
}

/** The SHA-256 of what the built command line was made from. */
export function sourceSum(): string {
  ensureBuilt('node')
  return (JSON.parse(readFileSync(`${CACHE}/build.json`, 'utf8')) as Record<Part, { from: string }>).node.from
}
