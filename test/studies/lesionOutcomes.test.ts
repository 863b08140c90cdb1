import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import type { CellSettings } from '../../src/network/cell.js'
import { coreWeights } from '../../src/network/initialization.js'
import { coreParameters } from '../../src/network/parameters.js'
import { silenced } from '../../src/network/silence.js'
import { Random } from '../../src/random/random.js'
import { lesionCost, lesionOutcomes } from '../../src/studies/lesions/outcomes.js'
import { type Battery, subset } from '../../src/tasks/battery.js'
import { variesInLength } from '../../src/tasks/evaluation.js'
import { modcog } from '../../src/tasks/modcog.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original } from '../../src/tasks/yang19Original.js'
import { Evaluator } from '../../src/training/evaluation.js'

const SEED = 5
const TRIALS = 40
const HIDDEN = 16
const engine = nodeEngine()

/** A network that answers toward what it sees, with one neuron for each direction. */
function seeing(battery: Battery) {
  const size = { inputs: battery.inputCount, hidden: HIDDEN, outputs: battery.outputCount }
  const parameters = coreWeights(size, { initialization: 'gaussian', gain: 0.5 }, Random.seeded(2))
  const each = battery.ringUnits / HIDDEN
  for (let unit = 0; unit < HIDDEN; unit++) {
    for (let i = 0; i < each; i++) {
      parameters.inputWeights[unit * size.inputs + 1 + unit * each + i] += 1
      parameters.inputWeights[unit * size.inputs + 1 + battery.ringUnits + unit * each + i] += 1
      parameters.outputWeights[(1 + unit * each + i) * HIDDEN + unit] += 1
    }
  }
  return { battery, size, parameters }
}

describe.each<[string, Battery, number]>([
  ['yang19', subset(yang19, ['rtgo', 'dm1', 'dms']), 0],
  ['yang19 with recurrent noise', subset(yang19, ['rtgo', 'dms']), 0.1],
  ['modcog, lengths that vary', subset(modcog, ['dms', 'dlygointl']), 0.1],
  ['yang19-original, a test grid', subset(yang19Original, ['fdgo', 'dmsgo']), 0],
])('lesions in %s', (_, battery, noise) => {
  const cell: CellSettings = { activation: 'softplus', form: 'inside', alpha: 0.5, noise }
  const network = seeing(battery)
  const { size, parameters } = network

  it('are the evaluation of the silenced network, trial by trial the same', async () => {
    const lesions = [[], [3], [0, 1, 2, 3, 8, 9]]
    const shares: number[] = []
    const { intact, outcomes } = await lesionOutcomes(
      engine,
      network,
      cell,
      lesions,
      { trials: TRIALS, seed: SEED },
      (done) => shares.push(done),
    )
    const evaluator = await Evaluator.create(engine, battery, size, cell, TRIALS, SEED)
    expect(intact).toEqual((await evaluator.evaluate(parameters)).counts)
    for (const [l, neurons] of lesions.entries()) {
      const { counts } = await evaluator.evaluate(silenced(coreParameters(size), parameters, neurons))
      const { lost, gained } = outcomes[l]
      expect(intact.map(({ correct }, t) => correct - lost[t] + gained[t])).toEqual(
        counts.map(({ correct }) => correct),
      )
    }
    await evaluator.release()
    expect(outcomes[0]).toEqual({
      lost: new Int32Array(battery.tasks.length),
      gained: new Int32Array(battery.tasks.length),
    })
    const changed = [...Array.from(outcomes[2].lost), ...Array.from(outcomes[2].gained)]
    expect(changed.some((count) => count > 0)).toBe(true)
    if (battery.name === 'modcog') expect(battery.tasks.every(variesInLength)).toBe(true)
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
  })

  it('of all neurons leave one answer to everything', async () => {
    const everyone = Array.from({ length: HIDDEN }, (_, i) => i)
    const biased = { ...parameters, outputBias: parameters.outputBias.slice() }
    biased.outputBias.fill(-1)
    biased.outputBias[0] = 1 // fixate
    const { intact, outcomes } = await lesionOutcomes(
      engine,
      { ...network, parameters: biased },
      cell,
      [everyone],
      { trials: TRIALS, seed: SEED },
    )
    const [{ lost, gained }] = outcomes
    battery.tasks.forEach(({ name }, t) => {
      const right = intact[t].correct - lost[t] + gained[t]
      // Only matches and non-matches are ever answered by fixating, half of the time.
      if (/dm?n?ms|dmc/.test(name)) expect(Math.abs(right - TRIALS / 2)).toBeLessThan(TRIALS / 3)
      else expect(right).toBe(0)
    })
  })
})

it('costs what its steps, trials and weights cost', () => {
  const battery = subset(yang19, ['go'])
  const size = { inputs: 10, hidden: 100, outputs: 3 }
  expect(lesionCost(battery, size, 7)).toBe(15 * 7 * 100 * 110)
})
