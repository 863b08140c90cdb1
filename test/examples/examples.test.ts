import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { demo, hubCost } from '../../examples/hub-cost.js'
import { nodeEngine } from '../../src/engine/node.js'
import { Random } from '../../src/random/random.js'
import { loadBattery } from '../../src/runs/userBattery.js'
import { drawTrial, makeTrial, taskByName } from '../../src/tasks/index.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'

const brief = ['training.batch=4', 'training.time=40', 'training.evaluateEvery=600']

describe('examples/hub-cost', () => {
  it('makes hubs smaller and cuts the weakest wires', async () => {
    const charged = await demo('regularizer.lambda=1e-2', 'training.steps=501', ...brief)
    const free = await demo('regularizer.lambda=0', 'training.steps=501', ...brief)
    expect(charged.largest).toBeLessThan(0.5 * free.largest)
    expect(charged.weakest).toBeGreaterThanOrEqual(0.02)
    expect(charged.wires).toBeLessThan(free.wires)
  })

  it('leaves what is cut cut', async () => {
    const settings = [
      'regularizer.lambda=1e-4',
      'training.steps=530',
      'training.checkpointEvery=10',
      ...brief,
    ]
    const experiment = applyOverrides(preset('tiny'), settings)
    const cut: boolean[][] = []
    for await (const event of train(experiment, nodeEngine(), { charge: hubCost })) {
      if (event.type !== 'checkpoint' || event.step < 500) continue
      cut.push(Array.from(event.state.tensors.recurrentWeights.data, (w) => w === 0))
    }
    expect(cut.length).toBe(4)
    const count = (wires: boolean[]) => wires.filter(Boolean).length
    expect(count(cut[0])).toBeGreaterThan(100)
    for (const later of cut.slice(1)) expect(cut[0].every((was, i) => !was || later[i])).toBe(true)
  })
})

describe.each(['distractorMatch', 'parametricMemory'])('examples/%s', (name) => {
  const path = `examples/${name}.mjs`

  it('has under 40 lines', () => {
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThan(40)
  })

  it('is a battery that a network learns', async () => {
    const { battery } = await loadBattery(path)
    const settings = [
      ...['network.rows=5', 'network.columns=5', 'regularizer.lambda=0', 'tasks=null'],
      ...['training.steps=600', 'training.evaluateEvery=600', 'training.checkpointEvery=600'],
    ]
    const accuracies: number[] = []
    for await (const event of train(applyOverrides(preset('tiny'), settings), nodeEngine(), { battery })) {
      if (event.type === 'evaluation') accuracies.push(event.meanAccuracy)
    }
    expect(accuracies[1]).toBeGreaterThan(0.8)
    expect(accuracies[1]).toBeGreaterThan(accuracies[0] + 0.3)
  })
})

describe('examples/distractorMatch', () => {
  it('shows a distractor that is neither sample nor test', async () => {
    const { battery } = await loadBattery('examples/distractorMatch.mjs')
    const task = taskByName(battery, 'distractor')
    const random = Random.seeded(1)
    let matches = 0
    for (let turn = 0; turn < 400; turn++) {
      const trial = makeTrial(battery, task, drawTrial(battery, task, random, { turn }))
      const { sample, test, between } = trial.condition
      expect([sample, test]).not.toContain(between)
      expect(trial.labels.at(-1)).toBe(sample === test ? 1 + test : 0)
      if (sample === test) matches++
    }
    expect(Math.abs(matches - 200)).toBeLessThan(60)
  })
})
