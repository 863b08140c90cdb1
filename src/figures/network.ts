/**
 * Panel a: the network itself. It shows input plane, sheet and output plane above each other in perspective, and the
 * strongest wires between them by sign and size. This is a drawing, not a measurement: its caption says which share of
 * the wires it shows.
 */
import type { Details } from '../analysis/analysis.js'
import { geometryOf } from '../growth/geometry.js'
import { isGrid, layOut, type Positions, type Sheet } from '../growth/sheet.js'
import { sheetSize } from '../growth/sheetWords.js'
import type { Battery, ChannelGroup } from '../tasks/battery.js'
import { clusterColor, type FigureSpec, figure, INK, MUTED, NEGATIVE, POSITIVE, type Spec } from './style.js'
import { counted, list, percent, whole } from './words.js'

/** The three matrices that are drawn. */
export interface DrawnWeights {
  /** `[hidden, input]` */
  inputWeights: Float32Array | Float64Array
  /** `[hidden, hidden]`, row = receiving neuron */
  recurrentWeights: Float32Array | Float64Array
  /** `[output, hidden]` */
  outputWeights: Float32Array | Float64Array
}

/** The most wires that are drawn of each matrix; more of them would be a gray cloud. */
export const MOST_WIRES = { input: 160, recurrent: 400, output: 120 }

/** Size of the drawing, px; and of each plane the distance of its far edge from the top, and its depth, px. */
const SIZE = { width: 660, height: 792 }
const PLANES = {
  input: { top: 70, depth: 116 },
  hidden: { top: 266, depth: 312 },
  output: { top: 668, depth: 112 },
}
type Plane = keyof typeof PLANES
/** Width of a plane's far edge relative to its near edge. */
const FAR = 0.74
const NEAR_WIDTH = 600

interface Point {
  x: number
  y: number
}

export function networkDrawing(details: Details, weights: DrawnWeights, battery: Battery): FigureSpec {
  const layout = layOut(details.sheet, battery)
  const { dimensions } = layout
  const place = (plane: Plane, positions: Positions) => (unit: number) =>
    project(plane, positions[dimensions * unit], positions[dimensions * unit + 1])
  const box = boxOf(details.sheet)
  const hidden = box ? inBox(box, layout.hidden) : place('hidden', layout.hidden)
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
  const wires = (
    bundle: Bundle,
    path: (from: Point, to: Point) => Point[],
    sends: At,
    receives: At,
  ): Spec => ({
    data: {
      values: bundle.wires.flatMap(({ receiving, sending, weight }, wire) =>
        path(sends(sending), receives(receiving)).map((point, at) => ({
          ...rounded(point),
          at,
          wire,
          sign: weight > 0 ? 'positive' : 'negative',
          size: round(Math.abs(weight), 4),
        })),
      ),
    },
    // The opacity is set on the stroke; set on the whole mark, it would make resvg draw each wire as a separate
    // picture.
    mark: { type: 'line', interpolate: 'basis', strokeOpacity: 0.55, strokeCap: 'round' },
    encoding: {
      x: px('x'),
      y: px('y'),
      order: { field: 'at' },
      detail: { field: 'wire' },
      color: {
        field: 'sign',
        type: 'nominal',
        scale: { domain: ['positive', 'negative'], range: [POSITIVE, NEGATIVE] },
        legend: {
          title: 'weight',
          orient: 'bottom',
          padding: 9,
          symbolType: 'stroke',
          symbolStrokeWidth: 3,
          offset: 4,
        },
      },
      strokeWidth: {
        field: 'size',
        type: 'quantitative',
        scale: { type: 'sqrt', domain: [0, most || 1], range: [0, widest] },
        legend: {
          title: '|weight| (no unit)',
          orient: 'bottom',
          padding: 9,
          offset: 4,
          values: [0.1, 0.4, 1].map((share) => Number((share * (most || 1)).toPrecision(2))),
          format: '.2~r',
          symbolStrokeColor: MUTED,
          direction: 'horizontal',
        },
      },
    },
  })
  const [outputUnits, inputUnits] = [units(battery.outputs, output), units(battery.inputs, input)]
  return figure(
    {
      title: `${counted(details.order.length, 'active neuron')} between ${battery.inputCount} inputs and ${battery.outputCount} outputs`,
      subtitle: `${howMany(bundles)} Width grows with √|w|; direction and self-connections are not drawn. ${box ? 'Dots in the box, which is drawn flatter than it is:' : 'Dots on the sheet:'} neurons, colored by functional cluster.`,
    },
    {
      ...SIZE,
      layer: [
        planeShape('output'),
        wires(bundles.output, cable, hidden, output),
        ...outputUnits,
        ...(box ? [planeShape(box.lower), planeShape(box.upper)] : [planeShape('hidden')]),
        wires(bundles.input, cable, input, hidden),
        wires(bundles.recurrent, arc, hidden, hidden),
        ...neurons(details, hidden),
        planeShape('input'),
        ...inputUnits,
        captions(details, battery),
      ],
    },
  )
}

type At = (unit: number) => Point

/** Control points of the B-spline of a wire between two planes. It starts and ends vertically. */
function cable(from: Point, to: Point): Point[] {
  const fall = 0.42 * (to.y - from.y)
  return [from, { x: from.x, y: from.y + fall }, { x: to.x, y: to.y - fall }, to]
}

/** The same for a wire within the sheet: an arc above the sheet, the higher the longer the wire. */
function arc(from: Point, to: Point): Point[] {
  const rise = 0.32 * Math.hypot(to.x - from.x, to.y - from.y)
  return [from, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - rise }, to]
}

// ---- wires

interface Bundle {
  wires: { receiving: number; sending: number; weight: number }[]
  /** Share of Σ|w| over all wires between different units that these wires have. */
  share: number
}

/**
 * The wires of largest |w| of a matrix `[receiving, sending]`, weakest first, without wires of neurons to themselves.
 */
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
    // The list is cut now and then, so that the wires of 10,000 neurons need not all be in memory.
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
 * Width in px of the strongest wire. In a network that is not sparse, all drawn wires are about equally strong, so they
 * must be thinner than a few strong wires, or they would cover each other.
 */
function widestWire(strengths: readonly number[]): number {
  const most = Math.max(...strengths)
  const mean = strengths.reduce((sum, x) => sum + Math.sqrt(x / most), 0) / strengths.length
  return Math.min(4, 1.2 / mean) || 1
}

function howMany(bundles: Record<keyof typeof MOST_WIRES, Bundle>): string {
  const parts = Object.entries(bundles)
  const counts = list(parts.map(([name, { wires }]) => `${whole(wires.length)} ${name}`))
  const shares = list(parts.map(([, { share }]) => percent(share, 0)))
  return `Drawn are the strongest wires: ${counts}, with ${shares} of their matrix’s Σ|w|.`
}

// ---- planes

/** Position of a plane: distance of its far edge from the top, and its depth, px. */
type PlaneAt = (typeof PLANES)[Plane]

/** Where a point of the unit square is drawn on a plane, in perspective; y = 0 is the far edge. */
export function project(plane: Plane | PlaneAt, x: number, y: number): Point {
  const { top, depth } = typeof plane === 'string' ? PLANES[plane] : plane
  const scale = 1 / (1 + (1 / FAR - 1) * (1 - y)) // FAR at the far edge, 1 at the near one
  return {
    x: SIZE.width / 2 + (x - 0.5) * NEAR_WIDTH * scale,
    y: top + (depth * (scale - FAR)) / (1 - FAR),
  }
}

/** The upper and the lower face of the box in which neurons with depth stand, and where these begin and end in z. */
interface Box {
  upper: PlaneAt
  lower: PlaneAt
  from: number
  to: number
}

/** Px from the upper face of the box to the lower one. */
const BOX_HEIGHT = 120

function boxOf(sheet: Sheet): Box | null {
  const { dimensions, extents, side } = geometryOf(sheet)
  if (dimensions === 2 || extents[2] === 0) return null
  const { top, depth } = PLANES.hidden
  const upper = { top, depth: depth - BOX_HEIGHT }
  const share = extents[2] / side
  return {
    upper,
    lower: { ...upper, top: top + BOX_HEIGHT },
    from: (1 - share) / 2,
    to: (1 + share) / 2,
  }
}

const inBox =
  ({ upper, lower, from, to }: Box, positions: Positions): At =>
  (unit) => {
    const [x, y, z] = positions.subarray(3 * unit, 3 * unit + 3)
    const share = (z - from) / (to - from)
    return project({ ...upper, top: upper.top + share * (lower.top - upper.top) }, x, y)
  }

function planeShape(plane: Plane | PlaneAt): Spec {
  const corners = [project(plane, 0, 1), project(plane, 0, 0), project(plane, 1, 0), project(plane, 1, 1)]
  const near = round(corners[0].y)
  return {
    data: { values: corners.map((corner, i) => ({ ...rounded(corner), near, corner: i })) },
    encoding: { x: px('x'), y: px('y') },
    layer: [
      { mark: { type: 'area', color: '#f4f4f1', opacity: 0.8 }, encoding: { y2: { field: 'near' } } },
      {
        mark: { type: 'line', interpolate: 'linear-closed', color: '#bdbdb8', strokeWidth: 1 },
        encoding: { order: { field: 'corner' } },
      },
    ],
  }
}

/** Layers with the channels of a plane as dots with names, to be drawn over the wires. */
function units(groups: readonly ChannelGroup[], at: At): Spec[] {
  const dots = groups.flatMap((group) => group.labels.map((_, i) => rounded(at(group.first + i))))
  const line = groups
    .filter(({ name }) => name === 'tasks')
    .flatMap(({ first, labels }) => labels.map((label, i) => ({ ...beyond(at(first + i)), label })))
  return [
    {
      data: { values: dots },
      mark: { type: 'circle', size: 34, color: INK, opacity: 1, stroke: '#ffffff', strokeWidth: 0.8 },
      encoding: { x: px('x'), y: px('y') },
    },
    {
      data: { values: line },
      mark: { type: 'text', angle: 310, align: 'left', baseline: 'middle', fontSize: 11 },
      encoding: { x: px('x'), y: px('y'), text: { field: 'label' } },
    },
    ...haloed(groups.flatMap((group) => groupLabel(group, at))),
  ]
}

/** Position of the name of a channel in a line: in the channel's column, beyond the far edge of the plane. */
function beyond(unit: Point): Point {
  const { top } = PLANES.input
  const middle = SIZE.width / 2
  const scale = (y: number) => FAR + ((y - top) * (1 - FAR)) / PLANES.input.depth
  return { x: round(middle + ((unit.x - middle) * FAR) / scale(unit.y) + 2), y: top - 7 }
}

/** Text that can be read over wires. */
function haloed(values: readonly Spec[]): Spec[] {
  const text = (mark: Spec): Spec => ({
    data: { values },
    mark: { type: 'text', fontSize: 11, ...mark },
    encoding: { x: px('x'), y: px('y'), text: { field: 'label' } },
  })
  const halo = { color: '#f4f4f1', stroke: '#f4f4f1', strokeWidth: 4, strokeJoin: 'round', opacity: 0.85 }
  return [text(halo), text({ color: INK })]
}

/**
 * The name of a group with its position: in the center of a ring, or below the ring if a channel stands in the center;
 * below a single channel; in a line below each channel.
 */
function groupLabel(group: ChannelGroup, at: (unit: number) => Point) {
  if (group.name === 'tasks') return []
  if (group.shape === 'line') {
    return group.labels.map((label, i) => {
      const { x, y } = at(group.first + i)
      return { x: round(x), y: round(y + 12), label }
    })
  }
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

/** Names of the planes, at the left end of their far edges, where there are no wires. */
function captions({ sheet }: Details, battery: Battery): Spec {
  const values = (
    [
      ['input', 'Input', `${battery.inputCount} channels`],
      [
        'hidden',
        isGrid(sheet) ? 'Sheet' : 'Neurons',
        isGrid(sheet) ? `${sheetSize(sheet)} neurons` : `${whole(sheet.x.length)} places`,
      ],
      ['output', 'Output', `${battery.outputCount} classes`],
    ] as const
  ).map(([plane, name, size]) => ({ x: 0, y: PLANES[plane].top - 2, name, size }))
  const line = (field: string, mark: Spec): Spec => ({
    mark: { type: 'text', align: 'left', baseline: 'top', ...mark },
    encoding: { x: px('x'), y: px('y'), text: { field } },
  })
  return {
    data: { values },
    layer: [
      line('name', { fontWeight: 'bold', fontSize: 12, color: INK }),
      line('size', { dy: 15, color: MUTED }),
    ],
  }
}

// ---- neurons

function neurons({ labels, clusters, sheet }: Details, at: At): Spec[] {
  // Neurons in far rows are smaller: the diameter is a share of the distance to the next row in perspective.
  const diameter = (neuron: number): number => {
    if (!isGrid(sheet)) return placeDiameter(sheet)
    const { y } = at(neuron)
    const rows = [neuron - sheet.columns, neuron + sheet.columns].filter((n) => n >= 0 && n < labels.length)
    const room = Math.min(...rows.map((n) => Math.abs(at(n).y - y)), 22)
    return 0.86 * room
  }
  const area = (neuron: number, scale: number) => round((scale * diameter(neuron)) ** 2)
  const active = labels.flatMap((label, neuron) =>
    label < 0 ? [] : [{ ...rounded(at(neuron)), cluster: `${label + 1}`, area: area(neuron, 1) }],
  )
  // On a very large sheet, dots for inactive neurons would be a gray area that takes a megabyte.
  const dotted = labels.length <= 2500
  const inactive = labels.flatMap((label, neuron) =>
    label < 0 && dotted ? [{ ...rounded(at(neuron)), area: area(neuron, 0.32) }] : [],
  )
  const names = clusters.map((_, c) => `${c + 1}`)
  const size = { field: 'area', type: 'quantitative', scale: null }
  return [
    {
      data: { values: inactive },
      mark: { type: 'circle', color: '#b5b5b5', opacity: 1 },
      encoding: { x: px('x'), y: px('y'), size },
    },
    {
      data: { values: active },
      mark: { type: 'circle', opacity: 1, stroke: '#ffffff', strokeWidth: 0.9 },
      encoding: {
        x: px('x'),
        y: px('y'),
        size,
        fill: {
          field: 'cluster',
          type: 'nominal',
          scale: { domain: names, range: names.map((_, c) => clusterColor(c)) },
          legend:
            clusters.length > 0
              ? {
                  title: 'cluster',
                  orient: 'bottom',
                  padding: 9,
                  direction: 'horizontal',
                  offset: 4,
                  columns: 10,
                }
              : null,
        },
      },
    },
  ]
}

/** Px that a dot at a measured place has: most of the way to its neighbor, as far as that can be seen. */
function placeDiameter(sheet: Sheet): number {
  const { spacing, side } = geometryOf(sheet)
  return Math.min(14, Math.max(5, (0.5 * spacing * NEAR_WIDTH) / side))
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
