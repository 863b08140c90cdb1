import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { experimentId } from '../../src/runs/identity.js'
import { readSweepFile, SweepFolder, sweepRows } from '../../src/runs/sweep.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-sweep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('experimentId', () => {
  const id = (...settings: string[]) => experimentId(applyOverrides(preset('tiny'), settings))

  it('differs where a result could', () => {
    const ids = ['seed=2', 'regularizer.lambda=1e-4', 'analysis.trials=9', 'training.batch=9'].map((s) =>
      id(s),
    )
    expect(new Set([id(), ...ids]).size).toBe(5)
  })

  it('does not where none could', () => {
    expect(id('engine.threads=2')).toBe(id())
    expect(id('training.checkpointEvery=9')).toBe(id())
    expect(id('training.keepEvery=500')).toBe(id())
    expect(experimentId({ ...preset('tiny'), preset: 'other' })).toBe(id())
    expect(id('training.windows=continued')).toBe(id()) // as where nothing is said
    expect(id('training.windows=fresh')).not.toBe(id())
    expect(id('training.windows=neurogym')).not.toBe(id('training.windows=fresh'))
    expect(id()).toMatch(/^[0-9a-f]{12}$/)
  })
})

describe('sweepRows', () => {
  it('has every combination, the last field fastest', async () => {
    const rows = await sweepRows([
      {
        preset: 'tiny',
        set: { 'training.steps': 5 },
        vary: { 'regularizer.lambda': '1e-4, 2e-4', seed: '1..3' },
      },
    ])
    expect(rows.map(({ varied }) => varied.join(' '))).toEqual([
      'regularizer.lambda=1e-4 seed=1',
      'regularizer.lambda=1e-4 seed=2',
      'regularizer.lambda=1e-4 seed=3',
      'regularizer.lambda=2e-4 seed=1',
      'regularizer.lambda=2e-4 seed=2',
      'regularizer.lambda=2e-4 seed=3',
    ])
    expect(rows[4].experiment).toEqual(
      applyOverrides(preset('tiny'), ['training.steps=5', 'regularizer.lambda=2e-4', 'seed=2']),
    )
    expect(new Set(rows.map(({ id }) => id)).size).toBe(6)
  })

  it('has a run once, in whatever block it is asked for again', async () => {
    const rows = await sweepRows([
      { preset: 'tiny', vary: { seed: [1, 2] } },
      { preset: 'tiny', vary: { seed: '2..3', 'engine.threads': [2] } },
    ])
    expect(rows.map(({ experiment }) => experiment.seed)).toEqual([1, 2, 3])
  })

  it('is one run where nothing varies', async () => {
    expect(await sweepRows([{ preset: 'tiny' }])).toHaveLength(1)
  })

  it('varies lists too', async () => {
    const schedule = '[{"at":0,"factor":0.1},{"at":0.5,"factor":1}],constant'
    const rows = await sweepRows([
      { preset: 'tiny', vary: { 'regularizer.schedule': schedule, tasks: 'go,["go","dm1"]' } },
    ])
    expect(rows.map(({ experiment: { regularizer, tasks } }) => [regularizer.schedule, tasks])).toEqual([
      [
        [
          { at: 0, factor: 0.1 },
          { at: 0.5, factor: 1 },
        ],
        ['go'],
      ],
      [
        [
          { at: 0, factor: 0.1 },
          { at: 0.5, factor: 1 },
        ],
        ['go', 'dm1'],
      ],
      ['constant', ['go']],
      ['constant', ['go', 'dm1']],
    ])
  })

  it('refuses what a training would', async () => {
    await expect(sweepRows([{ preset: 'tiny', vary: { 'regularizer.lambda': '1e-4,-1' } }])).rejects.toThrow(
      /regularizer\.lambda: must be ≥ 0, got -1/,
    )
    await expect(sweepRows([{ preset: 'tiny', vary: { sed: '1..3' } }])).rejects.toThrow(
      /sed: no such field.*seed/,
    )
    await expect(sweepRows([{ preset: 'tiny', vary: { seed: '3..1' } }])).rejects.toThrow(/range must rise/)
    await expect(sweepRows([{ preset: 'tiny', vary: { seed: '0..200000' } }])).rejects.toThrow(/100000/)
  })
})

describe('a specification', () => {
  const yaml =
    'preset: tiny\nset: { training.steps: 7 }\nvary:\n  regularizer.lambda: [1e-5, 1e-4]\n  seed: 1..2\n'

  it('is YAML or JSON, one block or a list', async () => {
    const one = await sweepRows(await readSweepFile(file('a.yaml', yaml)))
    expect(one).toHaveLength(4)
    expect(one[0].experiment.regularizer.lambda).toBe(1e-5)
    const json = {
      preset: 'tiny',
      set: { 'training.steps': 7 },
      vary: { 'regularizer.lambda': [1e-5, 1e-4], seed: '1..2' },
    }
    const list = await sweepRows(
      await readSweepFile(file('a.json', JSON.stringify([json, { preset: 'tiny' }]))),
    )
    expect(list.map(({ id }) => id).slice(0, 4)).toEqual(one.map(({ id }) => id))
    expect(list).toHaveLength(5)
  })

  it('says what is wrong with it', async () => {
    await expect(readSweepFile(join(folder, 'none.yaml'))).rejects.toThrow(/none\.yaml/)
    await expect(readSweepFile(file('b.json', '{'))).rejects.toThrow(/b\.json: must be JSON: /)
    // What the parser quotes has no line breaks and nothing that a terminal obeys.
    await expect(readSweepFile(file('c.json', 'Y{\n\x1b[31m'))).rejects.toThrow(
      /c\.json: must be JSON: [^\p{Cc}]+$/u,
    )
    await expect(readSweepFile(file('c.yaml', 'preset: tiny\nvery: {}\n'))).rejects.toThrow(
      /c\.yaml: very: no such field/,
    )
    await expect(readSweepFile(file('d.yaml', 'preset: tiny\nvary: { seed: [] }\n'))).rejects.toThrow(
      /vary\.seed/,
    )
    await expect(readSweepFile(file('e.yaml', 'text'))).rejects.toThrow(/e\.yaml/)
  })

  it('may have been saved with a byte order mark', async () => {
    const json = '{"preset":"tiny","set":{"training.steps":7}}\r\n'
    for (const [name, text] of [
      ['f.json', json],
      ['f.yaml', 'preset: tiny\r\nset: { training.steps: 7 }\r\n'],
    ])
      expect(await readSweepFile(file(name, `\ufeff${text}`))).toEqual(
        await readSweepFile(file('g.json', json)),
      )
  })

  const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`
  it.each<[string, string, string | Uint8Array, RegExp]>([
    [
      'in UTF-16',
      'h.json',
      Buffer.from('\ufeff{"preset":"tiny"}', 'utf16le'),
      /h\.json: must be text in UTF-8/,
    ],
    [
      'several documents',
      'i.yaml',
      'preset: tiny\n---\npreset: gyrus\n',
      /i\.yaml: must be one YAML document/,
    ],
    ['JSON that is nested deep', 'j.json', `{"preset":${deep}}`, /j\.json: must be nested at most 100 deep/],
    ['YAML that is nested deep', 'k.yaml', `{"preset":${deep}}`, /k\.yaml: must be nested at most 100 deep/],
    [
      'YAML that is nested deep, by dashes',
      'm.yaml',
      `${'- '.repeat(5000)}1`,
      /m\.yaml: must be nested at most/,
    ],
    [
      'YAML that is nested deep, by keys',
      'n.yaml',
      `${'? '.repeat(5000)}1`,
      /n\.yaml: must be nested at most/,
    ],
    [
      'YAML that holds itself',
      'l.yaml',
      'preset: tiny\nset: &a { seed: *a }\n',
      /l\.yaml: must be nested at most/,
    ],
  ])('is refused in one line: %s', async (_, name, content, message) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    await expect(readSweepFile(path)).rejects.toThrow(InputError)
    await expect(readSweepFile(path)).rejects.toThrow(message)
  })
})

describe('SweepFolder', () => {
  it('loses no row when several add to one folder at the same moment', async () => {
    const dir = join(folder, 'together')
    const rows = await sweepRows([{ preset: 'tiny', vary: { seed: '1..8' } }])
    await Promise.all(rows.map((row) => SweepFolder.extend(dir, [row])))
    const ids = (await SweepFolder.open(dir)).rows.map(({ id }) => id)
    expect(ids.sort()).toEqual(rows.map(({ id }) => id).sort())
  })

  it('keeps its rows, and takes in what is new', async () => {
    const dir = join(folder, 'sweep')
    const rows = (seeds: string) => sweepRows([{ preset: 'tiny', vary: { seed: seeds } }])
    await SweepFolder.extend(dir, await rows('1..2'))
    await SweepFolder.extend(dir, await rows('2..3'))
    const { rows: kept } = await SweepFolder.open(dir)
    expect(kept).toEqual(await rows('1..3'))
  })

  it('spreads its runs over folders by their first digits', async () => {
    const [row] = await sweepRows([{ preset: 'tiny' }])
    const sweep = await SweepFolder.extend(join(folder, 'spread'), [row])
    expect(sweep.runDir(row)).toBe(join(folder, 'spread', 'runs', row.id.slice(0, 2), row.id))
  })

  it('says which line of its manifest is damaged', async () => {
    const dir = join(folder, 'damaged')
    await SweepFolder.extend(dir, await sweepRows([{ preset: 'tiny', vary: { seed: '1..2' } }]))
    const manifest = join(dir, 'manifest.jsonl')
    const [first, second] = readFileSync(manifest, 'utf8').trim().split('\n')
    writeFileSync(manifest, `${first}\n${second.replace('"seed":2', '"seed":3')}\n`)
    await expect(SweepFolder.open(dir)).rejects.toThrow(
      /manifest\.jsonl: line 2: damaged \(its configuration is not that of .*; delete the line/,
    )
    await expect(SweepFolder.open(folder)).rejects.toThrow(/not a sweep/)
  })
})
