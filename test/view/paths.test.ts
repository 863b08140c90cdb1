import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openWithin, partsOf } from '../../src/view/paths.js'
import { some } from '../length.js'
import { temporaryFolder } from '../runs/disks.js'

/** A root with files, and links from it to outside and to inside; a secret beside it. */
function tree() {
  const above = realpathSync(temporaryFolder())
  const root = join(above, 'root')
  mkdirSync(join(root, 'deep'), { recursive: true })
  mkdirSync(join(above, 'root2'))
  for (const [path, text] of [
    ['secret.txt', 'secret'],
    ['root2/secret.txt', 'secret'],
    ['root/plain.txt', 'plain'],
    ['root/deep/down.txt', 'plain'],
    ['root/.hidden', 'secret'],
  ])
    writeFileSync(join(above, path), text)
  symlinkSync(join(above, 'secret.txt'), join(root, 'out.txt'))
  symlinkSync(above, join(root, 'up'))
  symlinkSync('../root2', join(root, 'beside'))
  symlinkSync('plain.txt', join(root, 'in.txt'))
  symlinkSync('nowhere', join(root, 'dangling'))
  symlinkSync('loop', join(root, 'loop'))
  return { above, root }
}

async function read(root: string, path: string): Promise<string | null> {
  const parts = partsOf(path)
  if (!parts) return null
  await using file = await openWithin(root, parts)
  return file && (await file.handle.readFile('utf8'))
}

describe('the path of a request', () => {
  it.each(['/plain.txt', '/deep/down.txt', '/in.txt'])('%s is a file inside', async (path) => {
    expect(await read(tree().root, path)).toBe('plain')
  })

  it.each([
    '/..',
    '/../secret.txt',
    '/deep/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%252e%252e/secret.txt',
    '/..%2fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/plain.txt%00',
    '/plain.txt\0',
    '//plain.txt',
    '/deep//down.txt',
    '/./plain.txt',
    '/.hidden',
    '/deep/',
    '/deep',
    '/',
    '',
    'plain.txt',
    'C:/plain.txt',
    '/plain.txt:stream',
    '/out.txt',
    '/up/secret.txt',
    '/up/root/plain.txt/../../secret.txt',
    '/beside/secret.txt',
    '/dangling',
    '/loop',
    '/nowhere.txt',
  ])('%j is none', async (path) => {
    expect(await read(tree().root, path)).toBeNull()
  })

  it('leads inside or nowhere, whatever it is', async () => {
    const { root } = tree()
    const part = fc.constantFrom(
      ...['..', '.', '', 'up', 'beside', 'out.txt', 'in.txt', 'deep', 'down.txt', 'plain.txt', 'root'],
      ...['secret.txt', 'root2', '%2e%2e', '%252e', '..\\', '\0', '.hidden', '...', '~', '-'],
    )
    const made = fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`)
    let found = 0
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: made }, fc.string()), async (path) => {
        const text = await read(root, path)
        expect([null, 'plain']).toContain(text)
        if (text !== null) found++
        const parts = partsOf(path)
        if (parts) expect((join(root, ...parts) + sep).startsWith(root + sep)).toBe(true)
      }),
      { numRuns: some(1000) },
    )
    expect(found).toBeGreaterThan(5) // or the law would hold of nothing
  })

  it('is a link that leads inside itself, as into a run with its checkpoints elsewhere in it', async () => {
    const { root } = tree()
    symlinkSync('deep', join(root, 'checkpoints'))
    expect(await read(root, '/checkpoints/down.txt')).toBe('plain')
  })
})
