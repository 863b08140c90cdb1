/**
 * The meshes of the scene, in the order in which they are painted: from the lowest plane up, and neurons over wires.
 */
import { Scene } from 'three'
import { wireShare } from './emphasis.js'
import type { SceneModel } from './model.js'
import { PlaneMesh } from './planeMesh.js'
import type { Size } from './projection.js'
import type { Theme } from './theme.js'
import { UnitMesh } from './unitMesh.js'
import type { Plane } from './units.js'
import type { UnitTexture } from './unitTexture.js'
import { WireMesh } from './wireMesh.js'
import { WIRE_KINDS, type WireKind } from './wires.js'

/** The frame size in px at which wires have the widths of wireStyle.ts; in other frames they are scaled. */
const NOMINAL_HEIGHT = 700
/** Cover of the input plane. It lies over all wires, so it covers less than the other planes. */
const INPUT_COVER = 0.35
/** Shading of neurons on the map, where they are nearly flat discs. */
const FLAT_SHADE = 0.4

export class Painting {
  readonly scene = new Scene()
  readonly #model: SceneModel
  readonly #planes: Record<Plane, PlaneMesh>
  readonly #wires: Record<WireKind | 'focus', WireMesh>
  readonly #units: Record<Plane, UnitMesh>

  constructor(model: SceneModel, texture: UnitTexture) {
    const { units } = model
    const capacity = model.wires.input.data.length / 3
    const unitMesh = (plane: Plane, order: number) =>
      new UnitMesh(units.first(plane), units.size(plane), texture, order)
    this.#model = model
    this.#planes = {
      output: new PlaneMesh('output', units, 0),
      sheet: new PlaneMesh('sheet', units, 3),
      input: new PlaneMesh('input', units, 8),
    }
    this.#wires = {
      output: new WireMesh(capacity, texture, 1),
      recurrent: new WireMesh(capacity, texture, 4),
      input: new WireMesh(capacity, texture, 5),
      focus: new WireMesh(capacity, texture, 6),
    }
    this.#units = { output: unitMesh('output', 2), sheet: unitMesh('sheet', 7), input: unitMesh('input', 9) }
    for (const { mesh } of this.#parts()) this.scene.add(mesh)
  }

  /** Takes over the model's wires after they changed. */
  setWires(): void {
    for (const kind of WIRE_KINDS) this.#wires[kind].setWires(this.#model.wires[kind])
    this.setFocusWires()
  }

  setFocusWires(): void {
    this.#wires.focus.setWires(this.#model.focusWires)
  }

  setTheme(theme: Theme): void {
    for (const mesh of Object.values(this.#wires)) mesh.setTheme(theme)
    for (const mesh of Object.values(this.#units)) mesh.setTheme(theme)
  }

  /** @param size of the frame in px of the page; `ratio`: px of the screen for a px of the page */
  setFrame({ width, height, ratio }: Size & { ratio: number }): void {
    const scale = Math.min(1.6, Math.max(0.6, Math.min(width, height) / NOMINAL_HEIGHT))
    for (const mesh of Object.values(this.#wires)) mesh.setFrame(ratio * width, ratio * height, ratio * scale)
    for (const mesh of Object.values(this.#units)) mesh.setFrame(width, height, ratio)
    for (const mesh of Object.values(this.#planes)) mesh.setFrame(ratio)
  }

  /** Sets all opacities and colors. @param flatness 0 in space, 1 on the map */
  update(flatness: number): void {
    const model = this.#model
    const space = 1 - flatness
    this.#planes.output.set(model.theme, 1, space)
    this.#planes.sheet.set(model.theme, 1, 1)
    this.#planes.input.set(model.theme, INPUT_COVER, space)
    for (const kind of WIRE_KINDS) {
      this.#wires[kind].setStyle(model.styles[kind], wireShare(model, kind, flatness))
    }
    this.#wires.focus.setStyle(model.focusStyle, 1)
    // On the map, channels that are shown lie over the sheet.
    this.#units.output.mesh.renderOrder = flatness > 0.5 ? 10 : 2
    this.#units.output.mesh.material.depthTest = flatness <= 0.5
    this.#units.sheet.setShade(space + FLAT_SHADE * flatness)
  }

  dispose(): void {
    for (const part of this.#parts()) part.dispose()
  }

  #parts(): (PlaneMesh | WireMesh | UnitMesh)[] {
    return [this.#planes, this.#wires, this.#units].flatMap((parts) => Object.values(parts))
  }
}
