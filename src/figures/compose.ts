/** Puts several figures on one sheet, each with a letter: SVGs side by side in a new SVG. */
import { escaped } from './report.js'
import { FONT, INK, MUTED } from './style.js'

export interface Panel {
  letter: string
  /** Text beside the letter. */
  heading: string
  /** A line below the heading that explains the panel, because its own title is not shown. */
  note?: string
  /** A whole SVG, as `renderSvg` makes it. */
  svg: string
  /** Position of the upper left corner, px. */
  x: number
  y: number
  /** Width of the panel, px. Its height follows from the shape of the SVG. */
  width: number
}

const LETTER_SIZE = 18
const HEADING_SIZE = 14
const NOTE_SIZE = 11
const NOTE_HEIGHT = 17

/** Room above a panel for its letter, heading and note, in px. */
export const headOf = ({ note }: Pick<Panel, 'note'>): number => 28 + (note === undefined ? 0 : NOTE_HEIGHT)

/** Width and height of an SVG made by Vega, px. */
export function sizeOfSvg(svg: string): { width: number; height: number } {
  const [, width, height] = /<svg[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  if (width === undefined) throw new Error('compose: an SVG without width and height')
  return { width: Number(width), height: Number(height) }
}

/**
 * Makes one SVG of several.
 * @param size of the sheet in px
 */
export function compose(
  panels: readonly Panel[],
  { width, height }: { width: number; height: number },
): string {
  const parts = panels.map(({ letter, heading, note, svg, x, y, width: wide }, i) => {
    const size = sizeOfSvg(svg)
    const high = (wide * size.height) / size.width
    const inner = withOwnIds(svg, `p${i}-`).replace(
      /<svg([^>]*?) width="[\d.]+" height="[\d.]+"/,
      `<svg$1 x="${x}" y="${y}" width="${wide}" height="${high.toFixed(2)}"`,
    )
    const text = (content: string, size: number, dx: number, up: number, style: string) =>
      `<text x="${x + dx}" y="${y - 8 - up}" font-family="${FONT}" font-size="${size}" ${style}>${escaped(content)}</text>`
    const above = note === undefined ? 0 : NOTE_HEIGHT
    const ink = `fill="${INK}"`
    const indent = letter === '' ? 0 : 10 + 0.6 * LETTER_SIZE * letter.length
    const label =
      (letter && text(letter, LETTER_SIZE, 0, above, `${ink} font-weight="bold"`)) +
      text(heading, HEADING_SIZE, indent, above, ink)
    return label + (note === undefined ? '' : text(note, NOTE_SIZE, indent, 0, `fill="${MUTED}"`)) + inner
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>${parts.join('')}</svg>`
  )
}

/** Prefixes all ids: every figure numbers its clip paths and gradients from 0, so they would clash on one sheet. */
function withOwnIds(svg: string, prefix: string): string {
  return svg
    .replace(/ id="([^"]+)"/g, ` id="${prefix}$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}$1"`)
}
