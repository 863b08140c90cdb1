/** The folder of a run is taken away, replaced or closed while its process writes it. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atStep, gyrus, gyrusProcess, smallest } from './gyrus.js'
import { left, unfinished } from './left.js'

const root = mkdtempSync(join(tmpdir(), 'gyrus-taken-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const settings = smallest('training.steps=2000')

beforeAll(async () => {
  expect((await gyrus(['train', 'tiny', '--out', join(root, 'whole'), ...settings])).code).toBe(0)
})

/** A training in a folder of its own, to which something happens at step 400, and what it says. */
async function disturbed(name: string, act: (dir: string) => void, through: string[] = []) {
  const folder = join(root, name)
  mkdirSync(folder)
  const dir = join(folder, 'run')
  const args = ['train', 'tiny', '--json', '--out', 'run', ...settings]
  const seen = atStep(400, () => act(dir))
  return { folder, dir, ...(await gyrusProcess(args, { cwd: folder, seen, through })) }
}

/** Goes on with a run, which then is as if nothing had happened. */
async function goesOn(dir: string): Promise<void> {
  expect(await gyrus(['resume', dir])).toMatchObject({ code: 0, stderr: '' })
  expect(left(dir)).toEqual(left(join(root, 'whole')))
  expect(unfinished(dir)).toEqual([])
}

const STOPS =
  /^gyrus: run\/metrics\.jsonl: was deleted, moved or replaced while the run was written; put its folder back, or go on .*`gyrus resume`\n$/

describe('a folder in which a run is trained', () => {
  it('is deleted: the run ends in a sentence, and does not make it again', async () => {
    const { folder, code, stderr } = await disturbed('deleted', (dir) => rmSync(dir, { recursive: true }))
    expect(stderr).toMatch(STOPS)
    expect(code).toBe(2)
    expect(readdirSync(folder)).toEqual([])
  })

  it('is moved: the run ends in a sentence, and goes on where it is now', async () => {
    const { folder, dir, code, stderr } = await disturbed('moved', (at) => renameSync(at, `${at}-there`))
    expect(stderr).toMatch(STOPS)
    expect(code).toBe(2)
    expect(readdirSync(folder)).toEqual(['run-there'])
    await goesOn(`${dir}-there`)
  })

  it('is moved and linked to: the run notices nothing', async () => {
    const { dir, code } = await disturbed('linked', (at) => {
      renameSync(at, `${at}-there`)
      symlinkSync('run-there', at)
    })
    expect(code).toBe(0)
    expect(left(dir)).toEqual(left(join(root, 'whole')))
  })

  it('is copied to another disk and linked to: the run ends in a sentence, and goes on in the copy', async () => {
    const { dir, code, stderr } = await disturbed('copied', (at) => {
      cpSync(at, `${at}-there`, { recursive: true })
      rmSync(at, { recursive: true })
      symlinkSync('run-there', at)
    })
    expect(stderr).toMatch(STOPS)
    expect(code).toBe(2)
    await goesOn(dir)
  })

  it('is replaced by a link to another run: that one stays as it is', async () => {
    const other = join(root, 'another')
    cpSync(join(root, 'whole'), other, { recursive: true })
    const { dir, code, stderr } = await disturbed('replaced', (at) => {
      renameSync(at, `${at}-there`)
      symlinkSync(other, at)
    })
    expect(stderr).toMatch(STOPS)
    expect(code).toBe(2)
    expect(left(other)).toEqual(left(join(root, 'whole')))
    await goesOn(`${dir}-there`)
  })

  it('may no longer be written: the run ends in a sentence, and goes on when it may', async () => {
    // Root may write everything; without these rights it is as any user.
    const isRoot = process.getuid?.() === 0
    const through = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : []
    const close = (dir: string) => [join(dir, 'checkpoints'), dir].map((path) => chmodSync(path, 0o555))
    const { dir, code, stderr } = await disturbed('closed', close, through)
    expect(stderr).toMatch(
      /^gyrus: permission denied \(EACCES\) while writing run\/checkpoints\/step-\d+\.safetensors: make it writable and `gyrus resume run`\n$/,
    )
    expect(code).toBe(2)
    for (const path of [dir, join(dir, 'checkpoints')]) chmodSync(path, 0o755)
    expect(readdirSync(join(dir, 'checkpoints')).length).toBe(2)
    await goesOn(dir)
  })
})
