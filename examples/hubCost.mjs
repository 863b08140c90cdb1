/**
 * A charge of one's own: hubs are expensive. Each neuron pays for the square of what it sends, so that wiring is spread over
 * the sheet; from step 500 on, the weakest wires are cut, and stay cut. From a clone of gyrus, after `npm ci`:
 *   npx gyrus train tiny --set regularizer.kind=./examples/hubCost.mjs --set regularizer.lambda=1e-4
 *   npx gyrus train tiny --set regularizer.kind=./examples/hubCost.mjs --set regularizer.weakest=0.05
 */
import { defineCharge } from 'gyrus'

const BEGIN = 500

export default defineCharge({
  name: 'hub-cost',
  title: 'hub cost',
  label: 'hubs are expensive',
  help: 'Each neuron pays for the square of what it sends, and the weakest wires are cut.',
  fields: {
    weakest: { type: 'number', range: '≥ 0', holds: (x) => x >= 0, default: 0.02 },
  },
  sentence: ({ settings, price }) =>
    'Each neuron was charged for the square of the sum of its outgoing weights; ' +
    `${price}. Recurrent wires weaker than ${settings.weakest} were cut from step ${BEGIN} on.`,
  penalty: ({ weights }, { ops: { abs, add, square, sum } }) => {
    const { recurrentWeights, outputWeights } = weights
    const outgoing = add(sum(abs(recurrentWeights), 0), sum(abs(outputWeights), 0)) // [hidden]
    return sum(square(outgoing))
  },
  afterStep: ({ settings }) => [
    ({ tensors }, step) => {
      const { recurrentWeights } = tensors
      if (step < BEGIN || !recurrentWeights) return
      const moments = [tensors['recurrentWeights.firstMoment'], tensors['recurrentWeights.secondMoment']]
      for (const [i, weight] of recurrentWeights.data.entries()) {
        if (Math.abs(weight) >= settings.weakest) continue
        recurrentWeights.data[i] = 0
        // From moments of 0, Adam's next step is at most 3.2 learning rates: too little for the wire to come back.
        for (const moment of moments) if (moment) moment.data[i] = 0
      }
    },
  ],
})
