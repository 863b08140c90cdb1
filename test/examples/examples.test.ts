import { describe, expect, it } from 'vitest'
import { demo } from '../../examples/hub-cost.js'

describe('examples/hub-cost', () => {
  it('makes hubs smaller and cuts the weakest wires', async () => {
    const brief = ['training.steps=500', 'training.batch=4', 'training.time=40', 'training.evaluateEvery=500']
    const charged = await demo('regularizer.lambda=1e-2', ...brief)
    const free = await demo('regularizer.lambda=0', ...brief)
    expect(charged.largest).toBeLessThan(0.5 * free.largest)
    expect(charged.weakest).toBeGreaterThanOrEqual(0.01)
  })
})
