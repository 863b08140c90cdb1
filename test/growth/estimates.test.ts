/** Rounds of swaps that are estimated first against those in which every exchange is computed: equal to the last digit. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wireDistances } from '../../src/growth/distance.js'
import { Relocation } from '../../src/growth/relocation.js'
import { layOut } from '../../src/growth/sheet.js'
import { applySwaps } from '../../src/growth/swap.js'
import { matrixScales } from '../../src/growth/wiring.js'
import { countOf, forMatrices, type Matrices, type MatrixName, weight } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'
import { yang19 } from '../../src/tasks/yang19.js'

/** Weights of many sizes, or such that many exchanges change the same. */
function weightsOf(hidden: number, seed: number, density: number, alike: boolean): Matrices<Float32Array> {
  const random = Random.seeded(seed, 'estimates')
  const size = { inputs: yang19.inputCount, hidden, outputs: yang19.outputCount }
  const draw = () =>
    random.chance(density) ? (alike ? 1 : random.normal() * Math.exp(4 * random.normal())) : 0
  return forMatrices((name) => new Float32Array(countOf(weight(size, name))).map(draw))
}

const AXES = { inputWeights: [0], recurrentWeights: [0, 1], outputWeights: [1] }

test('the same swaps and the same costs, round after round', () => {
  fc.assert(
    fc.property(
      ...[fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat()],
      ...[fc.constantFrom(1, 0.3, 0.05), fc.boolean(), fc.boolean()],
      (rows, columns, seed, density, alike, mean) => {
        const hidden = rows * columns
        const layout = layOut({ rows, columns }, yang19)
        const distances = wireDistances(layout, 'manhattan')
        const size = { inputs: yang19.inputCount, hidden, outputs: yang19.outputCount }
        const scales = matrixScales(mean ? 'mean' : 'sum', size)
        const whole = new Relocation(distances, { top: hidden, scales })
        const estimated = new Relocation(distances, { top: hidden, scales, layout })
        const weights = weightsOf(hidden, seed, density, alike)
        for (let round = 0; round < 3; round++) {
          const expected = whole.plan(weights)
          expect(estimated.plan(weights)).toEqual(expected)
          const tensors = Object.fromEntries(
            Object.entries(weights).map(([name, data]) => [
              name,
              { data, shape: weight(size, name as MatrixName).shape },
            ]),
          )
          applySwaps(tensors, AXES, expected.swaps)
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('no swap where a weight is not finite', () => {
  const layout = layOut({ rows: 3, columns: 3 }, yang19)
  const distances = wireDistances(layout, 'manhattan')
  const weights = weightsOf(9, 1, 1, false)
  weights.recurrentWeights[5] = Number.NaN
  expect(new Relocation(distances, { top: 9, layout }).plan(weights).swaps).toEqual([])
})
