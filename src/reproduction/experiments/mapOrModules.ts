/** Experiment 2: modules with borders or one smooth map; grown on the sheet or laid out after. */
import { z } from 'zod'
import { anatomy, LABEL_SHUFFLES } from '../../analysis/anatomy.js'
import { GRADIENT_PERMUTATIONS, gradientWithinClusters } from '../../analysis/gradient.js'
import { type NullTest, nullTestOf } from '../../analysis/nullTest.js'
import { meanInterval, medianOf } from '../../analysis/statistics.js'
import { profiles } from '../../analysis/taskVariance.js'
import { logAxis } from '../../figures/axes.js'
import { type FigureSpec, figure, MUTED, panelTitle, type Spec } from '../../figures/style.js'
import { counted, decimal } from '../../figures/words.js'
import { nullTestSchema } from '../../runs/measureFiles.js'
import { savedNetwork } from '../../runs/network.js'
import { studied } from '../../runs/study.js'
import { activeNeurons } from '../../studies/network.js'
import { sheetOf } from '../../training/sheet.js'
import { factorText } from '../claims/claim.js'
import { interval, tableOf } from '../tables.js'
import { type Experiment, type NetworkRow, NO_ROW, type Outcome, ofGroup } from './experiment.js'
import { asGrown, type LaidOut, laidOut, WIRES } from './layouts.js'
import { grown } from './networks.js'
import { kindColors } from './style.js'

/** As it grew, laid out by some wires, or at random places and then laid out by all wires. */
const LAYOUTS = ['grown', ...WIRES, 'scrambled'] as const
type LayoutName = (typeof LAYOUTS)[number]
const LAYOUT_TITLES: Readonly<Record<LayoutName, string>> = {
  grown: 'as it grew',
  all: 'laid out by all wires',
  recurrent: 'laid out by recurrent wires',
  channels: 'laid out by wires of channels',
  scrambled: 'scrambled, then laid out by all wires',
}

/** Numbers of clusters at which the gradient is measured. */
const CUTS = { from: 4, to: 19 }
/** The cut by which the criterion goes, and its p. */
const CUT = 12
const MAP_P = 0.01
/** What counts as equal: a logarithm of the wire ratio within this, and z of both measures at or below. */
const EQUAL = 0.2
const FAR = -3

interface OneLayout {
  layout: LayoutName
  wiringLength: number
  totalWiringLength: number
  isolatedNeuronRatio: NullTest
  indexVariance: NullTest
  isolatedNeuronRatio2d: NullTest
  meanSquaredRadius: NullTest
  /** The gradient within clusters at each number of clusters. */
  gradient: { k: number; test: NullTest }[]
}
interface Layouts {
  layouts: OneLayout[]
}
type Row = NetworkRow & Layouts

const schema: z.ZodType<Layouts> = z.looseObject({
  layouts: z.array(
    z.looseObject({
      layout: z.enum(LAYOUTS),
      wiringLength: z.number(),
      totalWiringLength: z.number(),
      isolatedNeuronRatio: nullTestSchema,
      indexVariance: nullTestSchema,
      isolatedNeuronRatio2d: nullTestSchema,
      meanSquaredRadius: nullTestSchema,
      gradient: z.array(z.looseObject({ k: z.number(), test: nullTestSchema })),
    }),
  ),
})

export const mapOrModules: Experiment<Layouts> = {
  name: 'map-or-modules',
  question: 'Maps or modules, growth or layout?',
  groups: [grown('bimt', 6), grown('l1', 3), grown('none', 3)],
  schema,
  async measure(run, { engine, random }) {
    const saved = await savedNetwork(run)
    const network = await studied(run, saved)
    const { taskVariance, active, clusters } = await activeNeurons(network, engine)
    const tasks = network.battery.tasks.length
    const profile = profiles(taskVariance, network.size.hidden, active)
    const sheet = sheetOf(network.experiment)
    const measured = (layout: LayoutName, { from, wiringLength, totalWiringLength }: LaidOut): OneLayout => {
      const at = new Int32Array(from.length)
      from.forEach((neuron, place) => {
        at[neuron] = place
      })
      const places = active.map((neuron) => at[neuron])
      const order = Array.from(places.keys()).sort((a, b) => places[a] - places[b])
      const { rowMajor, isolatedNeuronRatio2d, meanSquaredRadius } = anatomy(
        Int32Array.from(order, (unit) => clusters.labels[unit]),
        Int32Array.from(order, (unit) => places[unit]),
        sheet,
        LABEL_SHUFFLES,
        random('labels', layout),
      )
      return {
        layout,
        wiringLength,
        totalWiringLength,
        isolatedNeuronRatio: nullTestOf(rowMajor.isolatedNeuronRatio),
        indexVariance: nullTestOf(rowMajor.indexVariance),
        isolatedNeuronRatio2d: nullTestOf(isolatedNeuronRatio2d),
        meanSquaredRadius: nullTestOf(meanSquaredRadius),
        gradient: clusters.cuts
          .filter(({ k }) => k >= CUTS.from && k <= CUTS.to)
          .map(({ k, labels }) => {
            const neurons = { profiles: profile, tasks, labels, places, sheet }
            const stream = random('gradient', layout, k)
            return { k, test: nullTestOf(gradientWithinClusters(neurons, GRADIENT_PERMUTATIONS, stream)) }
          }),
      }
    }
    const isCharged = network.experiment.regularizer.kind === 'bimt'
    return {
      layouts: [
        measured('grown', asGrown(network)),
        ...(isCharged
          ? [measured('scrambled', laidOut(network, 'all', random('scramble')))]
          : WIRES.map((wires) => measured(wires, laidOut(network, wires)))),
      ],
    }
  },
  outcomes: (rows) => [isMap(rows), isLayoutEnough(rows)],
  table: (rows) =>
    tableOf(
      [
        'network',
        'layout',
        'seeds',
        'error',
        'recurrent wire (cells)',
        'all wire',
        'z isolated neurons',
        'z index variance',
        'z squared radius',
        `z gradient within ${CUT} clusters`,
      ],
      mapOrModules.groups.flatMap(({ name, title }) =>
        LAYOUTS.flatMap((layout) => {
          const own = ofGroup(rows, name).flatMap((row) => {
            const one = row.layouts.find((one) => one.layout === layout)
            return one ? [{ row, one }] : []
          })
          if (own.length === 0) return []
          const z = (of: (one: OneLayout) => NullTest | undefined) =>
            decimal(medianOf(own.map(({ one }) => of(one)?.z ?? null)), 1)
          return [
            [
              title,
              LAYOUT_TITLES[layout],
              own.length,
              interval(meanInterval(own.map(({ row }) => row.error)), 3),
              interval(meanInterval(own.map(({ one }) => one.wiringLength))),
              interval(meanInterval(own.map(({ one }) => one.totalWiringLength))),
              z(({ isolatedNeuronRatio }) => isolatedNeuronRatio),
              z(({ indexVariance }) => indexVariance),
              z(({ meanSquaredRadius }) => meanSquaredRadius),
              z((one) => gradientAt(one)),
            ],
          ]
        }),
      ),
    ),
  figure: drawn,
}

const layoutOf = ({ layouts }: Layouts, name: LayoutName) => layouts.find(({ layout }) => layout === name)
const gradientAt = (one: OneLayout | undefined) => one?.gradient.find(({ k }) => k === CUT)?.test

function isMap(rows: readonly Row[]): Outcome {
  const mapsOf = (groups: readonly string[]) => {
    const own = groups.flatMap((group) => ofGroup(rows, group))
    const maps = own.filter((row) => (gradientAt(layoutOf(row, 'grown'))?.p ?? 1) < MAP_P)
    return { maps: maps.length, of: own.length }
  }
  const [bimt, others] = [mapsOf(['bimt']), mapsOf(['l1', 'none'])]
  const isWhole = bimt.of >= 6 && others.of >= 6
  return {
    criterion: `A smooth map, if p < ${MAP_P} at k = ${CUT} in at least five of the six BIMT networks and in at most one of the six others.`,
    outcome:
      bimt.of + others.of === 0
        ? NO_ROW
        : `Within clusters, neurons of similar tasks stand nearer to each other in ${bimt.maps} of ${counted(bimt.of, 'BIMT network')}${others.of > 0 ? ` and in ${others.maps} of ${counted(others.of, 'other')}` : ''}`,
    met: isWhole ? bimt.maps >= 5 && others.maps <= 1 : null,
  }
}

function isLayoutEnough(rows: readonly Row[]): Outcome {
  const bimt = ofGroup(rows, 'bimt')
  const paired = ofGroup(rows, 'l1').flatMap((l1) => {
    const [mate, one] = [bimt.find(({ seed }) => seed === l1.seed), layoutOf(l1, 'recurrent')]
    return mate && one ? [{ one, ratio: Math.log(one.wiringLength / mate.wiringLength) }] : []
  })
  const ratio = meanInterval(paired.map((pair) => pair.ratio))
  const z = (of: (one: OneLayout) => NullTest) => medianOf(paired.map(({ one }) => of(one).z))
  const isolated = z(({ isolatedNeuronRatio }) => isolatedNeuronRatio)
  const index = z(({ indexVariance }) => indexVariance)
  const { mean, halfWidth } = ratio
  const isEqual =
    halfWidth !== null &&
    Math.abs(mean) + halfWidth <= EQUAL &&
    [isolated, index].every((median) => median !== null && median <= FAR)
  return {
    criterion: `Layout equals growth, if the 95% interval of the logarithm of the wire ratio (L1 laid out by recurrent wires over BIMT) lies within ±${EQUAL} and both of the paper’s measures are at or below ${decimal(FAR, 0)} (median z) in the L1 networks so laid out.`,
    outcome:
      paired.length === 0
        ? NO_ROW
        : `L1 laid out by its recurrent wires has ${factorText(ratio)} the recurrent wire of BIMT; median z ${decimal(isolated, 1)} and ${decimal(index, 1)}`,
    met: paired.length < 3 ? null : isEqual,
  }
}

function drawn(rows: readonly Row[]): FigureSpec {
  const titleOf = (group: string) => mapOrModules.groups.find(({ name }) => name === group)!.title
  const curves = rows.flatMap((row) =>
    (layoutOf(row, 'grown')?.gradient ?? []).flatMap(({ k, test: { z } }) =>
      z === null ? [] : [{ kind: titleOf(row.group), network: `${row.group} ${row.seed}`, k, z }],
    ),
  )
  const wires = rows.flatMap((row) =>
    row.layouts.map(({ layout, wiringLength }) => ({
      kind: titleOf(row.group),
      layout: LAYOUT_TITLES[layout],
      wiringLength,
    })),
  )
  const color = kindColors(mapOrModules.groups.map(({ title }) => title))
  const gradient: Spec = {
    title: panelTitle(
      'Gradient within clusters',
      'z against places permuted within clusters; dashed: about p = .01',
    ),
    width: 300,
    height: 260,
    layer: [
      {
        data: { values: curves },
        mark: { type: 'line', strokeWidth: 1.4, opacity: 0.85 },
        encoding: {
          x: {
            field: 'k',
            type: 'quantitative',
            scale: { domain: [CUTS.from, CUTS.to], nice: false },
            axis: { title: 'number of clusters', grid: false, tickMinStep: 1 },
          },
          y: { field: 'z', type: 'quantitative', axis: { title: 'z' } },
          color,
          detail: { field: 'network' },
        },
      },
      {
        data: { values: [{ z: 2.3 }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: MUTED },
        encoding: { y: { field: 'z', type: 'quantitative' } },
      },
    ],
  }
  const layouts: Spec = {
    title: panelTitle('Recurrent wire under other layouts', 'of the same networks'),
    width: 270,
    height: 260,
    data: { values: wires },
    mark: { type: 'point', filled: true, size: 60, opacity: 0.8 },
    encoding: {
      x: {
        field: 'wiringLength',
        type: 'quantitative',
        ...logAxis(wires.map(({ wiringLength }) => wiringLength)),
        title: 'recurrent wire (cells)',
      },
      y: {
        field: 'layout',
        type: 'nominal',
        scale: { domain: LAYOUTS.map((layout) => LAYOUT_TITLES[layout]) },
        axis: { title: null, labelLimit: 240 },
      },
      yOffset: { field: 'kind', type: 'nominal' },
      color,
    },
  }
  return figure(
    {
      title: 'Is a cluster a patch of a map, and does laying out make what growing makes?',
      subtitle:
        'Left: within clusters, do neurons of similar tasks stand near each other? A line a network. Right: the same networks with their neurons laid out anew after the training.',
      width: 800,
    },
    { hconcat: [gradient, layouts], spacing: 225, bounds: 'flush' },
  )
}
