import { describe, expect, it } from 'vitest'
import { functionalClusters } from '../../src/analysis/clusters.js'
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
import { busiest, modulesOf } from '../../src/studies/transfer/modules.js'

describe('the module that learns', () => {
  // Neurons 1, 2, 4 and 5 of six are active, in two clusters; two tasks.
  const active = Int32Array.of(1, 2, 4, 5)
  const labels = Int32Array.of(0, 0, 1, 1)
  const variance = Float64Array.of(...[0, 1, 2, 9, 0.5, 2], ...[0, 1, 0, 9, 1, 1])

  const neurons = (taskVariance = variance) => ({ taskVariance, hidden: 6, active, labels })

  it('is the cluster that varies most in the relatives of the task, whatever inactive neurons do', () => {
    expect(busiest(neurons(), [0])).toBe(0)
    expect(busiest(neurons(), [1])).toBe(1)
    expect(busiest(neurons(), [0, 1])).toBe(1)
  })

  it('is the first of equals', () => {
    expect(busiest(neurons(new Float64Array(12).fill(1)), [0, 1])).toBe(0)
  })

  /** Four neurons, each a cluster in the finest of three cuts, and their variance in three tasks. */
  const four = {
    hidden: 4,
    active: Int32Array.of(0, 1, 2, 3),
    taskVariance: Float64Array.of(...[9, 4, 1, 0], ...[9, 1, 5, 0], ...[2, 1, 1, 0]),
  }
  const cuts = [
    { k: 2, silhouette: 0.9, labels: Int32Array.of(0, 0, 1, 1) },
    { k: 3, silhouette: 0.5, labels: Int32Array.of(0, 1, 2, 2) },
    { k: 4, silhouette: 0.4, labels: Int32Array.of(0, 1, 2, 3) },
  ]
  const two = { ...functionalClusters(new Float64Array(8), 2), labels: cuts[0].labels, cuts }

  it('can be one for several families, or another one for each, so that their shares are largest', () => {
    const families = [[0], [1]]
    expect(modulesOf('busiest', { ...four, families }, two).modules).toEqual([0, 0])
    // Shares of (0, 1): 13/14 and 1/14 of task 0, 10/15 and 5/15 of task 1.
    expect(modulesOf('distinct', { ...four, families }, two)).toEqual({
      labels: cuts[0].labels,
      modules: [0, 1],
    })
  })

  it('is of the sharpest cut into enough clusters where the chosen one has too few', () => {
    const families = [[0], [1], [2]]
    const { labels, modules } = modulesOf('distinct', { ...four, families }, two)
    expect(labels).toEqual(cuts[1].labels)
    // Shares: 9, 4, 1 of 14; 9, 1, 5 of 15; 2, 1, 1 of 4: 9/14 + 5/15 + 1/4 is the most.
    expect(modules).toEqual([0, 2, 1])
    const five = [[0], [1], [2], [0], [1]]
    expect(() => modulesOf('distinct', { ...four, families: five }, two)).toThrow(
      /cannot be cut into 5 clusters/,
    )
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
