/**
 * Units as they are shown at this moment, on their way to the places and looks that the model gives them. Each neuron
 * has its own time of departure, so that a new snapshot does not disturb neurons that are already gliding.
 */
import { LEAST_RADIUS, LOOK_SIZE } from './coloring.js'
import { unitColorShare, unitOpacity, unitScale } from './emphasis.js'
import type { SceneModel } from './model.js'
import { blend, glide } from './motion.js'
import type { Seen } from './pick.js'
import type { Projection } from './projection.js'
import { FLOATS, UnitTexture } from './unitTexture.js'

/** Duration of a change of places, and of a change of colors, ms. */
const TIMES = { move: 700, color: 260 }

export class ShownUnits {
  readonly texture: UnitTexture
  readonly #model: SceneModel
  /** Where units are, and where they started, `[unit, 3]`; the time at which they started, ms. */
  readonly #places: Float32Array
  readonly #placesFrom: Float32Array
  readonly #departed: Float64Array
  /** Their present looks, and their looks before the present change, `[unit, LOOK_SIZE]`. */
  readonly #looks: Float32Array
  readonly #looksFrom: Float32Array
  #moving = false
  #recolored: number | null = null

  constructor(model: SceneModel) {
    const { units, looks } = model
    this.#model = model
    this.#places = Float32Array.from(units.homes)
    this.#placesFrom = Float32Array.from(units.homes)
    this.#departed = new Float64Array(units.count).fill(Number.NEGATIVE_INFINITY)
    this.#looks = Float32Array.from(looks)
    this.#looksFrom = Float32Array.from(looks)
    this.texture = new UnitTexture(units.count)
  }

  /**
   * Starts the motion of neurons that have changed places.
   * @param from for every place, the place at which its neuron was before
   * @returns whether any has
   */
  depart(from: Int32Array, now: number): boolean {
    const first = this.#model.units.first('sheet')
    const [places, looks] = [this.#places.slice(), this.#looks.slice()]
    let started = false
    from.forEach((before, place) => {
      if (before === place) return
      started = true
      const [was, is] = [first + before, first + place]
      this.#placesFrom.set(places.subarray(3 * was, 3 * was + 3), 3 * is)
      this.#places.set(places.subarray(3 * was, 3 * was + 3), 3 * is)
      this.#looks.set(looks.subarray(LOOK_SIZE * was, LOOK_SIZE * (was + 1)), LOOK_SIZE * is)
      this.#departed[is] = now
    })
    this.#moving ||= started
    return started
  }

  /** Starts the change of units to the model's new looks. */
  recolor(now: number): void {
    this.#looksFrom.set(this.#looks)
    this.#recolored = now
  }

  /** Gives units the model's looks at once, and its places if `places`. */
  arrive(places: boolean): void {
    this.#looks.set(this.#model.looks)
    this.#recolored = null
    if (!places) return
    this.#places.set(this.#model.units.homes)
    this.#moving = false
  }

  /** Moves units on to a time, ms. @returns whether anything has moved or changed its color */
  advance(now: number): boolean {
    const changed = this.#moving || this.#recolored !== null
    if (this.#moving) {
      const { homes } = this.#model.units
      const share = (unit: number) => (now - this.#departed[unit]) / TIMES.move
      glide(this.#placesFrom, homes, share, this.#places)
      this.#moving = this.#departed.some((departed) => now - departed < TIMES.move)
    }
    if (this.#recolored !== null) {
      const t = Math.min(1, (now - this.#recolored) / TIMES.color)
      blend(this.#looksFrom, this.#model.looks, t, this.#looks)
      if (t >= 1) this.#recolored = null
    }
    return changed
  }

  /** Writes the texture that the shaders read. */
  write(flatness: number): void {
    const { data, texture } = this.texture
    const { units } = this.#model
    for (let row = 0; row < units.count; row++) {
      const at = FLOATS * row
      const look = LOOK_SIZE * row
      data[at] = this.#places[3 * row]
      data[at + 1] = this.#places[3 * row + 1]
      data[at + 2] = this.#places[3 * row + 2]
      data[at + 3] = this.#looks[look] * unitScale(units.plane(row), flatness)
      data[at + 4] = this.#looks[look + 1]
      data[at + 5] = this.#looks[look + 2]
      data[at + 6] = this.#looks[look + 3]
      data[at + 7] = unitOpacity(this.#model, row, flatness)
      data[at + 8] = this.#model.mark(row)
      data[at + 9] = this.#model.isLesioned(row) ? 1 : 0
      data[at + 10] = unitColorShare(this.#model, row)
    }
    texture.needsUpdate = true
  }

  /** Writes where units are on the screen; radius 0 for units that cannot be picked. */
  project(projection: Projection, flatness: number, into: Seen): void {
    const { units } = this.#model
    for (let row = 0; row < units.count; row++) {
      const at = 3 * row
      const [x, y, scale] = projection.point(this.#places[at], this.#places[at + 1], this.#places[at + 2])
      const plane = units.plane(row)
      const radius = this.#looks[LOOK_SIZE * row] * unitScale(plane, flatness) * scale
      into[at] = x
      into[at + 1] = y
      into[at + 2] = plane === 'sheet' || flatness < 0.5 ? Math.max(LEAST_RADIUS, radius) : 0
    }
  }
}
