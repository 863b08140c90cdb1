/**
 * What gyrus reads, damaged many times: each is read, or refused by one line that a person understands. No damage makes it
 * hang, or take much more memory than the file has. `npm run test:long` makes 100,000 damages of each file.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { encodeNpz } from '../../src/formats/npz.js'
import { encodeSafetensors } from '../../src/formats/safetensors.js'
import { readWeights } from '../../src/importers/readWeights.js'
import { forParameters } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'
import { sealedCheckpoint } from '../../src/runs/checkpointFile.js'
import { detailsSchema, summarySchema } from '../../src/runs/measureFiles.js'
import { decodeMoments, encodeMoments, type Moment } from '../../src/runs/momentsFile.js'
import { networkOf, sealedNetwork } from '../../src/runs/networkFile.js'
import { readExperiment } from '../../src/runs/runRecord.js'
import { readSweepFile, type SweepBlock, SweepFolder, sweepRows } from '../../src/runs/sweep.js'
import { readJson } from '../../src/runs/textFile.js'
import { readReference } from '../../src/tasks/reference.js'
import { verify } from '../../src/tasks/verify.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { batteryOf, tableOf } from '../../src/training/train.js'
import { parse } from '../../web/src/settings.js'
import { ptFile } from '../formats/pt.js'
import { isLong } from '../length.js'
import { damagedBytes, damagedJson } from './mutate.js'

const DAMAGES = isLong ? 100_000 : 2000
/** Processor time in ms that one reading may take, and bytes beside ten times the file's. */
const MOST_MS = 2000
const MOST_BYTES = 4e6

const folder = mkdtempSync(join(tmpdir(), 'gyrus-mutations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const NETWORK = new URL('../../results/growing-brains/networks/bimt-s4/', import.meta.url)
const kept = (name: string) => readFileSync(new URL(name, NETWORK))
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url))
const firstLines = (bytes: Uint8Array, count: number) =>
  Buffer.from(Buffer.from(bytes).toString().split('\n').slice(0, count).join('\n'))

/** A small network's tensors. */
const floats = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
})
const TENSORS = { recurrentWeights: floats(4, 4), inputWeights: floats(4, 3), recurrentBias: floats(4) }
const PLACES = { shape: [4], data: Int32Array.of(2, 0, 1, 3) }
const experiment = applyOverrides(preset('tiny'), ['network.rows=2', 'network.columns=2'])
const table = tableOf(experiment, batteryOf(experiment))

interface Parser {
  of: string
  bytes: Uint8Array
  /** Whether the file is JSON, so that it is damaged as such too. */
  isJson?: boolean
  read(bytes: Uint8Array): unknown
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const SWEEP: SweepBlock[] = [
  {
    preset: 'tiny',
    set: { 'training.steps': 20 },
    vary: { seed: '1..3', 'regularizer.lambda': [1e-5, 1e-4] },
  },
  { preset: 'growing-brains', vary: { seed: [1, 2] } },
]
await SweepFolder.extend(folder, await sweepRows(SWEEP))

const MOMENTS_OF = { experiment: 'abc', tasks: ['go', 'dm1'], inputs: 3, hidden: 4, outputs: 2 }

const PARSERS: readonly Parser[] = [
  {
    of: 'a configuration',
    bytes: Buffer.from(JSON.stringify(experiment)),
    isJson: true,
    read: (bytes) => readExperiment('experiment.json', text(bytes), 'gyrus'),
  },
  {
    of: 'the record of a run',
    bytes: kept('experiment.json'),
    isJson: true,
    read: (bytes) => readExperiment('experiment.json', text(bytes), 'gyrus'),
  },
  {
    of: 'a sweep in JSON',
    bytes: Buffer.from(JSON.stringify(SWEEP)),
    isJson: true,
    read: (bytes) => readSweepFile(file('sweep.json', bytes)),
  },
  {
    of: 'a sweep in YAML',
    bytes: Buffer.from(
      '- preset: tiny\n  set: { training.steps: 20 }\n  vary:\n    seed: 1..3\n    regularizer.lambda: [1e-5, 1e-4]\n- preset: growing-brains\n  vary: { seed: [1, 2] }\n',
    ),
    read: (bytes) => readSweepFile(file('sweep.yaml', bytes)),
  },
  {
    of: 'a manifest',
    bytes: firstLines(readFileSync(join(folder, 'manifest.jsonl')), 2),
    read: (bytes) => {
      file('manifest.jsonl', bytes)
      return SweepFolder.open(folder)
    },
  },
  {
    of: 'a summary',
    bytes: kept('analysis/summary.json'),
    isJson: true,
    read: (bytes) => readJson(file('summary.json', bytes), summarySchema, 'make it anew'),
  },
  {
    of: 'the details of an analysis',
    bytes: smallDetails(),
    isJson: true,
    read: (bytes) => readJson(file('details.json', bytes), detailsSchema, 'make it anew'),
  },
  {
    of: 'a checkpoint',
    bytes: encodeSafetensors({
      tensors: { ...TENSORS, places: PLACES },
      metadata: { formatVersion: '1', step: '7', state: '{"finished":true}', checksum: '' },
    }),
    read: (bytes) => sealedCheckpoint(bytes).open(null),
  },
  {
    of: 'a kept network',
    bytes: encodeSafetensors({
      tensors: { ...forParameters(table, ({ shape }) => floats(...shape)), places: PLACES },
      metadata: { formatVersion: '1', step: '7', checksum: '' },
    }),
    read: (bytes) => networkOf(sealedNetwork(bytes).open(null).tensors, table),
  },
  {
    of: 'the moments of a growth',
    bytes: encodeMoments([smallMoment(7), smallMoment(20)], MOMENTS_OF, { most: 30, weakest: 0 }),
    read: (bytes) => decodeMoments(bytes, MOMENTS_OF),
  },
  {
    of: 'reference trials',
    bytes: firstLines(fixture('multitask-yang19.jsonl'), 2),
    read: (bytes) => readReference(text(bytes)),
  },
  {
    of: 'reference trials held against their battery',
    bytes: firstLines(fixture('neurogym-yang19.jsonl'), 2),
    read: (bytes) => verify(yang19, readReference(text(bytes))),
  },
  {
    of: "the page's address",
    bytes: Buffer.from('seed=2&lambda=1e-3&tasks=go,dm1&rows=12&columns=12&pause=1500&compare=none&view=map'),
    read: (bytes) => parse(new URLSearchParams(text(bytes))),
  },
  {
    of: 'weights of safetensors',
    bytes: encodeSafetensors({ tensors: TENSORS, metadata: {} }),
    read: readWeights,
  },
  { of: 'weights of NumPy', bytes: encodeNpz({ ...TENSORS, names: ['a', 'b'] }), read: readWeights },
  { of: 'weights of PyTorch', bytes: ptFile({ state: TENSORS, epoch: 3 }), read: readWeights },
  {
    of: 'weights of PyTorch, deflated',
    bytes: zipSync({
      'w.npy': Uint8Array.of(1, 2, 3),
      'archive/data.pkl': Uint8Array.of(0x80, 2, 0x4e, 0x2e),
    }),
    read: readWeights,
  },
  { of: 'weights of ONNX', bytes: fixture('model.onnx'), read: readWeights },
]

function smallMoment(step: number): Moment {
  const weights = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(step + i))
  return {
    step,
    places: Int32Array.of(2, 0, 1, 3),
    connections: {
      inputWeights: weights(12),
      recurrentWeights: weights(16),
      outputWeights: weights(8),
    },
    evaluation: {
      step,
      accuracy: { go: 0.5, dm1: 0.75 },
      meanAccuracy: 0.625,
      activeNeurons: 3,
      wiringLength: 17,
      taskVariance: Float64Array.of(0.5, 0, 0.2, 1, 0.25, 0, 0.2, 0),
      clusters: Int32Array.of(0, -1, 1, 0),
      modularity: 0.25,
    },
  }
}

/** Of a real analysis, with lists of at most a few entries. */
function smallDetails(): Uint8Array {
  const short = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.slice(0, 3).map(short)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, short(inner)]))
  }
  return Buffer.from(JSON.stringify(short(JSON.parse(text(kept('analysis/details.json'))))))
}

/** What is wrong with how something was read, if anything. */
async function faultOf(read: Parser['read'], bytes: Uint8Array): Promise<string | null> {
  const [time, memory] = [process.cpuUsage(), process.memoryUsage().arrayBuffers]
  try {
    await read(bytes)
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${error}`
    const isTyped = error instanceof InputError || error.constructor === Error
    if (!isTyped) return `threw ${error.stack}`
    const told = error instanceof InputError ? error : new InputError(error.message) // as callers make of it
    if (/\p{Cc}/u.test(told.message) || /[\n\r]/.test(error.message))
      return `is no plain line: ${JSON.stringify(error.message)}`
    if (error.message.length > 2000) return `has a line of ${error.message.length} letters`
  }
  const { user } = process.cpuUsage(time)
  if (user > 1000 * MOST_MS) return `took ${user / 1000} ms`
  const more = process.memoryUsage().arrayBuffers - memory
  return more > 10 * bytes.length + MOST_BYTES ? `took ${more} bytes for ${bytes.length}` : null
}

describe.each(PARSERS)('$of, damaged', ({ of, bytes, isJson, read }) => {
  it('is read whole', async () => {
    expect(await faultOf(async (whole) => expect(await read(whole)).toBeDefined(), bytes)).toBeNull()
  })

  it(`is read or refused by one line, ${DAMAGES} times`, async () => {
    const random = Random.seeded(1, 'mutations', of)
    const json = isJson ? (JSON.parse(text(bytes)) as unknown) : undefined
    for (let i = 0; i < DAMAGES; i++) {
      const damaged =
        isJson && i % 2 === 0
          ? Buffer.from(JSON.stringify(damagedJson(json, random)) ?? '')
          : damagedBytes(bytes, random)
      const fault = await faultOf(read, damaged)
      if (fault !== null) {
        const path = join(tmpdir(), `gyrus-damaged-${of.replaceAll(/\W/g, '-')}-${i}`)
        writeFileSync(path, damaged)
        expect.fail(`damage ${i} ${fault}; it is in ${path}`)
      }
    }
  })
})
