import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { initialize, parametersOf } from '../../src/network/cells.js'
import { initialTensors, Trainer } from '../../src/network/trainer.js'
import { Random } from '../../src/random/random.js'
import { subset, taskByName } from '../../src/tasks/battery.js'
import { gridBatch, score } from '../../src/tasks/evaluation.js'
import { TrialBatcher } from '../../src/tasks/trialBatcher.js'
import { yang19Original as original } from '../../src/tasks/yang19Original.js'
import { Evaluator } from '../../src/training/evaluation.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { type TrainingEvent, type TrainingState, train } from '../../src/training/train.js'

const { network: cell, optimizer } = preset('yang2019')
const size = { inputs: 85, hidden: 12, outputs: 33 }
const weights = () => initialize(size, cell, Random.seeded(1, 'weights'))
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** The leaky rate RNN of PAPER.md 3.1 written out: h ← (1−α)h + α·softplus(W_h h + W_x x + b), outputs unsquashed. */
function plain(inputs: Float32Array, time: number, batch: number, noise?: Float32Array) {
  const w = weights()
  const activity = new Float32Array(time * batch * size.hidden)
  const logits = new Float32Array(time * batch * size.outputs)
  for (let b = 0; b < batch; b++) {
    let h = new Array<number>(size.hidden).fill(0)
    for (let t = 0; t < time; t++) {
      h = h.map((old, i) => {
        let pre = w.recurrentBias[i]
        for (let j = 0; j < size.hidden; j++) pre += w.recurrentWeights[i * size.hidden + j] * h[j]
        for (let j = 0; j < size.inputs; j++)
          pre += w.inputWeights[i * size.inputs + j] * inputs[(t * batch + b) * size.inputs + j]
        if (noise) pre += Math.sqrt(2 / 0.2) * 0.05 * noise[(t * batch + b) * size.hidden + i]
        return 0.8 * old + 0.2 * Math.log1p(Math.exp(pre))
      })
      h.forEach((rate, i) => {
        activity[(t * batch + b) * size.hidden + i] = rate
      })
      for (let o = 0; o < size.outputs; o++) {
        let sum = w.outputBias[o]
        for (let i = 0; i < size.hidden; i++) sum += w.outputWeights[o * size.hidden + i] * h[i]
        logits[(t * batch + b) * size.outputs + o] = sum
      }
    }
  }
  return { activity, logits }
}

describe('Yang et al. 2019', () => {
  it('starts from the published laws', () => {
    const big = { inputs: 85, hidden: 256, outputs: 33 }
    const start = initialize(big, cell, Random.seeded(2, 'weights'))
    expect(start.recurrentWeights.filter((x) => x === 0.5)).toHaveLength(256)
    expect(start.recurrentWeights.filter((x) => x !== 0)).toHaveLength(256)
    for (const bias of [start.recurrentBias, start.outputBias]) expect(bias.every((x) => x === 0)).toBe(true)
    const rms = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length)
    expect(rms(start.inputWeights) * Math.sqrt(85)).toBeCloseTo(1, 1)
    const limit = Math.sqrt(6 / (256 + 33))
    expect(Math.max(...start.outputWeights)).toBeLessThan(limit)
    expect(rms(start.outputWeights)).toBeCloseTo(limit / Math.sqrt(3), 2)
  })

  it('has the loss of the equations: the mask inside the square', async () => {
    const batcher = TrialBatcher.seeded(original, 3, 5, 'loss')
    const trainer = await Trainer.create(
      nodeEngine(),
      { size, cell, optimizer, goal: 'activity', batch: 3 },
      initialTensors(parametersOf(size, cell), optimizer, weights()),
    )
    const batch = batcher.next()
    const [time] = batch.inputs.shape
    const random = Random.seeded(6)
    const noise = Float32Array.from({ length: time * 3 * size.hidden }, () => random.normal())
    const { loss, taskLoss } = await trainer.advance({
      ...batch,
      noise: { data: noise, shape: [time, 3, size.hidden] },
      learningRate: 0,
      lambda: 0,
    })
    const { logits } = plain(batch.inputs.data, time, 3, noise)
    let sum = 0
    logits.forEach((logit, i) => {
      const step = Math.floor(i / (3 * size.outputs))
      const masked = batch.mask!.data[step * size.outputs + (i % size.outputs)]
      sum += ((batch.targets!.data[i] - sigmoid(logit)) * masked) ** 2
    })
    expect(taskLoss / (sum / logits.length)).toBeCloseTo(1, 4)
    expect(loss).toBe(taskLoss)
    await trainer.release()
  })

  it('measures task variance on the test grid, noise off, without the first period', async () => {
    const few = subset(original, ['fdgo', 'dm1'])
    const small = { ...size, inputs: few.inputCount }
    const evaluator = await Evaluator.create(nodeEngine(), original, size, cell, 3, 1)
    const { taskVariance, counts } = await evaluator.evaluate(weights())
    expect(small.inputs).toBe(67)
    expect(counts.map(({ trials }) => trials)).toEqual(original.tasks.map(() => 3))
    const grid = gridBatch(original, taskByName(original, 'dm1'))
    expect(grid.trials).toBe(100)
    const { activity } = plain(grid.inputs, grid.time, grid.trials)
    const first = grid.drawn[0].durations[0]
    for (const unit of [0, 5, 11]) {
      let total = 0
      for (let t = first; t < grid.time; t++) {
        const rates = Array.from(
          { length: grid.trials },
          (_, b) => activity[(t * grid.trials + b) * size.hidden + unit],
        )
        const mean = rates.reduce((a, b) => a + b) / rates.length
        total += rates.reduce((a, b) => a + (b - mean) ** 2, 0) / rates.length
      }
      const row = original.tasks.findIndex(({ name }) => name === 'dm1')
      expect(taskVariance[row * size.hidden + unit] / (total / (grid.time - first))).toBeCloseTo(1, 3)
    }
    await evaluator.release()
  })

  it('scores by fixation and the population vector within 36°', () => {
    const set = gridBatch(original, taskByName(original, 'fdgo'))
    const last = set.labels.length - set.trials
    /** Logits of a network that breaks fixation, or not, and points `off` rad beside what is wanted. */
    const pointing = (off: number, fixation = -3) => {
      const logits = new Float32Array(set.trials * 33)
      for (let trial = 0; trial < set.trials; trial++) {
        const wanted = (2 * Math.PI * (set.labels[last + trial] - 1)) / 32
        logits[trial * 33] = fixation
        for (let unit = 0; unit < 32; unit++) {
          logits[trial * 33 + 1 + unit] = -4 + 5 * Math.cos((2 * Math.PI * unit) / 32 - wanted - off)
        }
      }
      return logits
    }
    const correct = (logits: Float32Array) => score(original, set, logits).correct
    expect(set.trials).toBe(40)
    expect(correct(pointing(0))).toBe(40)
    expect(correct(pointing(0.19 * Math.PI))).toBe(40)
    expect(correct(pointing(-0.19 * Math.PI))).toBe(40)
    expect(correct(pointing(0.21 * Math.PI))).toBe(0)
    expect(correct(pointing(Math.PI))).toBe(0)
    expect(correct(pointing(0, 0.1))).toBe(0)
    const broken = pointing(0)
    broken[7] = Number.NaN
    expect(correct(broken)).toBe(39)
  })
})

describe('a target', () => {
  const experiment = applyOverrides(preset('yang2019'), [
    'network.rows=4',
    'network.columns=4',
    'tasks=fdgo,reactgo',
    'training.batch=4',
    'training.steps=40',
    'training.evaluateEvery=5',
    'training.checkpointEvery=5',
    'training.evaluationTrials=8',
    'training.target=0',
    'seed=3',
  ])
  const collect = async (from?: TrainingState) => {
    const events: TrainingEvent[] = []
    for await (const event of train(experiment, nodeEngine(), { from })) events.push(structuredClone(event))
    return events
  }

  it('ends the training at the first evaluation in which the poorest task passes it', async () => {
    const events = await collect()
    const evaluations = events.filter((event) => event.type === 'evaluation').slice(1)
    const poorest = evaluations.map(({ accuracy }) => Math.min(...Object.values(accuracy)))
    expect(poorest.slice(0, -1).every((value) => value === 0)).toBe(true)
    expect(poorest.at(-1)).toBeGreaterThan(0)
    const done = events.at(-1)
    expect(done?.type).toBe('done')
    expect(done?.step).toBeLessThan(40)
    const end = events.at(-2)
    if (end?.type !== 'checkpoint') throw new Error('the last but one event must be a checkpoint')
    expect(end.reason).toBe('end')
    // Killed between the checkpoint and the last line: nothing more is trained.
    expect(await collect(end.state)).toEqual([{ type: 'done', step: done?.step }])
  })
})
