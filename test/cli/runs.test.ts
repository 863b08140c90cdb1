import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeCheckpoint } from '../../src/runs/checkpoint.js'
import { grown } from './grown.js'
import { gyrus, gyrusProcess, small, smallest, withoutNohup } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-cli-'))
const whole = join(folder, 'whole')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What bit for bit means: the last checkpoint, and the metrics without their clock. */
function results(dir: string) {
  const checkpoints = readdirSync(join(dir, 'checkpoints')).sort()
  const bytes = readFileSync(join(dir, 'checkpoints', checkpoints.at(-1) as string))
  const metrics = readFileSync(join(dir, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { elapsed: _, ...rest } = JSON.parse(line) as Record<string, unknown>
      return rest
    })
  return { name: checkpoints.at(-1), bytes, metrics }
}

beforeAll(async () => {
  const { code, stdout, stderr } = await grown(whole)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/\nstep 100\/300 .* accuracy \d+\.\d% \(\d+\.\d to \d+\.\d\) /)
  expect(stdout).toMatch(/\naccuracy \d+\.\d% \(\d+\.\d to \d+\.\d\), ideal observer /)
  expect(code).toBe(0)
})

describe('gyrus train', () => {
  it('leaves a run folder with analysis, figures and report', () => {
    for (const file of ['experiment.json', 'metrics.jsonl', 'report.html', 'analysis/summary.json']) {
      expect(existsSync(join(whole, file)), file).toBe(true)
    }
    expect(
      readdirSync(join(whole, 'figures')).filter((name) => name.endsWith('.svg')).length,
    ).toBeGreaterThan(7)
    const summary = JSON.parse(readFileSync(join(whole, 'analysis/summary.json'), 'utf8')) as Record<
      string,
      unknown
    >
    expect(summary).toMatchObject({ step: 300, seed: 1, trialsPerTask: 10 })
    const types = new Set(results(whole).metrics.map(({ type }) => type))
    expect([...types].sort()).toEqual(['checkpoint', 'done', 'evaluation', 'step', 'swap'])
  })

  it('prints events as JSON lines and nothing else', async () => {
    const out = join(folder, 'json')
    const { code, stdout } = await gyrus([
      'train',
      'tiny',
      '--json',
      '--out',
      out,
      ...small('training.steps=100'),
    ])
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string })
    expect(lines.at(-1)?.type).toBe('done')
    const written = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    expect(stdout).toBe(written)
  })

  it.each([
    ['whose reader has seen enough', { deaf: true }],
    ['whose progress goes to a full disk', { full: true }],
  ])('goes on to the report in a run %s', async (_, how) => {
    const out = join(folder, Object.keys(how)[0])
    const { code, stderr } = await gyrusProcess(
      ['train', 'tiny', '--out', out, ...smallest('training.steps=100')],
      how,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(existsSync(join(out, 'report.html'))).toBe(true)
  })

  it('names its folder, and the next one', async () => {
    const broken = ['optimizer.learningRate=1e30', 'optimizer.clip=null', 'training.checkpointEvery=1']
    for (const name of ['tiny-s9', 'tiny-s9-2']) {
      const { code, stderr } = await gyrus(['train', 'tiny', ...small('seed=9', ...broken)], { cwd: folder })
      expect(code).toBe(3)
      expect(stderr).toMatch(
        /^gyrus: the loss is (NaN|Infinity) at step \d+: training stopped; the.*checkpoint.*Try .*learningRate=.*\n$/,
      )
      expect(existsSync(join(folder, 'runs', name, 'experiment.json'))).toBe(true)
    }
  })
})

describe('gyrus resume', () => {
  it('ends bit for bit as if a killed run had not been', async () => {
    const dir = join(folder, 'killed')
    let killedAt = ''
    const killed = await gyrusProcess(['train', 'tiny', '--json', '--out', dir, ...small()], {
      seen: (stdout, child) => {
        const checkpoints = stdout.match(/"checkpoint","step":\d+/g) ?? []
        if (checkpoints.length < 2 || killedAt) return
        killedAt = checkpoints.at(-1) as string
        child.kill('SIGKILL')
      },
    })
    expect(killed.signal).toBe('SIGKILL')
    expect(existsSync(join(dir, 'report.html'))).toBe(false)
    // A torn line, as a kill in the middle of a write leaves it.
    writeFileSync(join(dir, 'metrics.jsonl'), '{"type":"st', { flag: 'a' })
    const resumed = await gyrus(['resume', dir])
    expect(resumed.stderr).toBe('')
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).toMatch(/going on with .* from step \d+/)
    expect(results(dir)).toEqual(results(whole))
    const analysis = (run: string) => readFileSync(join(run, 'analysis/summary.json'), 'utf8')
    expect(analysis(dir)).toBe(analysis(whole))
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGUSR1', 138],
    ['SIGUSR2', 140],
  ] as const)('goes on after %s, which saves and exits with %i', async (signal, exitCode) => {
    const dir = join(folder, signal)
    let sent = false
    const stopped = await gyrusProcess(['train', 'tiny', '--json', '--out', dir, ...small()], {
      env: withoutNohup(),
      seen: (stdout, child) => {
        if (sent || !stdout.includes('"step","step":100')) return
        sent = true
        child.kill(signal)
        child.kill(signal) // at once, so no second request
      },
    })
    expect(stopped.code).toBe(exitCode)
    expect(stopped.stderr).toBe(`stopped by ${signal}; saved. Go on with: npx gyrus resume ${dir}\n`)
    expect((await gyrus(['resume', dir, '--json'])).code).toBe(0)
    expect(results(dir)).toEqual(results(whole))
  })

  it('says that a finished run is finished', async () => {
    const { code, stdout } = await gyrus(['resume', whole])
    expect(code).toBe(0)
    expect(stdout).toContain('finished at step 300')
  })
})

describe('gyrus analyze', () => {
  it('prints the summary as JSON, the same every time', async () => {
    const before = readFileSync(join(whole, 'analysis/summary.json'), 'utf8')
    const { code, stdout, stderr } = await gyrus(['analyze', whole, '--json'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toBe(before)
  })
})

describe('checkpoints', () => {
  it('hold weights, moments, places and states', () => {
    const { tensors, state, step } = decodeCheckpoint(results(whole).bytes)
    expect(step).toBe(300)
    expect(tensors.recurrentWeights.shape).toEqual([25, 25])
    expect(tensors['recurrentWeights.firstMoment'].shape).toEqual([25, 25])
    expect([...(tensors.places.data as Int32Array)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, i) => i),
    )
    expect(state).toMatchObject({ batches: [{}, {}], noise: expect.any(Array), finished: true })
  })
})
