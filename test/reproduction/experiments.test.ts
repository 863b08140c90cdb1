import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { renderSvg } from '../../src/figures/render.js'
import { Random } from '../../src/random/random.js'
import { allWire } from '../../src/reproduction/experiments/allWire.js'
import type { Experiment, NetworkRow } from '../../src/reproduction/experiments/experiment.js'
import { laterTasks } from '../../src/reproduction/experiments/laterTasks.js'
import { asGrown, laidOut } from '../../src/reproduction/experiments/layouts.js'
import { mapOrModules } from '../../src/reproduction/experiments/mapOrModules.js'
import { areaUnder, substrate, withBits, withNoise } from '../../src/reproduction/experiments/substrate.js'
import { onset, together } from '../../src/reproduction/experiments/together.js'
import { wireNeeded } from '../../src/reproduction/experiments/wireNeeded.js'
import { EXPERIMENTS, ExperimentFolder, experimentOf } from '../../src/reproduction/experiments.js'
import { analyzeRun } from '../../src/runs/analysis.js'
import { RunFolder } from '../../src/runs/folder.js'
import { layOutRun } from '../../src/runs/layout.js'
import { savedNetwork } from '../../src/runs/network.js'
import { record } from '../../src/runs/record.js'
import { studied } from '../../src/runs/study.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'
import { nullAt } from './rows.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-experiments-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** A network grown in three thousand steps, its checkpoints kept at each thousand. */
let run: RunFolder

beforeAll(async () => {
  const experiment = applyOverrides(preset('tiny'), [
    ...['network.rows=5', 'network.columns=5', 'training.steps=3000', 'training.batch=4', 'training.time=30'],
    ...['training.evaluateEvery=1000', 'training.evaluationTrials=4', 'analysis.trials=20'],
    ...['training.checkpointEvery=1000', 'training.keepEvery=1000', 'engine.threads=1', 'seed=21'],
  ])
  const made = await RunFolder.create(experiment, { dir: `${folder}/run` })
  for await (const event of train(experiment, nodeEngine())) await record(made, event, 0, [])
  await analyzeRun(made, nodeEngine())
  await made.close()
  run = await RunFolder.open(made.dir)
})

const means = {
  engine: nodeEngine({ threads: 1, provider: 'cpu' }),
  random: (...path: readonly (string | number)[]) => Random.seeded(1, ...path),
}
const subject = async () => studied(run, await savedNetwork(run))

/** A row as every network has one. */
const base = (group: string, seed: number, error = 0.05): NetworkRow => ({
  group,
  seed,
  error,
  errorSe: 0.002,
  activeNeurons: 100,
  wiringLength: 10_000,
  totalWiringLength: 16_000,
  steps: 24_000,
  id: `${group}-${seed}`,
  created: '2026-11-30T08:00:00.000Z',
  gyrus: '0.2.0',
  commit: 'abc',
  machine: 'a machine',
})
const seeds = (count: number) => Array.from({ length: count }, (_, i) => 21 + i)
/** Whether each criterion is met. */
const metBy = <Measured extends object>(experiment: Experiment<Measured>, rows: (NetworkRow & Measured)[]) =>
  experiment.outcomes(rows).map(({ met }) => met)
const draws = async <Measured extends object>(
  experiment: Experiment<Measured>,
  rows: (NetworkRow & Measured)[],
) => {
  expect(await renderSvg(experiment.figure(rows))).toMatch(/^<svg/)
  const lines = experiment.table(rows).split('\n')
  expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1)
  expect(lines.length).toBeGreaterThan(2)
}

describe('the experiments', () => {
  it('need the networks that docs/experiments.md says, from seed 21 on', async () => {
    const sizes: Record<string, number> = {}
    const ids: string[] = []
    for (const experiment of EXPERIMENTS) {
      const { planned } = await ExperimentFolder.at(folder, experiment)
      sizes[experiment.name] = planned.length
      expect(Math.min(...planned.map(({ row }) => row.experiment.seed))).toBe(21)
      ids.push(...planned.map(({ row }) => row.id))
      expect(
        experiment.outcomes([]).every(({ met, outcome }) => met === null && outcome === 'no row yet'),
      ).toBe(true)
    }
    expect(sizes).toEqual({
      'wire-needed': 24,
      'map-or-modules': 12,
      'together-in-time': 9,
      substrate: 18,
      'later-tasks': 9,
      'all-wire': 54,
    })
    // Networks that several experiments measure are trained once: 6 BIMT, 6 L1, 6 without a charge, 3 L1 with swaps.
    expect(new Set(ids).size).toBe(24 + 18 + 3 + 9 + 54)
  })

  it('cut all wire, and not the recurrent one, in the fifth', async () => {
    const { planned } = await ExperimentFolder.at(folder, allWire)
    const { pruning } = planned.find(({ group }) => group === 'gyrus 109')!.row.experiment
    expect(pruning).toEqual({ from: 0.3, until: 0.7, every: 200, neurons: 109, totalWiring: 33_000 })
  })

  it('are known by name', () => {
    expect(experimentOf('substrate')).toBe(substrate)
    expect(() => experimentOf('wire-neede')).toThrow(
      /must be one of wire-needed, .* got "wire-neede" \(nearest: wire-needed\)/,
    )
  })

  it('keep a line a network, in their order, each once', async () => {
    const results = await ExperimentFolder.at(`${folder}/results`, wireNeeded)
    const [first] = results.planned
    await results.takeIn({ ...first, group: 'yang19/swap' }, run.dir)
    await results.takeIn(first, run.dir)
    const rows = await results.rows()
    expect(rows).toHaveLength(1) // the same network: the later row
    const summary = JSON.parse(readFileSync(`${run.dir}/analysis/summary.json`, 'utf8'))
    expect(rows[0]).toMatchObject({
      group: 'yang19/radius 0',
      seed: 21,
      error: summary.error,
      totalWiringLength: summary.totalWiringLength,
    })
    expect(readFileSync(results.rowsPath, 'utf8').split('\n')).toHaveLength(4)
    writeFileSync(results.rowsPath, '[{"group": 3}]')
    await expect(results.rows()).rejects.toThrow(/wire-needed\.json: damaged .*group/)
  })
})

describe('is wire needed', () => {
  const rows = (without: number[], modcog: [number, number][]) => [
    ...without.map((error, i) => base('yang19/radius 0', 21 + i, error)),
    ...modcog.flatMap(([radius, every], i) => [
      base('modcog/radius 0', 21 + i, radius),
      base('modcog/swap', 21 + i, every),
    ]),
  ]

  it('goes by every seed on the 20 tasks, and by the interval on Mod-Cog', () => {
    expect(metBy(wireNeeded, rows([0.03, 0.04, 0.02], []))).toEqual([true, null])
    expect(metBy(wireNeeded, rows([0.03, 0.041, 0.02], []))).toEqual([false, null])
    expect(metBy(wireNeeded, rows([0.03, 0.02], []))).toEqual([null, null])
    const far: [number, number][] = [
      [0.3, 0.1],
      [0.32, 0.1],
      [0.31, 0.12],
    ]
    expect(metBy(wireNeeded, rows([], far))).toEqual([null, true])
    const wide: [number, number][] = [
      [0.6, 0.1],
      [0.11, 0.1],
      [0.12, 0.12],
    ]
    expect(metBy(wireNeeded, rows([], wide))).toEqual([null, false])
    const near: [number, number][] = [
      [0.15, 0.1],
      [0.16, 0.1],
      [0.15, 0.1],
    ]
    expect(metBy(wireNeeded, rows([], near))).toEqual([null, false])
  })

  it('is drawn, also with one of both', async () => {
    await draws(wireNeeded, rows([0.03, 0.04, 0.02], [[0.3, 0.1]]))
    await draws(wireNeeded, rows([0.03], []))
  })
})

describe('map or modules', () => {
  it('measures the network as it grew as its analysis does', async () => {
    const { layouts } = await mapOrModules.measure(run, means)
    const summary = JSON.parse(readFileSync(`${run.dir}/analysis/summary.json`, 'utf8'))
    expect(layouts.map(({ layout }) => layout)).toEqual(['grown', 'scrambled'])
    const [grown] = layouts
    for (const name of ['wiringLength', 'totalWiringLength'] as const)
      expect(grown[name]).toBeCloseTo(summary[name], 6)
    for (const name of ['isolatedNeuronRatio', 'indexVariance', 'meanSquaredRadius'] as const)
      expect(grown[name].value).toBeCloseTo(summary[name].value, 10)
    expect(grown.gradient.map(({ k }) => k)).toEqual(
      [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].slice(0, grown.gradient.length),
    )
    expect(grown.gradient.length).toBeGreaterThan(3)
    expect(mapOrModules.schema.parse({ layouts })).toEqual({ layouts })
  })

  it('lays out as `gyrus layout` does, by the wires that it is told', async () => {
    const network = await subject()
    const grown = asGrown(network)
    const all = laidOut(network, 'all')
    const { run: other } = await layOutRun(run, `${folder}/laid-out`)
    await other.close()
    const { places: before } = await savedNetwork(run)
    const { places: after } = await savedNetwork(other)
    expect(Array.from(all.from, (place) => before[place])).toEqual(Array.from(after))
    expect(laidOut(network, 'recurrent').wiringLength).toBeLessThanOrEqual(grown.wiringLength)
    const scrambled = laidOut(network, 'all', Random.seeded(1, 'scramble'))
    for (const { from } of [all, scrambled, laidOut(network, 'channels')])
      expect(Array.from(from).sort((a, b) => a - b)).toEqual(Array.from(grown.from))
    expect(Array.from(scrambled.from)).not.toEqual(Array.from(all.from))
    expect((await subject()).parameters).toEqual(network.parameters) // the network stays as it is
  })

  const layout = (name: 'grown' | 'recurrent', p: number, wiringLength: number, z = -5) => ({
    layout: name,
    wiringLength,
    totalWiringLength: 2 * wiringLength,
    isolatedNeuronRatio: nullAt(z),
    indexVariance: nullAt(z),
    isolatedNeuronRatio2d: nullAt(z),
    meanSquaredRadius: nullAt(z),
    gradient: [12, 13].map((k) => ({ k, test: nullAt(p < 0.01 ? 5 : 0, p) })),
  })
  const rows = (maps: { bimt: number; others: number }, laid: number[], z = -5) => [
    ...seeds(6).map((seed, i) => ({
      ...base('bimt', seed),
      layouts: [layout('grown', i < maps.bimt ? 0.001 : 0.5, 10_000)],
    })),
    ...['l1', 'none'].flatMap((group, g) =>
      seeds(3).map((seed, i) => ({
        ...base(group, seed),
        layouts: [
          layout('grown', 3 * g + i < maps.others ? 0.001 : 0.5, 30_000),
          layout('recurrent', 0.5, laid[i] ?? 10_000, z),
        ],
      })),
    ),
  ]

  it('is a map where it is one in five of six, and in one of the others at most', () => {
    expect(metBy(mapOrModules, rows({ bimt: 5, others: 1 }, []))[0]).toBe(true)
    expect(metBy(mapOrModules, rows({ bimt: 4, others: 0 }, []))[0]).toBe(false)
    expect(metBy(mapOrModules, rows({ bimt: 6, others: 2 }, []))[0]).toBe(false)
    expect(metBy(mapOrModules, rows({ bimt: 6, others: 0 }, []).slice(1))[0]).toBeNull()
  })

  it('is as good laid out as grown where the interval of the ratio is within .2 and both measures are far', () => {
    const of = (laid: number[], z?: number) => metBy(mapOrModules, rows({ bimt: 6, others: 0 }, laid, z))[1]
    expect(of([10_000, 10_500, 10_200])).toBe(true)
    expect(of([10_000, 10_500, 10_200], -2.9)).toBe(false)
    expect(of([9000, 12_000, 10_500])).toBe(false)
    expect(of([13_000, 13_100, 13_050])).toBe(false)
  })

  it('is drawn', () => draws(mapOrModules, rows({ bimt: 5, others: 1 }, [])))
})

describe('together in time', () => {
  const moment = (step: number, z: number) => ({
    step,
    activeNeurons: 100,
    error: 0.1,
    silhouette: nullAt(z),
    meanSquaredRadius: nullAt(-z),
    gradient: nullAt(z),
  })

  it('measures every moment that was kept, and names those that were not', async () => {
    const { moments } = await together.measure(run, means)
    expect(moments.map(({ step }) => step)).toEqual([1000, 2000, 3000])
    expect(together.schema.parse({ moments })).toEqual({ moments })
    const summary = JSON.parse(readFileSync(`${run.dir}/analysis/summary.json`, 'utf8'))
    expect(moments[2]).toMatchObject({ error: summary.error, activeNeurons: summary.activeNeurons })
    expect(moments[2].silhouette.value).toBeCloseTo(summary.silhouette.value, 12)
    expect(moments[2].meanSquaredRadius.value).toBeCloseTo(summary.meanSquaredRadius.value, 12)
    const copy = `${folder}/lacking`
    cpSync(run.dir, copy, { recursive: true })
    rmSync(`${copy}/checkpoints/step-00001000.safetensors`)
    await expect(together.measure(await RunFolder.open(copy), means)).rejects.toThrow(
      /must have kept a checkpoint every 1,000 steps .* lacks those of 1,000;/,
    )
  })

  it('calls onset the first of three in a row beyond three', () => {
    const growth = (...z: number[]) => ({ moments: z.map((value, i) => moment(1000 * (i + 1), value)) })
    expect(onset(growth(4, 4, 2, 4, 5, 6), 'silhouette')).toBe(4000)
    expect(onset(growth(4, 4, 2, 4, 5, 6), 'meanSquaredRadius')).toBe(4000)
    expect(onset(growth(4, 4, 2, 4, 5), 'gradient')).toBeNull()
    expect(onset(growth(3, 3, 3), 'silhouette')).toBeNull() // not beyond
  })

  const row = (group: string, seed: number, functional: number, anatomical: number) => ({
    ...base(group, seed),
    moments: Array.from({ length: 8 }, (_, i) => ({
      ...moment(1000 * (i + 1), 0),
      silhouette: nullAt(i >= functional ? 5 : 0),
      meanSquaredRadius: nullAt(i >= anatomical ? -5 : 0),
    })),
  })

  it('asks every BIMT network for onsets two thousand steps apart at most', () => {
    const of = (...anatomical: number[]) =>
      metBy(
        together,
        anatomical.map((at, i) => row('bimt', 21 + i, 2, at)),
      )
    expect(of(2, 4, 1)).toEqual([true])
    expect(of(2, 5, 1)).toEqual([false])
    expect(of(2, 9, 1)).toEqual([false]) // never
    expect(of(2, 2)).toEqual([null])
  })

  it('is drawn', () => draws(together, [row('bimt', 21, 2, 3), row('l1', 21, 2, 9)]))
})

describe('a robust substrate', () => {
  it('takes the area by trapezoids, over the range of the levels', () => {
    expect(areaUnder({ levels: [0, 1, 3], losses: [0, 2, 4] })).toBeCloseTo((1 + 6) / 3, 12)
    expect(areaUnder({ levels: [8, 6, 4], losses: [0, 1, 3] })).toBeCloseTo((1 + 4) / 4, 12)
  })

  it('rounds weights to so many bits with their sign, and leaves 0 and biases', async () => {
    const { table, parameters } = await subject()
    const few = withBits(table, parameters, 3) // −3 … 3 times a third of the largest
    const { recurrentWeights } = few
    const largest = parameters.recurrentWeights.reduce((most, w) => Math.max(most, Math.abs(w)), 0)
    for (const w of recurrentWeights) expect((3 * w) / largest).toBeCloseTo(Math.round((3 * w) / largest), 5)
    expect(new Set(recurrentWeights).size).toBeLessThanOrEqual(8) // 0 with either sign
    expect(few.recurrentBias).toEqual(parameters.recurrentBias)
    const zeros = { ...parameters, recurrentWeights: new Float32Array(625) }
    expect(withBits(table, zeros, 4).recurrentWeights).toEqual(zeros.recurrentWeights)
  })

  it('adds noise in proportion to each weight', async () => {
    const network = await subject()
    const { recurrentWeights: noisy } = withNoise(network, 0.1, Random.seeded(1, 'noise'))
    const { recurrentWeights: weights } = network.parameters
    const relative = Array.from(noisy, (w, i) => (weights[i] === 0 ? 0 : w / weights[i] - 1))
    expect(Math.sqrt(relative.reduce((sum, x) => sum + x * x, 0) / relative.length)).toBeCloseTo(0.1, 1)
    expect(withNoise(network, 0, Random.seeded(1, 'noise'))).toEqual(network.parameters)
  })

  it('measures what damage costs a network, from nothing on', async () => {
    const losses = await substrate.measure(run, means)
    expect(substrate.schema.parse(losses)).toEqual(losses)
    expect(losses.noise.levels).toEqual([0, 0.05, 0.1, 0.2])
    expect(losses.noise.losses[0]).toBe(0)
    expect(losses.precision.losses[0]).toBeLessThanOrEqual(losses.precision.losses[4] + 0.05)
    expect(losses.discs.losses[3]).toBeGreaterThan(losses.discs.losses[0])
    expect(losses.discsLaidOut).toBeUndefined() // that is for L1
    const summary = JSON.parse(readFileSync(`${run.dir}/analysis/summary.json`, 'utf8'))
    expect(losses.clusters).toHaveLength(summary.clusters.length)
    for (const { loss } of losses.clusters) expect(loss).toBeLessThanOrEqual(1)
  })

  const row = (group: string, seed: number, loss: number) => ({
    ...base(group, seed),
    noise: { levels: [0, 0.1], losses: [0, loss] },
    precision: { levels: [8, 4], losses: [0, loss] },
    discs: { levels: [1, 2], losses: [loss, loss] },
    ...(group === 'l1' && { discsLaidOut: { levels: [1, 2], losses: [2 * loss, 2 * loss] } }),
    clusters: [{ loss, matched: 0.1 }],
  })
  const rows = (bimt: (i: number) => number) =>
    seeds(6).flatMap((seed, i) => [
      row('bimt', seed, bimt(i)),
      row('l1', seed, 0.1 + 0.01 * (i % 2)),
      row('none', seed, 0.1),
    ])

  it('asks whether BIMT loses other than L1 laid out', () => {
    expect(
      metBy(
        substrate,
        rows((i) => 0.3 + 0.01 * (i % 3)),
      ),
    ).toEqual([true])
    const [{ outcome, met }] = substrate.outcomes(rows((i) => 0.105 + 0.03 * (i % 2 ? -1 : 1)))
    expect(met).toBe(true) // of L1 laid out, discs cost twice as much
    expect(outcome).toMatch(/what differs is discs of the sheet silenced$/)
    expect(metBy(substrate, rows(() => 0.3).slice(3))).toEqual([null])
  })

  it('is drawn', () =>
    draws(
      substrate,
      rows((i) => 0.2 + 0.01 * i),
    ))
})

describe('later tasks', () => {
  const row = (group: string, seed: number, module: number, random: number) => ({
    ...base(group, seed),
    settings: { steps: 400, batch: 16, criterion: 0.9 },
    tasks: ['rtgo', 'dnmc'].map((task) => ({
      task,
      module: { cluster: 1, neurons: 20 },
      learned: (['everything', 'task input', 'module', 'same size', 'same importance'] as const).map(
        (plastic) => ({
          plastic,
          exchanged: false,
          trialsToCriterion: plastic === 'module' ? module : plastic === 'task input' ? null : random,
          interference: 0.2,
        }),
      ),
    })),
  })
  const rows = (bimt: number[], l1: number[]) => [
    ...bimt.map((more, i) => row('bimt', 21 + i, 400, 400 + more)),
    ...l1.map((more, i) => row('l1', 21 + i, 400, 400 + more)),
  ]

  it('asks whether the module needs fewer trials than random sets, and by more than in L1', () => {
    expect(metBy(laterTasks, rows([200, 210, 190], [10, 0, 20]))).toEqual([true])
    expect(metBy(laterTasks, rows([200, 210, 190], [190, 200, 210]))).toEqual([false])
    expect(metBy(laterTasks, rows([200, -210, 190], [-500, -900, -500]))).toEqual([false])
    expect(metBy(laterTasks, rows([200, 210, 190], [10, 0]))).toEqual([null])
  })

  it('says what was not learned with the trials at which learning ended', () => {
    expect(laterTasks.table(rows([200], []))).toContain('| BIMT | 1 | 600 | 6,400 | 400 | 600 | 600 | 20.0 |')
  })

  it('is drawn', () => draws(laterTasks, rows([200, 210, 190], [10, 0, 20])))
})

describe('all wire', () => {
  const at = (group: string, seed: number, neurons: number, error: number, wire: number) => ({
    ...base(group, seed, error),
    activeNeurons: neurons,
    totalWiringLength: wire,
  })
  /** Fronts on which neurons × error is a constant; gyrus needs so much of it. */
  const rows = (share: number) =>
    seeds(3).flatMap((seed, i) => {
      const cost = (error: number) => (10 + i / 10) / error
      return [
        ...allWire.groups
          .filter(({ name }) => !name.startsWith('gyrus'))
          .map(({ name }, k) => {
            const error = 0.04 * 1.5 ** (k % 6)
            return at(name, seed, cost(error), error, 100 * cost(error))
          }),
        ...allWire.groups
          .filter(({ name }) => name.startsWith('gyrus'))
          .map(({ name }, k) => {
            const error = 0.03 * 1.4 ** k // the first is lower than any of the fronts
            return at(name, seed, share * cost(error), error, 100 * share * cost(error))
          }),
      ]
    })

  it('is ahead where it needs less of both at each budget', () => {
    expect(metBy(allWire, rows(0.5))).toEqual([true])
    expect(metBy(allWire, rows(1.2))).toEqual([false])
    expect(metBy(allWire, rows(0.5).slice(1))).toEqual([null])
  })

  it('is drawn', () => draws(allWire, rows(0.5)))
})
