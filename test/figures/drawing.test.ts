import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoted, trainCommand } from '../../src/figures/command.js'
import { project, strongest } from '../../src/figures/network.js'
import {
  PAPER_ACCURACY,
  PAPER_ANATOMY,
  PAPER_CLUSTER_TASKS,
  PAPER_CLUSTERS,
  PAPER_DISTANCE,
  PAPER_PARETO,
} from '../../src/figures/paper.js'
import { PAPER_SHEETS, PAPER_TASK_VARIANCE } from '../../src/figures/paperMatrix.js'
import { runningMedian, thinned } from '../../src/figures/series.js'
import { dominates, standingFinding } from '../../src/figures/standing.js'
import { spread } from '../../src/figures/taskVariance.js'
import { curve } from '../../src/figures/training.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

it('the paper’s numbers are those that were digitized', () => {
  const url = new URL('../fixtures/growing-brains-figures.json', import.meta.url)
  const digitized = JSON.parse(readFileSync(url, 'utf8'))
  for (const kind of ['bimt', 'l1', 'none'] as const) {
    expect(PAPER_PARETO[kind].map((p) => [p.activeNeurons, p.error, p.wiringLength])).toEqual(
      digitized.pareto[kind],
    )
    const anatomy = (name: keyof typeof PAPER_ANATOMY) => Object.values(PAPER_ANATOMY[name][kind])
    expect(anatomy('isolatedNeuronRatio')).toEqual(digitized.anatomy.isolatedNeuronRatio[kind])
    expect(anatomy('indexVariance')).toEqual(digitized.anatomy.indexVarianceWithinClusters[kind])
  }
  expect(PAPER_ACCURACY).toEqual(digitized.accuracyOfShownBimtNet)
  expect(PAPER_CLUSTERS).toEqual(digitized.clusterSizesOfShownBimtNet)
  for (const name of ['distance', 'median', 'mean'] as const) {
    expect(PAPER_DISTANCE.map((point) => point[name])).toEqual(digitized.weightVersusDistance[name])
  }
})

it('the paper’s matrix and sheets are those that were digitized', () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8').trim()
  const matrix = fixture('norm_task_variance_20x123.csv')
    .split('\n')
    .map((row) => row.split(',').map(Number))
  expect(PAPER_TASK_VARIANCE.map((row) => row.length)).toEqual(matrix.map((row) => row.length))
  const off = matrix.flatMap((row, t) => row.map((value, u) => Math.abs(value - PAPER_TASK_VARIANCE[t][u])))
  expect(Math.max(...off)).toBeLessThan(0.0056) // half of 1/99, and the fixture's own rounding
  const sheets = fixture('cluster_maps_20x20.txt').split('\n\n')
  const drawn = (labels: readonly number[]) => labels.map((label) => (label < 0 ? 'k' : label + 1)).join('')
  expect([PAPER_SHEETS.bimt, PAPER_SHEETS.l1].map(drawn)).toEqual(
    sheets.map((sheet) => sheet.replaceAll('\n', '')),
  )
  // The clusters' preferred tasks follow from matrix and sizes.
  const tasks = Object.keys(PAPER_ACCURACY)
  let from = 0
  const preferred = PAPER_CLUSTERS.map((size) => {
    const sums = PAPER_TASK_VARIANCE.map((row) =>
      row.slice(from, from + size).reduce((sum, value) => sum + value, 0),
    )
    from += size
    return tasks[sums.indexOf(Math.max(...sums))]
  })
  expect(PAPER_CLUSTER_TASKS).toEqual(preferred)
})

describe('the strongest wires', () => {
  it('are those of largest |w|, neurons’ wires to themselves left out', () => {
    // 3 × 3: row receives, column sends.
    const matrix = Float64Array.of(9, -1, 2, 0, 9, -5, 3, 0, 9)
    const { wires, share } = strongest(matrix, 3, 2)
    expect(wires).toEqual([
      { receiving: 2, sending: 0, weight: 3 },
      { receiving: 1, sending: 2, weight: -5 },
    ])
    expect(share).toBeCloseTo(8 / 11)
    expect(strongest(new Float64Array(6), 3, 2)).toEqual({ wires: [], share: 0 })
  })

  it('are the same as by sorting all', () => {
    const weights = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -4, max: 4 }), {
      minLength: 1,
      maxLength: 120,
    })
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 9 }), (values, most) => {
        const matrix = Float64Array.from(values)
        const columns = matrix.length + 1 // never square
        const sizes = values
          .map(Math.abs)
          .filter((x) => x > 0)
          .sort((a, b) => b - a)
          .slice(0, most)
        const drawn = strongest(matrix, columns, most).wires.map(({ weight }) => Math.abs(weight))
        expect(drawn.reverse()).toEqual(sizes)
      }),
    )
  })
})

it('a plane in perspective is narrower far away, and its rows draw together', () => {
  const far = project('hidden', 1, 0).x - project('hidden', 0, 0).x
  const near = project('hidden', 1, 1).x - project('hidden', 0, 1).x
  expect(far).toBeLessThan(near)
  expect(project('hidden', 0.5, 0.3).x).toBeCloseTo(project('hidden', 0.5, 0.9).x)
  const step = (y: number) => project('hidden', 0.5, y + 0.1).y - project('hidden', 0.5, y).y
  expect(step(0)).toBeGreaterThan(0)
  expect(step(0.9)).toBeGreaterThan(step(0))
})

describe('labels that would meet', () => {
  it('are spread around their mean place, others stay', () => {
    expect(spread([0, 10, 30], 8)).toEqual([0, 10, 30])
    expect(spread([10, 10, 40], 8)).toEqual([6, 14, 40])
    expect(spread([10, 11, 12], 6)).toEqual([5, 11, 17])
    expect(spread([], 5)).toEqual([])
  })

  it('end up at least the gap apart, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 19 }), (places) => {
        const moved = spread(
          places.sort((a, b) => a - b),
          14,
        )
        expect(moved).toHaveLength(places.length)
        for (let i = 1; i < moved.length; i++) expect(moved[i] - moved[i - 1]).toBeGreaterThan(14 - 1e-9)
      }),
    )
  })
})

describe('training curves', () => {
  it('leave out what was not finite', () => {
    const lines = [
      { type: 'step', step: 100, loss: 2 },
      { type: 'step', step: 200, loss: null },
      { type: 'step', step: 300 },
    ]
    expect(curve(lines, 'loss')).toEqual([{ step: 100, value: 2 }])
  })

  it('are smoothed by a median around each point', () => {
    const points = [5, 1, 9, 2, 4].map((value, step) => ({ step, value }))
    expect(runningMedian(points, 3).map(({ value }) => value)).toEqual([3, 5, 2, 4, 3])
    expect(runningMedian(points, 1)).toEqual(points)
  })

  it('keep their ends when thinned', () => {
    expect(thinned([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4, 5])
    expect(thinned([0, 1], 3)).toEqual([0, 1])
    expect(thinned([], 3)).toEqual([])
  })
})

it('a run is held against the paper’s front in all three numbers', () => {
  const at = (activeNeurons: number, error: number, wiringLength: number) => ({
    activeNeurons,
    error,
    wiringLength,
  })
  expect(dominates(at(80, 0.045, 11000), at(82, 0.045, 11000))).toBe(true)
  expect(dominates(at(80, 0.046, 9000), at(82, 0.045, 11000))).toBe(false)
  expect(standingFinding(at(80, 0.04, 9000))).toMatch(/^At least as good/)
  expect(standingFinding(at(125, 0.063, 22463))).toMatch(/^Behind/)
  expect(standingFinding(at(92, 0.049, 15000))).toMatch(/^Behind/) // (82, .045, 1.1e4)
  expect(standingFinding(at(60, 0.05, 90000))).toMatch(/^Neither/)
  expect(standingFinding(at(0, 0.94, 0))).toMatch(/^Outside the range/)
})

describe('the command that grows a network anew', () => {
  it('is the preset alone, or names what was set', () => {
    expect(trainCommand(preset('tiny'))).toBe('gyrus train tiny')
    const changed = applyOverrides(preset('growing-brains'), [
      'seed=7',
      'optimizer.clip=null',
      'tasks=go,dm1',
    ])
    expect(trainCommand(changed)).toBe(
      `gyrus train growing-brains --set seed=7 --set 'tasks=["go","dm1"]' --set optimizer.clip=null`,
    )
    expect(trainCommand({ ...preset('tiny'), preset: 'mine' })).toBeNull()
  })

  it('leads back to the same experiment', () => {
    const settings = [
      'seed=7',
      'regularizer.lambda=3e-5',
      'optimizer.clip=null',
      'tasks=go,dm1',
      'network.rows=9',
    ]
    const schedule = 'regularizer.schedule=[{"at":0,"factor":0.1},{"at":0.25,"factor":1}]'
    const changed = applyOverrides(preset('growing-brains'), [...settings, schedule])
    const words = [...trainCommand(changed)!.matchAll(/--set ('[^']*'|\S+)/g)].map(([, word]) =>
      word.replaceAll("'", ''),
    )
    expect(applyOverrides(preset('growing-brains'), words)).toEqual(changed)
  })

  it('quotes what a shell would take apart', () => {
    expect(quoted('runs/a-1')).toBe('runs/a-1')
    expect(quoted("it's here")).toBe(`'it'\\''s here'`)
  })
})
