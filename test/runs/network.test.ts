/** What other programs, or a hand, may have made of a run's weights, and what becomes of it at each place where they enter. */
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../../src/formats/safetensors.js'
import { beginningOf } from '../../src/runs/beginning.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/runs/checkpoint.js'
import { computation } from '../../src/runs/computation.js'
import { RunFolder } from '../../src/runs/folder.js'
import { layOutRun } from '../../src/runs/layout.js'
import { networkModulesOf } from '../../src/runs/modules.js'
import { keepNetwork, networkBytes, savedNetwork } from '../../src/runs/network.js'
import { fromCheckpoint, record } from '../../src/runs/record.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'
import { temporaryFolder } from './disks.js'

type Tensors = Record<string, Tensor>

const folder = mkdtempSync(join(tmpdir(), 'gyrus-network-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** Of 20 neurons and 39 inputs, after two steps; `clusterability` remembers something, too. */
const source = join(folder, 'source')
const CHECKPOINT = 'checkpoints/step-00000002.safetensors'

beforeAll(async () => {
  const experiment = applyOverrides(preset('tiny'), [
    ...['network.rows=4', 'network.columns=5', 'regularizer.kind=clusterability', 'training.steps=2'],
    ...['training.batch=2', 'training.time=10', 'training.evaluateEvery=2', 'training.evaluationTrials=2'],
    ...['training.checkpointEvery=2', 'engine.threads=1'],
  ])
  const run = await RunFolder.create(experiment, { dir: source })
  const engine = nodeEngine({ threads: 1 })
  for await (const event of train(experiment, engine)) await record(run, event, 0, [computation(engine)])
  for (const name of ['summary', 'details']) await run.write(`analysis/${name}.json`, '{}')
  await run.close()
})

/** A folder that keeps this network, as a program wrote it that knows of no checksum. */
async function written(
  tensors: Tensors,
  metadata: Record<string, string> = { step: '2' },
): Promise<RunFolder> {
  const dir = temporaryFolder()
  cpSync(join(source, 'experiment.json'), join(dir, 'experiment.json'))
  writeFileSync(join(dir, 'network.safetensors'), encodeSafetensors({ tensors, metadata }))
  return RunFolder.open(dir)
}

/** A copy of the run whose checkpoint has other tensors or another state, and the checksum of these. */
async function resaved(
  change: (tensors: Tensors, state: Record<string, unknown>) => void,
): Promise<RunFolder> {
  const dir = join(temporaryFolder(), 'run')
  cpSync(source, dir, { recursive: true })
  const { step, tensors, state } = decodeCheckpoint(readFileSync(join(dir, CHECKPOINT)))
  change(tensors, state as Record<string, unknown>)
  writeFileSync(join(dir, CHECKPOINT), encodeCheckpoint({ step, tensors, state }))
  return RunFolder.open(dir)
}

/** Its parameters and places, to be changed at will. */
function tensorsOfSource(): Tensors {
  const { tensors } = decodeCheckpoint(readFileSync(join(source, CHECKPOINT)))
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.includes('.')))
}

const floats = ({ data }: Tensor) => data as Float32Array

describe('weights in the types of other programs', () => {
  it('float64 and int64, as NumPy and PyTorch have them, become the same network', async () => {
    const tensors = tensorsOfSource()
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      tensors[name] = {
        shape,
        data:
          name === 'places'
            ? BigInt64Array.from(data as Int32Array, BigInt)
            : Float64Array.from(floats(tensors[name])),
      }
    }
    const converted = await savedNetwork(await written(tensors))
    const { parameters, places, step } = await savedNetwork(await RunFolder.open(source))
    expect(converted).toMatchObject({ parameters, places, step })
    expect(converted.parameters.inputWeights).toBeInstanceOf(Float32Array)
    expect(converted.places).toBeInstanceOf(Int32Array)
  })

  it('float64 is rounded to the nearest float32', async () => {
    const tensors = tensorsOfSource()
    const { shape, data } = tensors.outputBias
    tensors.outputBias = { shape, data: Float64Array.from(data as Float32Array).fill(0.1) }
    const { parameters } = await savedNetwork(await written(tensors))
    expect(parameters.outputBias[0]).toBe(Math.fround(0.1))
  })

  it('is read where it has no checksum, and refused where it has a wrong one', async () => {
    const { table, step, parameters, places } = await savedNetwork(await written(tensorsOfSource()))
    const network = { step, parameters, places }
    const run = await written({})
    const path = run.path('network.safetensors')
    const bytes = networkBytes(table, network)
    // The checksum is the SHA-256 of the file with zeros in its place.
    const { checksum } = decodeSafetensors(bytes).metadata
    const text = Buffer.from(bytes).toString('latin1').replace(checksum, '0'.repeat(64))
    expect(createHash('sha256').update(text, 'latin1').digest('hex')).toBe(checksum)
    writeFileSync(path, bytes)
    expect(await savedNetwork(run)).toMatchObject(network)
    for (const at of [bytes.length - 1, Math.floor(bytes.length / 2)]) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] ^= 1
      writeFileSync(path, damaged)
      await expect(savedNetwork(run)).rejects.toThrow(/the checksum does not fit/)
    }
    // As Python saves changed weights with the metadata that it read.
    const { tensors, metadata } = decodeSafetensors(bytes)
    floats(tensors.outputBias)[0] = 1
    const { checksum: stale, ...others } = metadata
    writeFileSync(path, encodeSafetensors({ tensors, metadata: { ...others, checksum: stale } }))
    await expect(savedNetwork(run)).rejects.toThrow(/another program that writes a network must leave it out/)
  })
})

const FAULTS: [string, (tensors: Tensors) => void, RegExp][] = [
  [
    'transposed weights',
    (t) => {
      t.inputWeights = { ...t.inputWeights, shape: [39, 20] }
    },
    /inputWeights is \[39, 20\], the experiment's is \[20, 39\]/,
  ],
  [
    'weights of another network',
    (t) => {
      t.recurrentWeights = { shape: [19, 19], data: new Float32Array(361) }
    },
    /recurrentWeights is \[19, 19\]/,
  ],
  [
    'no bias',
    (t) => {
      delete t.recurrentBias
    },
    /it has no recurrentBias/,
  ],
  [
    'whole numbers as weights',
    (t) => {
      t.outputBias = { ...t.outputBias, data: new Int32Array(floats(t.outputBias).length) }
    },
    /outputBias must be of floating-point numbers/,
  ],
  [
    'a weight that is not a number',
    (t) => {
      floats(t.recurrentWeights)[7] = Number.NaN
    },
    /recurrentWeights holds NaN, which is not finite/,
  ],
  [
    'a float64 beyond float32',
    (t) => {
      t.outputBias = { ...t.outputBias, data: new Float64Array(floats(t.outputBias).length).fill(1e39) }
    },
    /outputBias holds 1e\+39, which is not finite as a 32-bit number/,
  ],
  [
    'a place twice',
    (t) => {
      t.places = { shape: [20], data: new Int32Array(20) }
    },
    /places must be whole numbers, each of 0 to 19 once/,
  ],
  [
    'places that count from 1',
    (t) => {
      t.places = { shape: [20], data: Int32Array.from({ length: 20 }, (_, i) => i + 1) }
    },
    /each of 0 to 19 once/,
  ],
  [
    'an int64 place that is 0 in 32 bits',
    (t) => {
      t.places = {
        shape: [20],
        data: BigInt64Array.from({ length: 20 }, (_, i) => (i === 0 ? 2n ** 32n : BigInt(i))),
      }
    },
    /each of 0 to 19 once/,
  ],
  [
    'places as floats',
    (t) => {
      t.places = { shape: [20], data: Float32Array.from({ length: 20 }, (_, i) => i) }
    },
    /places must be whole numbers/,
  ],
]

/** One line that a user can act on. */
const refusedWith = async (work: Promise<unknown>, message: RegExp) => {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error as Error,
  )
  expect(error.message).toMatch(message)
  expect(error.message).not.toContain('\n')
  expect(error, error.stack).toBeInstanceOf(InputError)
}

describe('weights that are not those of the experiment', () => {
  it.each(FAULTS)('%s: a kept network is refused, to measure and to lay out', async (_, change, message) => {
    const tensors = tensorsOfSource()
    change(tensors)
    const run = await written(tensors)
    await refusedWith(savedNetwork(run), message)
    await refusedWith(layOutRun(run, join(temporaryFolder(), 'never')), message)
    await refusedWith(keepNetwork(run, join(temporaryFolder(), 'never')), message)
  })

  it.each(FAULTS)(
    '%s: a checkpoint is refused though its checksum fits, to measure, to lay out, to go on from',
    async (_, change, message) => {
      const run = await resaved(change)
      await refusedWith(savedNetwork(run), message)
      await refusedWith(layOutRun(run, join(temporaryFolder(), 'never')), message)
      const longer = applyOverrides(run.experiment, ['analysis.trials=3'])
      await refusedWith(beginningOf(longer, run, computation(nodeEngine({ threads: 1 }))), message)
    },
  )

  it.each<[string, Record<string, string>, RegExp]>([
    ['no step', {}, /its metadata must have "step", the training steps taken/],
    ['a step that is no number', { step: 'last' }, /its step must be a whole number, is "last"/],
    ['a negative step', { step: '-1' }, /its step must be a whole number/],
    ['half a step', { step: '1.5' }, /its step must be a whole number/],
  ])('%s', async (_, metadata, message) => {
    await refusedWith(savedNetwork(await written(tensorsOfSource(), metadata)), message)
  })
})

describe('a checkpoint whose checksum fits', () => {
  it.each<[string, (tensors: Tensors, state: Record<string, unknown>) => void, RegExp]>([
    ['lacks a moment', (t) => delete t['inputWeights.firstMoment'], /it has no inputWeights\.firstMoment/],
    [
      'has a moment of another shape',
      (t) => {
        t['recurrentBias.secondMoment'] = { shape: [1], data: new Float32Array(1) }
      },
      /recurrentBias\.secondMoment is \[1\], the experiment's is \[20\]/,
    ],
    [
      'has a moment that is infinite',
      (t) => floats(t['outputBias.firstMoment']).fill(Number.POSITIVE_INFINITY),
      /outputBias\.firstMoment holds Infinity/,
    ],
    [
      'lacks what the regularizer remembers',
      (t) => delete t['memory.clusters'],
      /it has no memory\.clusters of \[20\]/,
    ],
    [
      'has a tensor that no such training has',
      (t) => {
        t.gate = { shape: [1], data: new Float32Array(1) }
      },
      /it has "gate", which such a training has not/,
    ],
    [
      'tells of too few neurons when they were awake',
      (t) => {
        t.lastAwake = { shape: [1], data: new Int32Array(1) }
      },
      /its lastAwake must be a step for each neuron, int32 \[20\]/,
    ],
    [
      'tells it in another type',
      (t) => {
        t.lastAwake = { shape: [20], data: new Float32Array(20) }
      },
      /its lastAwake must be a step for each neuron, int32 \[20\]/,
    ],
    ['has no random state', (_, state) => delete state.noise, /noise: .*got nothing/],
    ['has streams of other tasks', (_, state) => (state.batches = [{}]), /of another training/],
    ['has no streams', (_, state) => delete state.batches, /of another training/],
  ])('%s: it is not gone on with', async (_, change, message) => {
    const run = await resaved(change)
    const modules = await networkModulesOf(run.experiment)
    const checkpoint = await run.latestCheckpoint()
    await refusedWith((async () => fromCheckpoint(checkpoint!, run, modules))(), message)
  })

  it('does not tell when neurons were awake, as older versions of gyrus: it is gone on with', async () => {
    const run = await resaved((tensors) => delete tensors.lastAwake)
    const state = fromCheckpoint((await run.latestCheckpoint())!, run, await networkModulesOf(run.experiment))
    expect(state.tensors).not.toHaveProperty('lastAwake')
    expect(state.tensors).toHaveProperty('recurrentWeights')
  })
})
