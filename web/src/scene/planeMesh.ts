/** A plane: a thin frame around a surface through which one can partly see what lies below. */
import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  GLSL3,
  Mesh,
  ShaderMaterial,
  Vector2,
  Vector3,
} from 'three'
import { planeHalf } from './planeCorners.js'
import { rgb, type Theme } from './theme.js'
import type { Plane, Units } from './units.js'

/** How much larger the quad is than the plane, to hold the frame's outer edge. */
const BEYOND = 0.03

const VERTEX = /* glsl */ `
  out vec2 at;
  void main() {
    at = position.xz;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }
`

const FRAGMENT = /* glsl */ `
  uniform vec2 halfSize;
  uniform float line;      // width of the frame in px of the screen
  uniform vec3 surface;
  uniform vec3 frame;
  uniform float cover;
  uniform float share;
  in vec2 at;
  out vec4 fragment;
  void main() {
    // Px beyond the edge, negative inside.
    vec2 perPx = vec2(length(vec2(dFdx(at.x), dFdy(at.x))), length(vec2(dFdx(at.y), dFdy(at.y))));
    vec2 beyond = (abs(at) - halfSize) / max(perPx, vec2(1e-6));
    float edge = max(beyond.x, beyond.y);
    float inside = cover * clamp(0.5 - edge, 0.0, 1.0);
    float drawn = clamp(0.5 * line + 0.5 - abs(edge), 0.0, 1.0);
    fragment = vec4(mix(surface, frame, drawn), share * max(inside, drawn));
  }
`

export class PlaneMesh {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>
  #theme: Theme | null = null

  constructor(plane: Plane, units: Units, renderOrder: number) {
    const half = planeHalf(plane, units)
    const [x, y, z] = [half.x + BEYOND, units.heights[plane], half.z + BEYOND]
    const geometry = new BufferGeometry()
    const corners = Float32Array.of(-x, y, -z, x, y, -z, x, y, z, -x, y, z)
    geometry.setAttribute('position', new BufferAttribute(corners, 3))
    geometry.setIndex([0, 1, 2, 0, 2, 3])
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      transparent: true,
      side: DoubleSide,
      depthTest: false,
      depthWrite: false,
      uniforms: {
        halfSize: { value: new Vector2(half.x, half.z) },
        line: { value: 1 },
        surface: { value: new Vector3() },
        frame: { value: new Vector3() },
        cover: { value: 1 },
        share: { value: 1 },
      },
    })
    this.mesh = new Mesh(geometry, material)
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = renderOrder
  }

  /**
   * @param cover factor on the opacity of the theme's planes
   * @param share opacity of the whole plane with its frame
   */
  set(theme: Theme, cover: number, share: number): void {
    const { uniforms } = this.mesh.material
    if (this.#theme !== theme) {
      uniforms.surface.value.set(...rgb(theme.plane))
      uniforms.frame.value.set(...rgb(theme.frame))
      this.#theme = theme
    }
    uniforms.cover.value = theme.planeOpacity * cover
    uniforms.share.value = share
    this.mesh.visible = share > 0.004
  }

  setFrame(ratio: number): void {
    this.mesh.material.uniforms.line.value = ratio
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
