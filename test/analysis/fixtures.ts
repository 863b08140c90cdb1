/** What several tests of the analysis read or make: the published matrix and maps, and small networks. */
import { readFileSync } from 'node:fs'
import type { AnalysisInput } from '../../src/analysis/analysis.js'
import { Random } from '../../src/random/random.js'

const read = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

/** The yang19 tasks, the rows of the published matrix. */
export const YANG19 = (
  'go rtgo dlygo anti rtanti dlyanti dm1 dm2 ctxdm1 ctxdm2 multidm ' +
  'dlydm1 dlydm2 ctxdlydm1 ctxdlydm2 multidlydm dms dnms dmc dnmc'
).split(' ')

/** The published normalized task variance, as profiles `[unit, task]`. */
export function publishedProfiles(): { profiles: Float64Array; tasks: number; units: number } {
  const rows = read('norm_task_variance_20x123.csv')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const units = rows[0].length
  return {
    profiles: Float64Array.from({ length: units * 20 }, (_, i) => rows[i % 20][Math.floor(i / 20)]),
    tasks: rows.length,
    units,
  }
}

/** Nulls of the network's structure that a test can wait for. */
export const FEW_SAMPLES = {
  networks: 50,
  spectra: 10,
  layouts: 100,
  annealings: 1,
  annealedNetworks: 3,
  sweeps: 20,
}

/** Published sizes, in the order of the matrix's columns. */
export const PUBLISHED_SIZES = [36, 7, 24, 32, 5, 5, 14]

/** The published maps of the 20 × 20 sheet: places of the active neurons and their clusters. */
export function publishedMaps(): Record<'bimt' | 'l1', { active: Int32Array; labels: Int32Array }> {
  const [bimt, l1] = read('cluster_maps_20x20.txt')
    .trim()
    .split('\n\n')
    .map((block) => {
      const cells = [...block.replaceAll('\n', '')]
      const active = Int32Array.from(cells.flatMap((cell, i) => (cell === 'k' ? [] : [i])))
      return { active, labels: Int32Array.from(active, (i) => Number(cells[i]) - 1) }
    })
  return { bimt, l1 }
}

/** Connections drawn with a probability for each ordered pair; weights of either sign above the threshold. */
export function randomStrength(n: number, random: Random, probability: (r: number, s: number) => number) {
  const strength = new Float64Array(n * n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (random.chance(probability(r, s))) strength[r * n + s] = 0.02 + random.uniform()
    }
  }
  return { neurons: n, strength }
}

/**
 * An 8 × 8 network of three patches of two columns, each for two of six tasks (the first a little more), everything
 * else silent, and overrides.
 */
export function patchyInput(overrides: Partial<AnalysisInput> = {}): AnalysisInput {
  const random = Random.seeded(11, 'patchy')
  const sheet = { rows: 8, columns: 8 }
  const units = 64
  const patch = (i: number) => (i % 8 > 5 || i >= 48 ? -1 : Math.floor((i % 8) / 2))
  const taskVariance = Float64Array.from({ length: 6 * units }, (_, k) => {
    const own = patch(k % units)
    const task = Math.floor(k / units)
    if (own < 0) return 1e-5 * random.uniform()
    if (own !== Math.floor(task / 2)) return 0.2 * random.uniform()
    return (task % 2 === 0 ? 1.2 : 0.8) + 0.2 * random.uniform()
  })
  const recurrentWeights = new Float32Array(units * units)
  for (let r = 0; r < units; r++) {
    for (let s = 0; s < units; s++) {
      const near = patch(r) >= 0 && patch(r) === patch(s)
      if (random.chance(near ? 0.5 : 0.08)) recurrentWeights[r * units + s] = random.normal()
    }
  }
  return {
    weights: { recurrentWeights },
    sheet,
    tasks: ['go', 'rtgo', 'anti', 'rtanti', 'dm1', 'dm2'],
    taskVariance,
    accuracy: [500, 500, 450, 450, 400, 400].map((correct) => ({ correct, trials: 500 })),
    ceiling: [1, 1, 1, 1, 0.965, 0.965],
    random: Random.seeded(3, 'analysis'),
    structureSamples: FEW_SAMPLES,
    step: 40_000,
    seed: 7,
    versions: { gyrus: '0.1.0' },
    ...overrides,
  }
}
