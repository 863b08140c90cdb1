/** docs/extending.md, built: once in a project of its own in which gyrus is installed, once as additions to gyrus. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../built.js'
import { HERE, npm, pack, type Ran, run } from '../install/npm.js'
import { launchChromium } from '../web/chromium.js'
import { serveFolder } from '../web/staticServer.js'
import { type Extension, extensions } from './blocks.js'

const TEN_MINUTES = 600_000
const folder = mkdtempSync(join(tmpdir(), 'gyrus-outside-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }), TEN_MINUTES)

const shown = extensions()
const TOOLS = join(ROOT, 'node_modules')

/** What a training needs not to take longer than a test should. */
const SHORT = [
  'training.steps=20',
  'training.evaluateEvery=20',
  'training.checkpointEvery=20',
  'training.evaluationTrials=2',
  'analysis.trials=4',
].flatMap((setting) => ['--set', setting])

/** A command of the page, run by a gyrus; it must succeed. */
function gyrus(main: string, words: readonly string[], cwd: string): Ran {
  const all = words[0] === 'train' ? [...words, ...SHORT] : words
  const ran = run(process.execPath, [main, ...all], cwd)
  expect(ran.stderr, words.join(' ')).toBe('')
  expect(ran.status, words.join(' ')).toBe(0)
  return ran
}

it('shows a task, a charge, a cell, a study and an exporter, each from outside and in gyrus itself', () => {
  expect(Object.keys(shown)).toEqual(['A task', 'A charge', 'A cell', 'A study', 'An exporter'])
  for (const { outside, inside } of Object.values(shown)) {
    expect(Object.keys(outside.files)).toHaveLength(1)
    expect(outside.commands.length).toBeGreaterThan(0)
    expect(inside.diff).toMatch(/^--- \/dev\/null$/m)
    expect(inside.commands.length).toBeGreaterThan(0)
  }
})

describe('from outside', () => {
  const project = join(folder, 'project')
  const main = join(project, 'node_modules/gyrus/dist/cli/main.js')
  const tsc = (options: object, files: string[]) => {
    const compilerOptions = {
      target: 'ES2023',
      module: 'NodeNext',
      types: [],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      ...options,
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    return run(process.execPath, [join(TOOLS, 'typescript/bin/tsc'), '-p', project], project)
  }

  beforeAll(() => {
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}')
    const installed = npm(HERE, ['install', pack(folder), '--prefer-offline', '--no-audit'], project)
    expect(installed.status, installed.stderr).toBe(0)
    for (const { outside } of Object.values(shown))
      for (const [name, text] of Object.entries(outside.files)) writeFileSync(join(project, name), text)
  }, TEN_MINUTES)

  it('compiles with all strictness', () => {
    const files = Object.values(shown).flatMap(({ outside }) => Object.keys(outside.files))
    expect(tsc({ allowJs: true, checkJs: true }, files)).toMatchObject({ stdout: '', status: 0 })
  })

  it('cannot import what is not of the face', () => {
    writeFileSync(join(project, 'closed.mjs'), "import 'gyrus/training/train.js'\n")
    expect(run(process.execPath, ['closed.mjs'], project).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })

  checkOutcomes('outside', () => ({ main, cwd: project }))

  it(
    'trains in a browser, bundled by vite, and the bundle has nothing of Node',
    async () => {
      const page = readFileSync(join(ROOT, 'docs/code.md'), 'utf8')
      const script = /```js\n(\/\/ main\.js[\s\S]*?)```/.exec(page)![1]
      writeFileSync(join(project, 'main.js'), script)
      writeFileSync(
        join(project, 'index.html'),
        '<body><script type="module" src="./main.js"></script></body>',
      )
      const built = run(process.execPath, [join(TOOLS, 'vite/bin/vite.js'), 'build'], project)
      expect(built.status, built.stderr).toBe(0)
      expect(built.stdout + built.stderr).not.toMatch(/node:|externalized/)
      const server = await serveFolder(join(project, 'dist'))
      const browser = await launchChromium()
      try {
        const tab = await browser.newPage()
        const errors: string[] = []
        tab.on('pageerror', ({ message }) => errors.push(message))
        await tab.goto(server.url)
        await tab.getByText('200: ').waitFor({ timeout: TEN_MINUTES })
        expect(errors).toEqual([])
      } finally {
        await browser.close()
        await server.close()
      }
    },
    TEN_MINUTES,
  )
})

describe('in gyrus itself', () => {
  const copy = join(folder, 'gyrus')
  const main = join(copy, 'dist/cli/main.js')

  beforeAll(() => {
    mkdirSync(copy)
    for (const name of ['src', 'docs', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true })
    symlinkSync(TOOLS, join(copy, 'node_modules'))
    for (const [heading, { inside }] of Object.entries(shown)) {
      writeFileSync(join(copy, 'diff'), inside.diff)
      const applied = run('/usr/bin/env', ['git', 'apply', 'diff'], copy)
      expect(applied.stderr, `${heading}: the diff of docs/extending.md does not apply`).toBe('')
    }
    const compiled = run(
      process.execPath,
      [join(TOOLS, 'typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
      copy,
    )
    expect(compiled).toMatchObject({ stdout: '', status: 0 })
  }, TEN_MINUTES)

  checkOutcomes('inside', () => ({ main, cwd: copy }))
})

/** Runs the commands of each section, one after the other as on the page, and looks at what they leave. */
function checkOutcomes(way: keyof Extension, where: () => { main: string; cwd: string }) {
  const read = (path: string) => readFileSync(join(where().cwd, path), 'utf8')
  const outcome = (heading: string) =>
    shown[heading][way].commands.map((words) => gyrus(where().main, words, where().cwd).stdout).join('')

  it('a task is learned and drawn', () => {
    outcome('A task')
    expect(read('nogo.svg')).toContain('<svg')
    expect(read('runs/nogo/metrics.jsonl')).toContain('"accuracy":{"nogo":')
  })

  it('a charge is charged, and told in the report', () => {
    outcome('A charge')
    expect(read('runs/far/report.html')).toContain('Each recurrent weight was charged by |w|·(d − 0.3)')
  })

  it('a cell is trained, with all that its table has', () => {
    outcome('A cell')
    expect(read('runs/mgu/report.html')).toContain('minimal gated units')
  })

  it('a study is asked, and is in the report', () => {
    expect(outcome('A study')).toMatch(/\d+ connections, \d+ of them returned/)
    const { connections, returned, definitions } = JSON.parse(read('runs/far/analysis/reciprocity.json'))
    expect(connections).toBeGreaterThan(returned)
    expect(Object.keys(definitions)).toEqual(['connections', 'returned'])
    expect(read('runs/far/report.html')).toContain('Do its connections come in pairs?')
  })

  it('an exporter writes its file', () => {
    outcome('An exporter')
    expect(read('far.dot').match(/pos=/g)).toHaveLength(64)
  })
}
