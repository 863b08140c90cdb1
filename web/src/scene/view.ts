/**
 * Where the camera is and how it looks. The view in space and the flat map are two states of one camera. On the way to
 * the map, it rises until it is straight above the sheet. At the same time its opening angle goes to almost 0 and its
 * distance grows, so that the projection becomes a parallel one.
 */
import { MathUtils, type PerspectiveCamera, Spherical, Vector3 } from 'three'
import type { Units } from './units.js'

export type ViewName = 'space' | 'map'

export interface Look {
  /** Angle around the sheet, 0 from the near edge; radians. */
  azimuth: number
  /** Angle from straight above; radians. */
  polar: number
  /** Vertical opening in degrees. */
  opening: number
  /** Height of what is seen at the target. */
  span: number
  target: readonly [x: number, y: number, z: number]
  /** 0 in space, 1 on the map. */
  flatness: number
}

export const distanceOf = ({ span, opening }: Pick<Look, 'span' | 'opening'>): number =>
  span / 2 / Math.tan(MathUtils.degToRad(opening) / 2)

/**
 * A look between two others, at share `t` of the way. The azimuth goes the shorter way; opening and span change by
 * ratios.
 */
export function between(from: Look, to: Look, t: number): Look {
  const mix = (a: number, b: number) => a + t * (b - a)
  const inProportion = (a: number, b: number) => a * (b / a) ** t
  const turn = 2 * Math.PI
  const around = to.azimuth - from.azimuth - turn * Math.round((to.azimuth - from.azimuth) / turn)
  return {
    azimuth: from.azimuth + t * around,
    polar: mix(from.polar, to.polar),
    opening: inProportion(from.opening, to.opening),
    span: inProportion(from.span, to.span),
    target: [
      mix(from.target[0], to.target[0]),
      mix(from.target[1], to.target[1]),
      mix(from.target[2], to.target[2]),
    ],
    flatness: mix(from.flatness, to.flatness),
  }
}

/** Puts a camera at the position of a look. */
export function place(camera: PerspectiveCamera, look: Look, aspect: number): void {
  const distance = distanceOf(look)
  const target = new Vector3(...look.target)
  camera.fov = look.opening
  camera.aspect = aspect
  // Never exactly straight above, where the camera's "up" has no direction.
  const polar = Math.max(1e-4, look.polar)
  camera.position.setFromSpherical(new Spherical(distance, polar, look.azimuth)).add(target)
  camera.lookAt(target)
  setDepth(camera, distance)
  camera.updateMatrixWorld()
}

/** Sets the depths that a camera sees, for a scene at a distance. */
export function setDepth(camera: PerspectiveCamera, distance: number): void {
  camera.near = Math.max(0.05, distance - 3)
  camera.far = distance + 3
  camera.updateProjectionMatrix()
}

/** The look of a camera that the user has moved around a target. */
export function lookOf(camera: PerspectiveCamera, target: Vector3, flatness: number): Look {
  const { radius, phi, theta } = new Spherical().setFromVector3(camera.position.clone().sub(target))
  return {
    azimuth: theta,
    polar: phi,
    opening: camera.fov,
    span: 2 * radius * Math.tan(MathUtils.degToRad(camera.fov) / 2),
    target: [target.x, target.y, target.z],
    flatness,
  }
}

/** Room for labels around the network, px. */
export interface Margin {
  top: number
  right: number
  bottom: number
  left: number
}

/**
 * The look that shows the whole network, or the whole sheet, in a frame of a given size in px.
 */
export function fittingLook(
  name: ViewName,
  units: Units,
  size: { width: number; height: number },
  camera: PerspectiveCamera,
): Look {
  const { x, z } = units.halfSheet
  const aspect = size.width / size.height
  if (name === 'map') {
    const margin = 26
    const usedHeight = Math.max(0.2, 1 - (2 * margin) / size.height)
    const usedWidth = Math.max(0.2, 1 - (2 * margin) / size.width)
    const span = Math.max((2 * z) / usedHeight, (2 * x) / usedWidth / aspect)
    return { azimuth: 0, polar: 0, opening: 1.5, span, target: [0, 0, 0], flatness: 1 }
  }
  const corners = (['input', 'sheet', 'output'] as const).flatMap((plane) =>
    [-0.5, 0.5].flatMap((cx) => [-0.5, 0.5].map((cz) => [cx, units.heights[plane], cz] as const)),
  )
  const narrow = size.width < 520
  const margin: Margin = narrow
    ? { top: 46, right: 10, bottom: 22, left: 10 }
    : { top: 62, right: 24, bottom: 26, left: 24 }
  const look: Look = {
    azimuth: narrow ? 0 : -0.3,
    polar: MathUtils.degToRad(narrow ? 58 : 62),
    opening: 26,
    span: 3,
    target: [0, 0, 0],
    flatness: 0,
  }
  return fitted(look, corners, size, margin, camera)
}

/** Moves and zooms a look, in a few rounds, until the corners just fill the frame within its margin. */
function fitted(
  start: Look,
  corners: readonly (readonly [number, number, number])[],
  { width, height }: { width: number; height: number },
  margin: Margin,
  camera: PerspectiveCamera,
): Look {
  let look = start
  const point = new Vector3()
  for (let round = 0; round < 12; round++) {
    place(camera, look, width / height)
    const seen = corners.map((corner) =>
      point
        .set(...corner)
        .project(camera)
        .clone(),
    )
    const [left, right] = [Math.min(...seen.map((p) => p.x)), Math.max(...seen.map((p) => p.x))]
    const [bottom, top] = [Math.min(...seen.map((p) => p.y)), Math.max(...seen.map((p) => p.y))]
    const room = {
      left: -1 + (2 * margin.left) / width,
      right: 1 - (2 * margin.right) / width,
      bottom: -1 + (2 * margin.bottom) / height,
      top: 1 - (2 * margin.top) / height,
    }
    const scale = Math.max(
      (right - left) / (room.right - room.left),
      (top - bottom) / (room.top - room.bottom),
    )
    // Shift to the side and upward in the camera's coordinates, in units of the scene at the target.
    const sideways = (((left + right - room.left - room.right) / 2) * look.span * (width / height)) / 2
    const upward = (((bottom + top - room.bottom - room.top) / 2) * look.span) / 2
    const { elements } = camera.matrixWorld
    look = {
      ...look,
      span: look.span * scale,
      target: [
        look.target[0] + sideways * elements[0] + upward * elements[4],
        look.target[1] + sideways * elements[1] + upward * elements[5],
        look.target[2] + sideways * elements[2] + upward * elements[6],
      ],
    }
  }
  return look
}
