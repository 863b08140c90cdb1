import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt, ROOT as root } from '../built.js'

// What the pages and the examples show is compiled as a reader's own project would compile it: with all strictness,
// against the types that the package exports.

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  types: ['node'],
}

/** Code by the path where it is compiled, which is inside of the package so that its own name leads to its exports. */
type Sources = Record<string, string>

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
)

/** The blocks of a page in TypeScript and JavaScript, each named by the line on which it begins. */
function blocksOf(page: string, text = readFileSync(join(root, page), 'utf8')): Sources {
  const blocks = text.matchAll(/^```(ts|js|mjs|typescript|javascript)\b.*\n([\s\S]*?)^```$/gm)
  return Object.fromEntries(
    Array.from(blocks, ({ 1: language, 2: code, index }) => {
      const line = text.slice(0, index).split('\n').length
      return [join(root, `${page}.${line}.${language.startsWith('t') ? 'mts' : 'mjs'}`), code]
    }),
  )
}

const examples = (): Sources =>
  Object.fromEntries(
    readdirSync(join(root, 'examples'))
      .filter((name) => /\.[mc]?[tj]s$/.test(name))
      .map((name) => join(root, 'examples', name))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  )

/** What the compiler says about sources, and about the package's own types that they lead to. */
function complaints(sources: Sources): string[] {
  const host = ts.createCompilerHost(OPTIONS)
  const { fileExists, readFile } = host
  host.fileExists = (path) => path in sources || fileExists(path)
  host.readFile = (path) => sources[path] ?? readFile(path)
  const program = ts.createProgram(Object.keys(sources), OPTIONS, host)
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName in sources || fileName.startsWith(join(root, 'dist/')))
  return own
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, start, messageText }) => {
      const line = file!.getLineAndCharacterOfPosition(start!).line + 1
      return `${relative(root, file!.fileName)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}

beforeAll(() => ensureBuilt('node'))

describe('code that is shown', () => {
  it('compiles in every block of README.md and docs/, and in examples/', () => {
    const shown = Object.assign(examples(), ...pages.map((page) => blocksOf(page)))
    expect(Object.keys(shown).length).toBeGreaterThan(3)
    expect(complaints(shown)).toEqual([])
  })

  it('is found, and what is wrong in it is seen', () => {
    const text = [
      '# A page',
      '```js',
      "import { defineTask, fixed, oneOf, real, yang19 } from 'gyrus'",
      'export default defineTask({',
      "  name: 'go', family: 'go', asks: 'go', ceiling: 1, condition: [real('direction', oneOf([1]))],",
      "  periods: [{ name: 'go', lasts: fixed(500), wants: (c) => c.directon }],",
      '})',
      '```',
      '',
      '```ts',
      "import { yang19 } from 'gyrus'",
      'console.log(yang19.tasks[6].name)',
      '```',
      '```python',
      'not = code.of(ours)',
      '```',
    ].join('\n')
    expect(complaints(blocksOf('page.md', text))).toEqual([
      expect.stringMatching(/^page\.md\.2\.mjs:4: Property 'directon' does not exist on type .*"direction"/),
      expect.stringMatching(/^page\.md\.10\.mts:2: Object is possibly 'undefined'/),
    ])
  })
})
