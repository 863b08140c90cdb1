/** Experiment 4: are anatomical modules a robust substrate? */
import { z } from 'zod'
import { holm, twoSided } from '../../analysis/overSeeds.js'
import { mean, meanInterval } from '../../analysis/statistics.js'
import { type FigureSpec, figure, panelTitle, type Spec } from '../../figures/style.js'
import { list, pText } from '../../figures/words.js'
import { type Parameters, type ParameterTable, weightsOf } from '../../network/parameters.js'
import type { Random } from '../../random/random.js'
import { savedNetwork } from '../../runs/network.js'
import { studied } from '../../runs/study.js'
import { changeOutcomes, lesionOutcomes } from '../../studies/lesions/outcomes.js'
import { DistinctSets, discs } from '../../studies/lesions/plan.js'
import { activeNeurons } from '../../studies/network.js'
import { clustersOf, importanceMatchedClusters } from '../../studies/randomSets.js'
import type { StudiedNetwork } from '../../studies/study.js'
import { sheetOf } from '../../training/sheet.js'
import { interval, tableOf } from '../tables.js'
import {
  type Experiment,
  type Means,
  type NetworkRow,
  NO_ROW,
  type Outcome,
  ofGroup,
  pairs,
} from './experiment.js'
import { laidOut } from './layouts.js'
import { grown } from './networks.js'
import { kindColors } from './style.js'

/** Standard deviations of the noise, in shares of each weight, and draws of each. */
const NOISE = [0.05, 0.1, 0.2]
const DRAWS = 5
const BITS = [8, 7, 6, 5, 4]
/** Radii of the discs, in cells. */
const RADII = [1, 2, 3, 4]
/** Random sets as important as each cluster. */
const MATCHED = 20
/** Trials of each task: of the few changes of all weights, and of the many silenced sets. */
const TRIALS = { weights: 200, sets: 50 }
const SEEDS = 6

/** What is done to the network. Each is a mean loss of accuracy, in shares of trials. */
const FAMILIES = {
  noise: 'noise on the weights',
  precision: 'fewer bits a weight',
  discs: 'discs of the sheet silenced',
  clusters: 'clusters silenced, beyond random sets as important',
} as const
type Family = keyof typeof FAMILIES
const NAMES = Object.keys(FAMILIES) as Family[]

/** A loss at each level of a change. */
interface Curve {
  levels: number[]
  losses: number[]
}
interface Losses {
  noise: Curve
  precision: Curve
  /** Of the network as it grew, and of L1 laid out by all wires; only discs know of places. */
  discs: Curve
  discsLaidOut?: Curve
  /** By cluster: the loss, and the mean loss of random sets as important. */
  clusters: { loss: number; matched: number }[]
}
type Row = NetworkRow & Losses

const curve = z.looseObject({ levels: z.array(z.number()), losses: z.array(z.number()) })
const schema: z.ZodType<Losses> = z.looseObject({
  noise: curve,
  precision: curve,
  discs: curve,
  discsLaidOut: curve.optional(),
  clusters: z.array(z.looseObject({ loss: z.number(), matched: z.number() })),
})

/** The area under the curve over the range of its levels, by trapezoids: the mean loss in the range. */
export function areaUnder({ levels, losses }: Curve): number {
  const area = levels
    .slice(1)
    .reduce((sum, level, i) => sum + (Math.abs(level - levels[i]) * (losses[i] + losses[i + 1])) / 2, 0)
  return area / Math.abs(levels.at(-1)! - levels[0])
}

/** The loss of a network in a family. @param place whether L1 counts as laid out */
function lossOf(row: Losses, family: Family, place: boolean): number {
  if (family === 'clusters') return mean(row.clusters.map(({ loss, matched }) => loss - matched))
  return areaUnder((place && family === 'discs' && row.discsLaidOut) || row[family])
}

export const substrate: Experiment<Losses> = {
  name: 'substrate',
  question: 'Are anatomical modules a robust substrate?',
  groups: [grown('bimt', SEEDS), grown('l1', SEEDS), grown('none', SEEDS)],
  schema,
  async measure(run, means) {
    const network = await studied(run, await savedNetwork(run))
    const { active, importance, clusters } = await activeNeurons(network, means.engine)
    const noisy = NOISE.flatMap((sd) =>
      Array.from(
        { length: DRAWS },
        (_, draw) => () => withNoise(network, sd, means.random('noise', sd, draw)),
      ),
    )
    const coarse = BITS.map((bits) => () => withBits(network.table, network.parameters, bits))
    const byWeights = await lossesOf(network, [...noisy, ...coarse], means)
    const ofNoise = NOISE.map((_, i) => mean(byWeights.slice(i * DRAWS, (i + 1) * DRAWS)))

    const sheet = sheetOf(network.experiment)
    const isL1 = network.experiment.regularizer.kind === 'l1'
    const distinct = new DistinctSets()
    const indicesOf = (sets: readonly Int32Array[]) => sets.map((set) => distinct.add(set))
    const places = Int32Array.from({ length: network.size.hidden }, (_, i) => i)
    /** The discs of each radius, as neurons: `from` says which stands at each place. */
    const discsOf = (from: Int32Array) => {
      const isActive = new Set(active)
      const stands = places.filter((place) => isActive.has(from[place]))
      return RADII.map((radius) =>
        indicesOf(discs(stands, sheet, radius).map(({ neurons }) => neurons.map((p) => from[p]).sort())),
      )
    }
    const grownDiscs = discsOf(places)
    const laidOutDiscs = isL1 ? discsOf(laidOut(network, 'all').from) : undefined
    const ofClusters = indicesOf(clustersOf(clusters.labels, active))
    const ofMatched = importanceMatchedClusters(
      clusters.labels,
      active,
      importance,
      MATCHED,
      means.random('importance'),
    ).map(({ sets }) => indicesOf(sets))
    const { seed } = network.experiment
    const { intact, outcomes } = await lesionOutcomes(means.engine, network, network.cell, distinct.sets, {
      trials: TRIALS.sets,
      seed,
    })
    const losses = meanLosses(intact, outcomes)
    const meanOf = (sets: readonly number[]) => mean(sets.map((set) => losses[set]))
    const curveOf = (radii: number[][]): Curve => ({ levels: RADII, losses: radii.map(meanOf) })
    return {
      noise: { levels: [0, ...NOISE], losses: [0, ...ofNoise] },
      precision: { levels: BITS, losses: byWeights.slice(noisy.length) },
      discs: curveOf(grownDiscs),
      ...(laidOutDiscs && { discsLaidOut: curveOf(laidOutDiscs) }),
      clusters: ofClusters.map((set, c) => ({ loss: losses[set], matched: meanOf(ofMatched[c]) })),
    }
  },
  outcomes: (rows) => [placeAdds(rows)],
  table: (rows) =>
    tableOf(
      ['network', 'seeds', 'error', ...NAMES.map((name) => FAMILIES[name])],
      KINDS.flatMap(({ group, title, place }) => {
        const own = ofGroup(rows, group)
        if (own.length === 0) return []
        return [
          [
            title,
            own.length,
            interval(meanInterval(own.map(({ error }) => error)), 3),
            ...NAMES.map((name) => interval(meanInterval(own.map((row) => lossOf(row, name, place))), 3)),
          ],
        ]
      }),
    ),
  figure: drawn,
}

/** L1 stands in the comparison twice: as it grew, and laid out, which changes what stands in a disc, and nothing else. */
const KINDS = [
  { group: 'bimt', title: 'BIMT', place: false },
  { group: 'l1', title: 'L1', place: false },
  { group: 'l1', title: 'L1, laid out', place: true },
  { group: 'none', title: 'no charge', place: false },
]

/** The mean loss over tasks of each change, in shares of trials. */
const meanLosses = (
  intact: readonly { trials: number }[],
  outcomes: readonly { lost: ArrayLike<number>; gained: ArrayLike<number> }[],
) => outcomes.map(({ lost, gained }) => mean(intact.map(({ trials }, t) => (lost[t] - gained[t]) / trials)))

async function lossesOf(
  network: StudiedNetwork,
  changes: readonly (() => Parameters<Float32Array>)[],
  { engine }: Means,
): Promise<number[]> {
  const options = { trials: TRIALS.weights, seed: network.experiment.seed }
  const { intact, outcomes } = await changeOutcomes(engine, network, network.cell, changes, options)
  return meanLosses(intact, outcomes)
}

/** Each weight times 1 + N(0, sd²); biases stay. */
export function withNoise(
  { table, parameters }: Pick<StudiedNetwork, 'table' | 'parameters'>,
  sd: number,
  random: Random,
): Parameters<Float32Array> {
  return withWeights(table, parameters, (weights) => weights.map((w) => w * (1 + sd * random.normal())))
}

/**
 * Each weight rounded to so many bits with its sign: to a multiple of the largest |w| of its matrix / (2^(bits − 1) − 1),
 * so that what is 0 stays 0. Biases stay.
 */
export function withBits(
  table: ParameterTable,
  parameters: Parameters<Float32Array>,
  bits: number,
): Parameters<Float32Array> {
  return withWeights(table, parameters, (weights) => {
    const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0)
    const step = largest / (2 ** (bits - 1) - 1)
    return step > 0 ? weights.map((w) => Math.round(w / step) * step) : weights
  })
}

function withWeights(
  table: ParameterTable,
  parameters: Parameters<Float32Array>,
  change: (weights: Float32Array) => Float32Array,
): Parameters<Float32Array> {
  const changed = weightsOf(table).map(({ name }) => [name, change(parameters[name])] as const)
  return { ...parameters, ...Object.fromEntries(changed) }
}

function placeAdds(rows: readonly Row[]): Outcome {
  const paired = pairs(rows, 'bimt', 'l1')
  const differences = NAMES.map((name) =>
    paired.map(([bimt, l1]) => lossOf(bimt, name, false) - lossOf(l1, name, true)),
  )
  const p = holm(differences.map((values) => twoSided(values) ?? 1))
  const isDifferent = NAMES.filter((_, i) => p[i] < 0.05)
  const texts = NAMES.map(
    (name, i) => `${FAMILIES[name]} ${interval(meanInterval(differences[i]), 3)} (${pText(p[i])})`,
  )
  return {
    criterion:
      'The loss of BIMT minus that of L1 laid out, paired by seed, in four families, corrected by Holm: if none differs from 0, place adds nothing to function.',
    outcome:
      paired.length === 0
        ? NO_ROW
        : `${texts.join('; ')}${paired.length < SEEDS ? '' : isDifferent.length === 0 ? ': place adds nothing to function' : `: what differs is ${list(isDifferent.map((name) => FAMILIES[name]))}`}`,
    met: paired.length < SEEDS ? null : isDifferent.length > 0,
  }
}

function drawn(rows: readonly Row[]): FigureSpec {
  const titles = KINDS.map(({ title }) => title)
  const panel = (name: Family): Spec => ({
    title: panelTitle(FAMILIES[name]),
    width: 330,
    height: 170,
    data: {
      values: KINDS.flatMap(({ group, title, place }) =>
        ofGroup(rows, group).map((row) => ({ kind: title, seed: row.seed, loss: lossOf(row, name, place) })),
      ),
    },
    encoding: {
      y: { field: 'kind', type: 'nominal', scale: { domain: titles }, axis: { title: null } },
      x: {
        field: 'loss',
        type: 'quantitative',
        axis: { title: 'accuracy lost (share of trials)', tickCount: 5 },
      },
      color: { ...kindColors(titles), legend: null },
    },
    layer: [
      { mark: { type: 'point', filled: true, size: 50, opacity: 0.7 } },
      {
        mark: { type: 'tick', thickness: 2.5, height: 22 },
        encoding: { x: { aggregate: 'mean', field: 'loss', type: 'quantitative' } },
      },
    ],
  })
  return figure(
    {
      title: 'What damage costs networks with and without places',
      subtitle:
        'Accuracy that is lost, as the mean over the range of a change: noise of 5 to 20% on each weight, 8 to 4 bits, discs of radius 1 to 4 cells around every place, and each functional cluster silenced, minus random sets as important. Points: networks; bars: their mean. To lay a network out changes discs alone.',
      width: 820,
    },
    { concat: NAMES.map(panel), columns: 2, spacing: 26, resolve: { scale: { x: 'independent' } } },
  )
}
