/**
 * A charge of one's own: hubs are expensive. Each neuron pays for the square of its total outgoing weight, so
 * that wiring is spread over the sheet; from step 500 on, the weakest wires are cut, and stay cut.
 *
 * Run it after `npm ci` with: npx tsx examples/hub-cost.ts
 */
import { pathToFileURL } from 'node:url'
import { applyOverrides, defineCharge, nodeEngine, preset, train } from 'gyrus'

const WEAKEST = 0.02

export const hubCost = defineCharge({
  name: 'hub-cost',
  label: 'hubs are expensive',
  help: 'Each neuron pays for the square of what it sends.',
  fields: {},
  sentence: ({ price }) =>
    `Each neuron was charged for the square of its total outgoing weight, and the weakest wires were cut; ${price}.`,
  penalty: ({ weights }, { ops: { abs, add, square, sum } }) => {
    const { recurrentWeights, outputWeights } = weights
    const outgoing = add(sum(abs(recurrentWeights), 0), sum(abs(outputWeights), 0)) // [hidden]
    return sum(square(outgoing))
  },
  afterStep: () => [
    ({ tensors }, step) => {
      const { recurrentWeights } = tensors
      if (step < 500 || !recurrentWeights) return
      const moments = [tensors['recurrentWeights.firstMoment'], tensors['recurrentWeights.secondMoment']]
      for (const [i, weight] of recurrentWeights.data.entries()) {
        if (Math.abs(weight) >= WEAKEST) continue
        recurrentWeights.data[i] = 0
        // From moments of 0, Adam's next step is at most 3.2 learning rates: too little for the wire to come back.
        for (const moment of moments) if (moment) moment.data[i] = 0
      }
    },
  ],
})

/** Trains the tiny network with it; the outgoing recurrent weight of its neurons, and the weakest wire. */
export async function demo(...settings: string[]) {
  const experiment = applyOverrides(preset('tiny'), ['regularizer.lambda=1e-4', ...settings])
  const hidden = experiment.network.rows * experiment.network.columns
  const result = { largest: 0, mean: 0, weakest: 0, wires: 0, accuracy: 0 }
  for await (const event of train(experiment, nodeEngine(), { charge: hubCost })) {
    if (event.type === 'evaluation') result.accuracy = event.meanAccuracy
    if (event.type !== 'checkpoint') continue
    const weights = Array.from(event.state.tensors.recurrentWeights?.data ?? [], Math.abs) // a row a receiving neuron
    const outgoing = Array.from({ length: hidden }, (_, sender) =>
      weights.filter((_, i) => i % hidden === sender).reduce((sum, w) => sum + w, 0),
    )
    const wires = weights.filter((w) => w > 0)
    result.largest = Math.max(...outgoing)
    result.mean = outgoing.reduce((a, b) => a + b, 0) / outgoing.length
    result.weakest = Math.min(...wires)
    result.wires = wires.length
  }
  return result
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await demo())
