/** A run that is gone on with, or measured, where other bits come out: one line says so, and it goes on. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grown } from './grown.js'
import { gyrus, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-bits-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...args: string[]) => gyrus(args, { cwd: folder })
const last = (dir: string) => join(folder, dir, 'checkpoints/step-00000300.safetensors')

interface Written {
  machine: { instructionSet: string }
  versions: Record<string, string>
  experiment: { engine: { threads: number } }
}
const recordOf = (dir: string) =>
  JSON.parse(readFileSync(join(folder, dir, 'experiment.json'), 'utf8')) as Written

/** A copy of the run, stopped before its end, whose record is changed. */
function stopped(name: string, change: (record: Written) => void): string {
  cpSync(join(folder, 'whole'), join(folder, name), { recursive: true })
  rmSync(last(name))
  edit(name, change)
  return name
}

function edit(dir: string, change: (record: Written) => void): void {
  const record = recordOf(dir)
  change(record)
  writeFileSync(join(folder, dir, 'experiment.json'), JSON.stringify(record))
}

const differing = (stdout: string) => stdout.split('\n').filter((line) => line.includes('reproducibility'))

beforeAll(async () => {
  await grown(join(folder, 'whole'))
})

describe('gyrus resume', () => {
  it('says nothing where the same computes, and ends bit for bit', async () => {
    const dir = stopped('same', () => {})
    const { code, stdout } = await run('resume', dir)
    expect([code, differing(stdout)]).toEqual([0, []])
    expect(readFileSync(last(dir)).equals(readFileSync(last('whole')))).toBe(true)
  })

  it('says in one line what is another, and goes on', async () => {
    const dir = stopped('elsewhere', ({ machine, versions, experiment }) => {
      Object.assign(machine, { instructionSet: 'mmx', cpu: 'abacus' })
      versions['onnxruntime-node'] = '1.2.3'
      experiment.engine.threads = 2
    })
    const { code, stdout, stderr } = await run('resume', dir)
    expect([code, stderr]).toEqual([0, ''])
    expect(differing(stdout)).toEqual([
      expect.stringMatching(
        /^elsewhere: so far with onnxruntime-node 1\.2\.3 cpu, 1 thread, \S+ \S+ mmx, from here on with onnxruntime-\S+ \S+ \S+, 2 threads, .*: its last bits will not be those of an undisturbed run/,
      ),
    ])
    expect(stdout).toMatch('Report: ')
  })

  it('keeps in mind that something else had a part, also where the same computes again', async () => {
    cpSync(join(folder, 'elsewhere'), join(folder, 'back'), { recursive: true })
    writeFileSync(join(folder, 'back/experiment.json'), JSON.stringify(recordOf('whole')))
    const { code, stderr } = await run('train', 'tiny', ...small(), '--from', 'back', '--out', 'other')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^gyrus: back: computed with onnxruntime-node 1\.2\.3 cpu, 2 threads, .* mmx, here with /,
    )
  })
})

describe('gyrus analyze, gyrus layout', () => {
  it('say in one line that what trained the network is not what measures it', async () => {
    cpSync(join(folder, 'whole'), join(folder, 'measured'), { recursive: true })
    edit('measured', ({ machine }) => {
      Object.assign(machine, { instructionSet: 'mmx', cpu: 'abacus' })
    })
    const line = expect.stringMatching(
      /^measured: trained with \S+ \S+ mmx, measured here with .*: measures agree to rounding/,
    )
    const analyzed = await run('analyze', 'measured')
    expect([analyzed.code, differing(analyzed.stdout)]).toEqual([0, [line]])
    const laidOut = await run('layout', 'measured', '--out', 'laid-out')
    expect([laidOut.code, differing(laidOut.stdout)]).toEqual([0, [line]])
  })
})
