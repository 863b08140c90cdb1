/** The newest files of a run, cut at whatever length as a power cut or a copy that was stopped leaves them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { some } from '../length.js'
import { grown } from './grown.js'
import { gyrus } from './gyrus.js'
import { left, unfinished } from './left.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-truncated-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const whole = join(folder, 'whole')

beforeAll(async () => {
  await grown(whole)
})

/** A copy of the run with a file that ends too early. @returns its folder, and where the file was cut */
function cut(name: string, number: number, leastLength = 0): { dir: string; length: number } {
  const dir = join(folder, `cut-${number}`)
  rmSync(dir, { recursive: true, force: true })
  cpSync(whole, dir, { recursive: true })
  const path = join(dir, name)
  const random = Random.seeded(number, 'truncated', name)
  const length = leastLength + random.integer(statSync(path).size - leastLength)
  truncateSync(path, length)
  return { dir, length }
}

/** Before its analysis. */
function unmeasured(dir: string): void {
  for (const name of ['analysis', 'figures', 'report.html']) rmSync(join(dir, name), { recursive: true })
}

const CUTS = Array.from({ length: some(1) }, (_, i) => i + 1)
const CHECKPOINT = 'checkpoints/step-00000300.safetensors'

it.each(CUTS)('a checkpoint (%i): what it says leads to the same bits', async (number) => {
  const { dir, length } = cut(CHECKPOINT, number)
  unmeasured(dir)
  const { code, stderr } = await gyrus(['resume', dir])
  expect([code, stderr], `${length} bytes`).toEqual([2, expect.stringMatching(/^gyrus: .*\n$/)])
  expect(stderr).toContain(`${join(dir, CHECKPOINT)}: damaged checkpoint (truncated`)
  expect(stderr).toMatch(/; delete it to go on from step 250, which is whole\n$/)
  rmSync(join(dir, CHECKPOINT))
  expect(await gyrus(['resume', dir])).toMatchObject({ code: 0 })
  expect(left(dir)).toEqual(left(whole))
})

it.each(CUTS)('the metrics behind the last checkpoint (%i): they are taken again', async (number) => {
  const text = readFileSync(join(whole, 'metrics.jsonl'), 'utf8')
  const mark = '"type":"checkpoint","step":250'
  const { dir, length } = cut('metrics.jsonl', number, text.indexOf('\n', text.indexOf(mark)) + 1)
  unmeasured(dir)
  rmSync(join(dir, CHECKPOINT)) // it is written after them
  expect(await gyrus(['resume', dir]), `${length} bytes`).toMatchObject({ code: 0, stderr: '' })
  expect(left(dir)).toEqual(left(whole))
})

it.each(CUTS)('the metrics before it (%i): they are lost, which a line says', async (number) => {
  const { dir, length } = cut('metrics.jsonl', number)
  unmeasured(dir)
  const { code, stderr } = await gyrus(['resume', dir])
  const isWhole = readFileSync(join(dir, 'metrics.jsonl'), 'utf8').includes('"checkpoint","step":300,')
  if (isWhole) return expect(code, `${length} bytes`).toBe(0)
  expect([code, stderr], `${length} bytes`).toEqual([
    2,
    expect.stringMatching(
      /^gyrus: \S+metrics\.jsonl: has no line of the checkpoint of step 300, so lines are missing; put the file back, or start a new run\n$/,
    ),
  ])
})

it.each(['experiment.json', 'analysis/summary.json', 'analysis/details.json'])(
  '%s: a line names it, and what is measured is measured again',
  async (name) => {
    for (const number of CUTS) {
      const { dir, length } = cut(name, number)
      const { code, stderr } = await gyrus(['lesion', dir, '--nulls', '1', '--trials', '2'])
      expect([code, stderr], `${length} bytes`).toEqual([
        2,
        expect.stringMatching(/^gyrus: \S+\.json: damaged, it is not JSON.*\n$/),
      ])
      expect(stderr).toContain(join(dir, name))
      if (name === 'experiment.json') continue
      expect(await gyrus(['analyze', dir])).toMatchObject({ code: 0, stderr: '' })
      const [made, wanted] = [dir, whole].map((run) => readFileSync(join(run, name), 'utf8'))
      expect(made).toBe(wanted)
    }
  },
)

it.each(['report.html', 'figures/network.svg', 'figures/training.png'])(
  '%s: analyze makes it anew',
  async (name) => {
    const { dir } = cut(name, 1)
    expect(await gyrus(['analyze', dir])).toMatchObject({ code: 0, stderr: '' })
    expect(left(dir)).toEqual(left(whole))
    expect(unfinished(dir)).toEqual([])
  },
)
