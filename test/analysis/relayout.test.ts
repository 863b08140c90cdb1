import { describe, expect, it } from 'vitest'
import { pullOfChannels, wiringOptimum } from '../../src/analysis/layoutNulls.js'
import { anneal, descended, Layouts, randomPlaces, Walk } from '../../src/analysis/relayout.js'
import { wireDistances } from '../../src/growth/distance.js'
import { Relocation } from '../../src/growth/relocation.js'
import { neuronPositions } from '../../src/growth/sheet.js'
import { Wires } from '../../src/growth/wires.js'
import { UNSCALED, wiringCost } from '../../src/growth/wiring.js'
import { Random } from '../../src/random/random.js'
import { randomStrength } from './fixtures.js'
import { network, ringLattice } from './structure.js'

const SHEET = { rows: 4, columns: 5 }
const CELLS = 20
/** Channels around the sheet, and what growth knows of all wires. */
const layout = {
  dimensions: 2 as const,
  hidden: neuronPositions(SHEET),
  input: Float64Array.of(0, 0, 1, 0.3, 0.4, 0.9),
  output: Float64Array.of(0.5, 0.5, 0.1, 0.7),
}
const distances = wireDistances(layout, 'manhattan')
const inCells = (d: Float32Array) => d.map((x) => 5 * x)
const [inputLengths, outputLengths] = [inCells(distances.inputWeights), inCells(distances.outputWeights)]

/** 12 neurons somewhere on the sheet, with wires to channels, and the same as growth has it: nobody elsewhere. */
function placed(seed: number) {
  const random = Random.seeded(seed, 'relayout')
  const n = 12
  const connectome = randomStrength(n, random, () => 0.4)
  const active = randomPlaces(n, CELLS, random).sort()
  const weights = {
    inputWeights: new Float32Array(CELLS * 3),
    recurrentWeights: new Float32Array(CELLS * CELLS),
    outputWeights: new Float32Array(2 * CELLS),
  }
  active.forEach((cell, r) => {
    active.forEach((other, s) => {
      weights.recurrentWeights[cell * CELLS + other] = connectome.strength[r * n + s]
    })
    for (let c = 0; c < 3; c++) weights.inputWeights[cell * 3 + c] = random.normal()
    for (let c = 0; c < 2; c++) weights.outputWeights[c * CELLS + cell] = random.normal()
  })
  // What is too weak to be a connection is not charged here; growth charges it: leave it out of both.
  for (const matrix of Object.values(weights)) {
    matrix.forEach((w, at) => {
      if (Math.abs(w) <= 0.01) matrix[at] = 0
    })
  }
  const channels = { ...weights, inputLengths, outputLengths }
  const layouts = new Layouts(connectome, SHEET, pullOfChannels(active, SHEET, channels))
  return { connectome, active, weights, layouts, channels }
}

describe('the cost of a layout', () => {
  it('is growth’s, in cells', () => {
    const { weights, layouts, active } = placed(1)
    expect(layouts.cost(active)).toBeCloseTo(5 * wiringCost(weights, distances), 4)
  })

  it('changes with every move as growth’s does with the swap', () => {
    const { weights, layouts, active } = placed(2)
    const wires = new Wires(distances)
    wires.read(weights, UNSCALED)
    const walk = new Walk(layouts, active)
    active.forEach((cell, i) => {
      const changes = wires.changesOfSwaps(cell)
      for (let to = 0; to < CELLS; to++) {
        if (to === cell) continue
        const other = active.indexOf(to)
        const change = walk.change(i, to)
        expect(change).toBeCloseTo(5 * changes[to], 4)
        const moved = active.slice()
        moved[i] = to
        if (other >= 0) moved[other] = cell
        expect(layouts.cost(moved) - layouts.cost(active)).toBeCloseTo(change, 9)
      }
    })
  })

  it('changes by what the sums say after any number of moves', () => {
    const { layouts, active } = placed(4)
    const random = Random.seeded(4, 'moves')
    const walk = new Walk(layouts, active)
    for (let move = 0; move < 200; move++) {
      const [i, cell] = [random.integer(12), random.integer(CELLS)]
      const change = walk.change(i, cell)
      const before = layouts.cost(walk.places)
      walk.move(i, cell, change)
      expect(layouts.cost(walk.places) - before).toBeCloseTo(change, 9)
      expect(walk.cost).toBeCloseTo(layouts.cost(walk.places), 9)
    }
  })

  it('after descent is lowered by no swap that growth would make', () => {
    const { weights, layouts, active } = placed(3)
    const { places } = descended(layouts, active)
    const moved = { ...weights, recurrentWeights: weights.recurrentWeights.slice() }
    moved.inputWeights = new Float32Array(CELLS * 3)
    moved.outputWeights = new Float32Array(2 * CELLS)
    moved.recurrentWeights.fill(0)
    places.forEach((cell, r) => {
      places.forEach((other, s) => {
        moved.recurrentWeights[cell * CELLS + other] = weights.recurrentWeights[active[r] * CELLS + active[s]]
      })
      for (let c = 0; c < 3; c++) moved.inputWeights[cell * 3 + c] = weights.inputWeights[active[r] * 3 + c]
      for (let c = 0; c < 2; c++)
        moved.outputWeights[c * CELLS + cell] = weights.outputWeights[c * CELLS + active[r]]
    })
    const round = new Relocation(distances, { top: CELLS }).plan(moved)
    expect(5 * round.costBefore).toBeCloseTo(layouts.cost(places), 4)
    expect(round.costBefore - round.costAfter).toBeLessThan(1e-5)
  })

  it('wants no more neurons than cells', () => {
    expect(() => new Layouts(ringLattice(6, 1), { rows: 1, columns: 5 })).toThrow('6 neurons on 5 cells')
    expect(() => new Layouts(ringLattice(6, 1), SHEET, new Float64Array(7))).toThrow('got 7')
  })
})

describe('annealing', () => {
  it('finds the optimum of a chain and of a ring', () => {
    // A chain on a line: one cell a wire, two directions.
    const chain = network(6, (s, r) => Math.abs(s - r) === 1)
    const line = new Layouts(chain, { rows: 1, columns: 8 })
    expect(anneal(line, Int32Array.of(7, 1, 4, 0, 5, 2), Random.seeded(1)).cost).toBe(10)
    const ring = new Layouts(ringLattice(8, 1), { rows: 4, columns: 4 })
    expect(anneal(ring, randomPlaces(8, 16, Random.seeded(2)), Random.seeded(3)).cost).toBe(16)
  })

  it('finds the optimum that trying everything finds', () => {
    const connectome = randomStrength(5, Random.seeded(4), () => 0.7)
    const layouts = new Layouts(connectome, { rows: 2, columns: 3 })
    let least = Number.POSITIVE_INFINITY
    const place = (places: number[]) => {
      if (places.length === 5) least = Math.min(least, layouts.cost(Int32Array.from(places)))
      else for (let cell = 0; cell < 6; cell++) if (!places.includes(cell)) place([...places, cell])
    }
    place([])
    expect(anneal(layouts, Int32Array.of(5, 4, 3, 2, 1), Random.seeded(5)).cost).toBeCloseTo(least, 12)
  })

  it('ends no worse than it began, with every neuron at a place of its own', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { layouts, active } = placed(seed)
      // One sweep is hardly a search; an optimum to begin with must survive it.
      const start = seed % 2 === 0 ? active : anneal(layouts, active, Random.seeded(seed)).places
      const { places, cost } = anneal(layouts, start, Random.seeded(seed, 'short'), 1)
      expect(cost).toBeLessThanOrEqual(layouts.cost(start))
      expect(cost).toBe(layouts.cost(places))
      expect(new Set(places).size).toBe(12)
      for (const cell of places) expect(cell >= 0 && cell < CELLS).toBe(true)
    }
  })

  it('is the same for the same random state', () => {
    const { layouts, active } = placed(6)
    const run = () => Array.from(anneal(layouts, active, Random.seeded(7), 3).places)
    expect(run()).toEqual(run())
  })

  it('has nothing to do for no neuron, one neuron, no wire or no free place', () => {
    const none = new Layouts(
      network(0, () => true),
      SHEET,
    )
    expect(anneal(none, new Int32Array(0), Random.seeded(1))).toEqual({ places: new Int32Array(0), cost: 0 })
    const one = new Layouts(
      network(1, () => true),
      SHEET,
    )
    expect(anneal(one, Int32Array.of(3), Random.seeded(1))).toEqual({ places: Int32Array.of(3), cost: 0 })
    const bare = new Layouts(
      network(3, () => false),
      SHEET,
    )
    expect(anneal(bare, Int32Array.of(3, 9, 1), Random.seeded(1)).cost).toBe(0)
    const cell = new Layouts(
      network(1, () => true),
      { rows: 1, columns: 1 },
    )
    expect(anneal(cell, Int32Array.of(0), Random.seeded(1)).cost).toBe(0)
  })
})

describe('the wiring against the optimum', () => {
  const stream = (name: string) => Random.seeded(8, name)
  const settings = { nulls: [], layouts: 200, annealings: 2, sweeps: 100 }

  it('is 1 for the best layout, and above for others', () => {
    const chain = network(8, (s, r) => Math.abs(s - r) === 1)
    const sheet = { rows: 1, columns: 8 }
    const ordered = Int32Array.from({ length: 8 }, (_, i) => i)
    const best = wiringOptimum(chain, { active: ordered, sheet, ...settings }, stream)
    expect(best).toMatchObject({ best: 14, ratio: 1, withChannels: null })
    expect(best.present.z).toBeLessThan(-2)
    expect(best.present.p).toBeCloseTo(1 / 201, 12)
    // On a full sheet, random cells are each other's places.
    expect(best.presentAmongPlaces.nullMean! / best.present.nullMean!).toBeCloseTo(1, 1)
    // The same chain, every other neuron in the other half.
    const interleaved = Int32Array.from(ordered, (i) => (i % 2 === 0 ? i / 2 : 4 + (i - 1) / 2))
    const scrambled = wiringOptimum(chain, { active: interleaved, sheet, ...settings }, stream)
    expect(scrambled.best).toBe(14)
    expect(scrambled.ratio).toBeCloseTo((2 * (4 * 4 + 3 * 3)) / 14, 12)
  })

  it('counts the channels’ wires where it knows them', () => {
    const { connectome, active, channels, layouts } = placed(9)
    const result = wiringOptimum(connectome, { active, sheet: SHEET, channels, ...settings }, stream)
    expect(result.withChannels!.present.value).toBe(layouts.cost(active))
    expect(result.withChannels!.best).toBeLessThan(layouts.cost(active))
    expect(result.present.value).toBeLessThan(result.withChannels!.present.value!)
    expect(result.ratio).toBeGreaterThan(1)
  })
})
