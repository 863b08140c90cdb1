/**
 * Panel a: the network itself. Input plane, sheet and output plane one above the other in perspective, the strongest
 * wires between them by sign and size. A drawing, not a measure: how much of the network it holds is written on it.
 */
import type { Details } from '../analysis/analysis.js'
import { layOut, type Positions } from '../growth/sheet.js'
import type { Battery, ChannelGroup } from '../tasks/battery.js'
import {
  clusterColor,
  type FigureSpec,
  figure,
  INK,
  inkOn,
  MUTED,
  NEGATIVE,
  POSITIVE,
  type Spec,
} from './style.js'
import { counted, list, percent } from './words.js'

/** The three matrices that are drawn. */
export interface DrawnWeights {
  /** `[hidden, input]` */
  inputWeights: Float32Array | Float64Array
  /** `[hidden, hidden]`, row = receiving neuron */
  recurrentWeights: Float32Array | Float64Array
  /** `[output, hidden]` */
  outputWeights: Float32Array | Float64Array
}

/** Wires drawn of each matrix at most: more than these are a gray cloud. */
export const MOST_WIRES = { input: 160, recurrent: 400, output: 120 }

/** Size of the drawing, and where each plane lies in it: px from the top to its far edge, px of its depth. */
const SIZE = { width: 660, height: 742 }
const PLANES = {
  input: { top: 62, depth: 118 },
  hidden: { top: 250, depth: 276 },
  output: { top: 612, depth: 112 },
}
type Plane = keyof typeof PLANES
/** How wide the far edge is beside the near one. */
const FAR = 0.74
const NEAR_WIDTH = 600

interface Point {
  x: number
  y: number
}

export function networkDrawing(details: Details, weights: DrawnWeights, battery: Battery): FigureSpec {
  const layout = layOut(details.sheet, battery)
  const place = (plane: Plane, positions: Positions) => (unit: number) =>
    project(plane, positions[2 * unit], positions[2 * unit + 1])
  const hidden = place('hidden', layout.hidden)
  const input = place('input', layout.input)
  const output = place('output', layout.output)

  const bundles = {
    input: strongest(weights.inputWeights, battery.inputCount, MOST_WIRES.input),
    recurrent: strongest(weights.recurrentWeights, details.labels.length, MOST_WIRES.recurrent),
    output: strongest(weights.outputWeights, details.labels.length, MOST_WIRES.output),
  }
  const most = Math.max(
    ...Object.values(bundles).flatMap(({ wires }) => wires.map(({ weight }) => Math.abs(weight))),
    0,
  )
  const widest = widestWire(
    Object.values(bundles).flatMap(({ wires }) => wires.map(({ weight }) => Math.abs(weight))),
  )
  const wires = (bundle: Bundle, from: (unit: number) => Point, to: (unit: number) => Point): Spec => ({
    data: {
      values: bundle.wires.map(({ receiving, sending, weight }) => ({
        ...rounded(from(sending)),
        x2: round(to(receiving).x),
        y2: round(to(receiving).y),
        sign: weight > 0 ? 'positive' : 'negative',
        size: round(Math.abs(weight), 4),
      })),
    },
    mark: { type: 'rule', opacity: 0.62, strokeCap: 'round' },
    encoding: {
      x: px('x'),
      x2: { field: 'x2' },
      y: px('y'),
      y2: { field: 'y2' },
      color: {
        field: 'sign',
        type: 'nominal',
        scale: { domain: ['positive', 'negative'], range: [POSITIVE, NEGATIVE] },
        legend: { title: 'weight', orient: 'bottom', symbolType: 'stroke', symbolStrokeWidth: 3, offset: 4 },
      },
      strokeWidth: {
        field: 'size',
        type: 'quantitative',
        scale: { type: 'sqrt', domain: [0, most || 1], range: [0, widest] },
        legend: {
          title: '|weight|',
          orient: 'bottom',
          offset: 4,
          values: [0.1, 0.4, 1].map((share) => Number((share * (most || 1)).toPrecision(2))),
          format: '.2~r',
          symbolStrokeColor: MUTED,
          direction: 'horizontal',
        },
      },
    },
  })
  return figure(
    {
      title: `${counted(details.order.length, 'active neuron')} between ${battery.inputCount} inputs and ${battery.outputCount} outputs`,
      subtitle: `${howMany(bundles)} Width grows with √|w|; direction and self-connections are not drawn. Dots on the sheet: neurons, colored by functional cluster.`,
    },
    {
      ...SIZE,
      layer: [
        ...planeAndUnits('output', battery.outputs, output),
        wires(bundles.output, hidden, output),
        planeShape('hidden'),
        wires(bundles.recurrent, hidden, hidden),
        wires(bundles.input, input, hidden),
        ...neurons(details, hidden),
        ...planeAndUnits('input', battery.inputs, input),
        captions(details, battery),
      ],
    },
  )
}

// ---- wires

interface Bundle {
  wires: { receiving: number; sending: number; weight: number }[]
  /** Their part of Σ|w| over all wires between different units. */
  share: number
}

/** The wires of largest |w| of a matrix `[receiving, sending]`, weakest first; a neuron's wire to itself is left out. */
export function strongest(matrix: Float32Array | Float64Array, columns: number, most: number): Bundle {
  const square = matrix.length === columns * columns
  const stronger = (a: number, b: number) => Math.abs(matrix[b]) - Math.abs(matrix[a]) || a - b
  let best: number[] = []
  let bar = 0
  let total = 0
  for (let i = 0; i < matrix.length; i++) {
    const strength = Math.abs(matrix[i])
    if (square && i % (columns + 1) === 0) continue
    total += strength
    if (strength <= bar) continue
    best.push(i)
    // Sorting now and then keeps a matrix of 10,000 neurons out of memory.
    if (best.length >= 8 * most) {
      best = best.sort(stronger).slice(0, most)
      bar = Math.abs(matrix[best[most - 1]])
    }
  }
  const wires = best
    .sort(stronger)
    .slice(0, most)
    .reverse()
    .map((i) => ({ receiving: Math.floor(i / columns), sending: i % columns, weight: matrix[i] }))
  const drawn = wires.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
  return { wires, share: total > 0 ? drawn / total : 0 }
}

/**
 * Width in px of the strongest wire: in a network that was not made sparse all are about equally strong, and would
 * cover each other if they were as wide as a few strong ones may be.
 */
function widestWire(strengths: readonly number[]): number {
  const most = Math.max(...strengths)
  const mean = strengths.reduce((sum, x) => sum + Math.sqrt(x / most), 0) / strengths.length
  return Math.min(4.5, 1.3 / mean) || 1
}

function howMany(bundles: Record<keyof typeof MOST_WIRES, Bundle>): string {
  const parts = Object.entries(bundles).map(
    ([name, { wires, share }]) => `${wires.length} ${name} (${percent(share, 0)} of its Σ|w|)`,
  )
  return `The strongest wires: ${list(parts)}.`
}

// ---- planes

/** A point of the unit square as it is seen on a plane: a pinhole's perspective, y = 0 at the far edge. */
export function project(plane: Plane, x: number, y: number): Point {
  const { top, depth } = PLANES[plane]
  const scale = 1 / (1 + (1 / FAR - 1) * (1 - y)) // FAR at the far edge, 1 at the near one
  return {
    x: SIZE.width / 2 + (x - 0.5) * NEAR_WIDTH * scale,
    y: top + (depth * (scale - FAR)) / (1 - FAR),
  }
}

function planeShape(plane: Plane): Spec {
  const corners = [project(plane, 0, 1), project(plane, 0, 0), project(plane, 1, 0), project(plane, 1, 1)]
  const near = round(corners[0].y)
  return {
    data: { values: corners.map((corner, i) => ({ ...rounded(corner), near, corner: i })) },
    encoding: { x: px('x'), y: px('y') },
    layer: [
      { mark: { type: 'area', color: '#f3f3f0', opacity: 0.75 }, encoding: { y2: { field: 'near' } } },
      {
        mark: { type: 'line', interpolate: 'linear-closed', color: '#bdbdb8', strokeWidth: 1 },
        encoding: { order: { field: 'corner' } },
      },
    ],
  }
}

function planeAndUnits(
  plane: 'input' | 'output',
  groups: readonly ChannelGroup[],
  at: (unit: number) => Point,
): Spec[] {
  const units = groups.flatMap((group) =>
    group.labels.map((label, i) => ({ ...rounded(at(group.first + i)), label, shape: group.shape })),
  )
  return [
    planeShape(plane),
    {
      data: { values: units.map(({ x, y }) => ({ x, y })) },
      mark: { type: 'circle', size: 30, color: INK, opacity: 1, stroke: '#ffffff', strokeWidth: 0.7 },
      encoding: { x: px('x'), y: px('y') },
    },
    {
      data: { values: units.filter(({ shape }) => shape === 'line') },
      mark: { type: 'text', angle: -50, align: 'left', baseline: 'middle', dx: 5, dy: -3, fontSize: 11 },
      encoding: { x: px('x'), y: px('y'), text: { field: 'label' } },
    },
    {
      data: { values: groups.flatMap((group) => groupLabel(group, at)) },
      mark: { type: 'text', fontSize: 11, color: INK },
      encoding: { x: px('x'), y: px('y'), text: { field: 'label' } },
    },
  ]
}

/** A ring's name at its center, or below where a channel stands there; a single channel's name below it. */
function groupLabel(group: ChannelGroup, at: (unit: number) => Point) {
  if (group.shape === 'line') return []
  const places = Array.from({ length: group.count }, (_, i) => at(group.first + i))
  const x = places.reduce((sum, place) => sum + place.x, 0) / places.length
  const low = Math.min(...places.map(({ y }) => y))
  const high = Math.max(...places.map(({ y }) => y))
  const y = group.shape === 'point' ? high + 12 : group.name === 'ring' ? high + 11 : (low + high) / 2
  return [
    {
      x: round(x),
      y: round(y),
      label: group.shape === 'ring' ? `${group.name} (${group.count})` : group.name,
    },
  ]
}

function captions({ sheet }: Details, battery: Battery): Spec {
  const values = [
    { plane: 'input' as const, label: `input: ${battery.inputCount} channels` },
    { plane: 'hidden' as const, label: `sheet: ${sheet.rows} × ${sheet.columns} neurons` },
    { plane: 'output' as const, label: `output: ${battery.outputCount} classes` },
  ].map(({ plane, label }) => ({ ...rounded(project(plane, 0, 1)), label }))
  return {
    data: { values },
    mark: { type: 'text', align: 'left', baseline: 'top', dx: 2, dy: 4, fontWeight: 'bold', color: MUTED },
    encoding: { x: px('x'), y: px('y'), text: { field: 'label' } },
  }
}

// ---- neurons

function neurons({ labels, clusters, sheet }: Details, at: (unit: number) => Point): Spec[] {
  // As large as the rows allow, in px² of area.
  const room = Math.min(12, (0.8 * PLANES.hidden.depth) / Math.max(sheet.rows, sheet.columns))
  const active = labels.flatMap((label, neuron) =>
    label < 0 ? [] : [{ ...rounded(at(neuron)), cluster: `${label + 1}`, ink: inkOn(clusterColor(label)) }],
  )
  // On a very large sheet the dots would be a gray plane of a megabyte.
  const dotted = labels.length <= 2500
  const inactive = labels.flatMap((label, neuron) => (label < 0 && dotted ? [rounded(at(neuron))] : []))
  const names = clusters.map((_, c) => `${c + 1}`)
  return [
    {
      data: { values: inactive },
      mark: { type: 'circle', size: (0.35 * room) ** 2, color: '#b5b5b5', opacity: 1 },
      encoding: { x: px('x'), y: px('y') },
    },
    {
      data: { values: active },
      mark: { type: 'circle', size: (1.15 * room) ** 2, opacity: 1, stroke: '#ffffff', strokeWidth: 0.8 },
      encoding: {
        x: px('x'),
        y: px('y'),
        fill: {
          field: 'cluster',
          type: 'nominal',
          scale: { domain: names, range: names.map((_, c) => clusterColor(c)) },
          legend:
            clusters.length > 0
              ? { title: 'cluster', orient: 'bottom', direction: 'horizontal', offset: 4, columns: 10 }
              : null,
        },
      },
    },
  ]
}

/** A field that holds px from the drawing's upper left corner. */
function px(field: 'x' | 'y'): Spec {
  const size = field === 'x' ? SIZE.width : SIZE.height
  return {
    field,
    type: 'quantitative',
    scale: { domain: [0, size], range: field === 'x' ? [0, size] : [0, size], nice: false },
    axis: null,
  }
}

const round = (x: number, digits = 1): number => Number(x.toFixed(digits))
const rounded = ({ x, y }: Point): Point => ({ x: round(x), y: round(y) })
