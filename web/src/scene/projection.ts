/** Computes where points of the scene are on the screen: for picking, labels and the SVG drawing. */
import { type Camera, Matrix4 } from 'three'
import type { Seen } from './pick.js'

export interface Size {
  width: number
  height: number
}

export class Projection {
  readonly #matrix = new Matrix4()
  readonly #size: Size
  readonly #upright: number

  constructor(camera: Camera, size: Size) {
    this.#matrix.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse)
    this.#upright = camera.projectionMatrix.elements[5]
    this.#size = size
  }

  /** x and y of a point in px from the upper left corner, and how many px a unit of length has there. */
  point(x: number, y: number, z: number): [x: number, y: number, scale: number] {
    const e = this.#matrix.elements
    const w = e[3] * x + e[7] * y + e[11] * z + e[15]
    const { width, height } = this.#size
    return [
      (width / 2) * (1 + (e[0] * x + e[4] * y + e[8] * z + e[12]) / w),
      (height / 2) * (1 - (e[1] * x + e[5] * y + e[9] * z + e[13]) / w),
      (this.#upright * height) / 2 / w,
    ]
  }

  /**
   * Projects units.
   * @param bodies position and radius of each unit, with `stride` values for a unit
   * @param radius least radius of a disc, px
   */
  units(bodies: Float32Array, stride: number, count: number, radius: number, into: Seen): void {
    for (let unit = 0; unit < count; unit++) {
      const at = stride * unit
      const [x, y, scale] = this.point(bodies[at], bodies[at + 1], bodies[at + 2])
      into[3 * unit] = x
      into[3 * unit + 1] = y
      into[3 * unit + 2] = Math.max(radius, bodies[at + 3] * scale)
    }
  }
}
