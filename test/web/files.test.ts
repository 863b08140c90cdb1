import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { sheetOf } from 'gyrus/training/sheet.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Details } from '../../src/analysis/analysis.js'
import { wiringLength } from '../../src/analysis/wiring.js'
import { InputError } from '../../src/errors.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import { encodeCheckpoint } from '../../src/runs/checkpoint.js'
import { coveredByChecksum, putChecksum } from '../../src/runs/checksum.js'
import { fingerprinted } from '../../src/runs/networkFile.js'
import type { RunRecord } from '../../src/runs/runRecord.js'
import { type Files, type Opened, openNetwork } from '../../web/src/files/read.js'
import { sha256 } from '../../web/src/files/sha256.js'
import { openShipped, SHIPPED } from '../../web/src/files/shipped.js'
import { some } from '../length.js'
import { blobs, bytesOf, NETWORKS, textBlob } from './blobs.js'

const BIMT = join(NETWORKS, 'bimt-s1')
const kept = () => blobs(BIMT)
const record = JSON.parse(readFileSync(join(BIMT, 'experiment.json'), 'utf8')) as RunRecord
const experiment = record.experiment

/** The kept network as the checkpoint of a training that goes on. */
async function checkpoint(
  step = 2000,
  state: Record<string, unknown> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { tensors } = decodeSafetensors(await bytesOf(kept().get('network.safetensors')))
  const fingerprint = createHash('sha256').update(fingerprinted(experiment)).digest('hex')
  const whole = { experiment: fingerprint, finished: false, ...state }
  return new Uint8Array(encodeCheckpoint({ step, tensors, state: whole }))
}

/** The sentence that a user gets: one line, no stack. */
async function refusal(files: Files, source = 'mine'): Promise<string> {
  const error = await openNetwork(files, source).then(
    () => new Error('it was opened'),
    (error: unknown) => error as Error,
  )
  expect(error.message).not.toContain('\n')
  expect(error, error.stack).toBeInstanceOf(InputError)
  return error.message
}

describe('a kept network', () => {
  it.each(['bimt-s1', 'l1-s1', 'none-s1'])('%s is shown with its analysis', async (name) => {
    const { described, snapshot, analysis, metrics, notes } = await openNetwork(
      blobs(join(NETWORKS, name)),
      name,
    )
    expect(described.source).toBe(name)
    expect(described.experiment.network).toMatchObject({ rows: 20, columns: 20 })
    const { parameters, places, step, evaluation } = snapshot!
    expect(step).toBe(described.experiment.training.steps)
    expect(parameters.recurrentWeights).toHaveLength(400 * 400)
    expect(parameters.inputWeights).toHaveLength(400 * 53)
    expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i))
    expect([metrics, notes]).toEqual([[], []])
    // What the analysis wrote is what its network gives.
    const { summary } = analysis!
    const sheet = sheetOf(described.experiment)
    expect(evaluation!.wiringLength).toBe(wiringLength(parameters.recurrentWeights, sheet).wiringLength)
    expect(evaluation).toMatchObject({
      step,
      accuracy: summary.accuracy,
      activeNeurons: summary.activeNeurons,
      modularity: summary.modularity.value,
    })
    const sizes = summary.clusters.map((_, c) => evaluation!.clusters.filter((label) => label === c).length)
    expect(sizes).toEqual(summary.clusters)
  })

  it('has its task variance back: in sum the importance, in shares the normalized one', async () => {
    const { snapshot, analysis } = await openNetwork(kept(), 'bimt-s1')
    const { taskVariance, clusters } = snapshot!.evaluation!
    const { importance, order, normalizedTaskVariance } = analysis!.details as Details
    const profileOf = (unit: number) =>
      Array.from({ length: 20 }, (_, task) => taskVariance[task * 400 + unit])
    order.forEach((unit, column) => {
      const profile = profileOf(unit)
      expect(profile.reduce((a, b) => a + b)).toBeCloseTo(importance[unit], 9)
      const largest = Math.max(...profile)
      profile.forEach((v, task) => {
        expect(v / largest).toBeCloseTo(normalizedTaskVariance[task][column], 9)
      })
    })
    const inactive = clusters.indexOf(-1)
    expect(profileOf(inactive)).toEqual(new Array(20).fill(0))
  })

  it('needs no more than its weights and experiment, and then has no evaluation', async () => {
    const files = kept()
    for (const path of ['analysis/summary.json', 'analysis/details.json']) files.delete(path)
    const { snapshot, analysis, notes } = await openNetwork(files, 'loose')
    expect(snapshot).toMatchObject({ step: 24000, evaluation: null })
    expect([analysis, notes]).toEqual([null, []])
  })

  it('takes a bare experiment, or one other JSON file, for its experiment', async () => {
    const weights = kept().get('network.safetensors')!
    const files = new Map([
      ['w.safetensors', weights],
      ['settings.json', textBlob(experiment)],
    ])
    const opened = await openNetwork(files, 'loose')
    expect(opened.described.experiment).toEqual(experiment)
    expect(opened.record).toBeNull()
    expect(opened.snapshot?.step).toBe(24000)
    // What an older gyrus did not note is not known.
    const machine = { ...record.machine, instructionSet: 'unknown' }
    expect((await openNetwork(kept(), 'kept')).record).toEqual({ ...record, machine })
  })
})

describe('a run', () => {
  it('is shown at its newest checkpoint, with its metrics; and is said not to be finished', async () => {
    const metrics = '{"type":"step","step":100,"loss":2}\n{"type":"done","ste' // torn by a kill
    const files = new Map<string, Blob>([
      ['experiment.json', textBlob(record)],
      ['metrics.jsonl', textBlob(metrics)],
      ['checkpoints/step-00002000.safetensors', new Blob([await checkpoint(2000)])],
      ['checkpoints/step-00010000.safetensors', new Blob([await checkpoint(10_000)])],
    ])
    const opened = await openNetwork(files, 'run')
    expect(opened.snapshot?.step).toBe(10_000)
    expect(opened.metrics).toEqual([{ type: 'step', step: 100, loss: 2 }])
    expect(opened.notes).toEqual(['The training of run is not finished: step 10,000 of 24,000.'])
    files.set(
      'checkpoints/step-00024000.safetensors',
      new Blob([await checkpoint(24_000, { finished: true })]),
    )
    expect((await openNetwork(files, 'run')).notes).toEqual([])
  })

  it('without a checkpoint has an experiment and no network yet', async () => {
    const files = new Map([
      ['experiment.json', textBlob(record)],
      ['metrics.jsonl', textBlob('{"type":"step","step":100}\n')],
    ])
    const opened = await openNetwork(files, 'run')
    expect(opened.snapshot).toBeNull()
    expect(opened.metrics).toHaveLength(1)
    expect(opened.notes).toEqual(['run has no network yet: a training saves its first at step 2,000.'])
  })

  it('does not take the analysis of another step for its own', async () => {
    const files = kept()
    files.delete('network.safetensors')
    files.set('checkpoints/step-00002000.safetensors', new Blob([await checkpoint(2000)]))
    const { snapshot, analysis } = await openNetwork(files, 'run')
    expect(snapshot).toMatchObject({ step: 2000, evaluation: null })
    expect(analysis).toBeNull()
  })

  it('is refused under another experiment, whose threads and analysis do not count', async () => {
    const files = async (change: Partial<typeof experiment>) =>
      new Map<string, Blob>([
        ['experiment.json', textBlob({ ...record, experiment: { ...experiment, ...change } })],
        ['step-00002000.safetensors', new Blob([await checkpoint()])],
      ])
    const same = await files({ engine: { threads: 7, provider: 'cpu' }, analysis: { trials: 3 } })
    expect((await openNetwork(same, 'run')).snapshot?.step).toBe(2000)
    expect(await refusal(await files({ seed: 2 }))).toBe(
      'step-00002000.safetensors: was saved under another experiment than experiment.json describes',
    )
  })

  it('is checked only where the browser can hash, and opened where it cannot', async () => {
    const { crypto } = globalThis
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true })
    onTestFinished(
      () => void Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true }),
    )
    const files = new Map<string, Blob>([
      ['experiment.json', textBlob(record)],
      ['step-00002000.safetensors', new Blob([await checkpoint()])],
    ])
    expect((await openNetwork(files, 'run')).snapshot?.step).toBe(2000)
    expect(await sha256([])).toBeNull()
  })
})

describe('what cannot be shown is said in a sentence', () => {
  it('a damaged checkpoint: any bit flipped, any end cut', async () => {
    const whole = await checkpoint()
    const opened = (bytes: Uint8Array<ArrayBuffer>) =>
      new Map<string, Blob>([
        ['experiment.json', textBlob(record)],
        ['step-00002000.safetensors', new Blob([bytes])],
      ])
    const damage = /^step-00002000\.safetensors: damaged, or no network of gyrus \(.+\)$/
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const bytes = whole.slice()
        bytes[at] ^= 1 << bit
        expect(await refusal(opened(bytes))).toMatch(damage)
      }),
      { numRuns: some(20) },
    )
    const flipped = whole.slice()
    flipped[whole.length - 1] ^= 1
    expect(await refusal(opened(flipped))).toContain('(the checksum does not fit)')
    for (const length of [0, 7, 8, 500, whole.length - 1]) {
      expect(await refusal(opened(whole.slice(0, length)))).toMatch(damage)
    }
  })

  it('a damaged kept network', async () => {
    const whole = await bytesOf(kept().get('network.safetensors'))
    for (const length of [0, 8, 100, whole.length - 1]) {
      const files = kept().set('network.safetensors', new Blob([whole.slice(0, length)]))
      expect(await refusal(files)).toMatch(
        /^network\.safetensors: damaged, or no network of gyrus \(truncated/,
      )
    }
  })

  it('weights that are not those of the experiment', async () => {
    const { tensors, metadata } = decodeSafetensors(await bytesOf(kept().get('network.safetensors')))
    const refused = (changed: Parameters<typeof encodeSafetensors>[0]['tensors']) =>
      refusal(
        kept().set('network.safetensors', new Blob([encodeSafetensors({ tensors: changed, metadata })])),
      )
    const { places, ...rest } = tensors
    expect(await refused(rest)).toContain('(it has no places)')
    const { outputBias: _, ...without } = tensors
    expect(await refused(without)).toContain('(it has no outputBias)')
    const transposed = { ...tensors, inputWeights: { ...tensors.inputWeights, shape: [53, 400] } }
    expect(await refused(transposed)).toContain("(inputWeights is [53, 400], the experiment's is [400, 53])")
    const twice = Int32Array.from(places.data as Int32Array)
    twice[0] = twice[1]
    expect(await refused({ ...tensors, places: { ...places, data: twice } })).toContain(
      'whole numbers, each of 0 to 399 once',
    )
    const broken = Float32Array.from(tensors.recurrentBias.data as Float32Array)
    broken[3] = Number.NaN
    const bias = { shape: [400], data: broken }
    expect(await refused({ ...tensors, recurrentBias: bias })).toContain(
      'recurrentBias holds NaN, which is not finite',
    )
  })

  it('but float64 and int64, as Python writes them, are taken', async () => {
    const { tensors, metadata } = decodeSafetensors(await bytesOf(kept().get('network.safetensors')))
    const doubles = Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [
        name,
        {
          shape,
          data:
            name === 'places'
              ? BigInt64Array.from(data as Int32Array, BigInt)
              : Float64Array.from(data as Float32Array),
        },
      ]),
    )
    const bytes = encodeSafetensors({ tensors: doubles, metadata })
    const [ours, theirs] = [
      await openNetwork(kept(), 'mine'),
      await openNetwork(kept().set('network.safetensors', new Blob([bytes])), 'mine'),
    ]
    expect(theirs.snapshot).toEqual(ours.snapshot)
  })

  it('a file from a newer version', async () => {
    const newer = { ...record, formatVersion: 2, versions: { gyrus: '9.1.0' }, experiment: { sheets: 2 } }
    expect(await refusal(kept().set('experiment.json', textBlob(newer)))).toBe(
      "experiment.json: written by a newer version (format 2, gyrus 9.1.0); this is the page's gyrus, which reads format 1: update gyrus",
    )
    // A checkpoint of format 2: its checksum fits.
    const old = await checkpoint()
    const text = Buffer.from(old).toString('latin1').replace('"formatVersion":"1"', '"formatVersion":"2"')
    const bytes = new Uint8Array(Buffer.from(text, 'latin1'))
    const covered = Buffer.concat(coveredByChecksum(bytes))
    putChecksum(bytes, createHash('sha256').update(covered).digest('hex'))
    const files = new Map<string, Blob>([
      ['experiment.json', textBlob(record)],
      ['step-00002000.safetensors', new Blob([bytes])],
    ])
    expect(await refusal(files)).toBe(
      'step-00002000.safetensors: written by a newer version (format 2, this gyrus reads 1): update gyrus',
    )
  })

  it('a battery that is unknown, a file, or lacks the tasks', async () => {
    const refused = (change: object) =>
      refusal(
        kept().set('experiment.json', textBlob({ ...record, experiment: { ...experiment, ...change } })),
      )
    expect(await refused({ battery: 'yang20' })).toMatch(
      /^experiment\.json: battery: must be one of yang19, .*got "yang20"/,
    )
    expect(await refused({ battery: './my-tasks.mjs' })).toMatch(
      /^The tasks are those of \.\/my-tasks\.mjs, a program/,
    )
    expect(await refused({ tasks: ['go', 'dlydm'] })).toMatch(/dlydm.*nearest.*dlydm1/)
  })

  it('no network', async () => {
    expect(await refusal(new Map())).toMatch(/^mine: holds no network; open the folder of a run, or /)
    expect(await refusal(new Map([['package.json', textBlob({ name: 'x' })]]))).toMatch(/holds no network/)
    const weights = kept().get('network.safetensors')!
    expect(await refusal(new Map([['network.safetensors', weights]]))).toBe(
      'mine: weights alone do not say what they are of; open experiment.json with them',
    )
    const two = new Map([...kept(), ['a.safetensors', weights], ['b.safetensors', weights]])
    two.delete('network.safetensors')
    expect(await refusal(two)).toBe('a.safetensors, b.safetensors: open one network at a time')
    const text = kept().set('network.safetensors', textBlob('this is a letter, not a network'))
    expect(await refusal(text)).toMatch(/^network\.safetensors: damaged, or no network of gyrus/)
    const other = encodeSafetensors({
      tensors: { w: { shape: [1], data: Float32Array.of(1) } },
      metadata: {},
    })
    expect(await refusal(kept().set('network.safetensors', new Blob([other])))).toContain(
      '(it has no inputWeights)',
    )
  })

  it.each<[string, unknown, RegExp]>([
    ['experiment.json', '{"format', /^experiment\.json: damaged, it is not JSON$/],
    ['experiment.json', '[]', /^experiment\.json: /],
    ['experiment.json', 'null', /^experiment\.json: /],
    ['experiment.json', { ...record, created: 'now' }, /^experiment\.json: damaged \(created: /],
    [
      'experiment.json',
      { ...experiment, seed: -1 },
      /^experiment\.json: seed: must be an integer ≥ 0, got -1$/,
    ],
    [
      'metrics.jsonl',
      'x\n{"type":"step","step":1}\n',
      /^metrics\.jsonl: line 1 is damaged; delete that line/,
    ],
  ])('%s damaged: %j', async (path, content, message) => {
    expect(await refusal(kept().set(path, textBlob(content)))).toMatch(message)
  })

  it('a damaged analysis keeps nobody from seeing the network', async () => {
    const details = JSON.parse(readFileSync(join(BIMT, 'analysis/details.json'), 'utf8')) as Details
    const noted = async (content: unknown) => {
      const { snapshot, analysis, notes } = await openNetwork(
        kept().set('analysis/details.json', textBlob(content)),
        'bimt-s1',
      )
      expect(snapshot).toMatchObject({ step: 24000, evaluation: null })
      expect(analysis).toBeNull()
      return notes.join()
    }
    for (const damage of [
      '{"sheet"',
      { ...details, tasks: ['go'] },
      { ...details, labels: [0] },
      { ...details, normalizedTaskVariance: [[1]] },
      {},
      { tasks: details.tasks },
    ]) {
      expect(await noted(damage)).toBe(
        'analysis/details.json is damaged: the network is shown without its analysis.',
      )
    }
    expect(await noted({ ...details, tasks: details.tasks.toReversed() })).toBe(
      'The analysis of bimt-s1 cannot be used: it is of other tasks.',
    )
  })
})

describe('the studies of a run', () => {
  const row = JSON.parse(readFileSync('results/transfer/stability/bimt-s1.json', 'utf8')) as {
    result: { step: number }
  }
  const open = async (study: unknown) => {
    const files = kept().set('analysis/stability.json', textBlob(study))
    const { studies, notes } = await openNetwork(files, 'bimt-s1')
    return [studies, notes]
  }

  it('are listed with what they found, where they are of this network', async () => {
    const question = 'Are its clusters the same under other inputs?'
    const finding = expect.stringMatching(/^Under changed inputs functional clusters are found again/)
    expect(await open({ ...row.result, step: 24000 })).toEqual([
      [{ name: 'stability', question, finding }],
      [],
    ])
    expect(await open({ ...row.result, step: 100 })).toEqual([[], []])
  })

  it('are left out where they are damaged, with a note', async () => {
    const note = 'analysis/stability.json is damaged: the network is shown without it.'
    for (const damage of ['{', { ...row.result, changes: [{}] }])
      expect(await open(damage)).toEqual([[], [note]])
  })
})

describe('the networks that the page ships', () => {
  const get = (async (address: URL) => {
    const path = address.pathname.replace('/some/path/networks/', '')
    return new Response(new Uint8Array(readFileSync(join(NETWORKS, path))))
  }) as typeof fetch

  it('are opened like any other, beside a page at any path', async () => {
    const all: Opened[] = []
    for (const shipped of SHIPPED)
      all.push(await openShipped(shipped, 'https://host.example/some/path/?seed=3#x', get))
    expect(all.every(({ snapshot }) => snapshot?.evaluation)).toBe(true)
    expect(all.map(({ described }) => described.experiment.regularizer.kind)).toEqual([
      'bimt',
      'l1',
      'none',
      'bimt',
    ])
    expect(all.map(({ described }) => described.experiment.preset).at(-1)).toBe('gyrus')
    // The first brings its growth: what the page opens with.
    const [{ past, snapshot }] = all
    expect(past.length).toBeGreaterThanOrEqual(40)
    expect(past.every(({ parameters }) => parameters === null)).toBe(true)
    const right = past.map(({ evaluation }) => evaluation!.meanAccuracy)
    expect(right[0]).toBeLessThan(0.6)
    expect(right.at(-1)).toBeCloseTo(snapshot!.evaluation!.meanAccuracy, 1)
  })

  it('are said to be missing where they are', async () => {
    const gone = (async () => new Response(null, { status: 404 })) as typeof fetch
    await expect(openShipped(SHIPPED[0], 'https://host.example/', gone)).rejects.toThrow(
      /^bimt-s23: .* is not beside the page/,
    )
  })
})

describe('sha256', () => {
  it('is that of Node, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), async (parts) => {
        const expected = createHash('sha256').update(Buffer.concat(parts)).digest('hex')
        expect(await sha256(parts)).toBe(expected)
      }),
    )
  })
})
