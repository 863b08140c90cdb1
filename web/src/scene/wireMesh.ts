/**
 * Wires as one instanced ribbon: its vertices run along a Bézier curve (curves.ts) between two units, a fixed number
 * of px wide, from thick where it is sent to thin where it is received. Buffers are allocated once.
 */
import {
  BufferAttribute,
  DoubleSide,
  DynamicDrawUsage,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  ShaderMaterial,
  Vector2,
  Vector3,
} from 'three'
import { BOW, RISE, UPRIGHT } from './curves.js'
import { type Rgb, rgb, type Theme } from './theme.js'
import { READ_UNIT, type UnitTexture } from './unitTexture.js'
import { FAINTEST, TAPER, type WireStyle } from './wireStyle.js'
import type { WireList } from './wires.js'

/** Pieces of a curve, and every how many of their joints are used from so many wires on. */
const PIECES = 12
const COARSER = [
  { wires: 0, step: 1 },
  { wires: 4000, step: 2 },
  { wires: 12_000, step: 3 },
]

const VERTEX = /* glsl */ `
  ${READ_UNIT}
  uniform vec2 frame;      // px
  uniform float scale;     // of widths, by the size of the frame
  uniform float strong;
  uniform float widest;
  uniform float opacity;
  uniform vec3 positive;
  uniform vec3 negative;
  in vec3 wire;            // sending row, receiving row, weight
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
    float t = position.x;
    vec3 point = curve(from, b, c, to, t);
    vec4 here = seen(point);
    // A short way along the curve; at an upright end, a little off it, where from above it has a direction at all.
    float inner = clamp(t, 0.02, 0.98);
    vec2 along = px(seen(point + 0.05 * direction(from, b, c, to, inner))) - px(here);
    if (dot(along, along) < 1e-4) along = px(seen(to)) - px(seen(from));
    vec2 side = dot(along, along) > 1e-8 ? normalize(vec2(-along.y, along.x)) : vec2(0.0);

    float strength = strong > 0.0 ? min(1.0, sqrt(abs(wire.z) / strong)) : 0.0;
    float width = scale * widest * strength * mix(${TAPER.from.toFixed(3)}, ${TAPER.to.toFixed(3)}, t);
    // Less than a pixel is drawn as a fainter pixel.
    float drawn = max(width, 1.0);
    float dim = min(unitTexel(wire.x, 2).y + unitTexel(wire.y, 2).y, 1.0); // lesioned neurons have no wires
    color = vec4(
      wire.z > 0.0 ? positive : negative,
      opacity * mix(${FAINTEST.toFixed(3)}, 1.0, strength) * (width / drawn) * (1.0 - dim)
    );
    halfWidth = 0.5 * drawn;
    across = position.y * (halfWidth + 0.75);
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
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>
  readonly #attribute: InstancedBufferAttribute
  readonly #strips = COARSER.map(({ step }) => new BufferAttribute(strip(step), 1))

  /** @param data `[capacity, 3]`, kept and uploaded from where it is. */
  constructor(data: Float32Array, units: UnitTexture, renderOrder: number) {
    const geometry = new InstancedBufferGeometry()
    geometry.setAttribute('position', new BufferAttribute(ribbon(), 3))
    geometry.setIndex(this.#strips[0])
    this.#attribute = new InstancedBufferAttribute(data, 3).setUsage(DynamicDrawUsage)
    geometry.setAttribute('wire', this.#attribute)
    geometry.instanceCount = 0
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

  /** Takes the first `count` wires of the buffer, or of another list that is copied into it. */
  setWires({ data, count }: WireList): void {
    const own = this.#attribute.array as Float32Array
    const most = own.length / 3
    const drawn = Math.min(count, most)
    // Of a list that does not fit, the strongest: they come last.
    if (data !== own) own.set(data.subarray(3 * (count - drawn), 3 * count))
    this.#attribute.clearUpdateRanges()
    this.#attribute.addUpdateRange(0, 3 * drawn)
    this.#attribute.needsUpdate = true
    const { geometry } = this.mesh
    geometry.instanceCount = drawn
    geometry.setIndex(this.#strips[COARSER.findLastIndex(({ wires }) => drawn >= wires)])
  }

  setStyle({ strong, widest, opacity }: WireStyle, share: number): void {
    const { uniforms } = this.mesh.material
    uniforms.strong.value = strong
    uniforms.widest.value = widest
    uniforms.opacity.value = opacity * share
    this.mesh.visible = share > 0.004 && this.mesh.geometry.instanceCount > 0
  }

  setTheme(theme: Theme): void {
    const { uniforms } = this.mesh.material
    const set = (to: Vector3, [r, g, b]: Rgb) => to.set(r, g, b)
    set(uniforms.positive.value, rgb(theme.positive))
    set(uniforms.negative.value, rgb(theme.negative))
  }

  /** Width and height in px of the screen; `scale` is that of the wires' widths. */
  setFrame(width: number, height: number, scale: number): void {
    this.mesh.material.uniforms.frame.value.set(width, height)
    this.mesh.material.uniforms.scale.value = scale
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}

/** Vertices of one ribbon: the share of the way, the side (−1 or 1), 0. */
function ribbon(): Float32Array {
  const vertices: number[] = []
  for (let i = 0; i <= PIECES; i++) vertices.push(i / PIECES, -1, 0, i / PIECES, 1, 0)
  return Float32Array.from(vertices)
}

/** Two triangles a piece, of every `step`th vertex. */
function strip(step: number): Uint16Array {
  const indices: number[] = []
  for (let i = 0; i < PIECES; i += step) {
    const [a, b] = [2 * i, 2 * (i + step)]
    indices.push(a, a + 1, b, b, a + 1, b + 1)
  }
  return Uint16Array.from(indices)
}
