import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { ACTIVATIONS, type Activation } from '../../src/network/activation.js'
import { NetworkRunner } from '../../src/network/activity.js'
import type { CellSettings } from '../../src/network/cell.js'
import { coreWeights } from '../../src/network/initialization.js'
import { coreParameters, type NetworkSize, type Parameters } from '../../src/network/parameters.js'
import { silenced } from '../../src/network/silence.js'
import { Random } from '../../src/random/random.js'

const size: NetworkSize = { inputs: 5, hidden: 12, outputs: 4 }
const table = coreParameters(size)
const [TIME, BATCH] = [9, 6]
const GONE = [0, 4, 5, 11]
const random = Random.seeded(3)
const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal())
const parameters = coreWeights(size, { initialization: 'gaussian', gain: 0.4 }, Random.seeded(2))
parameters.recurrentBias.set(normals(size.hidden).map((x) => 0.3 * x))
parameters.outputBias.set(normals(size.outputs))
const inputs = normals(TIME * BATCH * size.inputs).map((x) => 0.5 * x)
const noise = normals(TIME * BATCH * size.hidden)

/** The network without these neurons: their rows and columns taken out. */
function without(gone: readonly number[]): {
  kept: number[]
  size: NetworkSize
  parameters: Parameters<Float32Array>
} {
  const kept = Array.from({ length: size.hidden }, (_, i) => i).filter((i) => !gone.includes(i))
  const pick = (matrix: Float32Array, columns: number, rows: number[], these: number[]) =>
    Float32Array.from(rows.flatMap((row) => these.map((column) => matrix[row * columns + column])))
  const all = (count: number) => Array.from({ length: count }, (_, i) => i)
  return {
    kept,
    size: { ...size, hidden: kept.length },
    parameters: {
      inputWeights: pick(parameters.inputWeights, size.inputs, kept, all(size.inputs)),
      recurrentWeights: pick(parameters.recurrentWeights, size.hidden, kept, kept),
      recurrentBias: Float32Array.from(kept.map((i) => parameters.recurrentBias[i])),
      outputWeights: pick(parameters.outputWeights, size.hidden, all(size.outputs), kept),
      outputBias: parameters.outputBias,
    },
  }
}

async function answers(
  of: NetworkSize,
  weights: Parameters<Float32Array>,
  cell: CellSettings,
  kept?: number[],
) {
  const runner = await NetworkRunner.answers(nodeEngine(), of, cell)
  const own = kept
    ? Float32Array.from(
        Array.from({ length: TIME * BATCH }, (_, at) => kept.map((i) => noise[at * size.hidden + i])).flat(),
      )
    : noise
  const logits = await runner.run(weights, inputs, BATCH, cell.noise > 0 ? own : undefined)
  await runner.release()
  return logits
}

const cells = (Object.keys(ACTIVATIONS) as Activation[]).flatMap((activation) =>
  (['inside', 'outside'] as const).flatMap((form) =>
    [1, 0.4].map((alpha): CellSettings => ({ activation, form, alpha, noise: alpha === 1 ? 0 : 0.3 })),
  ),
)

describe.each(cells)('$activation $form, α = $alpha', (cell) => {
  it('a silenced neuron is as good as one that is not there', async () => {
    const removed = without(GONE)
    const expected = await answers(removed.size, removed.parameters, cell, removed.kept)
    const got = await answers(size, silenced(table, parameters, GONE), cell)
    expect(got).toHaveLength(BATCH * size.outputs)
    let most = 0
    got.forEach((x, i) => {
      most = Math.max(most, Math.abs(x - expected[i]))
    })
    expect(most).toBeLessThan(1e-5)
    // A lesion that changed nothing would test nothing.
    const intact = await answers(size, parameters, cell)
    expect(Math.max(...intact.map((x, i) => Math.abs(x - got[i])))).toBeGreaterThan(0.01)
  })

  it('silencing all leaves the bias of the outputs, silencing none everything', async () => {
    const everyone = Array.from({ length: size.hidden }, (_, i) => i)
    const got = await answers(size, silenced(table, parameters, everyone), cell)
    got.forEach((x, i) => {
      expect(x).toBe(parameters.outputBias[i % size.outputs])
    })
    expect(await answers(size, silenced(table, parameters, []), cell)).toEqual(
      await answers(size, parameters, cell),
    )
  })

  it('the answers are the last step of the logits', async () => {
    const runner = await NetworkRunner.activity(nodeEngine(), size, cell)
    const { logits } = await runner.run(parameters, inputs, BATCH, cell.noise > 0 ? noise : undefined)
    await runner.release()
    const last = logits.slice(-BATCH * size.outputs)
    const got = await answers(size, parameters, cell)
    got.forEach((x, i) => {
      expect(Math.abs(x - last[i])).toBeLessThan(1e-5)
    })
  })
})

it('leaves the network as it was, and refuses neurons that are not there', () => {
  const before = parameters.recurrentWeights.slice()
  silenced(table, parameters, GONE)
  expect(parameters.recurrentWeights).toEqual(before)
  for (const bad of [-1, 12, 1.5]) {
    expect(() => silenced(table, parameters, [bad])).toThrow(/neurons are 0 to 11, got/)
  }
})
