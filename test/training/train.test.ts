import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import { abs, sum } from '../../src/graph/index.js'
import { type Charge, defineCharge } from '../../src/growth/charge.js'
import { defineBattery } from '../../src/tasks/defineBattery.js'
import { defineTask } from '../../src/tasks/defineTask.js'
import { fixed } from '../../src/tasks/laws.js'
import { toward } from '../../src/tasks/task.js'
import type { Experiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { NotFiniteError, type TrainingEvent, type TrainingState, train } from '../../src/training/train.js'

const engine = nodeEngine()

/** A few seconds' worth of the tiny preset, with everything switched on. */
function small(...settings: string[]): Experiment {
  return applyOverrides(preset('tiny'), [
    'network.rows=4',
    'network.columns=5',
    'network.noise=0.05',
    'training.steps=60',
    'training.batch=3',
    'training.time=20',
    'training.evaluateEvery=25',
    'training.evaluationTrials=4',
    'training.checkpointEvery=20',
    'relocation.every=15',
    'engine.threads=1',
    ...settings,
  ])
}

/** All events; a checkpoint's state as it was when it came. */
async function run(experiment: Experiment, options: Parameters<typeof train>[2] = {}) {
  const events: TrainingEvent[] = []
  for await (const event of train(experiment, engine, options)) events.push(structuredClone(event))
  return events
}

const states = (events: TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'checkpoint' ? [event.state] : []))
const others = (events: TrainingEvent[]) => events.filter(({ type }) => type !== 'checkpoint')

describe('train', () => {
  it('leaves out tasks that are held out, and what the network receives from their lines', async () => {
    const held = ['anti', 'dm2']
    const events = await run(small(`heldOut=${held.join(',')}`))
    const [evaluation] = events.filter((event) => event.type === 'evaluation')
    expect(Object.keys(evaluation.accuracy)).toEqual(['go', 'dlygo', 'dlyanti', 'dm1'])
    // Without a charge nothing moves the weights of a line that is never on.
    const uncharged = await run(small(`heldOut=${held.join(',')}`, 'regularizer.kind=none'))
    const start = await run(small(`heldOut=${held.join(',')}`, 'regularizer.kind=none', 'training.steps=1'))
    const [before, after] = [states(start).at(-1)!, states(uncharged).at(-1)!].map(
      ({ tensors }) => tensors.inputWeights,
    )
    const [hidden, inputs] = before.shape
    expect(inputs).toBe(39)
    const column = ({ data }: typeof before, channel: number) =>
      Array.from({ length: hidden }, (_, i) => data[i * inputs + 33 + channel])
    expect([1, 5].map((channel) => column(after, channel))).toEqual(
      [1, 5].map((channel) => column(before, channel)),
    )
    expect(column(after, 0)).not.toEqual(column(before, 0))
  })

  it('tells what happens in order', async () => {
    const events = await run(small('training.steps=200', 'training.checkpointEvery=150'))
    expect(events.filter(({ type }) => type !== 'swap').map(({ type, step }) => `${type} ${step}`)).toEqual([
      'evaluation 0',
      ...['evaluation 25', 'evaluation 50', 'evaluation 75', 'step 100', 'evaluation 100', 'evaluation 125'],
      ...[
        'evaluation 150',
        'checkpoint 150',
        'evaluation 175',
        'step 200',
        'evaluation 200',
        'checkpoint 200',
      ],
      'done 200',
    ])
    const swaps = events.filter(({ type }) => type === 'swap').map(({ step }) => step)
    expect(swaps).toEqual(Array.from({ length: 13 }, (_, i) => 15 * (i + 1)))
  })

  it('gives the same bytes for the same seed and others for another', async () => {
    const [first, second, other] = [await run(small()), await run(small()), await run(small('seed=2'))]
    expect(second).toEqual(first)
    expect(states(other)[0].tensors).not.toEqual(states(first)[0].tensors)
  })

  it.each([0, 1])('goes on from checkpoint %i bit for bit', async (which) => {
    const whole = await run(small())
    const from = states(whole)[which]
    const rest = await run(small(), { from: structuredClone(from) })
    const index = whole.findIndex((event) => event.type === 'checkpoint' && event.step === from.step)
    expect(rest).toEqual(whole.slice(index + 1))
  })

  it("learns from the windows that are asked for, and goes on with NeuroGym's bit for bit", async () => {
    const secondLosses: number[] = []
    for (const windows of ['continued', 'fresh', 'neurogym']) {
      const settings = ['training.batch=100', 'training.steps=8', 'training.checkpointEvery=5']
      const experiment = small(`training.windows=${windows}`, ...settings)
      const whole = await run(experiment, { stepEvery: 1 })
      const [from] = states(whole)
      const batches = JSON.parse(JSON.stringify(from.batches))
      const rest = await run(experiment, { stepEvery: 1, from: { ...structuredClone(from), batches } })
      expect(others(rest)).toEqual(others(whole).filter(({ step }) => step > 5))
      secondLosses.push(...whole.flatMap((e) => (e.type === 'step' && e.step === 2 ? [e.loss] : [])))
    }
    expect(new Set(secondLosses).size).toBe(3)
  })

  it('stops between checkpoints when asked, and goes on from there bit for bit', async () => {
    const whole = await run(small())
    const stopping = new AbortController()
    const events: TrainingEvent[] = []
    for await (const event of train(small(), engine, { signal: stopping.signal })) {
      events.push(structuredClone(event))
      if (event.type === 'evaluation' && event.step === 25) stopping.abort()
    }
    const last = events.at(-1)
    expect(last).toMatchObject({ type: 'checkpoint', reason: 'stop', step: 25 })
    const rest = await run(small(), { from: (last as { state: TrainingState }).state })
    expect([...others(events), ...others(rest)]).toEqual(others(whole))
    expect(states(rest).at(-1)).toEqual(states(whole).at(-1))
  })

  it('goes on bit for bit where neurons sleep, and takes with a neuron when it was last awake', async () => {
    const experiment = small('network.noise=0', 'training.checkpointEvery=45', 'relocation.every=5')
    const [start] = states(await run({ ...experiment, training: { ...experiment.training, steps: 1 } }))
    // Neurons that nothing can wake up: they run for as long as a neuron that fell silent does, then no more.
    const sleepers = [2, 11, 17]
    for (const neuron of sleepers) (start.tensors.recurrentBias.data as Float32Array)[neuron] = -1e3
    const from = { ...start, finished: false }
    const events = await run(experiment, { from: structuredClone(from) })
    const [half, end] = states(events)
    expect(half.step).toBe(45)
    expect(end.step).toBe(60)
    const [resumed] = states(await run(experiment, { from: structuredClone(half) }))
    expect(resumed).toEqual(end)
    const { places } = end
    expect(places).not.toEqual(start.places)
    const lastAwake = (neuron: number) => end.tensors.lastAwake.data[places.indexOf(neuron)] as number
    for (const neuron of sleepers) expect(lastAwake(neuron), `neuron ${neuron}`).toBeLessThanOrEqual(1)
    expect([...places].filter((neuron) => lastAwake(neuron) > 50).length).toBeGreaterThan(10)
  })

  it('follows the schedules of λ and the learning rate', async () => {
    const events = await run(
      small(
        'training.steps=400',
        'optimizer.decay=cosine',
        'optimizer.learningRate=1e-3',
        'regularizer.lambda=1e-3',
        'training.evaluateEvery=400',
      ),
    )
    const steps = events.flatMap((event) => (event.type === 'step' ? [event] : []))
    // A step event at 100 is of the step of index 99: still the first quarter.
    expect(steps.map(({ lambda }) => lambda)).toEqual([1e-4, 1e-3, 1e-3, 1e-4])
    steps.forEach(({ step, learningRate }) => {
      expect(learningRate).toBeCloseTo(1e-3 * 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / 400)), 10)
    })
  })

  it('reaches a breakpoint of λ with the very step that the schedule says', async () => {
    const lambdaAt100 = async (at: number) => {
      const schedule = JSON.stringify([
        { at: 0, factor: 0.1 },
        { at, factor: 1 },
      ])
      const settings = ['training.steps=100', 'regularizer.lambda=1e-3', `regularizer.schedule=${schedule}`]
      const events = await run(small(...settings))
      return events.flatMap((event) => (event.type === 'step' ? [event.lambda] : []))
    }
    expect(await lambdaAt100(0.99)).toEqual([1e-3]) // the 100th step has index 99
    expect(await lambdaAt100(0.991)).toEqual([1e-4])
  })

  it('learns: the loss falls and accuracy rises above chance', async () => {
    const events = await run(
      small(
        'network.noise=0',
        'training.batch=8',
        'training.time=50',
        'training.steps=600',
        'tasks=go,rtgo',
        'training.evaluateEvery=600',
        'training.evaluationTrials=50',
        'optimizer.learningRate=3e-3',
      ),
    )
    const accuracy = events.flatMap((event) => (event.type === 'evaluation' ? [event.meanAccuracy] : []))
    expect(accuracy[0]).toBeLessThan(0.3)
    expect(accuracy.at(-1)).toBeGreaterThan(0.4) // chance is 1/17
  })

  it('stops at the step where the loss leaves the numbers, without a checkpoint of it', async () => {
    const events: TrainingEvent[] = []
    const wild = small('optimizer.learningRate=1e30', 'optimizer.clip=null', 'training.checkpointEvery=1')
    const training = (async () => {
      for await (const event of train(wild, engine)) events.push(event)
    })()
    await expect(training).rejects.toThrow(NotFiniteError)
    for (const { tensors } of states(events)) {
      for (const { data } of Object.values(tensors))
        expect((data as Float32Array).every(Number.isFinite)).toBe(true)
    }
  })

  it('names the evaluation, the task and the lengths where long trials overflow and short sequences do not', async () => {
    const wait = defineTask({
      name: 'wait',
      family: 'wait',
      asks: 'wait, then go',
      ceiling: 1,
      condition: [],
      periods: [
        { name: 'delay', lasts: fixed(30_000), fixation: true },
        { name: 'decision', lasts: fixed(100), wants: () => toward(0) },
      ],
    })
    const battery = defineBattery('waiting', { dt: 100, ringUnits: 4 }, [wait])
    const growing = { ...small('network.gain=4', 'network.noise=0'), tasks: null } // activity doubles in each step
    const training = train(growing, engine, { battery })
    const error = await training.next().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(NotFiniteError)
    expect((error as NotFiniteError).message).toBe(
      'the evaluation at step 0 overflows: the activity of the network is not finite in trials of wait, which have 301 steps (training.time: 20)',
    )
    expect((error as NotFiniteError).cause).toMatchObject({ task: 'wait', steps: 301 })
  })

  const own = (parts: Partial<Charge>) =>
    defineCharge({
      name: 'own',
      label: 'own',
      help: 'Of the test.',
      fields: {},
      sentence: () => '',
      ...parts,
    })

  it('takes a charge of one’s own', async () => {
    const called: number[] = []
    const charge = own({
      afterStep: () => [
        (_, step) => {
          called.push(step)
          return undefined
        },
      ],
    })
    const events = await run(small('training.steps=3'), { charge })
    expect(called).toEqual([1, 2, 3])
    expect(events.some(({ type }) => type === 'swap')).toBe(false)
  })

  it('charges a penalty of one’s own whatever kind the experiment names', async () => {
    const experiment = small('training.steps=100', 'regularizer.kind=none', 'regularizer.lambda=1e-3')
    const step = async (charge?: Charge) =>
      (await run(experiment, { charge })).flatMap((event) => (event.type === 'step' ? [event] : []))[0]
    const charged = await step(own({ penalty: ({ weights }) => sum(abs(weights.inputWeights)) }))
    expect(charged.lambda).toBe(1e-4) // the schedule's last quarter
    expect(charged.penalty).toBeGreaterThan(1)
    expect(charged.loss / (charged.taskLoss + 1e-4 * charged.penalty)).toBeCloseTo(1, 5)
    expect(charged.loss).toBeGreaterThan(charged.taskLoss)
    expect(await step()).toMatchObject({ lambda: 0, penalty: 0 })
  })

  it('refuses tasks that do not exist', async () => {
    await expect(run(small('tasks=go,fly'))).rejects.toThrow(InputError)
  })
})
