import { describe, expect, it } from 'vitest'
import { demo, hubCost } from '../../examples/hub-cost.js'
import { nodeEngine } from '../../src/engine/node.js'
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
    for await (const event of train(experiment, nodeEngine(), { regularizer: hubCost })) {
      if (event.type !== 'checkpoint' || event.step < 500) continue
      cut.push(Array.from(event.state.tensors.recurrentWeights.data, (w) => w === 0))
    }
    expect(cut.length).toBe(4)
    const count = (wires: boolean[]) => wires.filter(Boolean).length
    expect(count(cut[0])).toBeGreaterThan(100)
    for (const later of cut.slice(1)) expect(cut[0].every((was, i) => !was || later[i])).toBe(true)
  })
})
