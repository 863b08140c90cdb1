/** `--log`: what trackers are told by `train`, `resume` and `sweep`, and that a training is the same with them and without. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { afterAll, describe, expect, it } from 'vitest'
import { type ReadEvent, readEvents, readers, shownBy } from '../trackers/events.js'
import { mlflowServer, type ToldRun } from '../trackers/server.js'
import { grown } from './grown.js'
import { gyrus, gyrusProcess, refusalOf, small, smallest, withoutNohup } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-trackers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...args: string[]) => gyrus(args, { cwd: folder })

interface Line {
  type: string
  step: number
  [name: string]: unknown
}
const linesOf = (dir: string): Line[] =>
  readFileSync(join(folder, dir, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** What metrics.jsonl holds, as numbers by name and step: `step/loss 100 0.3`. */
const numbersOf = (lines: readonly Line[], round = (x: number) => x): string[] =>
  lines
    .flatMap(({ type, step, elapsed: _, accuracy, ...fields }) => [
      ...Object.entries(fields).map(([name, value]) => [`${type}/${name}`, step, value] as const),
      ...Object.entries(accuracy ?? {}).map(([name, value]) => [`accuracy/${name}`, step, value] as const),
    ])
    .flatMap(([name, step, value]) => (typeof value === 'number' ? [`${name} ${step} ${round(value)}`] : []))
    .sort()

const toldNumbers = ({ metrics }: ToldRun) =>
  [...new Set(metrics.map(({ key, step, value }) => `${key} ${step} ${value}`))].sort()

function eventsIn(dir: string): ReadEvent[][] {
  const paths = readdirSync(join(folder, dir))
    .toSorted()
    .map((name) => join(folder, dir, name))
  const [first, ...others] = readers.map((python) => readEvents(python, paths))
  for (const other of others) expect(other).toEqual(first)
  return first
}
const shownNumbers = (files: ReadEvent[][]) =>
  shownBy(files)
    .flatMap(({ step, scalars }) =>
      Object.entries(scalars).map(([name, value]) => `${name} ${step} ${value}`),
    )
    .sort()

describe.runIf(readers.length > 0)('a training', () => {
  it('tells both trackers what metrics.jsonl says, and is the same as without', async () => {
    const told = await mlflowServer()
    const log = ['--log', 'tensorboard', '--log', `mlflow=${told.uri}/`]
    const { code, stderr } = await run('train', 'tiny', '--out', 'told', ...small(), ...log)
    expect([code, stderr]).toEqual([0, ''])
    const lines = linesOf('told')
    await grown(join(folder, 'alone'))
    const plain = (of: Line[]) => of.map(({ elapsed: _, ...rest }) => rest)
    expect(plain(lines)).toEqual(plain(linesOf('alone')))

    const [mlflowRun] = told.runs.values()
    expect(mlflowRun).toMatchObject({ name: 'told', status: 'FINISHED' })
    expect(toldNumbers(mlflowRun)).toEqual(numbersOf(lines))
    expect(numbersOf(lines)).toContainEqual(expect.stringMatching(/^accuracy\/go 300 /))

    const files = eventsIn('told/tensorboard')
    expect(files).toHaveLength(1)
    expect(files[0][0].version).toBe('brain.Event:2')
    expect(shownNumbers(files)).toEqual(numbersOf(lines, Math.fround))
    const pictures = files[0].flatMap(({ step, images }) => images.map((image) => ({ step, ...image })))
    expect(pictures.map(({ step }) => step)).toEqual([0, 100, 200, 300])
    for (const { png, width, height } of pictures) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="data:image/png;base64,${png}"/></svg>`
      expect([width, height]).toEqual([320, 320])
      expect(colorsOf(new Resvg(svg).render().pixels).size).toBeGreaterThan(1)
    }
  })

  it('that was killed goes on in the same runs of both, by itself', async () => {
    const told = await mlflowServer()
    const log = ['--log', 'tensorboard=boards', '--log', `mlflow=${told.uri}`]
    let isKilled = false
    const killed = await gyrusProcess(['train', 'tiny', '--json', '--out', 'killed', ...small(), ...log], {
      cwd: folder,
      env: withoutNohup(),
      seen: (stdout, child) => {
        if (isKilled || !stdout.includes('"checkpoint","step":150')) return
        isKilled = true
        child.kill('SIGKILL')
      },
    })
    expect(killed.signal).toBe('SIGKILL')
    const resumed = await run('resume', 'killed')
    expect([resumed.code, resumed.stderr]).toEqual([0, ''])
    const lines = linesOf('killed')
    const files = eventsIn('boards/killed')
    expect(files).toHaveLength(2)
    expect(files[1].filter(({ session }) => session === 1)).toHaveLength(1)
    expect(shownNumbers(files)).toEqual(numbersOf(lines, Math.fround))
    // The server may not have heard of the run before it was killed; of what it has heard, nothing is another number.
    expect([...told.runs.values()].at(-1)).toMatchObject({ name: 'killed', status: 'FINISHED' })
    expect(told.runs.size).toBe(1)
    expect(numbersOf(lines)).toEqual(expect.arrayContaining(toldNumbers([...told.runs.values()][0])))
  })

  it('whose server is down is trained as always, with one line of warning', async () => {
    const log = ['--log', 'mlflow=http://127.0.0.1:1']
    const { code, stderr } = await run('train', 'tiny', '--out', 'down', ...smallest(), ...log)
    expect(code).toBe(0)
    expect(stderr).toMatch(
      /^gyrus: mlflow: http:\/\/127\.0\.0\.1:1 cannot be reached \(.*\); the training goes on, .*\n$/,
    )
    expect(existsSync(join(folder, 'down/report.html'))).toBe(true)
  })

  it('is not stopped by a folder that cannot be made, nor by notes that are damaged', async () => {
    writeFileSync(join(folder, 'file'), '')
    const trained = await run('train', 'tiny', '--out', 'blocked', ...smallest(), '--log', 'tensorboard=file')
    expect(trained.code).toBe(0)
    expect(trained.stderr).toMatch(
      /^gyrus: tensorboard: .*while making the folder file.*; the training goes on without it\n$/,
    )
    writeFileSync(join(folder, 'blocked/trackers.json'), '{"mlflow": 3}')
    rmSync(join(folder, 'blocked/report.html'))
    const resumed = await run('resume', 'blocked')
    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toMatch(/^gyrus: blocked\/trackers\.json: damaged .*--log again\n$/)
    expect(existsSync(join(folder, 'blocked/report.html'))).toBe(true)
  })

  it('that is told later tells what was before, too', async () => {
    const told = await mlflowServer()
    let isStopped = false
    const stopped = await gyrusProcess(['train', 'tiny', '--json', '--out', 'late', ...small()], {
      cwd: folder,
      env: withoutNohup(),
      seen: (stdout, child) => {
        if (isStopped || !stdout.includes('"step","step":100')) return
        isStopped = true
        child.kill('SIGTERM')
      },
    })
    expect(stopped.code).toBe(143)
    expect((await run('resume', 'late', '--log', `mlflow=${told.uri}`)).code).toBe(0)
    expect(toldNumbers(told.runs.get('run1')!)).toEqual(numbersOf(linesOf('late')))
  })
})

describe('a run that is done', () => {
  it('is told as a whole when it is asked for', async () => {
    const told = await mlflowServer()
    await grown(join(folder, 'done'))
    const { code, stderr } = await run('resume', 'done', '--log', `mlflow=${told.uri}`)
    expect([code, stderr]).toEqual([0, ''])
    expect(told.runs.get('run1')).toMatchObject({ name: 'done', status: 'FINISHED' })
    expect(toldNumbers(told.runs.get('run1')!)).toEqual(numbersOf(linesOf('done')))
  })

  it('is done for its tracker too, when a kill came between training and report', async () => {
    const told = await mlflowServer()
    await grown(join(folder, 'unreported'))
    await run('resume', 'unreported', '--log', `mlflow=${told.uri}`)
    told.runs.get('run1')!.status = 'RUNNING'
    rmSync(join(folder, 'unreported/report.html'))
    expect((await run('resume', 'unreported')).code).toBe(0)
    expect([...told.runs.values()].map(({ status }) => status)).toEqual(['FINISHED'])
  })
})

describe('a sweep', () => {
  it('says once that a server is down, whatever the number of its runs', async () => {
    const short = smallest('training.steps=20', 'training.evaluateEvery=20')
    const log = ['--vary', 'seed=1..2', '--log', 'mlflow=http://127.0.0.1:1']
    const { code, stdout } = await run('sweep', 'tiny', '--out', 'deaf', ...short, ...log)
    expect(code).toBe(0)
    expect(stdout.match(/^gyrus: mlflow: .*cannot be reached/gm)).toHaveLength(1)
  })

  it('has a run of the tracker for each of its own', async () => {
    const told = await mlflowServer()
    const short = smallest('training.steps=40', 'training.evaluateEvery=20')
    const log = ['--log', `mlflow=${told.uri}`, '--log', 'tensorboard=swept']
    const { code } = await run('sweep', 'tiny', '--out', 'sweep', '--vary', 'seed=1..2', ...short, ...log)
    expect(code).toBe(0)
    expect([...told.runs.values()].map(({ status, params }) => `${params.seed} ${status}`).sort()).toEqual([
      '1 FINISHED',
      '2 FINISHED',
    ])
    expect(readdirSync(join(folder, 'swept')).toSorted()).toEqual(
      [...told.runs.values()].map(({ name }) => name).sort(),
    )
  })
})

it.each([
  [['train', 'tiny', '--log', 'tensorbord'], /--log: there is no tracker tensorbord; nearest: tensorboard/],
  [['train', 'tiny', '--log', 'mlflow'], /--log mlflow: must be the address of a server/],
  [['resume', 'nowhere', '--log', 'mlflow=here'], /--log mlflow: must be the address of a server/],
  [['sweep', 'tiny', '--log', 'tensorboard='], /--log tensorboard: must be tensorboard or tensorboard=DIR/],
])('%j is refused, and nothing is made', async (args, message) => {
  const before = readdirSync(folder)
  expect(await refusalOf(args, { cwd: folder })).toMatch(message)
  expect(readdirSync(folder)).toEqual(before)
})

/** The colors of pixels, four bytes each. */
function colorsOf(pixels: Uint8Array): Set<string> {
  const colors = new Set<string>()
  for (let at = 0; at < pixels.length; at += 4) colors.add(pixels.subarray(at, at + 3).join())
  return colors
}
