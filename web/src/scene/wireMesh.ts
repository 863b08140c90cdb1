/**
 * Wires as ribbons. A ribbon follows a Bézier curve (curves.ts) between two units; its width is in px, thick at the
 * sending unit and thin at the receiving one. All ribbons are drawn with one call: a vertex finds its wire in a texture
 * by its number. Instances of one ribbon would be simpler, but a renderer without a graphics card draws each instance
 * separately. Buffers are allocated once.
 */
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  FloatType,
  GLSL3,
  Mesh,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
  Vector2,
  Vector3,
} from 'three'
import { BOW, RISE, UPRIGHT } from './curves.js'
import { type Rgb, rgb, type Theme } from './theme.js'
import { READ_UNIT, type UnitTexture } from './unitTexture.js'
import { FAINTEST, TAPER, type WireStyle } from './wireStyle.js'
import type { WireList } from './wires.js'

/** Pieces of a curve. With many wires, only every `step`th joint of the pieces is used: from `wires` wires on. */
const PIECES = 12
const COARSER = [
  { wires: 0, step: 1 },
  { wires: 4000, step: 2 },
  { wires: 12_000, step: 3 },
]

/** Vertices of a ribbon: two at each joint. */
const VERTICES = 2 * (PIECES + 1)
/** Wires in a row of the texture; every WebGL 2 allows this width. */
const PER_ROW = 1024

const VERTEX = /* glsl */ `
  ${READ_UNIT}
  uniform highp sampler2D wires; // sending row, receiving row, weight
  uniform vec2 frame;      // px
  uniform float scale;     // of widths, by the size of the frame
  uniform float strong;
  uniform float widest;
  uniform float opacity;
  uniform vec3 positive;
  uniform vec3 negative;
  out vec4 color;
  out float across;        // px from the middle
  out float halfWidth;     // px

  vec3 curve(vec3 a, vec3 b, vec3 c, vec3 d, float t) {
    float s = 1.0 - t;
    return s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d;
  }
  vec3 direction(vec3 a, vec3 b, vec3 c, vec3 d, float t) {
    float s = 1.0 - t;
    return s * s * (b - a) + 2.0 * s * t * (c - b) + t * t * (d - c);
  }
  vec4 seen(vec3 p) { return projectionMatrix * modelViewMatrix * vec4(p, 1.0); }
  vec2 px(vec4 p) { return 0.5 * frame * p.xy / p.w; }

  void main() {
    int number = gl_VertexID / ${VERTICES};
    int vertex = gl_VertexID % ${VERTICES};
    vec3 wire = texelFetch(wires, ivec2(number % ${PER_ROW}, number / ${PER_ROW}), 0).xyz;
    vec3 from = unitTexel(wire.x, 0).xyz;
    vec3 to = unitTexel(wire.y, 0).xyz;
    vec3 way = to - from;
    vec3 b;
    vec3 c;
    if (abs(way.y) > 0.25) {
      b = from + vec3(0.0, ${UPRIGHT.toFixed(3)} * way.y, 0.0);
      c = to - vec3(0.0, ${UPRIGHT.toFixed(3)} * way.y, 0.0);
    } else {
      float far = length(way.xz);
      vec3 over = 0.5 * (from + to) + ${BOW.toFixed(3)} * vec3(-way.z, 0.0, way.x) + vec3(0.0, ${RISE.toFixed(3)} * far, 0.0);
      b = mix(from, over, 2.0 / 3.0);
      c = mix(to, over, 2.0 / 3.0);
    }
    float t = float(vertex / 2) / ${PIECES.toFixed(1)};
    vec3 point = curve(from, b, c, to, t);
    vec4 here = seen(point);
    // The direction of the curve on the screen. At the very ends, a wire between planes is perpendicular to them and
    // has no
    // direction when seen from above, so the direction is taken a little inside.
    float inner = clamp(t, 0.02, 0.98);
    vec2 along = px(seen(point + 0.05 * direction(from, b, c, to, inner))) - px(here);
    if (dot(along, along) < 1e-4) along = px(seen(to)) - px(seen(from));
    vec2 side = dot(along, along) > 1e-8 ? normalize(vec2(-along.y, along.x)) : vec2(0.0);

    float strength = strong > 0.0 ? min(1.0, sqrt(abs(wire.z) / strong)) : 0.0;
    float width = scale * widest * strength * mix(${TAPER.from.toFixed(3)}, ${TAPER.to.toFixed(3)}, t);
    // A ribbon that is thinner than a pixel is drawn one pixel wide and fainter.
    float drawn = max(width, 1.0);
    float dim = min(unitTexel(wire.x, 2).y + unitTexel(wire.y, 2).y, 1.0); // lesioned neurons have no wires
    color = vec4(
      wire.z > 0.0 ? positive : negative,
      opacity * mix(${FAINTEST.toFixed(3)}, 1.0, strength) * (width / drawn) * (1.0 - dim)
    );
    halfWidth = 0.5 * drawn;
    across = (vertex % 2 == 0 ? -1.0 : 1.0) * (halfWidth + 0.75);
    here.xy += side * across * 2.0 / frame * here.w;
    gl_Position = color.a < 0.003 ? vec4(2.0, 2.0, 2.0, 1.0) : here;
  }
`

const FRAGMENT = /* glsl */ `
  in vec4 color;
  in float across;
  in float halfWidth;
  out vec4 fragment;
  void main() {
    float cover = clamp(halfWidth + 0.5 - abs(across), 0.0, 1.0);
    fragment = vec4(color.rgb, color.a * cover);
  }
`

export class WireMesh {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>
  readonly #texture: DataTexture
  readonly #data: Float32Array
  readonly #capacity: number
  readonly #strips: (BufferAttribute | undefined)[] = []
  #drawn = 0

  /** @param capacity the most wires that it can draw */
  constructor(capacity: number, units: UnitTexture, renderOrder: number) {
    const rows = Math.max(1, Math.ceil(capacity / PER_ROW))
    this.#capacity = capacity
    this.#data = new Float32Array(4 * PER_ROW * rows)
    this.#texture = new DataTexture(this.#data, PER_ROW, rows, RGBAFormat, FloatType)
    this.#texture.minFilter = NearestFilter
    this.#texture.magFilter = NearestFilter
    const geometry = new BufferGeometry()
    geometry.setIndex(this.#strip(0))
    geometry.setDrawRange(0, 0)
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      transparent: true,
      side: DoubleSide,
      depthTest: false,
      depthWrite: false,
      uniforms: {
        units: { value: units.texture },
        wires: { value: this.#texture },
        frame: { value: new Vector2(1, 1) },
        scale: { value: 1 },
        strong: { value: 0 },
        widest: { value: 1 },
        opacity: { value: 1 },
        positive: { value: new Vector3() },
        negative: { value: new Vector3() },
      },
    })
    this.mesh = new Mesh(geometry, material)
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = renderOrder
  }

  /** Takes over the wires of a list; only the strongest if there are more than the capacity. */
  setWires({ data, count }: WireList): void {
    const drawn = Math.min(count, this.#capacity)
    let from = 3 * (count - drawn) // the strongest come last
    for (let at = 0; at < 4 * drawn; at += 4) {
      this.#data[at] = data[from++]
      this.#data[at + 1] = data[from++]
      this.#data[at + 2] = data[from++]
    }
    this.#texture.needsUpdate = true
    this.#drawn = drawn
    const level = COARSER.findLastIndex(({ wires }) => drawn >= wires)
    const { geometry } = this.mesh
    geometry.setIndex(this.#strip(level))
    geometry.setDrawRange(0, drawn * indicesOf(COARSER[level].step))
  }

  setStyle({ strong, widest, opacity }: WireStyle, share: number): void {
    const { uniforms } = this.mesh.material
    uniforms.strong.value = strong
    uniforms.widest.value = widest
    uniforms.opacity.value = opacity * share
    this.mesh.visible = share > 0.004 && this.#drawn > 0
  }

  setTheme(theme: Theme): void {
    const { uniforms } = this.mesh.material
    const set = (to: Vector3, [r, g, b]: Rgb) => to.set(r, g, b)
    set(uniforms.positive.value, rgb(theme.positive))
    set(uniforms.negative.value, rgb(theme.negative))
  }

  /** Width and height are in px of the screen. @param scale factor on the widths of wires */
  setFrame(width: number, height: number, scale: number): void {
    this.mesh.material.uniforms.frame.value.set(width, height)
    this.mesh.material.uniforms.scale.value = scale
  }

  dispose(): void {
    this.#texture.dispose()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }

  /** The triangles for the most ribbons that are drawn at a level of COARSER; made when they are first needed. */
  #strip(level: number): BufferAttribute {
    const most = Math.min(this.#capacity, (COARSER[level + 1]?.wires ?? Number.POSITIVE_INFINITY) - 1)
    this.#strips[level] ??= new BufferAttribute(strips(most, COARSER[level].step), 1)
    return this.#strips[level]
  }
}

const indicesOf = (step: number) => 6 * (PIECES / step)

/** Vertex indices of the triangles of ribbons: two triangles between each pair of the joints that are used. */
function strips(ribbons: number, step: number): Uint32Array {
  const indices = new Uint32Array(ribbons * indicesOf(step))
  let at = 0
  for (let ribbon = 0; ribbon < ribbons; ribbon++) {
    for (let piece = 0; piece < PIECES; piece += step) {
      const a = VERTICES * ribbon + 2 * piece
      const b = a + 2 * step
      for (const index of [a, a + 1, b, b, a + 1, b + 1]) indices[at++] = index
    }
  }
  return indices
}
