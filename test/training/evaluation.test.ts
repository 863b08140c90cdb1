import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import type { CellSettings } from '../../src/network/cell.js'
import { coreWeights } from '../../src/network/initialization.js'
import { Random } from '../../src/random/random.js'
import { subset } from '../../src/tasks/battery.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import type { Task } from '../../src/tasks/task.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { Evaluator } from '../../src/training/evaluation.js'

const SEED = 5
const TRIALS = 40
const battery = subset(yang19, ['rtgo', 'dm1', 'dms'])
const size = { inputs: battery.inputCount, hidden: 16, outputs: battery.outputCount }
const weights = coreWeights(size, { initialization: 'gaussian', gain: 1 }, Random.seeded(2))
// Each unit is driven by one direction of both rings and drives its answer, so that some answers are right.
for (let unit = 0; unit < 16; unit++) {
  weights.inputWeights[unit * size.inputs + 1 + unit] += 1
  weights.inputWeights[unit * size.inputs + 17 + unit] += 1
  weights.outputWeights[(1 + unit) * size.hidden + unit] += 1
}

/** One task by plain loops in double precision: correct trials, and the variance of each unit. */
function plainly(cell: CellSettings, task: Task): { correct: number; variance: number[] } {
  const random = Random.seeded(SEED, 'evaluation', task.name)
  const { inputs, labels, time } = evaluationBatch(battery, task, TRIALS, random)
  const noise = Float64Array.from({ length: time * size.hidden * TRIALS }, () =>
    cell.noise > 0 ? random.normal() : 0,
  )
  const scale = Math.sqrt(2 / cell.alpha) * cell.noise
  const dot = (matrix: Float32Array, row: number, width: number, x: (i: number) => number) => {
    let sum = 0
    for (let i = 0; i < width; i++) sum += matrix[row * width + i] * x(i)
    return sum
  }
  let correct = 0
  const rates: number[][][] = [] // [trial, step, unit]
  for (let trial = 0; trial < TRIALS; trial++) {
    let h = new Array<number>(size.hidden).fill(0)
    rates.push([])
    for (let step = 0; step < time; step++) {
      const before = h
      h = before.map((_, unit) => {
        const pre =
          dot(weights.recurrentWeights, unit, size.hidden, (i) => before[i]) +
          dot(
            weights.inputWeights,
            unit,
            size.inputs,
            (i) => inputs[(step * TRIALS + trial) * size.inputs + i],
          ) +
          weights.recurrentBias[unit] +
          scale * noise[(step * TRIALS + trial) * size.hidden + unit]
        return (1 - cell.alpha) * before[unit] + cell.alpha * Math.max(0, pre)
      })
      rates[trial].push(h)
    }
    const logits = Array.from(
      weights.outputBias,
      (bias, o) => bias + dot(weights.outputWeights, o, size.hidden, (i) => h[i]),
    )
    if (logits.indexOf(Math.max(...logits)) === labels[(time - 1) * TRIALS + trial]) correct++
  }
  const variance = Array.from({ length: size.hidden }, (_, unit) => {
    let sum = 0
    for (let step = 0; step < time; step++) {
      const values = rates.map((trial) => trial[step][unit])
      const mean = values.reduce((a, b) => a + b) / TRIALS
      sum += values.reduce((total, x) => total + (x - mean) ** 2, 0) / TRIALS
    }
    return sum / time
  })
  return { correct, variance }
}

describe.each([0, 0.1])('Evaluator, recurrent noise %d', (noise) => {
  const cell: CellSettings = { activation: 'relu', form: 'inside', alpha: 0.5, noise }
  const expected = battery.tasks.map((task) => plainly(cell, task))

  it('counts and measures what plain loops do on the same trials, every time', async () => {
    const evaluator = await Evaluator.create(nodeEngine(), battery, size, cell, TRIALS, SEED)
    for (let time = 0; time < 2; time++) {
      const { counts, taskVariance } = await evaluator.evaluate(weights)
      expect(counts).toEqual(expected.map(({ correct }) => ({ correct, trials: TRIALS })))
      expect(taskVariance).toHaveLength(battery.tasks.length * size.hidden)
      expected
        .flatMap(({ variance }) => variance)
        .forEach((variance, at) => {
          expect(Math.abs(taskVariance[at] - variance)).toBeLessThan(1e-5 * (variance + 1e-3))
        })
    }
    await evaluator.release()
    // Units that do not vary, and tasks that are all right or all wrong, would test nothing.
    for (const { correct, variance } of expected) {
      expect(correct).toBeGreaterThan(0)
      expect(correct).toBeLessThan(TRIALS)
      expect(Math.max(...variance)).toBeGreaterThan(0.01)
    }
  })
})
