/**
 * Positions and looks of all units, as a texture that every shader reads. A wire finds the ends of its curve here by
 * the rows of its units, so a frame of an animation uploads only this texture. A unit has three texels: position and
 * radius; color and opacity; mark (model.ts), whether lesioned, share of its color, and an unused value.
 */
import { DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three'

/** Units in a row of the texture. The row's width, three times this, is possible in every WebGL 2. */
const PER_ROW = 512
const TEXELS = 3
export const FLOATS = 4 * TEXELS

export class UnitTexture {
  readonly texture: DataTexture
  /** `[unit, FLOATS]`; the last row of the texture may have unused room. */
  readonly data: Float32Array

  constructor(units: number) {
    const rows = Math.max(1, Math.ceil(units / PER_ROW))
    this.data = new Float32Array(rows * PER_ROW * FLOATS)
    this.texture = new DataTexture(this.data, PER_ROW * TEXELS, rows, RGBAFormat, FloatType)
    this.texture.minFilter = NearestFilter
    this.texture.magFilter = NearestFilter
    this.texture.needsUpdate = true
  }
}

/** GLSL: texel 0, 1 or 2 of a unit. */
export const READ_UNIT = /* glsl */ `
  uniform highp sampler2D units;
  vec4 unitTexel(float row, int texel) {
    int r = int(row + 0.5);
    return texelFetch(units, ivec2(${TEXELS} * (r % ${PER_ROW}) + texel, r / ${PER_ROW}), 0);
  }
`
