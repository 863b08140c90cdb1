/** The package as a user gets it: packed, and installed into an empty project from an empty cache. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HERE, type Npm, npm, pack, run } from './npm.js'

const TEN_MINUTES = 600_000
const folder = mkdtempSync(join(tmpdir(), 'gyrus-install-'))
const project = join(folder, 'project')
afterAll(() => rmSync(folder, { recursive: true, force: true }), TEN_MINUTES)

const cache = join(folder, 'cache')

/** Another version of npm; the newest ones want a newer Node, which npm brings too. */
function npmOf(version: number): Npm {
  const place = join(folder, `npm-${version}`)
  mkdirSync(place)
  writeFileSync(join(place, 'package.json'), '{"private":true}')
  const ownNode = version >= 12 && Number.parseInt(process.versions.node, 10) < 22
  const wanted = [`npm@${version}`, ...(ownNode ? ['node@22'] : [])]
  expect(npm(HERE, ['install', ...wanted], place, cache)).toMatchObject({ status: 0 })
  return {
    node: ownNode ? join(place, 'node_modules/node/bin/node') : process.execPath,
    cli: join(place, 'node_modules/npm/bin/npm-cli.js'),
  }
}

/** Lines in which npm warns, of anything but the settings of whoever runs the tests. */
const warnings = (output: string) =>
  output
    .split('\n')
    .filter(
      (line) => /^npm (warn|error)/i.test(line) && !/Unknown (user|env|global|builtin|cli) config/.test(line),
    )

let tarball: string
beforeAll(() => {
  tarball = pack(folder)
}, TEN_MINUTES)

/** Makes `project` anew with gyrus in it, from an empty cache. */
function install(by: Npm) {
  rmSync(project, { recursive: true, force: true })
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}')
  return npm(by, ['install', tarball], project, cache)
}

describe('the tarball', () => {
  const files = () =>
    execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((file) => file.replace(/^package\//, ''))

  it('holds all that its pages link to, and no file that only the build needs', () => {
    const packed = files()
    const isThere = (path: string) => packed.some((file) => file === path || file.startsWith(`${path}/`))
    const pages = packed.filter((file) => /^(README|RESULTS|docs\/.*)\.md$/.test(file))
    expect(pages.length).toBeGreaterThan(10)
    for (const page of pages) {
      const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)# ]+)/g)].map(([, link]) =>
        normalize(join(dirname(page), link)).replace(/\/$/, ''),
      )
      expect(links.filter((link) => !isThere(link))).toEqual([])
    }
    expect(packed.filter((file) => /tsbuildinfo|^(test|bench|web|scripts)\//.test(file))).toEqual([])
    const made = packed.filter((file) => /^dist\/(?!web\/|node_modules\/).*\.js$/.test(file))
    const source = (file: string) => file.replace(/^dist/, 'src').replace(/\.js$/, '.ts')
    expect(made.filter((file) => !packed.includes(source(file)))).toEqual([])
  })

  it('holds the library, the page and both engines, the native one for five kinds of machines', () => {
    const packed = files()
    const some = ['LICENSE', 'CITATION.cff', 'dist/index.js', 'dist/index.d.ts', 'dist/web/index.html']
    expect(packed).toEqual(expect.arrayContaining(some))
    const folders = packed.filter((file) => file.endsWith('onnxruntime_binding.node')).map(dirname)
    expect(folders.map((one) => one.split('/').slice(-2).join(' ')).sort()).toEqual([
      'darwin arm64',
      'linux arm64',
      'linux x64',
      'win32 arm64',
      'win32 x64',
    ])
    const wasm = packed.filter((file) => /node_modules\/onnxruntime-web\/.*\.wasm$/.test(file))
    expect(wasm).toHaveLength(1)
  })

  it('has no script that runs when it is installed, nor has any package that it brings', () => {
    const { dependencies, scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    // npm 11 and 12 warn of `prepare` too, where the package is a file. A clone is built by `postprepare`.
    expect(Object.keys(scripts).filter((name) => /^((pre|post)?install|prepare)$/.test(name))).toEqual([])
    // Without another `npm` inside, which may be another version and then warns of the settings of the first.
    expect(scripts.postprepare).toBe(scripts.build)
    expect(scripts.build).not.toMatch(/\bnpm\b/)
    expect(Object.keys(dependencies)).not.toContain('onnxruntime-node')
  })

  it('has a lock by which npm ci runs no install script in a clone', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    const marked = Object.entries<{ hasInstallScript?: boolean }>(packages).filter(
      ([, entry]) => entry.hasInstallScript,
    )
    expect(
      marked.map(([name]) => name),
      'write the lock by `npm run lock`',
    ).toEqual([])
  })
})

describe.each([10, 11, 12])('npm %i', (version) => {
  it(
    'installs it from an empty cache without a warning, and a training runs by the native engine',
    () => {
      const by = npmOf(version)
      const { status, stdout, stderr } = install(by)
      expect(warnings(stdout + stderr)).toEqual([])
      expect(status).toBe(0)
      expect(train(by.node, 'run')).toMatchObject({ status: 0, stderr: '' })
      expect(Object.keys(versionsOf('run'))).toEqual(['gyrus', 'onnxruntime-node'])
    },
    TEN_MINUTES,
  )
})

function train(node: string, out: string) {
  const short = ['steps=20', 'evaluateEvery=20', 'checkpointEvery=20', 'evaluationTrials=2']
  const set = [...short.map((one) => `training.${one}`), 'analysis.trials=4', 'engine.threads=1']
  const gyrus = join(project, 'node_modules/gyrus/dist/cli/main.js')
  return run(node, [gyrus, 'train', 'tiny', '--out', out, ...set.flatMap((one) => ['--set', one])], project)
}

const versionsOf = (out: string) =>
  JSON.parse(readFileSync(join(project, out, 'experiment.json'), 'utf8')).versions

/** In the last project that was made. */
describe('an installed gyrus', () => {
  it(
    'is a library with one entry, and its types pass strict checks without any other package',
    () => {
      writeFileSync(join(project, 'a.ts'), LIBRARY)
      const compilerOptions = {
        target: 'ES2023',
        module: 'NodeNext',
        strict: true,
        noUncheckedIndexedAccess: true,
        types: [],
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        outDir: 'out',
        rootDir: '.',
      }
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['a.ts'] }))
      const compiled = run(
        process.execPath,
        [resolve('node_modules/typescript/bin/tsc'), '-p', project],
        project,
      )
      expect(compiled).toMatchObject({ stdout: '', status: 0 })
      writeFileSync(
        join(project, 'b.js'),
        "import { last } from './out/a.js'\nconsole.log('done at', last)\n",
      )
      expect(run(process.execPath, ['b.js'], project)).toEqual({
        stdout: 'done at 20\n',
        stderr: '',
        status: 0,
      })
    },
    TEN_MINUTES,
  )

  it(
    'computes by wasm where there is no native build for the machine, and says so in one line',
    () => {
      const builds = 'node_modules/gyrus/dist/node_modules/onnxruntime-node/bin'
      rmSync(join(project, builds), { recursive: true })
      const { status, stderr } = train(process.execPath, 'by-wasm')
      expect(stderr).toMatch(
        /^gyrus: ONNX Runtime's native engine does not load here \(there is none for [^\n]*\n$/,
      )
      expect(status).toBe(0)
      expect(Object.keys(versionsOf('by-wasm'))).toEqual(['gyrus', 'onnxruntime-web'])
    },
    TEN_MINUTES,
  )
})

const LIBRARY = `import { nodeEngine, preset, train, type TrainingEvent } from 'gyrus'

const experiment = preset('tiny')
const short = { ...experiment, training: { ...experiment.training, steps: 20 } }
const steps: number[] = []
const note = (event: TrainingEvent) => {
  if (event.type === 'done') steps.push(event.step)
}
for await (const event of train(short, nodeEngine({ threads: 1 }))) note(event)
const [last]: (number | undefined)[] = steps
// @ts-expect-error: an experiment has no such field
experiment.colour
export { last }
`
