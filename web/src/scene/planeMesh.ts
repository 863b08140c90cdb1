/** A plane: a thin frame around a surface that lets what is under it show through a little. */
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  Group,
  LineBasicMaterial,
  LineLoop,
  Mesh,
  MeshBasicMaterial,
  SRGBColorSpace,
} from 'three'
import { planeCorners } from './planeCorners.js'
import type { Theme } from './theme.js'
import type { Plane, Units } from './units.js'

export class PlaneMesh {
  readonly group = new Group()
  readonly #surface: Mesh<BufferGeometry, MeshBasicMaterial>
  readonly #frame: LineLoop<BufferGeometry, LineBasicMaterial>
  #theme: Theme | null = null

  constructor(plane: Plane, units: Units, renderOrder: number) {
    const geometry = new BufferGeometry()
    geometry.setAttribute(
      'position',
      new BufferAttribute(Float32Array.from(planeCorners(plane, units).flat()), 3),
    )
    const surface = geometry.clone()
    surface.setIndex([0, 2, 1, 0, 3, 2])
    const common = { transparent: true, depthTest: false, depthWrite: false, toneMapped: false }
    this.#surface = new Mesh(surface, new MeshBasicMaterial(common))
    this.#frame = new LineLoop(geometry, new LineBasicMaterial(common))
    this.#surface.renderOrder = renderOrder
    this.#frame.renderOrder = renderOrder + 0.1
    this.group.add(this.#surface, this.#frame)
  }

  /** @param cover how much of the surface's own covering it has; @param share of everything */
  set(theme: Theme, cover: number, share: number): void {
    if (this.#theme !== theme) {
      const color = (css: string) => new Color().setStyle(css, SRGBColorSpace)
      this.#surface.material.color = color(theme.plane)
      this.#frame.material.color = color(theme.frame)
      this.#theme = theme
    }
    this.#surface.material.opacity = theme.planeOpacity * cover * share
    this.#frame.material.opacity = share
    this.group.visible = share > 0.004
  }

  dispose(): void {
    for (const { geometry, material } of [this.#surface, this.#frame]) {
      geometry.dispose()
      material.dispose()
    }
  }
}
