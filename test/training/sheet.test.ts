/** Trainings of networks whose neurons stand at measured places. */
import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import type { Connections } from '../../src/growth/connections.js'
import type { Neurons } from '../../src/growth/neurons.js'
import { SIGN } from '../../src/network/cells/ei.js'
import { Random } from '../../src/random/random.js'
import { experimentId } from '../../src/runs/identity.js'
import { readExperiment, recordText } from '../../src/runs/runRecord.js'
import { differingFields, sharedSteps } from '../../src/training/beginning.js'
import { type Experiment, parseExperiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { sheetOf } from '../../src/training/sheet.js'
import { batteryOf, regularizerOf, type TrainingEvent, train } from '../../src/training/train.js'
import { withSheet } from '../../src/training/withSheet.js'
import { gridAsPlaces, scattered } from '../growth/places.js'

const GRID = { rows: 4, columns: 5 }

const small = (...settings: string[]): Experiment =>
  applyOverrides(preset('tiny'), [
    ...[`network.rows=${GRID.rows}`, `network.columns=${GRID.columns}`, 'engine.threads=1'],
    ...['training.steps=60', 'training.batch=3', 'training.time=20', 'relocation.every=15'],
    ...['training.evaluateEvery=20', 'training.evaluationTrials=4', 'training.checkpointEvery=60'],
    ...['regularizer.schedule=constant', 'network.initialization=gaussian', ...settings],
  ])

const measured = ({ distance: _, ...neurons }: ReturnType<typeof scattered>): Neurons => neurons
const inDepth = measured(scattered(20, Random.seeded(1, 'sheet')))

async function run(experiment: Experiment) {
  const events: TrainingEvent[] = []
  for await (const event of train(experiment, nodeEngine({ threads: 1 }))) events.push(structuredClone(event))
  return events
}

const lastState = (events: readonly TrainingEvent[]) => {
  const last = events.findLast((event) => event.type === 'checkpoint')
  if (last?.type !== 'checkpoint') throw new Error('no checkpoint')
  return last.state
}

describe('a grid written as measured places', () => {
  it.each(['bimt', 'l1', 'sernn', 'mask'])('trains as the grid does, to the bit: %s', async (kind) => {
    const own = kind === 'mask' ? ['regularizer.radius=2'] : ['regularizer.lambda=1e-3']
    const grid = small(`regularizer.kind=${kind}`, ...own)
    const places = withSheet(grid, { neurons: measured(gridAsPlaces(GRID)) })
    const [onGrid, atPlaces] = [await run(grid), await run(places)]
    expect(atPlaces).toEqual(onGrid)
    if (kind === 'bimt')
      expect(onGrid.some((event) => event.type === 'swap' && event.swaps.length > 0)).toBe(true)
  })
})

describe('measured places', () => {
  it('learn and swap in three dimensions, and count wire in their unit', async () => {
    const events = await run(withSheet(small('sheet.distance=euclidean'), { neurons: inDepth }))
    expect(events.some((event) => event.type === 'swap' && event.swaps.length > 0)).toBe(true)
    const evaluation = events.findLast((event) => event.type === 'evaluation')
    // 20 · 19 wires of some 50 µm.
    expect(evaluation).toMatchObject({ wiringLength: expect.closeTo(380 * 50, -4) })
  })

  it('may be moved and measured in another unit without a change of what is learned', async () => {
    const scaled: Neurons = {
      unit: 'nm',
      x: inDepth.x.map((x) => 1024 * x),
      y: inDepth.y.map((y) => 1024 * y),
      z: inDepth.z!.map((z) => 1024 * z),
    }
    const [a, b] = [
      await run(withSheet(small(), { neurons: inDepth })),
      await run(withSheet(small(), { neurons: scaled })),
    ]
    expect(lastState(b).tensors).toEqual(lastState(a).tensors)
  })

  it('are part of what an experiment is: of its id, of its file, of what two trainings share', () => {
    const experiment = withSheet(small(), { neurons: inDepth })
    const moved = withSheet(small(), { neurons: { ...inDepth, x: inDepth.x.map((x) => x + 1e-9) } })
    expect(experimentId(experiment)).not.toBe(experimentId(moved))
    expect(
      experimentId(parseExperiment({ ...experiment, sheet: { ...experiment.sheet, positions: './a.csv' } })),
    ).toBe(experimentId(experiment))
    expect(differingFields(experiment, moved)).toEqual(['sheet.neurons'])
    expect(sharedSteps(experiment, moved)).toBe(0)
    const versions = { gyrus: '0.0.0', 'onnxruntime-node': '0.0.0' }
    const machine = { cpu: 'none', cores: 1, node: 'v20', platform: 'linux', instructionSet: 'avx2' as const }
    const text = recordText({
      formatVersion: 1,
      versions,
      created: '2026-01-01T00:00:00.000Z',
      machine,
      experiment,
    })
    expect(text.split('\n').length).toBeLessThan(200)
    expect(readExperiment('experiment.json', text, 'this').experiment).toEqual(experiment)
  })
})

describe('connections that a table lists', () => {
  const ring: Connections = {
    from: Array.from({ length: 20 }, (_, i) => (i + 19) % 20),
    to: Array.from({ length: 20 }, (_, i) => i),
  }

  it.each(['none', 'l1', 'local', 'sernn', 'clusterability'])(
    'are all that there is, under %s',
    async (kind) => {
      const experiment = withSheet(small(`regularizer.kind=${kind}`), { neurons: inDepth, connections: ring })
      const { data } = lastState(await run(experiment)).tensors.recurrentWeights
      const exists = (i: number) => i % 21 === 0 || Math.floor(i / 20) === ((i % 20) + 1) % 20
      expect(Array.from(data.keys()).filter((i) => data[i] !== 0)).toEqual(
        Array.from(data.keys()).filter((i) => exists(i)),
      )
    },
  )

  it('leave of what a charge allows what they list, on a grid too', () => {
    const experiment = withSheet(small('regularizer.kind=mask', 'regularizer.radius=1'), {
      connections: ring,
    })
    const { masks } = regularizerOf(experiment, batteryOf(experiment))
    // Of the ring the steps from the end of a row to the next are longer than a cell.
    expect(masks!.recurrentWeights!.reduce((sum, exists) => sum + exists, 0)).toBe(20 + 16)
  })
})

describe('measured signs', () => {
  const sign = Array.from({ length: 20 }, (_, i) => (i % 4 === 0 ? -1 : 1) as 1 | -1)

  it('are those of the neurons of ei, which swap among places of one sign', async () => {
    const experiment = withSheet(small('network.cell=ei', 'regularizer.lambda=1e-3'), {
      neurons: { ...inDepth, sign },
    })
    const events = await run(experiment)
    const swaps = events.flatMap((event) => (event.type === 'swap' ? event.swaps : []))
    expect(swaps.length).toBeGreaterThan(0)
    expect(swaps.every(([j, k]) => sign[j] === sign[k])).toBe(true)
    const { tensors } = lastState(events)
    expect([...tensors[SIGN].data]).toEqual(sign)
    const sent = Array.from(tensors.recurrentWeights.data, (w, i) => w * sign[i % 20])
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(0)
  })

  it('are not looked at by other cells', async () => {
    const [signed, plain] = [
      await run(withSheet(small(), { neurons: { ...inDepth, sign } })),
      await run(withSheet(small(), { neurons: inDepth })),
    ]
    expect(lastState(signed).tensors).toEqual(lastState(plain).tensors)
  })
})

describe('areas', () => {
  it('have less wire between them the more it costs', async () => {
    const area = inDepth.x.map((x) => (x < 50 ? 'left' : 'right'))
    const share = async (between: number) => {
      const settings = [
        'regularizer.kind=local',
        'regularizer.lambda=3e-2',
        'training.steps=200',
        'training.checkpointEvery=200',
      ]
      const experiment = small(...settings)
      const sheet = { ...experiment.sheet, between }
      const { rows: _r, columns: _c, ...network } = experiment.network
      const placed = parseExperiment({
        ...experiment,
        network,
        sheet: { ...sheet, neurons: { ...inDepth, area } },
      })
      const { data } = lastState(await run(placed)).tensors.recurrentWeights
      const sum = (holds: (to: string, from: string) => boolean) =>
        Array.from(data).reduce(
          (total, w, i) => total + (holds(area[Math.floor(i / 20)], area[i % 20]) ? Math.abs(w) : 0),
          0,
        )
      return sum((to, from) => to !== from) / sum(() => true)
    }
    expect(await share(10)).toBeLessThan(0.5 * (await share(0)))
  })
})

describe('an experiment', () => {
  const withNeurons = (own: object, network: object = {}, sheet: object = {}) => {
    const { rows: _r, columns: _c, ...rest } = small().network
    return () =>
      parseExperiment({
        ...small(),
        network: { ...rest, ...network },
        sheet: { distance: 'manhattan', ...sheet, neurons: { unit: 'um', x: [0, 1], y: [0, 0], ...own } },
      })
  }

  it.each<[string, () => unknown]>([
    ['network.rows: must not be set where sheet.positions is, got 4', withNeurons({}, { rows: 4 })],
    [
      'network.rows: must be an integer ≥ 1, got nothing',
      () => parseExperiment({ ...small(), network: { ...small().network, rows: undefined } }),
    ],
    ['sheet.neurons.y: must be 2 values as x has, got 1', withNeurons({ y: [0] })],
    ['sheet.neurons.x: must be different places, got 0, 0 twice', withNeurons({ x: [0, 0] })],
    ['sheet.neurons.id: must be different names, got "a" twice', withNeurons({ id: ['a', 'a'] })],
    ['sheet.neurons.x[1]: must be a number, got "1"', withNeurons({ x: [0, '1'] })],
    ['sheet.neurons.x[1]: must be at most 1e+100 from 0, got 1e+200', withNeurons({ x: [0, 1e200] })],
    ['sheet.neurons.sign[0]: must be 1 or -1, got 0', withNeurons({ sign: [0, 1] })],
    ['sheet.neurons.unit: must be a unit such as um, got "1 2"', withNeurons({ unit: '1 2' })],
    [
      'sheet.between: must not be set unless the positions have a column area, got 2',
      withNeurons({}, {}, { between: 2 }),
    ],
    [
      'sheet.between: must not be set unless sheet.positions is, got 2',
      () => parseExperiment({ ...small(), sheet: { distance: 'manhattan', between: 2 } }),
    ],
    [
      'sheet.connections: must be between places below 2, got 2',
      withNeurons({}, {}, { connections: { from: [0], to: [2] } }),
    ],
    [
      'network.excitatory: must not be set where the positions have signs, got 0.5',
      withNeurons({ sign: [1, -1] }, { cell: 'ei', excitatory: 0.5 }),
    ],
  ])('is refused: %s', (message, make) => {
    // A charge that swaps cannot have connections; the others here do not care.
    expect(make).toThrow(message)
  })

  it('cannot have connections where neurons swap', () => {
    const connections = { from: [0], to: [1] }
    expect(() => withSheet(small('regularizer.kind=bimt'), { connections })).toThrow(
      'sheet.adjacency: must not be set where neurons swap places (regularizer.kind bimt): a swap would carry weights to connections that do not exist; take local',
    )
  })

  it('says what to do where its file was not read', () => {
    const experiment = applyOverrides(preset('tiny'), ['sheet.positions=./cells.csv'])
    expect(() => sheetOf(experiment)).toThrow(
      'sheet.neurons: must hold the neurons of ./cells.csv, which was not read',
    )
  })

  it('forgets one file’s neurons when another is set', () => {
    const experiment = withSheet(small(), { neurons: inDepth })
    expect(applyOverrides(experiment, ['sheet.positions=./b.csv']).sheet.neurons).toBeUndefined()
    expect(applyOverrides(experiment, ['seed=3']).sheet.neurons).toEqual(inDepth)
  })
})
