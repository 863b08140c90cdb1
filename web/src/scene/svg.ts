/**
 * The scene as an SVG drawing of lines and circles, for printing and for browsers without WebGL. It shows the same
 * model from the same camera, painted in the same order.
 */
import type { Camera } from 'three'
import { LEAST_RADIUS, LOOK_SIZE } from './coloring.js'
import { type Point3, wireCurve } from './curves.js'
import { unitColorShare, unitOpacity, unitScale, wireShare } from './emphasis.js'
import { MARK, type SceneModel } from './model.js'
import { LABEL_FONT, placedLabels } from './placedLabels.js'
import { planeCorners } from './planeCorners.js'
import { Projection, type Size } from './projection.js'
import { hex, mixed, rgb } from './theme.js'
import type { Plane } from './units.js'
import { type WireStyle, wireOpacity, wireWidth } from './wireStyle.js'
import type { WireList } from './wires.js'

/** Wires of less opacity × width are left out, because they cannot be seen on paper. */
const LEAST_INK = 0.004

/** The scene as an SVG document. Neurons that glide to another place are drawn at that place. */
export function sceneSvg(model: SceneModel, camera: Camera, size: Size, flatness: number): string {
  const projection = new Projection(camera, size)
  const { theme, units } = model
  const space = 1 - flatness
  const parts: string[] = []
  const point = (x: number, y: number, z: number): string => {
    const [px, py] = projection.point(x, y, z)
    return `${px.toFixed(1)} ${py.toFixed(1)}`
  }
  const home = (row: number): Point3 => [
    units.homes[3 * row],
    units.homes[3 * row + 1],
    units.homes[3 * row + 2],
  ]

  const plane = (name: Plane, cover: number, share: number) => {
    if (share < 0.01) return
    const corners = planeCorners(name, units).map((corner) => point(...corner))
    parts.push(
      `<path d="M${corners.join('L')}Z" fill="${theme.plane}" fill-opacity="${short(theme.planeOpacity * cover * share)}" ` +
        `stroke="${theme.frame}" stroke-opacity="${short(share)}"/>`,
    )
  }
  const wires = ({ data, count }: WireList, style: WireStyle, share: number) => {
    if (share < 0.01 || count === 0) return
    parts.push('<g fill="none" stroke-linecap="round">')
    for (let i = 0; i < 3 * count; i += 3) {
      if (model.isLesioned(data[i]) || model.isLesioned(data[i + 1])) continue
      const weight = data[i + 2]
      const width = wireWidth(weight, style)
      const opacity = share * wireOpacity(weight, style)
      if (width * opacity < LEAST_INK) continue
      const [a, b, c, d] = wireCurve(home(data[i]), home(data[i + 1])).map((p) => point(...p))
      parts.push(
        `<path d="M${a}C${b} ${c} ${d}" stroke="${weight > 0 ? theme.positive : theme.negative}" ` +
          `stroke-width="${short(width)}" stroke-opacity="${short(opacity)}"/>`,
      )
    }
    parts.push('</g>')
  }
  const discs = (name: Plane) => {
    parts.push('<g>')
    const first = units.first(name)
    for (let row = first; row < first + units.size(name); row++) {
      const opacity = unitOpacity(model, row, flatness)
      if (opacity > 0.01) parts.push(disc(model, projection, row, opacity, flatness))
    }
    parts.push('</g>')
  }

  plane('output', 1, space)
  wires(model.wires.output, model.styles.output, wireShare(model, 'output', flatness))
  if (space > 0.5) discs('output')
  plane('sheet', 1, 1)
  wires(model.wires.recurrent, model.styles.recurrent, wireShare(model, 'recurrent', flatness))
  wires(model.wires.input, model.styles.input, wireShare(model, 'input', flatness))
  wires(model.focusWires, model.focusStyle, 1)
  discs('sheet')
  plane('input', 0.35, space)
  discs('input')
  if (space <= 0.5) discs('output')

  for (const { text, x, y, angle, align, size, loud, opacity } of placedLabels(model, projection, flatness)) {
    const turn = angle === 0 ? '' : ` transform="rotate(${angle} ${x.toFixed(1)} ${y.toFixed(1)})"`
    parts.push(
      `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${turn} font-size="${size}" fill="${loud ? theme.ink : theme.muted}" ` +
        `opacity="${short(opacity)}"${align === 'center' ? ' text-anchor="middle"' : ''}>${escaped(text)}</text>`,
    )
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
    `viewBox="0 0 ${size.width} ${size.height}" font-family="${escaped(LABEL_FONT)}">` +
    `<rect width="100%" height="100%" fill="${theme.background}"/>${parts.join('')}</svg>`
  )
}

/** One unit. @param opacity of the unit as a whole */
function disc(
  model: SceneModel,
  projection: Projection,
  row: number,
  opacity: number,
  flatness: number,
): string {
  const { units, looks, theme } = model
  const at = 3 * row
  const [x, y, scale] = projection.point(units.homes[at], units.homes[at + 1], units.homes[at + 2])
  const look = LOOK_SIZE * row
  const radius = Math.max(LEAST_RADIUS, looks[look] * scale * unitScale(units.plane(row), flatness))
  const circle = (r: number, rest: string) =>
    `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" ${rest}/>`
  const mark = model.mark(row)
  const ring =
    mark === MARK.none
      ? ''
      : circle(
          radius + 3,
          `fill="none" stroke="${theme.ink}" stroke-width="${mark === MARK.pinned ? 2.6 : 1.5}"`,
        )
  if (model.isLesioned(row)) {
    const r = Math.max(radius, 4)
    const [dx, left, right] = [0.7 * r, x - 0.7 * r, x + 0.7 * r]
    return (
      circle(r, `fill="${theme.plane}" stroke="${theme.muted}" stroke-width="1.4"`) +
      `<path d="M${left.toFixed(1)} ${(y - dx).toFixed(1)}L${right.toFixed(1)} ${(y + dx).toFixed(1)}M${left.toFixed(1)} ` +
      `${(y + dx).toFixed(1)}L${right.toFixed(1)} ${(y - dx).toFixed(1)}" stroke="${theme.muted}" stroke-width="1.4"/>${ring}`
    )
  }
  const lookColor = [looks[look + 1], looks[look + 2], looks[look + 3]] as const
  const color = hex(mixed(rgb(theme.plane), lookColor, unitColorShare(model, row)))
  return (
    circle(radius, `fill="${color}" opacity="${short(opacity)}" stroke="${theme.plane}" stroke-width="0.8"`) +
    ring
  )
}

const short = (x: number): string => String(Number(x.toFixed(2)))
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
