import { describe, expect, it, vi } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import type { Experiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'
import { Brain } from '../../web/src/brain/brain.js'
import { type BrainEvent, Brains } from '../../web/src/brain/brains.js'
import { carried, evaluate } from '../../web/src/brain/evaluated.js'
import { lesion, trial } from '../../web/src/brain/inspect.js'
import type { WholeSnapshot } from '../../web/src/brain/snapshot.js'
import { mostMoments, Timeline } from '../../web/src/brain/timeline.js'

const engine = nodeEngine()

const small = (...settings: string[]): Experiment =>
  applyOverrides(preset('tiny'), [
    ...['network.rows=4', 'network.columns=5', 'engine.threads=1', 'relocation.every=5'],
    ...['training.steps=20', 'training.batch=3', 'training.time=20'],
    ...['training.evaluateEvery=10', 'training.evaluationTrials=4', 'training.checkpointEvery=20'],
    ...settings,
  ])

async function taken(brain: Brain, steps: number): Promise<WholeSnapshot> {
  for (let i = 0; i < steps; i++) await brain.advance()
  return brain.snapshot()!
}

describe('a brain', () => {
  it('takes the steps of the training itself, and the same ones after a rewind', async () => {
    const brain = new Brain(engine, small())
    const first = await taken(brain, 20)
    expect(first.step).toBe(20)
    expect(brain.finished).toBe(true)
    for await (const event of train(small(), engine)) {
      if (event.type !== 'checkpoint') continue
      expect(first.parameters.recurrentWeights).toEqual(event.state.tensors.recurrentWeights.data)
      expect(first.places).toEqual(event.state.places)
    }
    expect(first.evaluation).toMatchObject({ step: 20 })
    await brain.rewind()
    expect(brain.snapshot()).toBeNull()
    expect(await taken(brain, 20)).toEqual(first)
    await brain.dispose()
  })

  it('goes on from where it is under another charge', async () => {
    const brain = new Brain(engine, small())
    const before = await taken(brain, 7)
    const { regularizer } = brain.experiment
    await brain.change({ regularizer: { ...regularizer, kind: 'l1', lambda: 0.01 } })
    expect(brain.snapshot()).toEqual(before)
    const { lambda } = await brain.advance()
    expect(brain.step).toBe(8)
    expect(lambda).toBeGreaterThan(0)
    await expect(brain.change({ regularizer: { ...regularizer, lambda: -1 } })).rejects.toThrow(
      /regularizer\.lambda/,
    )
    await brain.dispose()
  })
})

describe('an evaluation', () => {
  it('is that of the network as it stands, between two evaluations too', async () => {
    // Swaps at 15, evaluations at 10 and 20: at step 16 neurons have moved since the last.
    const brain = new Brain(engine, small('relocation.every=15', 'training.evaluationTrials=8'))
    const before = await taken(brain, 14)
    const after = await taken(brain, 2)
    expect(after.evaluation!.step).toBe(10)
    expect(after.places).not.toEqual(before.places)
    const clusterOf = ({ places, evaluation }: WholeSnapshot) =>
      new Map([...places].map((neuron, place) => [neuron, evaluation!.clusters[place]]))
    expect(clusterOf(after)).toEqual(new Map([...clusterOf(before)]))
    const varianceOf = ({ places, evaluation }: WholeSnapshot, neuron: number) =>
      [0, 1, 2, 3, 4, 5].map((task) => evaluation!.taskVariance[20 * task + places.indexOf(neuron)])
    for (let neuron = 0; neuron < 20; neuron++)
      expect(varianceOf(after, neuron)).toEqual(varianceOf(before, neuron))
    await brain.dispose()
  })

  it('is carried by identity', () => {
    const evaluation = {
      step: 1,
      accuracy: {},
      meanAccuracy: 0,
      activeNeurons: 2,
      wiringLength: 0,
      modularity: null,
      clusters: Int32Array.of(0, 1, -1),
      taskVariance: Float64Array.of(1, 2, 3, 4, 5, 6),
    }
    const moved = carried(evaluation, Int32Array.of(2, 0, 1), Int32Array.of(0, 1, 2))
    expect([...moved.clusters]).toEqual([1, -1, 0])
    expect([...moved.taskVariance]).toEqual([2, 3, 1, 5, 6, 4])
  })

  it('of a network without one is what its training found', async () => {
    const brain = new Brain(engine, small())
    const snapshot = await taken(brain, 20)
    expect(await evaluate(engine, brain.experiment, snapshot)).toEqual(snapshot.evaluation)
    await brain.dispose()
  })
})

describe('brains', () => {
  it('are at the same step, from the same weights, and say when they are done', async () => {
    const events: BrainEvent[] = []
    const done = new Promise<void>((resolve) => {
      const pair = [small(), small('regularizer.kind=none')]
      new Brains(engine, pair, (event) => {
        events.push(event)
        if (event.type === 'state' && event.finished) resolve()
      }).run()
    })
    await done
    const last = (network: number) =>
      events.flatMap((e) => (e.type === 'snapshot' && e.network === network ? [e.snapshot] : [])).at(-1)!
    expect([last(0).step, last(1).step]).toEqual([20, 20])
    expect(last(0).parameters.recurrentWeights).not.toEqual(last(1).parameters.recurrentWeights)
    expect(last(1).places).toEqual(Int32Array.from({ length: 20 }, (_, i) => i))
  })

  it('pause, take one step, and pause by themselves where they are told to', async () => {
    const steps: number[] = []
    let pausedAtSix = () => {}
    const paused = new Promise<void>((resolve) => {
      pausedAtSix = resolve
    })
    const brains = new Brains(engine, [small()], (event) => {
      if (event.type === 'loss') steps.push(event.step)
      if (event.type === 'state' && !event.running && event.step === 6) pausedAtSix()
    })
    brains.setPauseAt(6)
    brains.run()
    await paused
    expect(steps).toEqual([1, 2, 3, 4, 5, 6])
    await brains.stepOnce()
    expect(steps.at(-1)).toBe(7)
    await brains.rewind()
    await brains.stepOnce()
    expect(steps.at(-1)).toBe(1)
    await brains.dispose()
  })

  it('tell a page that is slow to show them less often, and leave nothing out', async () => {
    const told: string[] = []
    let ms = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => ms++)
    await new Promise<void>((resolve) => {
      const brains = new Brains(engine, [small()], (event) => {
        if (event.type === 'loss') told.push(`loss ${event.step}`)
        if (event.type === 'snapshot') {
          told.push(`snapshot ${event.snapshot.step}`)
          brains.setShowing(Number.POSITIVE_INFINITY)
        }
        if (event.type === 'state' && event.finished) resolve()
      })
      brains.run()
    })
    clock.mockRestore()
    const losses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20].map((step) => `loss ${step}`)
    expect(told.filter((what) => what.startsWith('loss'))).toEqual(losses)
    expect(told.slice(0, 2)).toEqual(['loss 1', 'snapshot 1'])
    const later = new Set(told.filter((what) => what.startsWith('snapshot')))
    expect(later).toEqual(new Set(['snapshot 1', 'snapshot 20']))
  })

  it('go on when a change is refused, and take changes that come at once in turn', async () => {
    const long = small('training.steps=1000000')
    const { regularizer } = long
    const lambdas: number[] = []
    let running = false
    const brains = new Brains(engine, [long], (event) => {
      if (event.type === 'loss') lambdas.push(event.lambda)
      if (event.type === 'state') running = event.running
    })
    brains.setSpeed(100)
    brains.run()
    await expect.poll(() => lambdas.length).toBeGreaterThan(0)
    await expect(brains.change(0, { regularizer: { ...regularizer, lambda: -1 } })).rejects.toThrow(/lambda/)
    const told = lambdas.length
    await expect.poll(() => lambdas.length).toBeGreaterThan(told)
    // The third comes when the first is made, sooner or later, while the second may still be under way.
    for (let ticks = 0; ticks < 12; ticks++) {
      const change = (lambda: number) =>
        brains.change(0, { regularizer: { ...regularizer, schedule: 'constant', lambda } })
      const told = lambdas.length
      await expect.poll(() => lambdas.length).toBeGreaterThan(told)
      const first = change(0.5)
      const second = change(0.25)
      await first
      for (let tick = 0; tick < ticks; tick++) await null
      await change(ticks / 100)
      await second
      await expect.poll(() => lambdas.at(-1)).toBe(ticks / 100)
      expect(running).toBe(true)
    }
    // A pause is one, also in the midst of a change.
    await Promise.all([brains.change(0, { regularizer }), brains.pause()])
    expect(running).toBe(false)
    await brains.dispose()
  })

  it('say in a sentence that the numbers have grown without bound', async () => {
    const wild = small('optimizer.learningRate=1e30', 'optimizer.kind=sgd', 'optimizer.clip=null')
    const messages: string[] = []
    const brains = new Brains(engine, [wild], (event) => {
      if (event.type === 'failed') messages.push(event.message)
    })
    brains.run()
    await expect.poll(() => messages).toHaveLength(1)
    expect(messages[0]).toMatch(/numbers grew without bound.*smaller learning rate/)
    // Under another charge it is tried again, here in vain.
    await brains.change(0, { regularizer: { ...wild.regularizer, lambda: 0 } })
    brains.run()
    await expect.poll(() => messages).toHaveLength(2)
    await brains.dispose()
  })
})

it('A lesion of every neuron leaves no answer but one, and of none changes nothing', async () => {
  const brain = new Brain(engine, small())
  const snapshot = await taken(brain, 3)
  const none = await lesion(engine, brain.experiment, snapshot, [])
  expect(none.lesioned).toEqual(none.intact)
  const all = await lesion(
    engine,
    brain.experiment,
    snapshot,
    Array.from({ length: 20 }, (_, i) => i),
  )
  expect(Object.keys(all.lesioned)).toEqual(brain.experiment.tasks)
  expect(Math.max(...Object.values(all.lesioned))).toBeLessThan(0.3)
  await brain.dispose()
})

it('A trial is the same for the same draw, and has what is to be seen of it', async () => {
  const brain = new Brain(engine, small())
  const snapshot = await taken(brain, 1)
  const played = await trial(engine, brain.experiment, snapshot, 'dm1', 3)
  expect(await trial(engine, brain.experiment, snapshot, 'dm1', 3)).toEqual(played)
  expect(played.activity).toHaveLength(played.steps * 20)
  expect(played.output).toHaveLength(played.steps * 17)
  for (let step = 0; step < played.steps; step++) {
    const row = played.output.subarray(17 * step, 17 * step + 17)
    expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
  }
  expect(played.periods.map(({ name }) => name)).toEqual(['fixation', 'stimulus', 'decision'])
  expect(played.periods.at(-1)!.end).toBe(played.steps)
  await brain.dispose()
})

describe('a timeline', () => {
  const moment = (step: number) => ({ step }) as WholeSnapshot

  it('keeps at most so many, evenly, the first and the newest among them', () => {
    const timeline = new Timeline(10)
    for (let step = 1; step <= 1000; step++) {
      timeline.add(moment(step))
      expect(timeline.moments.length).toBeLessThanOrEqual(10)
      expect(timeline.newest!.step).toBe(step)
    }
    const steps = timeline.moments.map(({ step }) => step)
    expect(steps[0]).toBe(1)
    const gaps = steps.slice(1, -1).map((step, i) => step - steps[i])
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps))
    expect(timeline.at(500)!.step).toBeLessThanOrEqual(500)
    expect(timeline.at(0)!.step).toBe(1)
  })

  it('of a large network has fewer, so that all fit into 128 MB', () => {
    expect(mostMoments(100, 85, 33)).toBe(200)
    expect(mostMoments(32 ** 2, 85, 33)).toBe(28)
    expect(28 * 4 * 32 ** 2 * (32 ** 2 + 85 + 33)).toBeLessThan(2 ** 27)
    expect(mostMoments(10_000, 85, 33)).toBe(20)
  })
})
