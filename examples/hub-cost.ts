/**
 * A regularizer of one's own: hubs are expensive. Each neuron pays for the square of its total outgoing weight, so
 * that wiring is spread over the sheet; every 500 steps the weakest wires are cut.
 *
 * Run it after `npm ci` with: npx tsx examples/hub-cost.ts
 */
import { nodeEngine } from '../src/engine/node.js'
import { abs, add, square, sum } from '../src/graph/index.js'
import type { Regularizer } from '../src/growth/regularizer.js'
import { applyOverrides } from '../src/training/overrides.js'
import { preset } from '../src/training/presets.js'
import { train } from '../src/training/train.js'

export const hubCost: Regularizer = {
  penalty: ({ recurrentWeights, outputWeights }) => {
    const outgoing = add(sum(abs(recurrentWeights), 0), sum(abs(outputWeights), 0)) // [hidden]
    return sum(square(outgoing))
  },
  afterStep: ({ tensors }, step) => {
    if (step % 500 !== 0) return undefined
    const { data } = tensors.recurrentWeights
    for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) < 0.01) data[i] = 0
    return undefined
  },
}

/** Trains the tiny network with it; the outgoing recurrent weight of its neurons, and the weakest wire. */
export async function demo(...settings: string[]) {
  const experiment = applyOverrides(preset('tiny'), ['regularizer.lambda=1e-4', ...settings])
  const result = { largest: 0, mean: 0, weakest: 0, accuracy: 0 }
  for await (const event of train(experiment, nodeEngine(), { regularizer: hubCost })) {
    if (event.type === 'evaluation') result.accuracy = event.meanAccuracy
    if (event.type !== 'checkpoint') continue
    const { data, shape } = event.state.tensors.recurrentWeights
    const weights = Array.from(data, (w) => Math.abs(Number(w)))
    const outgoing = new Array<number>(shape[1]).fill(0)
    weights.forEach((w, i) => {
      outgoing[i % shape[1]] += w
    })
    result.largest = Math.max(...outgoing)
    result.mean = outgoing.reduce((a, b) => a + b, 0) / outgoing.length
    result.weakest = Math.min(...weights.filter((w) => w > 0))
  }
  return result
}

if (import.meta.url === `file://${process.argv[1]}`) console.log(await demo())
