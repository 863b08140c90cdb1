/** The runner of studies, asked with a small study of a test's own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commandOf } from '../../src/cli/study.js'
import { nodeEngine } from '../../src/engine/node.js'
import { figure } from '../../src/figures/style.js'
import { analyzeRun } from '../../src/runs/analysis.js'
import { RunFolder } from '../../src/runs/folder.js'
import { savedNetwork } from '../../src/runs/network.js'
import { record } from '../../src/runs/record.js'
import { updateReport } from '../../src/runs/report.js'
import { studyRun } from '../../src/runs/study.js'
import { integer } from '../../src/studies/options.js'
import type { Study } from '../../src/studies/study.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'

const OPTIONS = { strongest: { value: integer(1, 5), unit: 'n', help: 'how many weights are named (1)' } }

/** How strong are the strongest recurrent weights? */
const strength: Study<typeof OPTIONS, { weights: number[]; drawn: number }> = {
  name: 'strength',
  question: 'How strong are its strongest wires?',
  description: 'name the largest recurrent weights',
  options: OPTIONS,
  definitions: { weights: ['The largest |w|, in descending order.', 'none', 'a description, not a score'] },
  schema: z.looseObject({ weights: z.array(z.number()), drawn: z.number() }),
  async measure({ parameters }, { strongest = 1 }, { random, progress }) {
    progress(0.5, 'one look')
    const sizes = Array.from(parameters.recurrentWeights, Math.abs).sort((a, b) => b - a)
    return { weights: sizes.slice(0, strongest), drawn: random('a name').uint32() }
  },
  finding: ({ weights }) => `${weights.length} of the strongest are named`,
  story: ({ seed }) => [`The seed was ${seed}.`],
  figure: ({ weights }) =>
    figure(
      { title: 'The strongest', subtitle: 'of all' },
      {
        data: { values: weights.map((weight) => ({ weight })) },
        mark: 'tick',
        encoding: { x: { field: 'weight' } },
      },
    ),
  table: ({ weights }) => `strongest: ${weights.map((weight) => weight.toFixed(3)).join(' ')}`,
  compare: (results) => `${results.length} networks`,
}

const folder = mkdtempSync(join(tmpdir(), 'gyrus-study-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function trained(seed: number): Promise<RunFolder> {
  const experiment = applyOverrides(preset('tiny'), [
    ...['network.rows=3', 'network.columns=3', 'training.steps=2', 'training.batch=1', `seed=${seed}`],
    ...['training.time=10', 'training.evaluateEvery=2', 'training.evaluationTrials=2'],
    ...['training.checkpointEvery=2', 'analysis.trials=4', 'engine.threads=1'],
  ])
  const run = await RunFolder.create(experiment, { dir: join(folder, `s${seed}`) })
  for await (const event of train(run.experiment, nodeEngine())) await record(run, event, 0, [])
  await run.close()
  return RunFolder.open(run.dir)
}

const text = (run: RunFolder, path: string) => readFileSync(run.path(path), 'utf8')

describe('a study of one’s own', () => {
  let run: RunFolder
  let other: RunFolder
  beforeAll(async () => {
    run = await trained(1)
    other = await trained(2)
  })

  it('is kept without a report where the network has none', async () => {
    const work: [number, string][] = []
    const file = await studyRun(run, nodeEngine(), strength, {}, (...told) => void work.push(told))
    expect(work).toEqual([[0.5, 'one look']])
    expect(JSON.parse(text(run, 'analysis/strength.json'))).toEqual(file)
    expect(Object.keys(file)).toEqual([
      ...['preset', 'kind', 'lambda', 'seed', 'step', 'versions'],
      ...['weights', 'drawn', 'definitions', 'told'],
    ])
    expect(file).toMatchObject({ preset: 'tiny', seed: 1, step: 2 })
    expect(file.definitions.weights.unit).toBe('none')
    for (const kind of ['svg', 'png', 'vl.json'])
      expect(existsSync(run.path(`figures/strength.${kind}`)), kind).toBe(true)
    expect(existsSync(run.path('report.html'))).toBe(false)
    expect(await studyRun(run, nodeEngine(), strength)).toEqual(file)
  })

  it('is a section of the report, as long as it is of this network', async () => {
    await analyzeRun(run, nodeEngine())
    const file = await studyRun(run, nodeEngine(), strength, { strongest: 3 })
    const report = text(run, 'report.html')
    for (const part of [
      strength.question,
      '3 of the strongest are named.',
      'The seed was 1.',
      'figures/strength.svg',
    ])
      expect(report).toContain(part)
    writeFileSync(run.path('analysis/strength.json'), JSON.stringify({ ...file, step: 1 }))
    await updateReport(run, await savedNetwork(run), [strength])
    expect(text(run, 'report.html')).not.toContain(strength.question)
    writeFileSync(run.path('analysis/strength.json'), JSON.stringify({ ...file, weights: ['many'] }))
    await expect(updateReport(run, await savedNetwork(run), [strength])).rejects.toThrow(
      /strength\.json: damaged \(weights\[0\]: .*\); delete it, and measure again/,
    )
  })

  it('is refused with an option that it does not have, or a value of no use', async () => {
    const ask = (options: object) => studyRun(run, nodeEngine(), strength, options)
    await expect(ask({ strongest: 9 })).rejects.toThrow('strongest: must be an integer from 1 to 5, got 9')
    await expect(ask({ weakest: 1 })).rejects.toThrow(
      'weakest: the study strength has no such option; it has strongest',
    )
  })

  it('must give finite numbers', async () => {
    const broken = { ...strength, measure: async () => ({ weights: [Number.NaN], drawn: 1 }) }
    await expect(studyRun(run, nodeEngine(), broken)).rejects.toThrow(
      /strength: its result is not of the shape/,
    )
  })

  it('is a command: tables and a comparison, or JSON', async () => {
    const write = process.stdout.write
    const said = async (...words: string[]) => {
      let output = ''
      process.stdout.write = ((part: string) => {
        output += part
        return true
      }) as typeof write
      try {
        await commandOf(strength).parseAsync(words, { from: 'user' })
      } finally {
        process.stdout.write = write
      }
      return output
    }
    expect(await said(run.dir, '--strongest', '2', '--json')).toBe(text(run, 'analysis/strength.json'))
    const list = JSON.parse(await said(run.dir, other.dir, '--json')) as { seed: number }[]
    expect(list.map(({ seed }) => seed)).toEqual([1, 2])
    const tables = await said(run.dir, other.dir)
    expect(tables.match(/^strongest: \d/gm)).toHaveLength(2)
    expect(tables).toContain(`Figure: ${other.path('figures/strength.svg')}`)
    expect(tables).toMatch(/\n2 networks\n$/)
    await expect(said(run.dir, '--strongest', 'all')).rejects.toThrow(
      '--strongest: must be an integer from 1 to 5, got "all"',
    )
    await expect(said(run.dir, run.dir)).rejects.toThrow(/is named twice/)
  })
})
