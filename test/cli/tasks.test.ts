import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FIXTURE, fixtureText, lineOf, records } from '../tasks/records.js'
import { gyrus, gyrusProcess } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('gyrus tasks verify exits with', () => {
  const spoiled = records.map((record) => lineOf({ ...record, steps: record.steps + 1 })).join('\n')

  it('0 if all trials agree', async () => {
    expect(await gyrus(['tasks', 'verify', resolve(FIXTURE)])).toMatchObject({
      code: 0,
      stdout: '480 trials, 0 mismatches (10 ties)\n',
      stderr: '',
    })
  })

  it('1 if any differs', async () => {
    const { code, stdout, stderr } = await gyrus(['tasks', 'verify', file('spoiled.jsonl', spoiled)])
    expect(stdout).toMatch(/\n480 trials, 480 mismatches \(\d+ ties\)\n$/)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  })

  it('1 if any differs and nobody reads to the end', async () => {
    const { code, stderr } = await gyrusProcess(['tasks', 'verify', file('piped.jsonl', spoiled)], {
      deaf: true,
    })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  })

  it('2 if what it says cannot be written', async () => {
    const { code, stderr } = await gyrusProcess(['tasks', 'verify', resolve(FIXTURE)], { full: true })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'gyrus: standard output cannot be written (ENOSPC)\n',
    })
  })

  it('2 and the line’s number if a line is damaged', async () => {
    const [first] = fixtureText.split('\n')
    const { code, stdout, stderr } = await gyrus([
      'tasks',
      'verify',
      file('damaged.jsonl', `${first}\n${first.slice(0, 90)}\n`),
    ])
    expect(stderr).toMatch(/^gyrus: .*damaged\.jsonl line 2: is not JSON.*\n$/)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe.each([
  ['tasks show', ['tasks', 'show', 'go'], 'go.json'],
  ['tasks sample', ['tasks', 'sample', '--n', '1', '--task', 'go'], 'go.npz'],
])('gyrus %s --out', (_, args, name) => {
  const out = join(folder, name)

  it('writes a new file, and over another only with --force', async () => {
    expect((await gyrus([...args, '--out', out])).code).toBe(0)
    const whole = readFileSync(out)
    writeFileSync(out, 'precious')
    expect(await gyrus([...args, '--out', out])).toMatchObject({
      code: 2,
      stderr: `gyrus: --out: ${out} is there already; name a new file, or write over it with --force\n`,
    })
    expect(readFileSync(out, 'utf8')).toBe('precious')
    expect((await gyrus([...args, '--out', out, '--force'])).code).toBe(0)
    expect(readFileSync(out).equals(whole)).toBe(true)
  })

  it('says in one line what is wrong with the name', async () => {
    const refused = async (path: string) => {
      const { code, stderr } = await gyrus([...args, '--out', path])
      expect(code).toBe(2)
      return stderr
    }
    expect(await refused(join(folder, 'a.gif'))).toMatch(/^gyrus: --out: must end in \..*, got ".*a\.gif"\n$/)
    const nowhere = join(folder, 'nowhere', name)
    expect(await refused(nowhere)).toBe(`gyrus: no such file or folder (ENOENT) while writing ${nowhere}\n`)
    symlinkSync('nowhere', join(folder, `link-${name}`))
    expect(await refused(join(folder, `link-${name}`))).toMatch(/is there already/)
  })
})
