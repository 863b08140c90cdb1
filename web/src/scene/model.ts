/**
 * The contents of the scene: the network, which parts of it are shown, how it is colored, what stands out. The model
 * does not draw; the WebGL scene and the SVG drawing are both made from it.
 */
import type { Layout, Sheet } from 'gyrus/growth/sheet.js'
import type { Snapshot } from '../brain/snapshot.js'
import { type Coloring, LOOK_SIZE, unitLooks } from './coloring.js'
import { type Labels, type SceneLabel, sceneLabels, taskRows } from './labels.js'
import { cameFrom } from './motion.js'
import type { Theme } from './theme.js'
import { type Unit, Units } from './units.js'
import { fittingStyle, type WireStyle } from './wireStyle.js'
import {
  clearWires,
  collectWires,
  type DrawnWires,
  emptyWires,
  WIRE_KINDS,
  type WireKind,
  type WireList,
  wiresOf,
} from './wires.js'

/** The units that stand out. Neurons are identified by their place. */
export interface Highlight {
  hovered: Unit | null
  pinned: Unit | null
  lesioned: ReadonlySet<number>
  selected: ReadonlySet<number>
}

export const NOTHING: Highlight = { hovered: null, pinned: null, lesioned: new Set(), selected: new Set() }

/** Kinds of marks around a unit's disc. */
export const MARK = { none: 0, selected: 1, pinned: 2, hovered: 3 } as const

const NO_WIRES: WireList = { data: new Float32Array(0), count: 0 }

interface ModelOptions {
  layout: Layout
  labels: Labels
  sheet: Sheet
  theme: Theme
  most?: number
}

export class SceneModel {
  readonly units: Units
  readonly labels: readonly SceneLabel[]
  readonly wires: DrawnWires
  readonly styles: Record<WireKind, WireStyle>
  /** `[unit, LOOK_SIZE]`: radius and color. */
  readonly looks: Float32Array
  snapshot: Snapshot | null = null
  threshold = 0
  readonly shown: Record<WireKind, boolean> = { input: true, recurrent: true, output: true }
  coloring: Coloring
  activity: Float32Array | null = null
  highlight: Highlight = NOTHING
  theme: Theme
  /** The wires of the unit in focus, weakest first. */
  focusWires: WireList = NO_WIRES
  /** Rows of the unit in focus and of all units that it is connected to; null without a focus. */
  connected: ReadonlySet<number> | null = null
  readonly #taskRows: readonly number[]

  /** @param most the most wires that are drawn at once */
  constructor({ layout, labels, sheet, theme, most }: ModelOptions) {
    this.units = new Units(layout, sheet)
    this.wires = emptyWires(most)
    this.labels = sceneLabels(this.units, labels)
    this.looks = new Float32Array(LOOK_SIZE * this.units.count)
    this.theme = theme
    this.#taskRows = taskRows(this.units, labels)
    this.coloring = { kind: 'cluster', clusters: new Int32Array(this.units.neurons).fill(-1) }
    const plain = { strong: 0, widest: 1, opacity: 1 }
    this.styles = { input: plain, recurrent: plain, output: plain }
    this.recolor()
  }

  /**
   * Sets the network to show.
   * @returns for every place, the place at which its neuron was before
   * @throws RangeError if the network does not have the size of this scene
   */
  setNetwork(snapshot: Snapshot): Int32Array {
    if (snapshot.places.length !== this.units.neurons) {
      throw new RangeError(`scene: expected ${this.units.neurons} neurons, got ${snapshot.places.length}`)
    }
    const from = cameFrom(this.snapshot?.places ?? null, snapshot.places)
    this.snapshot = snapshot
    this.rewire()
    return from
  }

  /** Removes the network. */
  clear(): void {
    this.snapshot = null
    this.rewire()
  }

  /** Collects the wires to draw again, after a change of the network, the threshold or the kinds that are shown. */
  rewire(): void {
    if (this.snapshot === null) clearWires(this.wires)
    else collectWires(this.snapshot.connections, this.units, this, this.wires)
    for (const kind of WIRE_KINDS) {
      this.styles[kind] = fittingStyle(this.wires[kind], this.units.homes, this.wires.strong)
    }
    this.refocus()
  }

  /** Computes the looks of all units again. @returns whether any has changed */
  recolor(): boolean {
    const before = this.looks.slice()
    unitLooks(this.coloring, this.activity, this.units, this.#taskRows, this.theme, this.looks)
    return this.looks.some((value, i) => value !== before[i])
  }

  /** Style of the wires of the unit in focus. The strongest of them counts as strong. */
  get focusStyle(): WireStyle {
    const { data, count } = this.focusWires
    const strongest = count > 0 ? Math.abs(data[3 * count - 1]) : 0
    return fittingStyle(this.focusWires, this.units.homes, Math.min(this.wires.strong, strongest))
  }

  /** The unit whose wires stand out: the hovered one, else the pinned one. */
  get focus(): Unit | null {
    return this.highlight.hovered ?? this.highlight.pinned
  }

  refocus(): void {
    const { focus } = this
    if (focus === null || this.snapshot === null) {
      this.focusWires = NO_WIRES
      this.connected = null
      return
    }
    const row = this.units.row(focus)
    this.focusWires = wiresOf(this.snapshot.connections, this.units, row, this.threshold)
    const connected = new Set([row])
    const { data, count } = this.focusWires
    for (let i = 0; i < 3 * count; i += 3) connected.add(data[i]).add(data[i + 1])
    this.connected = connected
  }

  /** The mark around a unit's disc, one of MARK. */
  mark(row: number): number {
    const { hovered, pinned, selected } = this.highlight
    if (hovered && this.units.row(hovered) === row) return MARK.hovered
    if (pinned && this.units.row(pinned) === row) return MARK.pinned
    const neuron = row - this.units.first('sheet')
    return neuron >= 0 && neuron < this.units.neurons && selected.has(neuron) ? MARK.selected : MARK.none
  }

  isLesioned(row: number): boolean {
    const neuron = row - this.units.first('sheet')
    return neuron >= 0 && neuron < this.units.neurons && this.highlight.lesioned.has(neuron)
  }
}
