/**
 * Where units are and how they look, as a texture that every shader reads: a wire follows its neurons by their rows,
 * so that a frame of an animation uploads this and nothing else. Three texels a unit: position and radius; color and
 * opacity; mark (model.ts), lesioned, share of its color, and one that
 * is free.
 */
import { DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three'

/** Units in a row of the texture: 3 × this is a width that every WebGL 2 has. */
const PER_ROW = 512
const TEXELS = 3
export const FLOATS = 4 * TEXELS

export class UnitTexture {
  readonly texture: DataTexture
  /** `[unit, FLOATS]`, with room behind the last unit. */
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
