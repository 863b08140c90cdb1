import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { Figures } from './test/figures.js'
import { NotRun } from './test/notRun.js'

const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
/** `npm run test:long` has the files that do more of something then (test/length.ts). */
const isLong = process.argv.includes('--mode=long')
const files = all.filter((file) => !isLong || /'fast-check'|length\.js'/.test(readFileSync(file, 'utf8')))

/**
 * A process runs many files of tests, which share their modules, so that each is loaded once. Kept to themselves are the
 * tests of the built command line, since a process can load ONNX Runtime only once, from dist/ or from src/; those of the
 * built page, which share a browser; and each file that puts something else in the place of a module.
 */
const having = (text: RegExp) => files.filter((file) => text.test(readFileSync(file, 'utf8')))
const ofCommands = [
  ...new Set([...files.filter((file) => file.startsWith('test/cli/')), ...having(/from '\.\.\/cli\//)]),
]
const ofPage = having(/from '\.\/page\.js'/)
const withMocks = having(/vi\.(do)?[mM]ock\(/)
const others = files.filter((file) => ![...ofCommands, ...ofPage, ...withMocks].includes(file))
const project = (name: string, include: string[], isolate = false) => ({
  extends: true as const,
  test: { name, include, isolate },
})
const projects = [
  project('page', ofPage),
  project('commands', ofCommands),
  project('library', others),
  project('mocks', withMocks, true),
]
const names = projects.map(({ test }) => test.name)

/** Project by project, because a process that waits is ended where the next file is of another one. */
class ByProject extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => names.indexOf(project.name)
    return (await super.sort(specifications)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  resolve: { tsconfigPaths: true }, // examples import `gyrus/…` as users do: here that is src, not an older build
  test: {
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/run.ts'],
    testTimeout: isLong ? 3_600_000 : 300_000, // beside other work
    hookTimeout: 300_000,
    env: isLong ? { GYRUS_TESTS: 'long' } : {},
    expect: { poll: { timeout: 120_000 } },
    maxWorkers: availableParallelism(),
    sequence: { sequencer: ByProject },
    reporters: ['default', new Figures(), new NotRun()],
    tags: [
      { name: 'mount', description: 'must mount a disk; faults that are injected test the same elsewhere' },
    ],
    silent: 'passed-only', // what a test prints is shown where it fails
    slowTestThreshold: Number.POSITIVE_INFINITY, // a line a file, none a test
    server: { deps: { external: [/\/dist\//] } }, // the built gyrus runs as it is, not as modules of the tests
    forceRerunTriggers: [], // what `npm run check` runs is what imports a changed file
    projects,
  },
})
