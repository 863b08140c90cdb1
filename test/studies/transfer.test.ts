import { describe, expect, it } from 'vitest'
import {
  advantage,
  censoredAt,
  type Learned,
  meanInterference,
  meanTrials,
  reached,
  type TransferNetwork,
  transferDifferences,
  transferFinding,
} from '../../src/studies/transfer/finding.js'
import { busiest } from '../../src/studies/transfer/study.js'

describe('the module that learns', () => {
  // Neurons 1, 2, 4 and 5 of six are active, in two clusters; two tasks.
  const active = Int32Array.of(1, 2, 4, 5)
  const labels = Int32Array.of(0, 0, 1, 1)
  const variance = Float64Array.of(...[0, 1, 2, 9, 0.5, 2], ...[0, 1, 0, 9, 1, 1])

  it('is the cluster that varies most in the relatives of the task, whatever inactive neurons do', () => {
    expect(busiest(variance, 6, active, labels, [0])).toBe(0)
    expect(busiest(variance, 6, active, labels, [1])).toBe(1)
    expect(busiest(variance, 6, active, labels, [0, 1])).toBe(1)
  })

  it('is the first of equals', () => {
    expect(busiest(new Float64Array(12).fill(1), 6, active, labels, [0, 1])).toBe(0)
  })
})

/** One task, learned by each of the sets once, in as many trials; null where it was not learned. */
function network(kind: string, seed: number, trials: Record<string, number | null>): TransferNetwork {
  const learned = Object.entries(trials).map(([plastic, trialsToCriterion]) => ({
    plastic,
    exchanged: false,
    weights: 10,
    curve: [],
    trialsToCriterion,
    accuracy: 0.9,
    interference: 0.25,
  })) as Learned[]
  const settings = { steps: 400, batch: 16, criterion: 0.9 }
  return { kind, seed, settings, tasks: [{ task: 'anti', learned }] }
}

describe('what transfer shows', () => {
  const one = network('bimt', 1, { module: 320, 'same size': null, everything: 640, 'task input': null })

  it('counts what was not learned as the end', () => {
    expect(censoredAt(one)).toBe(6400)
    expect([meanTrials(one, 'module'), meanTrials(one, 'same size')]).toEqual([320, 6400])
    expect(reached(one, 'same size')).toEqual([0, 1])
    expect(advantage(one)).toBe(6080)
    expect(meanInterference(one, 'module')).toBe(0.25)
    expect(transferFinding([one])).toMatch(/within 6,400 trials: everything 1 of 1, task input 0 of 1/)
  })

  it('claims a difference of kinds from three seeds on alone', () => {
    const of = (kind: string, module: number) =>
      [1, 2, 3].map((seed) =>
        network(kind, seed, { module: module + seed, 'same size': 640, everything: 640, 'task input': 640 }),
      )
    const all = [...of('bimt', 320), ...of('l1', 960)]
    const claimed = (networks: readonly TransferNetwork[]) =>
      transferDifferences(networks).find(({ what }) => what === 'trials, module')!.claimed
    expect(claimed(all)).toBe(true)
    const few = all.filter(({ seed }) => seed < 3)
    expect(claimed(few)).toBe(false)
    expect(transferFinding(few)).toMatch(/fewer than 3 seeds of a kind: nothing is claimed$/)
  })
})
