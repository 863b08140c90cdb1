/** A network at measured places, from the file to all that a run has, once the file is gone. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Details, Summary } from '../../src/analysis/analysis.js'
import type { Places } from '../../src/growth/sheet.js'
import { Random } from '../../src/random/random.js'
import type { Lesions } from '../../src/studies/lesions/schema.js'
import { scattered } from '../growth/places.js'
import { gyrus, type Outcome, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-sheet-'))
const run = join(folder, 'run')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NEURONS = 37
const settings = small('regularizer.lambda=1e-4', 'sheet.distance=euclidean', 'sheet.between=2').filter(
  (word, i, all) =>
    !/network\.(rows|columns)/.test(word) && !/network\.(rows|columns)/.test(all[i + 1] ?? ''),
)
const read = <T>(dir: string, name: string): T => JSON.parse(readFileSync(join(dir, name), 'utf8')) as T
/** The lines of a training without the clock's field. */
const lines = (dir: string) =>
  readFileSync(join(dir, 'metrics.jsonl'), 'utf8').replaceAll(/,?"elapsed":[^,}]+/g, '')

let trained: Outcome

beforeAll(async () => {
  const { x, y, z } = scattered(NEURONS, Random.seeded(2, 'cli'))
  const rows = x.map((_, i) => `c${i},${x[i]},${y[i]},${z![i]},${z![i] < 20 ? 'upper' : 'lower'}`)
  const cells = join(folder, 'cells.csv')
  writeFileSync(cells, `id,x_um,y_um,z_um,area\n${rows.join('\n')}\n`)
  trained = await gyrus(['train', 'tiny', '--out', run, '--set', `sheet.positions=${cells}`, ...settings])
  rmSync(cells)
})

describe('a run of 37 neurons in three dimensions', () => {
  it('says what it read, and counts wire in µm', () => {
    expect(trained).toMatchObject({ code: 0, stderr: '' })
    expect(trained.stdout).toContain('37 neurons of')
    expect(trained.stdout).toContain('um (x, y, z, id, area)')
    expect(trained.stdout).toMatch(/of 37 neurons active, wiring [\d,]+ µm/)
  })

  it('has an analysis with the measures in space, and none of lists', () => {
    const summary = read<Summary>(run, 'analysis/summary.json')
    expect(summary.meanSquaredRadius.value).toBeGreaterThan(0)
    expect(summary.isolatedNeuronRatio.value).toBeNull()
    const { sheet, areas, definitions } = read<Details>(run, 'analysis/details.json')
    expect((sheet as Places).z).toHaveLength(NEURONS)
    expect(areas).toMatchObject({ names: ['lower', 'upper'] })
    expect(definitions.wiringLength).toMatchObject({ unit: 'µm' })
    expect(definitions.areas.meaning).toContain('pair of areas')
  })

  it('has a report that tells of the places', () => {
    const report = readFileSync(join(run, 'report.html'), 'utf8')
    expect(report).toContain('37 neurons at measured places in a box of')
    expect(report).toContain('in 2 areas')
    expect(report).toContain('A recurrent wire between two areas counted as 2 times its length.')
    expect(report).toContain('of the wire runs within one area')
    expect(report).not.toContain('row by row')
  })

  it('is resumed, to the bit', async () => {
    const resumed = join(folder, 'resumed')
    cpSync(run, resumed, { recursive: true })
    const [newest] = readdirSync(join(resumed, 'checkpoints')).sort().reverse()
    rmSync(join(resumed, 'checkpoints', newest))
    rmSync(join(resumed, 'report.html'))
    const { code, stderr } = await gyrus(['resume', resumed])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(lines(resumed)).toBe(lines(run))
    expect(read(resumed, 'analysis/summary.json')).toEqual(read(run, 'analysis/summary.json'))
  })

  it('is studied and laid out', async () => {
    const lesioned = await gyrus(['study', 'lesions', run, '--trials', '5', '--nulls', '20'])
    expect(lesioned.code).toBe(0)
    expect(lesioned.stdout).toMatch(/balls? of radius [\d.]+ µm/)
    const { discs, radius } = read<Lesions>(run, 'analysis/lesions.json')
    expect(discs.length).toBeLessThanOrEqual(NEURONS)
    expect(radius).toBeGreaterThan(0)
    const laid = await gyrus(['layout', run, '--out', join(folder, 'laid')])
    expect(laid).toMatchObject({ code: 0, stderr: '' })
    expect(laid.stdout).toMatch(/Σ\|w\|·d from|no swap shortens/)
  })

  it('is where others begin, and is listed and exported', async () => {
    const from = await gyrus([
      ...['train', join(run, 'experiment.json'), '--from', run, '--out', join(folder, 'other')],
      ...['--set', 'pruning.neurons=30', '--set', 'pruning.from=0.9', '--set', 'pruning.until=0.95'],
      ...['--set', 'pruning.every=5'],
    ])
    expect(from.stdout).toContain('the first 250 steps are those of')
    const listed = await gyrus(['runs', 'list', folder])
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    const exported = await gyrus(['export', run, '--format', 'csv', '--out', join(folder, 'csv')])
    expect(exported).toMatchObject({ code: 0, stderr: '' })
  })
})
