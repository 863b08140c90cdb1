/** Several figures on one sheet, each with its letter: SVGs set side by side into another. */
import { escaped } from './report.js'
import { FONT, INK } from './style.js'

export interface Panel {
  letter: string
  /** What stands beside the letter. */
  heading: string
  /** A whole SVG, as `renderSvg` makes it. */
  svg: string
  /** In px. */
  x: number
  y: number
  /** Of the panel in px; its height follows. */
  width: number
}

const LETTER_SIZE = 18
const HEADING_SIZE = 14

/** Width and height of an SVG of Vega's, in px. */
export function sizeOfSvg(svg: string): { width: number; height: number } {
  const [, width, height] = /<svg[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  if (width === undefined) throw new Error('compose: an SVG without width and height')
  return { width: Number(width), height: Number(height) }
}

/**
 * One SVG of several.
 * @param size of the sheet in px
 */
export function compose(
  panels: readonly Panel[],
  { width, height }: { width: number; height: number },
): string {
  const parts = panels.map(({ letter, heading, svg, x, y, width: wide }, i) => {
    const size = sizeOfSvg(svg)
    const high = (wide * size.height) / size.width
    const inner = withOwnIds(svg, `p${i}-`).replace(
      /<svg([^>]*?) width="[\d.]+" height="[\d.]+"/,
      `<svg$1 x="${x}" y="${y}" width="${wide}" height="${high.toFixed(2)}"`,
    )
    const text = (content: string, size: number, dx: number, weight: string) =>
      `<text x="${x + dx}" y="${y - 8}" font-family="${FONT}" font-size="${size}" font-weight="${weight}" fill="${INK}">${escaped(content)}</text>`
    const indent = letter === '' ? 0 : 10 + 0.6 * LETTER_SIZE * letter.length
    const label =
      (letter && text(letter, LETTER_SIZE, 0, 'bold')) + text(heading, HEADING_SIZE, indent, 'normal')
    return label + inner
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>${parts.join('')}</svg>`
  )
}

/** Every figure counts its clip paths and gradients from 0: on one sheet each needs names of its own. */
function withOwnIds(svg: string, prefix: string): string {
  return svg
    .replace(/ id="([^"]+)"/g, ` id="${prefix}$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}$1"`)
}
