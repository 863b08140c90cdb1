import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Details, Summary } from '../../src/analysis/analysis.js'
import type { Lesions } from '../../src/studies/lesions/schema.js'
import { grown } from './grown.js'
import { gyrus } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-lesion-'))
const dir = join(folder, 'run')
const dead = join(folder, 'dead')
const unsaved = join(folder, 'unsaved')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = <T>(name: string): T => JSON.parse(readFileSync(join(dir, name), 'utf8')) as T
const lesion = (...args: string[]) => gyrus(['lesion', dir, '--nulls', '20', ...args])

beforeAll(async () => {
  await grown(dir)
  // A penalty this large leaves no neuron active.
  await grown(
    dead,
    'training.steps=200',
    'regularizer.kind=l1',
    'regularizer.lambda=1',
    'optimizer.learningRate=0.01',
  )
  cpSync(dir, unsaved, { recursive: true })
  rmSync(join(unsaved, 'checkpoints'), { recursive: true })
})

describe('gyrus lesion', () => {
  it('writes lesions and figure, the same every time', async () => {
    const section = 'What fails without each module?'
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).not.toContain(section)
    const { code, stdout, stderr } = await lesion('--json', '--trials', '10')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain(section)
    expect(readFileSync(join(dir, 'analysis/lesions.json'), 'utf8')).toBe(stdout)
    const result = JSON.parse(stdout) as Lesions
    expect(result).toMatchObject({
      step: 300,
      seed: 1,
      trials: 10,
      nulls: 20,
      discNulls: 4,
      radiusGiven: false,
    })
    // The clusters, and with as many trials the accuracy, are those of the analysis.
    const summary = read<Summary>('analysis/summary.json')
    expect(result.labels).toEqual(read<Details>('analysis/details.json').labels)
    expect(result.clusters.map(({ neurons }) => neurons)).toEqual(summary.clusters)
    expect(Object.fromEntries(result.intact.map(({ task, accuracy }) => [task, accuracy]))).toEqual(
      summary.accuracy,
    )
    expect(result.neurons).toHaveLength(summary.activeNeurons)
    expect(result.allActive.neurons).toBe(summary.activeNeurons)
    for (const { drop, sizeMatched, importanceMatched } of result.clusters) {
      for (const list of [drop, sizeMatched.drop, importanceMatched.drop])
        expect(list).toHaveLength(result.tasks.length)
    }
    for (const kind of ['svg', 'png', 'vl.json'])
      expect(existsSync(join(dir, `figures/lesions.${kind}`)), kind).toBe(true)
    expect((await lesion('--json', '--trials', '10')).stdout).toBe(stdout)
    // Lesions of a network that has trained on since are not the report's.
    writeFileSync(join(dir, 'analysis/lesions.json'), JSON.stringify({ ...result, step: 200 }))
    expect((await gyrus(['analyze', dir])).code).toBe(0)
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).not.toContain(section)
    writeFileSync(join(dir, 'analysis/lesions.json'), '{')
    const damaged = await gyrus(['analyze', dir])
    expect(damaged.stderr).toMatch(/lesions\.json: damaged, it is not JSON; delete it/)
    expect(damaged.code).toBe(2)
  })

  it('says what came out', async () => {
    const { code, stdout } = await lesion('--trials', '10', '--radius', '1')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+ active neurons in \d+ clusters?; \d+ lesions on 10 trials of each task/)
    expect(stdout).toMatch(/\ntask +intact +1/)
    expect(stdout).toMatch(/ of radius 1 cells/)
    expect(stdout).toMatch(/\nFigure: .*lesions\.svg\n$/)
  })

  it.each([
    [['--radius', '0'], /--radius: must be a number above 0, got 0/],
    [['--radius', 'two'], /--radius: must be a number above 0, got "two"/],
    [['--trials', '1.5'], /--trials: must be an integer ≥ 1, got 1\.5/],
    [['--trials', '100000000'], /gyrus: trials: must be at most \d+ for 25 neurons/],
    [['--nulls', '0'], /--nulls: must be an integer ≥ 1, got 0/],
    [['--nulls', ''], /--nulls: .* got ""/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await gyrus(['lesion', dir, ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^gyrus: .*\n$/)
    expect(stderr).toMatch(message)
  })

  it.each([
    ['a dead network', dead, /no neuron is active.*nothing to measure/],
    ['a run whose checkpoints are gone', unsaved, /its checkpoints are gone; put them back/],
    ['a folder that is not there', join(folder, 'nowhere'), /no such folder/],
  ])('refuses %s', async (_, path, message) => {
    const { code, stdout, stderr } = await gyrus(['lesion', path])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^gyrus: [^\n]*\n$/)
    expect(stderr).toMatch(message)
  })
})
