import { beforeAll, describe, expect, it } from 'vitest'
import { functionalClusters } from '../../src/analysis/clusters.js'
import { activeUnits, importance, profiles } from '../../src/analysis/taskVariance.js'
import { nodeEngine } from '../../src/engine/node.js'
import { local } from '../../src/growth/charges/local.js'
import { localityMask } from '../../src/growth/charges/mask.js'
import { forParameters } from '../../src/network/parameters.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/runs/checkpoint.js'
import { fromCheckpoint, toCheckpoint } from '../../src/runs/record.js'
import { batteryByName } from '../../src/tasks/batteries.js'
import { Evaluator } from '../../src/training/evaluation.js'
import type { Experiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import {
  batteryOf,
  sizeOf,
  type TrainingEvent,
  type TrainingState,
  type TrainOptions,
  tableOf,
  train,
} from '../../src/training/train.js'

const engine = nodeEngine()

const small = (...settings: string[]): Experiment =>
  applyOverrides(preset('tiny'), [
    ...['network.rows=4', 'network.columns=5', 'network.noise=0.05', 'engine.threads=1'],
    ...['training.steps=60', 'training.batch=3', 'training.time=20', 'relocation.every=15'],
    ...['training.evaluateEvery=20', 'training.evaluationTrials=4', 'training.checkpointEvery=15'],
    ...['regularizer.schedule=constant', ...settings],
  ])

async function run(experiment: Experiment, options: TrainOptions = {}) {
  const events: TrainingEvent[] = []
  for await (const event of train(experiment, engine, options)) events.push(structuredClone(event))
  return events
}

const states = (events: TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'checkpoint' ? [event.state] : []))

/** A state as it comes back from its file. */
function saved(state: TrainingState, experiment: Experiment): TrainingState {
  const checkpoint = decodeCheckpoint(encodeCheckpoint(toCheckpoint(state, experiment, [])))
  return fromCheckpoint(
    checkpoint,
    { dir: 'run', experiment },
    { battery: batteryByName(experiment.battery) },
  )
}

/** Rounds after steps 12, 18, 24, 30 and 36 of 60; of 20 neurons. */
const PRUNING = [
  ...['pruning.from=0.2', 'pruning.until=0.65', 'pruning.every=6', 'pruning.neurons=8', 'pruning.wiring=60'],
  'network.initialization=gaussian',
]

describe.each<[string, string[]]>([
  ['swap', ['regularizer.kind=swap']],
  ['sernn', ['regularizer.kind=sernn', 'regularizer.lambda=0.1']],
  ['clusterability', ['regularizer.kind=clusterability', 'regularizer.lambda=1']],
  ['mask', ['regularizer.kind=mask', 'regularizer.radius=1']],
  ['pruning', PRUNING],
  ['gru', ['network.cell=gru', 'network.noise=0', ...PRUNING]],
  ['lstm', ['network.cell=lstm', 'network.noise=0']],
  ['ei', ['network.cell=ei', 'network.readout=excitatory']],
])('a training with %s', (_, settings) => {
  it('goes on from each of its checkpoint files bit for bit, and gives the same bytes for the same seed', async () => {
    const experiment = small(...settings)
    const whole = await run(experiment)
    for (const from of states(whole).slice(0, -1)) {
      const at = whole.findIndex((event) => event.type === 'checkpoint' && event.step === from.step)
      expect(await run(experiment, { from: saved(from, experiment) })).toEqual(whole.slice(at + 1))
    }
    expect(await run(experiment)).toEqual(whole)
    expect((await run(small('regularizer.kind=none'))).at(-2)).not.toEqual(whole.at(-2))
  })
})

describe('swap', () => {
  it('trains as no regularizer does, and moves neurons', async () => {
    const swapped = await run(small('regularizer.kind=swap', 'regularizer.lambda=1'))
    const none = await run(small('regularizer.kind=none'))
    // Evaluations come before the first round at step 15 and at 20, 40, 60; the networks are the same but for the order of sums.
    const evaluations = (events: TrainingEvent[]) => events.filter(({ type }) => type === 'evaluation')
    expect(evaluations(swapped)[0]).toEqual(evaluations(none)[0])
    const rounds = swapped.flatMap((event) => (event.type === 'swap' ? [event] : []))
    expect(rounds.map(({ step }) => step)).toEqual([15, 30, 45, 60])
    expect(rounds[0].costAfter).toBeLessThan(rounds[0].costBefore)
    const [first] = states(swapped)
    const [unswapped] = states(none)
    expect([...first.places]).not.toEqual([...unswapped.places])
    first.places.forEach((neuron, place) => {
      const bias = (state: TrainingState) => state.tensors.recurrentBias.data
      expect(bias(first)[place]).toBe(bias(unswapped)[neuron])
    })
  })
})

describe('pruning', () => {
  const MATRICES = ['inputWeights', 'recurrentWeights', 'outputWeights']
  const flat = ({ tensors }: TrainingState) => MATRICES.flatMap((name) => Array.from(tensors[name].data))
  const rounds = (events: TrainingEvent[]) =>
    events.flatMap((event) => (event.type === 'prune' ? [event] : []))

  it.each([
    ['adam', []],
    ['adamw', ['optimizer.kind=adamw', 'optimizer.weightDecay=0.01']],
    ['sgd', ['optimizer.kind=sgd', 'optimizer.learningRate=0.1']],
    ['adam, no swaps', ['regularizer.kind=local']],
  ])('cuts to its budget in rounds, and holds what is cut: %s', async (_, settings) => {
    const events = await run(small(...PRUNING, 'training.checkpointEvery=1', ...settings))
    const found = states(events)
    const zeros = (step: number) => flat(found[step - 1]).filter((w) => w === 0).length
    // Of 12 neurons too many, (4/5)³, (3/5)³, … are left: 14.1, 10.6, 8.8, 8.1, 8.
    expect(rounds(events).map(({ step, neurons }) => [step, neurons])).toEqual([
      ...[
        [12, 14],
        [18, 11],
        [24, 9],
        [30, 8],
        [36, 8],
      ], // each from what the last left, rounded
    ])
    expect(rounds(events).at(-1)!.wiring).toBeLessThanOrEqual(60)
    expect(rounds(events).at(-1)!.wiring).toBeGreaterThan(30) // swaps shorten what the rounds left
    expect(zeros(11)).toBe(0)
    for (let step = 12; step <= 60; step++) expect(zeros(step)).toBeGreaterThanOrEqual(zeros(step - 1))
    for (const step of [37, 45, 60]) expect(zeros(step)).toBe(zeros(36))
    expect(flat(found[59])).not.toEqual(flat(found[35]))
    // Every neuron that is left has a way in and a way out.
    const { recurrentWeights: w } = found[59].tensors
    const silent = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 20 }, (_, j) => w.data[20 * i + j] === 0 && w.data[20 * j + i] === 0).every(
        Boolean,
      ),
    )
    expect(silent.filter(Boolean).length).toBeGreaterThanOrEqual(12)
  })

  it('goes on as a network goes on whose cut connections never were', async () => {
    // After its last round a pruned network equals one that has a mask of what is left.
    const experiment = small(...PRUNING, 'regularizer.kind=local')
    const events = await run({ ...experiment, training: { ...experiment.training, checkpointEvery: 36 } })
    const [at36] = states(events)
    const masks = Object.fromEntries(
      MATRICES.map((name) => [name, Float32Array.from(at36.tensors[name].data, (w) => (w === 0 ? 0 : 1))]),
    )
    const { pruning: _, ...unpruned } = experiment
    const masked = await run(unpruned, {
      from: structuredClone(at36),
      charge: { ...local, masks: () => masks },
    })
    // One runs 20 neurons, the other those that are left: sums are taken in another order.
    const [ours, theirs] = [events, masked].map((all) => states(all).at(-1)!.tensors)
    for (const [name, { data }] of Object.entries(ours)) {
      const worst = Math.max(...Array.from(data, (w, i) => Math.abs(w - theirs[name].data[i])))
      expect(worst, name).toBeLessThan(1e-5)
    }
  })
})

describe('mask', () => {
  const mask = localityMask({ rows: 4, columns: 5 }, 1, 'manhattan')

  it.each([
    ['adam', []],
    ['adam with decay', ['optimizer.weightDecay=0.01']],
    ['adamw', ['optimizer.kind=adamw', 'optimizer.weightDecay=0.01']],
    ['sgd', ['optimizer.kind=sgd', 'optimizer.clip=null', 'optimizer.weightDecay=0.01']],
  ])('holds from the first step to the last: %s', async (_, settings) => {
    const dense = ['network.initialization=gaussian', 'regularizer.kind=mask', 'regularizer.radius=1']
    const events = await run(small(...dense, ...settings, 'training.checkpointEvery=1'))
    const found = states(events)
    expect(found).toHaveLength(60)
    for (const { tensors } of found) {
      for (const [name, { data }] of Object.entries(tensors)) {
        if (!name.startsWith('recurrentWeights')) continue
        expect(mask.every((exists, i) => exists === 1 || data[i] === 0)).toBe(true)
      }
    }
    const [first, last] = [found[0], found[59]].map(({ tensors }) => tensors.recurrentWeights.data)
    const existing = [...mask.keys()].filter((i) => mask[i] === 1) // those of dead neurons stay as they are
    expect(existing.filter((i) => last[i] !== first[i]).length).toBeGreaterThan(existing.length / 2)
  })

  it('leaves input and output weights alone', async () => {
    const [state] = states(await run(small('regularizer.kind=mask', 'regularizer.radius=0')))
    for (const name of ['inputWeights', 'outputWeights'])
      expect(state.tensors[name].data.every((w) => w !== 0)).toBe(true)
  })

  it('of everything changes nothing', async () => {
    const all = await run(small('regularizer.kind=mask', 'regularizer.radius=9'))
    expect(all).toEqual(await run(small('regularizer.kind=none')))
  })
})

describe('clusterability', () => {
  const experiment = small(
    ...['regularizer.kind=clusterability', 'regularizer.lambda=1', 'network.noise=0'],
    ...['training.steps=200', 'training.evaluateEvery=50', 'training.checkpointEvery=50'],
  )
  let events: TrainingEvent[]
  beforeAll(async () => {
    events = await run(experiment)
  })

  it('remembers the functional clusters of the last evaluation, as the analysis finds them', async () => {
    const battery = batteryOf(experiment)
    const size = sizeOf(experiment, battery)
    const evaluator = await Evaluator.create(engine, battery, size, experiment.network, 4, experiment.seed)
    for (const { tensors, memory } of states(events)) {
      const weights = forParameters(
        tableOf(experiment, battery),
        ({ name }) => tensors[name].data as Float32Array,
      )
      const { taskVariance } = await evaluator.evaluate(weights)
      const active = activeUnits(importance(taskVariance, 20))
      const { labels } = functionalClusters(profiles(taskVariance, 20, active), battery.tasks.length)
      const expected = new Int32Array(20).fill(-1)
      active.forEach((unit, a) => {
        expected[unit] = labels[a]
      })
      expect(memory.clusters.data).toEqual(expected)
    }
    await evaluator.release()
    const found = states(events).map(({ memory }) => String(memory.clusters.data))
    expect(new Set(found).size).toBeGreaterThan(1) // estimated anew
  })

  it('brings the weights into the clusters', async () => {
    const share = (all: TrainingEvent[]) =>
      all.flatMap((e) => (e.type === 'step' ? [-e.penalty] : [])).at(-1)!
    const free = await run(applyOverrides(experiment, ['regularizer.lambda=0']))
    expect(share(events)).toBeGreaterThan(share(free) + 0.1)
    expect(share(events)).toBeLessThanOrEqual(1)
  })
})
