/**
 * The checks of the project, and what each took: the build, types, lint, as many at once as there are cores, then the
 * tests. What a check says is shown where it fails.
 *
 *     node scripts/test.mjs             all of them (`npm test`)
 *     node scripts/test.mjs --changed   types, lint, and the tests that import what has changed (`npm run check`)
 *
 * Changed is what differs from the commit at which this branch left main, and what is not committed yet. The tests of the
 * page in a browser, which import much of the library and take long, are among them only if it is the page that changed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const ONLY_CHANGED = process.argv.includes('--changed')
const VITEST = 'node_modules/vitest/vitest.mjs'

/** Programs for this Node, the longest first. */
const CHECKS = {
  'types of the page': [
    'node_modules/svelte-check/bin/svelte-check',
    ...['--tsconfig', 'web/tsconfig.json', '--fail-on-warnings'],
  ],
  types: ['node_modules/typescript/bin/tsc', '--noEmit'],
  // Types are not checked in the build: `types` checks the same files.
  ...(!ONLY_CHANGED && { build: ['scripts/build.mjs', '--if-stale', '--unchecked'] }),
  lint: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'],
}

const began = performance.now()
if (!(await allHold(CHECKS))) process.exit(1)
process.exit(ONLY_CHANGED ? runChanged() : run([VITEST, 'run']))

async function allHold(checks) {
  const waiting = Object.entries(checks)
  let hold = true
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, program] = next
      const { code, said, seconds } = await outcomeOf(program)
      console.log(`${code === 0 ? '✓' : '✗'} ${name}  ${seconds.toFixed(0)} s`)
      if (code !== 0) process.stdout.write(said)
      hold &&= code === 0
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return hold
}

function outcomeOf(program) {
  const start = performance.now()
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said, seconds: (performance.now() - start) / 1000 }))
  })
}

/** Runs a program whose output is this one's; gives its exit code. */
function run(program) {
  return spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1
}

function runChanged() {
  const { base, files } = changed()
  console.log(`${files.length} files differ from ${base}, as they lie here`)
  const page = files.some((name) => /^(test\/)?web\//.test(name)) ? [] : ['--project=!page']
  const tests = [VITEST, 'related', '--run', '--passWithNoTests', ...page, ...files, ...commandTests(files)]
  const code = files.length === 0 ? 0 : run(tests)
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s in all; npm test runs everything`)
  return code
}

/** The commit at which this branch left main, in short, and the files that differ from it and still are there. */
function changed() {
  const main = ['origin/main', 'main'].find((name) => git('rev-parse', '--verify', '--quiet', name) !== null)
  const base = git('merge-base', 'HEAD', main ?? 'HEAD')?.trim() ?? 'HEAD'
  const names = [
    git('diff', '--name-only', '-z', base),
    git('ls-files', '--others', '--exclude-standard', '-z'),
  ]
  const files = names.flatMap((text) => text?.split('\0') ?? []).filter((name) => name !== '')
  return { base: base.slice(0, 10), files: files.filter((name) => existsSync(name)) }
}

/** What git prints; null if it fails. */
function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' })
  return status === 0 ? stdout : null
}

/** The tests of commands run the built command line and so import none of it: they are told by name. */
function commandTests(files) {
  return files
    .filter((name) => name.startsWith('src/cli/'))
    .map((name) => `test/cli/${basename(name, '.ts')}.test.ts`)
    .filter((name) => existsSync(name))
}
