/** A study of a user's own: a module that `gyrus study` is given, kept in the run and told in its report. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNetwork } from '../../web/src/files/read.js'
import { ROOT } from '../built.js'
import { userFolder } from '../userFolder.js'
import { blobs } from '../web/blobs.js'
import { gyrus, smallest } from './gyrus.js'

const user = userFolder()
afterAll(() => user.remove())
const { at, file } = user
const text = (path: string) => readFileSync(at(path), 'utf8')
const run = (...args: string[]) => gyrus(args, { cwd: user.path })
const EXAMPLE = join(ROOT, 'examples/strongestWires.mjs')
const source = readFileSync(EXAMPLE, 'utf8')

beforeAll(async () => {
  copyFileSync(EXAMPLE, at('wires.mjs'))
  expect((await run('train', 'tiny', '--json', '--out', 'run', ...smallest('training.steps=20'))).code).toBe(
    0,
  )
})

describe('gyrus study FILE RUN', () => {
  it('says before it loads code from outside of the working folder, links followed', async () => {
    mkdirSync(at('elsewhere'))
    renameSync(at('run'), at('elsewhere/run'))
    const inside = (...args: string[]) => gyrus(args, { cwd: at('elsewhere') })
    const told = `gyrus: loading "${at('wires.mjs')}": code from outside of this folder, which runs with your rights\n`
    expect((await inside('study', '../wires.mjs', 'run')).stderr).toBe(told)
    symlinkSync('../wires.mjs', at('elsewhere/link.mjs'))
    const { code, stderr } = await inside('study', './link.mjs', 'run')
    expect([code, stderr]).toEqual([0, told.replace('wires.mjs', 'elsewhere/link.mjs')])
    renameSync(at('elsewhere/run'), at('run'))
  })

  it('asks it, with its options, and keeps the result in the run', async () => {
    const { code, stdout, stderr } = await run('study', './wires.mjs', 'run', '--named', '3')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^(\d\.\d{3}\n){3}Figure: run\/figures\/strongest-wires\.svg\n$/)
    const kept = JSON.parse(text('run/analysis/strongest-wires.json'))
    expect(kept).toMatchObject({ preset: 'tiny', step: 20, strongest: Array(3).fill(expect.any(Number)) })
    expect(kept.told.question).toBe('How strong are its strongest wires?')
    expect(kept.told.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(text('run/report.html')).toContain(kept.told.finding)
    expect(existsSync(at('run/figures/strongest-wires.vl.json'))).toBe(true)
    expect((await run('study', './wires.mjs', '--help')).stdout).toContain('how many weights are named (10)')
  })

  it('stays in a report that is made anew, and on the page, without its module', async () => {
    rmSync(at('wires.mjs'))
    expect((await run('analyze', 'run')).code).toBe(0)
    const { told } = JSON.parse(text('run/analysis/strongest-wires.json'))
    const report = text('run/report.html')
    for (const part of [told.question, told.finding, 'The strongest wires']) expect(report).toContain(part)
    const { studies, notes } = await openNetwork(blobs(at('run')), 'run')
    expect(notes).toEqual([])
    expect(studies).toEqual([{ name: 'strongest-wires', question: told.question, finding: told.finding }])
  })

  it('says in one line what is damaged of what it left', async () => {
    const kept = text('run/analysis/strongest-wires.json')
    file('run/analysis/strongest-wires.json', kept.replace('"finding"', '"found"'))
    const { code, stderr } = await run('analyze', 'run')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /strongest-wires\.json: damaged \(told\.finding: .*\); delete it, and measure again\n$/,
    )
    expect((await openNetwork(blobs(at('run')), 'run')).notes.join()).toMatch(
      /strongest-wires\.json is damaged/,
    )
    file('run/analysis/strongest-wires.json', kept)
  })

  it.each<[string, string, RegExp]>([
    [
      'without a question',
      source.replace('question:', 'asks:'),
      /the study strongest-wires: question must be a text/,
    ],
    [
      'without definitions',
      source.replace('definitions:', 'defines:'),
      /definitions must be an object, got nothing/,
    ],
    [
      'with half a definition',
      source.replace(/'none',\s*/, ''),
      /definitions\.strongest must be a list of three texts/,
    ],
    ['with a schema that is none', source.replace(/schema: .*,/, 'schema: {},'), /schema must be one of zod/],
    [
      'named as one of gyrus’ own',
      source.replace("'strongest-wires'", "'lesions'"),
      /the study lesions: is named as one/,
    ],
    [
      'named as the analysis’ files',
      source.replace("'strongest-wires'", "'summary'"),
      /name must be of small letters/,
    ],
    [
      'that is a charge',
      "export { yang19 as default } from 'gyrus'",
      /must export a study, export default defineStudy\(/,
    ],
  ])('refuses one %s in one line', async (_, content, message) => {
    file('other.mjs', content)
    const { code, stdout, stderr } = await run('study', './other.mjs', 'run')
    expect(stderr.trim().split('\n'), stderr).toHaveLength(1)
    expect(stderr).toMatch(message)
    expect([code, stdout]).toEqual([2, ''])
  })

  it('says that there is no such file', async () => {
    const { code, stderr } = await run('study', './nothing.mjs', 'run')
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/ENOENT.*while reading the study \.\/nothing\.mjs/),
    ])
  })
})
