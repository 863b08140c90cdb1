import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { csvParse } from 'd3-dsv'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gyrus, gyrusProcess, smallest } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-sweep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (args: readonly string[]) => gyrus(args, { cwd: folder })

/** The runs of a sweep, by id. */
function runsOf(sweep: string): string[] {
  const root = join(folder, sweep, 'runs')
  return readdirSync(root).flatMap((first) => readdirSync(join(root, first)))
}

describe('gyrus sweep', () => {
  const args = ['sweep', 'tiny', '--out', 'first', ...smallest('training.steps=60')]

  beforeAll(async () => {
    // One of the three ends at once: its weights overflow.
    const { code, stdout, stderr } = await run([...args, '--vary', 'optimizer.learningRate=1e-3,2e-3,1e38'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/3 runs: 0 done, 3 to do/)
    expect(stdout).toMatch(/ {2}learningRate=1e38 {2}failed \(exit code 3\): .*loss is NaN/)
    expect(stdout).toMatch(/1 run failed; run the same again .*npx gyrus sweep first/)
    expect(code).toBe(3)
  })

  it('leaves the others alone when one fails, and does it alone when run again', async () => {
    expect(runsOf('first')).toHaveLength(3)
    const again = await run(['sweep', 'first'])
    expect(again.stdout).toMatch(/3 runs: 2 done, 1 to do/)
    expect(again.code).toBe(3)
  })

  it('adds what is new', async () => {
    const more = await run([...args, '--vary', 'optimizer.learningRate=1e-3,4e-3'])
    expect(more.stdout).toMatch(/\[1\/2\]/) // the one that failed is still wanted
    expect(runsOf('first')).toHaveLength(4)
  })

  it('lists its runs with what varies and what came out', async () => {
    const { stdout, code } = await run(['runs', 'list', 'first'])
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/run +preset +learningRate +seed +status +step +accuracy +active +wiring/)
    expect(lines.slice(1).map((line) => line.split(/ {2,}/)[2])).toEqual(['0.001', '0.002', '0.004', '1e+38'])
    expect(lines[1]).toMatch(/done +60 +\d/)
    expect(lines[4]).toMatch(/stopped +0 +–/)
  })

  it('compares runs by the fields in which they differ', async () => {
    const [a, b] = runsOf('first').map((id) => join('first', 'runs', id.slice(0, 2), id))
    const { stdout } = await run(['runs', 'compare', a, b])
    expect(stdout).toMatch(/optimizer\.learningRate +\S+ +\S+/)
    expect(stdout).not.toMatch(/network\.rows/)
    expect(stdout).toMatch(/wiringLength/)
  })

  it('exports the same table as CSV and as Parquet', async () => {
    for (const out of ['runs.csv', 'runs.parquet']) {
      expect((await run(['runs', 'export', 'first', '--out', out])).stdout).toBe(`4 runs in ${out}\n`)
    }
    const before = readFileSync(join(folder, 'runs.csv'), 'utf8')
    writeFileSync(join(folder, 'runs.csv'), 'precious')
    expect(await run(['runs', 'export', 'first', '--out', 'runs.csv'])).toMatchObject({
      code: 2,
      stderr: 'gyrus: --out: runs.csv is there already; name a new file, or write over it with --force\n',
    })
    expect(readFileSync(join(folder, 'runs.csv'), 'utf8')).toBe('precious')
    expect((await run(['runs', 'export', 'first', '--out', 'runs.csv', '--force'])).code).toBe(0)
    expect(readFileSync(join(folder, 'runs.csv'), 'utf8')).toBe(before)
    const csv = csvParse(readFileSync(join(folder, 'runs.csv'), 'utf8'))
    const bytes = readFileSync(join(folder, 'runs.parquet'))
    const parquet = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    })
    expect(csv).toHaveLength(4)
    const asText = (value: unknown) => (value === null || value === undefined ? '' : String(value))
    parquet.forEach((row, i) => {
      expect(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, asText(value)]))).toEqual({
        ...csv[i],
      })
    })
    const summary = JSON.parse(
      readFileSync(join(folder, parquet[0].run as string, 'analysis/summary.json'), 'utf8'),
    ) as { wiringLength: number }
    expect(parquet[0].wiringLength).toBe(summary.wiringLength)
  })

  it('draws them, by the command that it names at its end', async () => {
    const { stdout } = await run(['sweep', 'first'])
    const [, command] = /^Figure: npx gyrus (.*)$/m.exec(stdout)!
    expect(command).toBe('runs plot first --x activeNeurons --y error')
    expect(await run(command.split(' '))).toMatchObject({
      code: 0,
      stdout: 'wrote error-activeNeurons.svg\n',
    })
    const svg = readFileSync(join(folder, 'error-activeNeurons.svg'), 'utf8')
    expect(svg).toContain('error against activeNeurons: 3 runs')
    expect(svg).toContain('1 run without these numbers is left out.')
    const json = [...command.split(' '), '--color', 'optimizer.learningRate', '--out', 'runs.json']
    expect((await run(json)).code).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'runs.json'), 'utf8')).$schema).toContain('vega-lite')
  })

  it('stops when asked, saves what runs, and goes on to the same end', async () => {
    const settings = smallest('training.steps=1500', 'training.checkpointEvery=1500')
    const start = ['sweep', 'tiny', '--out', 'stopped', '--jobs', '1', ...settings]
    const stopped = await gyrusProcess([...start, '--vary', 'seed=1..2'], {
      cwd: folder,
      seen: (stdout, child) => {
        if (!stdout.endsWith('to do\n')) return // once
        const begun = () =>
          existsSync(join(folder, 'stopped/runs')) &&
          runsOf('stopped').some((id) =>
            existsSync(join(folder, 'stopped/runs', id.slice(0, 2), id, 'metrics.jsonl')),
          )
        const timer = setInterval(() => {
          if (!begun()) return
          clearInterval(timer)
          child.kill('SIGINT')
        }, 20)
      },
    })
    expect(stopped.stdout).toMatch(
      /stopped by SIGINT; what was running is saved\. Go on with: npx gyrus sweep stopped/,
    )
    expect(stopped.code).toBe(130)
    expect(runsOf('stopped')).toHaveLength(1)

    const { code, stdout } = await run(['sweep', 'stopped'])
    expect(stdout).toMatch(/2 runs: 0 done, 2 to do/)
    expect(code).toBe(0)
    const whole = await run(['train', 'tiny', '--out', 'whole', ...settings, '--set', 'seed=1'])
    expect(whole.code).toBe(0)
    const summaries = runsOf('stopped').map((id) =>
      readFileSync(join(folder, 'stopped/runs', id.slice(0, 2), id, 'analysis/summary.json'), 'utf8'),
    )
    expect(summaries).toContain(readFileSync(join(folder, 'whole/analysis/summary.json'), 'utf8'))
  })

  const dirOf = (sweep: string, id: string) => join(folder, sweep, 'runs', id.slice(0, 2), id)

  it('names a run by what varies, its point too, and makes the report that a kill prevented', async () => {
    const short = smallest('training.steps=20', 'training.evaluateEvery=20')
    const vary = ['--vary', 'optimizer.learningRate=1.5e-3,2.5e-3', '--out', 'points']
    const { stdout, code } = await run(['sweep', 'tiny', ...short, ...vary])
    expect(code).toBe(0)
    for (const rate of ['1.5e-3', '2.5e-3']) expect(stdout).toContain(`  learningRate=${rate}  accuracy`)

    const [id] = runsOf('points')
    rmSync(join(dirOf('points', id), 'report.html'))
    const again = await run(['sweep', 'points'])
    expect(again.stdout).toMatch(/2 runs: 1 done, 1 to do/)
    expect(again.code).toBe(0)
    expect(existsSync(join(dirOf('points', id), 'report.html'))).toBe(true)
  })

  it('neither deletes a damaged run nor stops for it', async () => {
    const [one, other] = runsOf('points')
    const record = join(dirOf('points', one), 'experiment.json')
    const text = readFileSync(record, 'utf8')
    rmSync(dirOf('points', other), { recursive: true }) // to do
    const sweep = async () => {
      const { stdout, code } = await run(['sweep', 'points'])
      expect(code).toBe(2)
      expect(stdout).toMatch(/1 run failed; run the same again/)
      return stdout
    }
    rmSync(record)
    expect(await sweep()).toMatch(/failed: .* has no experiment\.json; put it back, or delete/)
    expect(existsSync(join(dirOf('points', one), 'checkpoints'))).toBe(true)
    expect(existsSync(join(dirOf('points', other), 'report.html'))).toBe(true)
    writeFileSync(record, '{')
    expect(await sweep()).toMatch(/1 done, 0 to do\n.*experiment\.json: damaged/)
    writeFileSync(record, text)
    expect((await run(['sweep', 'points'])).code).toBe(0)
  })

  it('leaves the others alone when one cannot begin, or is stopped before it listens', async () => {
    const short = smallest('training.steps=20', 'training.evaluateEvery=20')
    const args = ['sweep', 'tiny', ...short, '--vary', 'seed=1..3', '--jobs', '1', '--out', 'begun']
    const once = (act: (child: ChildProcess) => void) => {
      let done = false
      return (stdout: string, child: ChildProcess) => {
        if (done || !stdout.endsWith('to do\n')) return
        done = true
        act(child)
      }
    }
    const stopped = await gyrusProcess(args, {
      cwd: folder,
      seen: once((child) => setTimeout(() => child.kill('SIGINT'), 300)),
    })
    expect(stopped.stdout).not.toMatch(/failed/)
    expect(stopped.code).toBe(130)

    const rows = readFileSync(join(folder, 'begun/manifest.jsonl'), 'utf8').trim().split('\n')
    const [, second, third] = rows.map((line) => dirOf('begun', JSON.parse(line).id))
    const damage = () => {
      mkdirSync(second, { recursive: true })
      writeFileSync(join(second, 'notes.txt'), 'mine')
    }
    const { stdout, code } = await gyrusProcess(args, { cwd: folder, seen: once(damage) })
    expect(code).toBe(2)
    expect(stdout).toMatch(/seed=2 {2}failed: .* has no experiment\.json; put it back, or delete the folder/)
    expect(stdout).toMatch(/1 run failed; run the same again/)
    expect(existsSync(join(third, 'report.html'))).toBe(true)
  })

  /** Of the sweep `first`: the run that ends at once, so that it costs little to train it anew. */
  const overflowing = () =>
    readFileSync(join(folder, 'first/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .find(({ experiment }) => experiment.optimizer.learningRate === 1e38)

  it('trains anew a run whose making was killed, whatever that has left', async () => {
    const dir = dirOf('first', overflowing().id)
    const made = readdirSync(dir).sort()
    const gone = 2 ** 30
    const lefts: Record<string, () => void> = {
      nothing: () => {},
      'an empty folder of checkpoints': () => mkdirSync(join(dir, 'checkpoints')),
      'a lock and half files': () => {
        mkdirSync(join(dir, 'checkpoints'))
        writeFileSync(join(dir, 'checkpoints', `.step-00000020.safetensors.${gone}-2.tmp`), 'half')
        writeFileSync(join(dir, `.experiment.json.${gone}-1.tmp`), '{"half')
        writeFileSync(join(dir, 'run.lock'), JSON.stringify({ pid: gone, host: hostname(), started: null }))
        writeFileSync(join(dir, 'run.lock.takeover'), '')
      },
    }
    for (const [name, leave] of Object.entries(lefts)) {
      rmSync(dir, { recursive: true })
      mkdirSync(dir)
      leave()
      const { stdout } = await run(['sweep', 'first'])
      expect(stdout, name).toMatch(/4 runs: 3 done, 1 to do/)
      expect(stdout, name).toMatch(/ {2}learningRate=1e38 {2}failed \(exit code 3\): .*loss is NaN/)
      expect(readdirSync(dir).sort(), name).toEqual(made)
      expect(readdirSync(join(dir, 'checkpoints')), name).toEqual([])
    }
  })

  it('grows what its manifest says, whatever the preset is by now', async () => {
    const manifest = join(folder, 'first/manifest.jsonl')
    const { id, experiment: asked } = overflowing()
    const lines = readFileSync(manifest, 'utf8').trim().split('\n')
    const changed = lines.map((line) => {
      const row = JSON.parse(line)
      return JSON.stringify({ ...row, settings: row.settings.filter((s: string) => !s.includes('Rate')) })
    })
    writeFileSync(manifest, `${changed.join('\n')}\n`) // as if the preset had had this learning rate
    rmSync(dirOf('first', id), { recursive: true })
    expect((await run(['sweep', 'first'])).code).toBe(3)
    const { experiment } = JSON.parse(readFileSync(join(dirOf('first', id), 'experiment.json'), 'utf8'))
    expect(experiment.optimizer).toEqual(asked.optimizer)
  })

  it('shares its runs with another sweep of the same folder', async () => {
    const settings = smallest('training.steps=400')
    const start = ['sweep', 'tiny', '--out', 'shared', '--jobs', '1', ...settings, '--vary', 'seed=1..4']
    const both = await Promise.all([start, start].map((args) => gyrusProcess(args, { cwd: folder })))
    for (const { stdout, stderr, code } of both) {
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).not.toMatch(/failed/)
    }
    const ended = both.flatMap(({ stdout }) => stdout.match(/seed=\d {2}accuracy/g) ?? [])
    expect(ended.sort()).toEqual([1, 2, 3, 4].map((seed) => `seed=${seed}  accuracy`))
  })

  it('goes on with a battery of one’s own, and not with another text of it', async () => {
    const battery = join(folder, 'own.mjs')
    const source = new URL('../../dist/tasks/index.js', import.meta.url).href
    const text = `export { yang19 as default } from '${source}'\n`
    writeFileSync(battery, text)
    const args = [
      'sweep',
      'tiny',
      '--out',
      'own',
      ...smallest('training.steps=20', 'battery=own.mjs', 'tasks=["go"]'),
    ]
    expect(await run([...args, '--vary', 'seed=1'])).toMatchObject({ code: 0, stderr: '' })
    expect((await run(['sweep', 'own'])).stdout).toMatch(/1 run: 1 done, 0 to do/)
    expect((await run([...args, '--vary', 'seed=1'])).stdout).toMatch(/1 run: 1 done, 0 to do/)
    rmSync(dirOf('own', runsOf('own')[0]), { recursive: true })
    writeFileSync(battery, `${text}// changed\n`)
    const { stdout, code } = await run(['sweep', 'own'])
    expect(code).toBe(2)
    expect(stdout).toMatch(/the battery is not as it was/)
  })

  it('goes on without a reader', async () => {
    const args = ['sweep', 'tiny', '--out', 'deaf', ...smallest('training.steps=20'), '--vary', 'seed=1']
    expect((await gyrusProcess(args, { cwd: folder, deaf: true })).code).toBe(0)
    expect((await run(['sweep', 'deaf'])).stdout).toMatch(/1 run: 1 done, 0 to do/)
  })

  it('refuses what is no sweep', async () => {
    writeFileSync(
      join(folder, 'nan.yaml'),
      '- preset: tiny\n- preset: tiny\n  set: { optimizer.clip: .nan }\n',
    )
    writeFileSync(join(folder, 'none.yaml'), '[]\n')
    writeFileSync(join(folder, 'bad.yaml'), 'preset: tiny\nvary: { sed: [1] }\n')
    for (const [given, message] of [
      [['sweep', 'tinny'], /tinny: must be a preset .*a file or the folder of a sweep/],
      [['sweep', 'bad.yaml'], /bad\.yaml: sed: no such field; nearest: seed/],
      [['sweep', 'nan.yaml'], /nan\.yaml: \[1\] optimizer\.clip: must be finite, got NaN/],
      [['sweep', 'none.yaml'], /none\.yaml: must be a block, .* it has none/],
      [
        ['sweep', 'tiny', '--vary', 'seed=1..90000', '--vary', 'analysis.trials=2..5000'],
        /at most 100000 runs, got 449910000/,
      ],
      [['sweep', 'tiny', '--vary', 'seed'], /"seed": must be key=values/],
      [['sweep', 'tiny', '--jobs', '0'], /--jobs: must be an integer from 1/],
      [['sweep', 'first', '--set', 'seed=1'], /first: is a sweep already/],
      [['runs', 'list', 'nowhere'], /nowhere: no such folder/],
      [['runs', 'export', '--out', 'x.txt'], /--out: must end in \.csv or \.parquet/],
      [['runs', 'compare', 'first'], /needs two runs or more/],
      [
        ['runs', 'plot', 'first', '--x', 'activeNeuron', '--y', 'error', '--out', 'never.svg'],
        /--x: there is no column activeNeuron; nearest: activeNeurons/,
      ],
      [['runs', 'plot', 'first', '--x', 'step', '--y', 'error', '--out', 'x.pdf'], /\.svg, \.png or \.json/],
    ] as const) {
      const { code, stderr } = await run(given)
      expect(stderr).toMatch(message)
      expect(code).toBe(2)
    }
  })
})
