import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const files = ['src', 'web/src'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|svelte)$/.test(path))
    .map((path) => join(folder, path)),
)
const imports = new Map(files.map((file) => [file, importsOf(file)]))

/** What a file imports, types included; a file of the repository by its path, anything else by its name. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const source = file.endsWith('.svelte') ? text.replaceAll(/<style>.*<\/style>/gs, '') : text
  return ts.preProcessFile(source).importedFiles.map(({ fileName }) => {
    const path = fileName.startsWith('gyrus/')
      ? join('src', fileName.slice('gyrus/'.length))
      : fileName.startsWith('.')
        ? normalize(join(dirname(file), fileName))
        : fileName
    return path.replace(/\.js$/, '.ts')
  })
}

const table = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `(\w+)\/` /gm)
const rooms = [...table].map(([, room]) => room)
const roomOf = (path: string) => /^src\/(\w+)\//.exec(path)?.[1]

describe('the rooms of src/', () => {
  it('are those of the table in docs/architecture.md', () => {
    const found = new Set(files.flatMap((file) => roomOf(file) ?? []))
    expect(rooms.toSorted()).toEqual([...found].toSorted())
  })

  it('import only from rooms above them in it', () => {
    const upward = files.flatMap((file) => {
      const room = rooms.indexOf(roomOf(file) ?? '')
      const below = (imports.get(file) ?? []).filter((path) => rooms.indexOf(roomOf(path) ?? '') > room)
      return room < 0 ? [] : below.map((path) => `${file} imports ${path}`)
    })
    expect(upward).toEqual([])
  })

  it('know nothing of Node where a browser runs them too', () => {
    const browser = [
      ...['random', 'tasks', 'graph', 'network', 'growth', 'analysis', 'training', 'studies'],
      ...['formats', 'exporters', 'importers'],
    ]
    const tied = files.flatMap((file) => {
      const found = (imports.get(file) ?? []).filter((path) => path.startsWith('node:'))
      return browser.includes(roomOf(file) ?? '') ? found.map((path) => `${file} imports ${path}`) : []
    })
    expect(tied).toEqual([])
  })
})

describe('the faces of the package', () => {
  const FACES = ['src/index.ts', 'src/web.ts']

  it('are all that can be imported from outside, and nothing inside imports them', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
    // Batteries written for 0.1.0 import the tasks by their file; a run is not gone on with under another text of its battery.
    expect(Object.keys(exports)).toEqual(['.', './web', './tasks/index.js', './package.json'])
    const inside = files.filter((file) => imports.get(file)!.some((path) => FACES.includes(path)))
    expect(inside).toEqual([])
  })

  it('reach nothing of Node from the browser’s', () => {
    const tied = [...reached('src/web.ts')].flatMap((file) =>
      (imports.get(file) ?? []).filter((path) => path.startsWith('node:')).map((path) => `${file}: ${path}`),
    )
    expect(tied).toEqual([])
    expect([...reached('src/index.ts')].length).toBeGreaterThan(reached('src/web.ts').size)
  })
})

/** A file and all that it imports, directly and by others. */
function reached(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const imported of imports.get(file) ?? []) reached(imported, found)
  return found
}

it('finds what a file imports', () => {
  expect(imports.get('src/runs/figureFiles.ts')).toContain('src/figures/spec.ts')
  expect(imports.get('web/src/files/read.ts')).toContain('src/text.ts')
  expect(imports.get('web/src/App.svelte')).toContain('web/src/page.svelte.ts')
})

it('has no circle of imports', () => {
  const finished = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (way.includes(file) || finished.has(file)) return
    for (const imported of imports.get(file) ?? []) visit(imported, [...way, file])
    finished.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})
