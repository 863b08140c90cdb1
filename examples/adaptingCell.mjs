/**
 * A cell of one's own: a rate neuron that adapts. What it has fired lately, a, counts against its current:
 * h ← relu(W_h h + W_x x + b − strength·a), a ← a + (h − a) / steps. From a clone of gyrus, after `npm ci`:
 *   npx gyrus train tiny --set network.cell=./examples/adaptingCell.mjs
 *   npx gyrus train tiny --set network.cell=./examples/adaptingCell.mjs --set network.strength=1
 */
import { coreParameters, coreWeights, defineCell, ops } from 'gyrus'

const { add, affine, matmul, mul, relu, sub, transpose } = ops
/** @typedef {import('gyrus').ops.Tensor} Tensor */

export default defineCell({
  name: 'adapting',
  uses: [],
  fields: {
    strength: { type: 'number', range: '≥ 0', holds: (x) => x >= 0, default: 0.5 },
    steps: { type: 'number', range: '≥ 1', holds: (x) => x >= 1, default: 5 },
  },
  sentence: ({ strength, steps }) =>
    `Its neurons adapt: ${strength} times the mean of their rate over about ${steps} steps is taken from their current.`,
  make: ({ strength, steps }) => ({
    parameters: coreParameters,
    initialize: coreWeights,
    dynamics({ inputWeights, recurrentWeights, recurrentBias }, inputs) {
      const toHidden = transpose(recurrentWeights)
      return {
        currents: [affine(inputs, inputWeights, recurrentBias)],
        states: 2,
        step(state, now) {
          const [h, a, current] = /** @type {[Tensor, Tensor, Tensor]} */ ([...state, ...now])
          const rate = relu(sub(add(matmul(h, toHidden), current), mul(a, strength)))
          return [rate, add(a, mul(sub(rate, a), 1 / steps))]
        },
      }
    },
    silenceIsExact: true, // a current of at most 0 gives a rate of exactly 0, and a is never below 0
  }),
})
