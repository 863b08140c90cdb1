/**
 * Units as small shaded balls. Each is one quad that faces the camera, with a thin rim in the color of the ground that
 * separates it from wires. Marks (selected, pinned, hovered) are rings around the ball. A lesioned neuron is an empty
 * circle with a stroke through it. Nearer units hide farther ones, and units lie over all wires.
 */
import {
  BufferAttribute,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  ShaderMaterial,
  Vector2,
  Vector3,
} from 'three'
import { LEAST_RADIUS } from './coloring.js'
import { rgb, type Theme } from './theme.js'
import { READ_UNIT, type UnitTexture } from './unitTexture.js'

/** How far a quad reaches beyond the disc, for rim and marks, px. */
const MARGIN = 8

const VERTEX = /* glsl */ `
  ${READ_UNIT}
  uniform vec2 frame;
  in float row;
  out vec2 at;             // px from the center
  flat out float radius;   // px
  flat out vec4 color;
  flat out vec3 state;     // mark, lesioned, share of its color

  void main() {
    vec4 body = unitTexel(row, 0);
    vec4 center = modelViewMatrix * vec4(body.xyz, 1.0);
    gl_Position = projectionMatrix * center;
    float pxPerUnit = 0.5 * frame.y * projectionMatrix[1][1] / gl_Position.w;
    radius = max(body.w * pxPerUnit, ${LEAST_RADIUS.toFixed(1)});
    color = unitTexel(row, 1);
    state = unitTexel(row, 2).xyz;
    at = position.xy * (radius + ${MARGIN.toFixed(1)});
    gl_Position.xy += at * 2.0 / frame * gl_Position.w;
    if (color.a < 0.01) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  }
`

const FRAGMENT = /* glsl */ `
  uniform vec3 ground;
  uniform vec3 ink;
  uniform float shade;
  uniform float ratio;     // px of the screen for one of the page
  in vec2 at;
  flat in float radius;
  flat in vec4 color;
  flat in vec3 state;
  out vec4 fragment;

  float band(float d, float middle, float width) {
    return clamp(ratio * (0.5 * width - abs(d - middle)) + 0.5, 0.0, 1.0);
  }
  float within(float d, float r) { return clamp(ratio * (r - d) + 0.5, 0.0, 1.0); }
  vec4 over(vec4 top, vec4 under) {
    float a = top.a + under.a * (1.0 - top.a);
    return vec4((top.rgb * top.a + under.rgb * under.a * (1.0 - top.a)) / max(a, 1e-4), a);
  }

  void main() {
    float d = length(at);
    float rim = clamp(0.3 * (radius - 2.5), 0.0, 1.2);
    // First the rim, then the ball.
    vec4 drawn = vec4(ground, 0.9 * color.a * within(d, radius + rim));
    if (state.y > 0.5) {
      float r = max(radius, 4.0);
      drawn = vec4(ground, 0.9 * within(d, r));
      float cross = min(abs(at.x - at.y), abs(at.x + at.y)) * 0.7071;
      float stroke = max(band(d, r, 1.4), band(cross, 0.0, 1.4) * step(d, r));
      drawn = over(vec4(ink, 0.62 * stroke), drawn);
    } else {
      vec2 n = at / max(radius, 1e-3);
      float z = sqrt(max(0.0, 1.0 - dot(n, n)));
      float light = dot(vec3(n.x, n.y, z), normalize(vec3(-0.45, 0.6, 0.75)));
      float small = clamp((radius - 2.0) / 3.0, 0.0, 1.0); // small discs are not shaded
      vec3 lit = color.rgb * (1.0 - shade * small * 0.3 * (1.0 - light));
      lit = mix(lit, vec3(1.0), shade * small * 0.22 * pow(max(light, 0.0), 6.0));
      lit = mix(ground, lit, state.z);
      drawn = over(vec4(lit, color.a * within(d, radius)), drawn);
    }
    if (state.x > 0.5) {
      float gap = state.x > 1.5 ? 4.0 : 2.6;
      float width = state.x > 2.5 ? 1.6 : state.x > 1.5 ? 2.6 : 1.4;
      float ring = max(radius, state.y > 0.5 ? 4.0 : 0.0) + gap;
      drawn = over(vec4(ground, 0.8 * band(d, ring, width + 1.6)), drawn);
      drawn = over(vec4(ink, band(d, ring, width)), drawn);
    }
    if (drawn.a < 0.02) discard;
    fragment = drawn;
  }
`

export class UnitMesh {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>

  /** Draws the units `first` to `first + count − 1`. */
  constructor(first: number, count: number, units: UnitTexture, renderOrder: number) {
    const geometry = new InstancedBufferGeometry()
    geometry.setAttribute(
      'position',
      new BufferAttribute(Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0), 3),
    )
    geometry.setIndex([0, 1, 2, 0, 2, 3])
    const rows = Float32Array.from({ length: count }, (_, i) => first + i)
    geometry.setAttribute('row', new InstancedBufferAttribute(rows, 1))
    geometry.instanceCount = count
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      transparent: true,
      depthTest: true,
      depthWrite: true,
      uniforms: {
        units: { value: units.texture },
        frame: { value: new Vector2(1, 1) },
        ground: { value: new Vector3() },
        ink: { value: new Vector3() },
        shade: { value: 1 },
        ratio: { value: 1 },
      },
    })
    this.mesh = new Mesh(geometry, material)
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = renderOrder
  }

  setTheme(theme: Theme): void {
    const { uniforms } = this.mesh.material
    uniforms.ground.value.set(...rgb(theme.plane))
    uniforms.ink.value.set(...rgb(theme.ink))
  }

  /** Sets how strongly units are shaded as balls: 1 fully, 0 for flat discs. */
  setShade(shade: number): void {
    this.mesh.material.uniforms.shade.value = shade
  }

  /** Width and height are in px of the page. @param ratio px of the screen for a px of the page */
  setFrame(width: number, height: number, ratio: number): void {
    this.mesh.material.uniforms.frame.value.set(width, height)
    this.mesh.material.uniforms.ratio.value = ratio
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
