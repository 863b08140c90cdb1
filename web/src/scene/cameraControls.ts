/**
 * Moves the camera: OrbitControls of three.js for mouse and touch, the passages between the views, and the keys. On the
 * map a drag moves the sheet; in space it turns the network.
 */
import { MOUSE, type PerspectiveCamera, TOUCH } from 'three'
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js'
import { ease } from './motion.js'
import type { Size } from './projection.js'
import type { Units } from './units.js'
import {
  between,
  distanceOf,
  fittingLook,
  type Look,
  lookOf,
  place,
  setDepth,
  type ViewName,
} from './view.js'

/** Least and largest distance of the camera, as a multiple of the distance from which the whole network is seen. */
const NEAREST = 0.2
const FARTHEST = 2
/** Largest polar angle, radians. The camera stays above the planes, because they are painted from the lowest up. */
const LOWEST = 1.48

export class CameraControls {
  view: ViewName
  flatness: number
  readonly #camera: PerspectiveCamera
  readonly #orbit: OrbitControls
  readonly #units: Units
  readonly #changed: () => void
  #passage: { from: Look; to: Look; start: number; time: number } | null = null
  #size: Size = { width: 1, height: 1 }
  /** Whether the user has not moved the camera, so that a resized view is fitted anew. */
  #untouched = true
  #mayMove = true

  constructor(
    camera: PerspectiveCamera,
    canvas: HTMLCanvasElement,
    units: Units,
    view: ViewName,
    { changed, damping }: { changed: () => void; damping: boolean },
  ) {
    this.view = view
    this.flatness = view === 'map' ? 1 : 0
    this.#camera = camera
    this.#units = units
    this.#changed = changed
    this.#orbit = new OrbitControls(camera, canvas)
    this.#orbit.enableDamping = damping
    this.#orbit.dampingFactor = 0.12
    this.#orbit.zoomToCursor = true
    this.#orbit.zoomSpeed = 0.8
    this.#orbit.maxPolarAngle = LOWEST
    // So that a page on a phone can still be scrolled with one finger on the drawing.
    canvas.style.touchAction = 'pan-y'
    this.#orbit.addEventListener('change', changed)
    this.#orbit.addEventListener('start', () => {
      this.#untouched = false
    })
  }

  set damping(on: boolean) {
    this.#orbit.enableDamping = on
  }

  /** Whether the pointer may move the camera. */
  set mayMove(may: boolean) {
    this.#mayMove = may
    this.#enable()
  }

  resize(size: Size): void {
    this.#size = size
    if (this.#passage) {
      const { to, ...rest } = this.#passage
      this.#passage = { ...rest, to: { ...this.#fitting(this.view), flatness: to.flatness } }
    } else if (this.#untouched) {
      this.#put(this.#fitting(this.view))
      this.#settle()
    } else {
      this.#put(this.#look())
    }
  }

  /** Moves the camera to where everything is seen in a view. @param time of the passage in ms */
  goTo(view: ViewName, time: number): void {
    this.#halt()
    const to = this.#fitting(view)
    this.view = view
    this.#untouched = true
    if (time <= 0) {
      this.#passage = null
      this.#put(to)
      this.#settle()
    } else {
      this.#passage = { from: this.#look(), to, start: performance.now(), time }
      this.#enable()
    }
    this.#changed()
  }

  /** Moves the camera on in a passage. @returns whether there is one */
  advance(now: number): boolean {
    const passage = this.#passage
    if (!passage) {
      this.#orbit.update() // calls its listener if the camera has moved
      setDepth(this.#camera, this.#camera.position.distanceTo(this.#orbit.target))
      return false
    }
    const t = Math.min(1, (now - passage.start) / passage.time)
    this.#put(t < 1 ? between(passage.from, passage.to, ease(Math.max(0, t))) : passage.to)
    if (t >= 1) {
      this.#passage = null
      this.#settle()
    }
    this.#changed()
    return true
  }

  turn(right: number, down: number): void {
    this.#halt()
    const look = this.#look()
    const next: Look =
      this.view === 'map'
        ? {
            ...look,
            target: [look.target[0] + right * look.span, look.target[1], look.target[2] + down * look.span],
          }
        : {
            ...look,
            azimuth: look.azimuth + Math.PI * right,
            polar: Math.min(LOWEST, Math.max(0.02, look.polar - Math.PI * down)),
          }
    this.#jump(next)
  }

  zoom(factor: number): void {
    this.#halt()
    const look = this.#look()
    const { span } = this.#fitting(this.view)
    this.#jump({ ...look, span: Math.min(FARTHEST * span, Math.max(NEAREST * span, look.span / factor)) })
  }

  dispose(): void {
    this.#orbit.dispose()
  }

  /** Stops the damped motion of an earlier drag, which would otherwise go on after a passage. */
  #halt(): void {
    const look = this.#look()
    const damping = this.#orbit.enableDamping
    this.#orbit.enableDamping = false
    this.#orbit.update()
    this.#orbit.enableDamping = damping
    this.#put(look)
  }

  #jump(look: Look): void {
    this.#passage = null
    this.#untouched = false
    this.#put(look)
    this.#settle()
    this.#changed()
  }

  #fitting(view: ViewName): Look {
    return fittingLook(view, this.#units, this.#size, this.#camera.clone())
  }

  #look(): Look {
    return lookOf(this.#camera, this.#orbit.target, this.flatness)
  }

  #put(look: Look): void {
    this.flatness = look.flatness
    this.#orbit.target.set(...look.target)
    place(this.#camera, look, this.#size.width / this.#size.height)
  }

  /** Sets what the pointer may do in the view that a passage has reached. */
  #settle(): void {
    const map = this.view === 'map'
    const distance = distanceOf(this.#fitting(this.view))
    this.#orbit.minDistance = NEAREST * distance
    this.#orbit.maxDistance = FARTHEST * distance
    this.#orbit.enableRotate = !map
    this.#orbit.mouseButtons = { LEFT: map ? MOUSE.PAN : MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN }
    this.#orbit.touches = { ONE: map ? TOUCH.PAN : TOUCH.ROTATE, TWO: TOUCH.DOLLY_PAN }
    this.#enable()
  }

  #enable(): void {
    this.#orbit.enabled = this.#mayMove && this.#passage === null
  }
}
