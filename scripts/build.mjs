/**
 * Builds dist/: `node`, the library and the command line with their engines, and `web`, the page. Both, unless one is
 * named.
 *
 *     node scripts/build.mjs [node] [web] [--if-stale] [--unchecked]
 *
 * A stamp notes the SHA-256 of what each was made from and of what came out. With `--if-stale` a part is built only
 * where one of the two is another by now: a source was changed, or dist/ was, as by a build of another version. So the
 * tests can ask for the build time and again, and never test an old one.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alone } from './alone.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const CACHE = 'node_modules/.cache/gyrus'
const STAMP = join(CACHE, 'build.json')
const COMPILER_NOTE = 'dist/.tsbuildinfo'
const BOTH = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts', 'src']

/** What a part is made from, by what commands, and what comes out: files and folders. */
const PARTS = {
  node: {
    from: [...BOTH, 'tsconfig.build.json'],
    steps: [['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], ['scripts/shipEngines.mjs']],
    to: ['dist'],
  },
  web: {
    from: [...BOTH, 'web', 'results/growing-brains/networks'],
    steps: [['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn']],
    to: ['dist/web'],
  },
}

const words = process.argv.slice(2)
const named = Object.keys(PARTS).filter((name) => words.includes(name))
const wanted = named.length > 0 ? named : Object.keys(PARTS)
const isFresh = (name) => {
  const stamp = stamps()[name]
  return stamp?.from === sumOf(name, 'from') && stamp.to === sumOf(name, 'to')
}

await alone(join(CACHE, 'build.lock'), async () => {
  for (const name of wanted) {
    if (words.includes('--if-stale') && isFresh(name)) continue
    process.exitCode = build(name)
    if (process.exitCode !== 0) return
  }
})

/** The steps of a part; with `--unchecked` without a check of types, for a caller that checks them itself. */
function stepsOf(name) {
  return PARTS[name].steps.map((step) =>
    words.includes('--unchecked') && step[0].endsWith('/tsc') ? [...step, '--noCheck'] : step,
  )
}

/** Gives the exit code of the step that failed, or 0. */
function build(name) {
  const from = sumOf(name, 'from') // before: what is changed meanwhile may be in the build or not
  // The compiler writes only what has changed since its own note; where something else has written here, it writes all.
  if (name === 'node' && stamps().node?.to !== sumOf('node', 'to')) rmSync(COMPILER_NOTE, { force: true })
  if (name === 'node') removeOrphans()
  for (const step of stepsOf(name)) {
    const { status } = spawnSync(process.execPath, step, { stdio: 'inherit' })
    if (status !== 0) return status ?? 1
  }
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(STAMP, `${JSON.stringify({ ...stamps(), [name]: { from, to: sumOf(name, 'to') } })}\n`)
  return 0
}

/** The compiler leaves what it made of a source that is gone; it would be packed, and could still be imported. */
function removeOrphans() {
  if (!existsSync('dist')) return
  for (const path of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    const made = /^(?!web\b|node_modules\b)(.*?)(\.d\.ts|\.js)$/.exec(path)
    if (made && !existsSync(join('src', `${made[1]}.ts`))) rmSync(join('dist', path))
  }
}

function stamps() {
  return existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {}
}

function sumOf(name, which) {
  const hash = createHash('sha256')
  // The page lies in dist/ too, but is a part of its own; of what is installed the lock tells.
  const others = new Set(['node_modules', ...(name === 'node' && which === 'to' ? ['web'] : [])])
  for (const path of PARTS[name][which]) addTo(hash, path, others)
  return hash.digest('hex')
}

function addTo(hash, path, leftOut) {
  if (!existsSync(path)) return
  const entries = list(path)
  if (entries === null) hash.update(`${path}\0`).update(readFileSync(path)).update('\0')
  else for (const name of entries) if (!leftOut.has(name)) addTo(hash, join(path, name), leftOut)
}

/** The names in a folder, in order; null of a file. */
function list(path) {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return null
    throw error
  }
}
