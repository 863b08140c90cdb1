import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { compile, constant, grad, input, type Tensor } from '../../src/graph/index.js'
import { regularizerFor } from '../../src/growth/charge.js'
import { clusterability, clusterabilityReward } from '../../src/growth/charges/clusterability.js'
import { layOut } from '../../src/growth/sheet.js'
import type { Parameters } from '../../src/network/parameters.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { preset } from '../../src/training/presets.js'
import { checkGradient, evaluate, point } from '../graph/finiteDifferences.js'

const of = async (weights: number[], clusters: number[]) => {
  const n = clusters.length
  const c = clusterability(input('w', [n, n], 'float64'), constant(clusters, [n], 'int32'))
  return (await evaluate(c, { w: { data: Float64Array.from(weights), shape: [n, n] } })).data[0]
}

describe('clusterability', () => {
  // Squares 1, 4, 9, 16, 25, 36 beside the diagonal: 91 in all.
  const w = [7, 1, -2, 3, 7, 4, -5, 6, -7]

  it.each([
    ['a pair and one', [0, 0, 1], (1 + 9) / 91],
    ['another pair', [2, 5, 2], (4 + 25) / 91],
    ['one cluster', [4, 4, 4], 1],
    ['each alone', [0, 1, 2], 0],
    ['two that are in none', [-1, -1, 0], 0],
    ['none at all', [-1, -1, -1], 0],
  ])(
    'is the share of squared weight within clusters, self-connections left out: %s',
    async (_, clusters, share) => {
      expect(await of(w, clusters)).toBeCloseTo(share, 12)
    },
  )

  it('is 0 without connections, self-connections or not', async () => {
    expect(await of([0, 0, 0, 0], [0, 0])).toBe(0)
    expect(await of([9, 0, 0, 9], [0, 0])).toBe(0)
  })

  it('does not depend on the size of the weights', async () => {
    const large = await of(w, [0, 1, 1])
    expect(
      await of(
        w.map((x) => x / 100),
        [0, 1, 1],
      ),
    ).toBeCloseTo(large, 12)
  })

  it('has the gradient of central differences', async () => {
    const clusters = constant([0, 1, 0, -1, 1], [5], 'int32')
    await checkGradient(({ w }) => clusterability(w, clusters), { w: point([5, 5], 1) })
  })
})

describe('the charge', () => {
  const of = (columns: number) => {
    const sheet = { rows: 1, columns }
    return regularizerFor(
      clusterabilityReward,
      { ...preset('tiny').regularizer, metric: 'manhattan', relocation: preset('tiny').relocation },
      sheet,
      layOut(sheet, yang19),
    )
  }

  it('charges −C by the clusters last found; none before, and no slope where nothing is connected', async () => {
    const { penalty, memory, afterEvaluation } = of(3)
    const w = input('w', [3, 3])
    const clusters = input('clusters', [3], 'int32')
    const charge = penalty!({} as Parameters<Tensor>, {
      table: [],
      connections: { inputWeights: w, recurrentWeights: w, outputWeights: w },
      activity: w,
      memory: { clusters },
    })
    const executable = await nodeEngine().compile(compile({ charge, slope: grad(charge, [w])[0] }))
    const run = (data: Float32Array) => executable.run({ w: { data, shape: [3, 3] }, ...memory })
    const weights = Float32Array.of(7, 1, -2, 3, 7, 4, -5, 6, -7)
    expect((await run(weights)).charge.data[0]).toBeCloseTo(0, 12)
    afterEvaluation!(memory, Int32Array.of(0, 0, 1))
    const { charge: found, slope } = await run(weights)
    expect(found.data[0]).toBeCloseTo(-10 / 91, 6)
    expect([slope.data[0], slope.data[4], slope.data[8]].every((x) => x + 0 === 0)).toBe(true)
    expect(slope.data[1]).toBeLessThan(0) // grows, being within
    expect(slope.data[5]).toBeGreaterThan(0) // shrinks, being between
    const silent = await run(new Float32Array(9))
    expect(silent.slope.data.every((x) => x === 0)).toBe(true)
    await executable.release()
  })

  it('begins anew for each network', () => {
    const one = of(2)
    one.afterEvaluation!(one.memory, Int32Array.of(0, 1))
    expect([...of(2).memory.clusters.data]).toEqual([-1, -1])
  })
})
