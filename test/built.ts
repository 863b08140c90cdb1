/**
 * dist/ for the tests: built where the sources are not those of the last build, on first need and by one process for all.
 * A run of the tests looks once, so that what is written meanwhile builds nothing anew under tests that run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RUN_FOLDER } from './run.js'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What tests make once and keep. */
export const CACHE = `${ROOT}node_modules/.cache/gyrus`

type Part = 'node' | 'web'

/**
 * Makes sure that a part of dist/ is that of the sources: the library and the command line, or the page.
 * @throws Error with what the compiler says, if it cannot be built
 */
export function ensureBuilt(part: Part): void {
  const done = join(process.env[RUN_FOLDER]!, `built-${part}`)
  if (existsSync(done)) return
  const script = ['scripts/build.mjs', part, '--if-stale']
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`dist/ was not built:\n${stdout}${stderr}`)
  writeFileSync(done, '')
}

/** The SHA-256 of what the built command line was made from. */
export function sourceSum(): string {
  ensureBuilt('node')
  return (JSON.parse(readFileSync(`${CACHE}/build.json`, 'utf8')) as Record<Part, { from: string }>).node.from
}
