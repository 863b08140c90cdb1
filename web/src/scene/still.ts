/** Draws the scene as SVG from the component's properties, for browsers without WebGL and for Node. */
import type { Layout, Sheet } from 'gyrus/growth/sheet.js'
import { PerspectiveCamera } from 'three'
import type { Snapshot } from '../brain/snapshot.js'
import type { Coloring } from './coloring.js'
import type { Labels } from './labels.js'
import { type Highlight, NOTHING, SceneModel } from './model.js'
import type { Size } from './projection.js'
import { sceneSvg } from './svg.js'
import { themeNamed } from './theme.js'
import { fittingLook, place, type ViewName } from './view.js'
import type { WireKind } from './wires.js'

export interface Still {
  snapshot: Snapshot | null
  layout: Layout
  labels: Labels
  sheet: Sheet
  threshold?: number
  planes?: Partial<Record<WireKind, boolean>>
  colorBy?: Coloring | null
  highlight?: Highlight
  theme?: 'light' | 'dark'
  view?: ViewName
}

export function stillSvg(still: Still, size: Size): string {
  const model = new SceneModel({ ...still, theme: themeNamed(still.theme ?? 'light') })
  model.threshold = still.threshold ?? 0
  Object.assign(model.shown, still.planes)
  model.highlight = still.highlight ?? NOTHING
  if (still.colorBy) model.coloring = still.colorBy
  model.recolor()
  if (still.snapshot) model.setNetwork(still.snapshot)
  const camera = new PerspectiveCamera()
  const look = fittingLook(still.view ?? 'space', model.units, size, camera)
  place(camera, look, size.width / size.height)
  return sceneSvg(model, camera, size, look.flatness)
}
