/** What the built page makes its reader wait for, in bytes: times depend on the machine, bytes do not. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureBuilt, ROOT } from '../built.js'

ensureBuilt('web')

const PAGE = join(ROOT, 'dist/web')
const path = (name: string) => join(PAGE, 'assets', name)
const size = (name: string) => statSync(path(name)).size
const text = (name: string) => readFileSync(path(name), 'utf8')
const named = (name: string) =>
  readdirSync(join(PAGE, 'assets')).filter((file) => file.startsWith(`${name}-`))
/** A file and all that it imports before it runs. */
function withImports(name: string, all = new Set<string>()): Set<string> {
  if (all.has(name)) return all
  all.add(name)
  for (const [, imported] of text(name).matchAll(/(?:^|[;}])import(?:[^'"();]*from)?["']\.\/([^"']+)["']/g))
    withImports(imported, all)
  return all
}
const bytes = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + size(name), 0)
const script = (prefix: string) => named(prefix).filter((name) => name.endsWith('.js'))

describe('the page', () => {
  it('stands after at most 600 kB of scripts, none of which draw in space or check a schema', () => {
    const files = new Set([...script('index'), ...script('build')].flatMap((name) => [...withImports(name)]))
    expect(files.size).toBeGreaterThan(2)
    expect(bytes(files)).toBeLessThanOrEqual(600_000)
    for (const name of files) {
      expect(text(name), name).not.toContain('WebGLRenderer')
      expect(text(name), name).not.toContain('ZodError')
    }
  })

  it('computes after at most 350 kB of scripts beside ONNX Runtime, without a schema', () => {
    const [worker] = script('worker')
    const files = withImports(worker)
    expect(bytes(files)).toBeLessThanOrEqual(350_000)
    for (const name of files) expect(text(name), name).not.toContain('ZodError')
  })

  it('loads the scene next, and names it in its head', () => {
    const head = readFileSync(join(PAGE, 'index.html'), 'utf8')
    const [scene] = script('scene')
    expect(text(scene)).toContain('WebGLRenderer')
    for (const name of [...withImports(scene), ...script('build')])
      expect(head).toMatch(new RegExp(`rel="(modulepreload)"[^>]*${name.replaceAll('.', '\\.')}`))
  })
})
