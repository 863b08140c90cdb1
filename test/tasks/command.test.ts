import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tasksCommand } from '../../src/cli/tasks.js'
import { FIXTURE, fixtureText, lineOf, records } from './records.js'

let folder: string
let written: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gyrus-tasks-'))
  written = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  process.exitCode = undefined
})

const run = (...words: string[]) => tasksCommand().parseAsync(words, { from: 'user' })
const lines = () => written.trimEnd().split('\n')
function file(text: string): string {
  const path = join(folder, 'trials.jsonl')
  writeFileSync(path, text)
  return path
}

describe('gyrus tasks list', () => {
  it('has a line for each task', async () => {
    await run('list')
    expect(lines()).toHaveLength(21)
    expect(lines()[1]).toMatch(/^0 +go +reach +15 +1\.000 +go to the stimulus/)
    expect(lines()[7]).toMatch(/^6 +dm1 +decision +9 to 11 +0\.965 /)
  })

  it('shows the standard error of a simulated ceiling, and never 1 for less', async () => {
    await run('list', '--battery', 'modcog')
    expect(lines()).toHaveLength(83)
    expect(written).toMatch(/multidlydmintr +delayed decision +19 to 21 +0\.917 ± 1e-7 /)
    written = ''
    await run('list', '--battery', 'yang19-original')
    expect(written).toMatch(/ dm1 .* 0\.9999 /)
    expect(written).toMatch(/ multidm .* 0\.999999 /)
  })

  it('refuses an unknown battery', async () => {
    await expect(run('list', '--battery', 'yang')).rejects.toThrow(
      'battery: "yang" is unknown; nearest: yang19',
    )
  })
})

describe('gyrus tasks show', () => {
  it('draws the same trial for the same seed', async () => {
    await run('show', 'dlydm1', '--seed', '4')
    const first = written
    written = ''
    await run('show', 'dlydm1', '--seed', '4')
    expect(written).toBe(first)
    written = ''
    await run('show', 'dlydm1', '--seed', '5')
    expect(written).not.toBe(first)
    expect(first).toContain('stim1')
  })

  it('writes the picture to a file', async () => {
    const path = join(folder, 'trial.svg')
    await run('show', 'multidm', '--out', path)
    expect(written).toBe(`wrote ${path}\n`)
    expect(readFileSync(path, 'utf8')).toMatch(/^<svg /)
  })

  it('refuses an unknown task and a seed that is none', async () => {
    await expect(run('show', 'dlydm')).rejects.toThrow('nearest: dlydm1, dlydm2')
    for (const seed of ['-1', '1.5', 'x', '', ' 1', '0x10', '1e3', '9007199254740992']) {
      await expect(run('show', 'go', '--seed', seed)).rejects.toThrow('--seed: must be an integer ≥ 0')
    }
  })
})

describe('gyrus tasks verify', () => {
  it('ends with the count, and exit code 0 if all agree', async () => {
    await run('verify', FIXTURE)
    expect(written).toBe('480 trials, 0 mismatches (10 ties)\n')
    expect(process.exitCode).toBeUndefined()
  })

  it('says what differs and where, at most 20 times, and sets exit code 1', async () => {
    const spoiled = records.slice(0, 30).map((record) => ({ ...record, steps: record.steps + 1 }))
    await run('verify', file(spoiled.map(lineOf).join('\n')), '--battery', 'yang19')
    expect(lines()).toHaveLength(22)
    expect(lines()[0]).toBe('line 1, go: steps: 16, expected 15')
    expect(lines().slice(-2)).toEqual(['and 10 more', '30 trials, 30 mismatches (0 ties)'])
    expect(process.exitCode).toBe(1)
  })

  it('refuses a damaged line, a missing file, a folder, and an unknown battery', async () => {
    const [first] = fixtureText.split('\n')
    await expect(run('verify', file(`${first}\n{"task":`))).rejects.toThrow(
      /trials\.jsonl line 2: is not JSON/,
    )
    await expect(run('verify', join(folder, 'none'))).rejects.toThrow(/\(ENOENT\) while reading/)
    await expect(run('verify', folder)).rejects.toThrow(/\(EISDIR\) while reading/)
    await expect(run('verify', FIXTURE, '--battery', 'x')).rejects.toThrow('battery: "x" is unknown')
  })
})
