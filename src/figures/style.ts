/**
 * The common style of all figures: font, sizes, colors, and the Vega-Lite configuration that is part of every
 * specification, so that a .vl.json looks the same in the Vega editor. render.ts makes SVG and PNG of specifications.
 */
import type { FigureSpec, Spec } from './spec.js'
import { withoutZeros } from './withoutZeros.js'

export type { FigureSpec, Spec } from './spec.js'

/** Arimo has the widths of Arial and Helvetica, so an SVG keeps its layout on machines without Arimo. */
export const FONT = 'Arimo, Arial, Helvetica, sans-serif'
export const FONT_SIZE = 12
const TITLE_SIZE = 14

/** Width in px of a figure that fills the report's page. */
export const PAGE_WIDTH = 690

export const INK = '#222222'
export const MUTED = '#5c5c5c'
export const GRID = '#e6e6e6'
/** Color of the background of a figure's story: inactive neurons, null distributions. */
export const QUIET = '#dddddd'
/** Color of this run. */
export const OURS = '#0b5fa5'
/** Color of numbers read from the paper's figures. */
export const PAPER = '#c85200'
/** Color of limits and thresholds: the ideal observer, the activity threshold. */
export const LIMIT = '#222222'

/** Colors of weights by sign: blue and orange differ for every kind of color vision. */
export const POSITIVE = '#c85200'
export const NEGATIVE = '#0b5fa5'

/**
 * Colors of the clusters. The 12 colors differ by at least 16 in CIELAB, with full color vision and with simulated
 * protanopia, deuteranopia and tritanopia (Machado et al. 2009). Those that are most similar to the colors of wires
 * come last. Clusters also have numbers in every figure, so a 13th cluster can have the first color again.
 */
export const CLUSTER_COLORS: readonly string[] = [
  '#117733',
  '#eecc66',
  '#5b2a86',
  '#ee99aa',
  '#88ccee',
  '#663333',
  '#aa4499',
  '#ee8866',
  '#6699cc',
  '#d55e00',
  '#222255',
  '#ee3377',
]

/** The color of cluster 0, 1, … */
export function clusterColor(cluster: number): string {
  return CLUSTER_COLORS[cluster % CLUSTER_COLORS.length]
}

/** Black or white, whichever is easier to read on a color `#rrggbb` (WCAG relative luminance). */
export function inkOn(color: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : Math.exp(2.4 * Math.log((c + 0.055) / 1.055))
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#000000' : '#ffffff'
}

const CONFIG: Spec = {
  aria: false, // a label for every cell would make up half of a file; the whole figure gets one
  font: FONT,
  axis: {
    labelFontSize: FONT_SIZE - 1,
    titleFontSize: FONT_SIZE,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: INK,
    gridColor: GRID,
    domainColor: '#888888',
    tickColor: '#888888',
    tickSize: 4,
    titlePadding: 6,
  },
  legend: {
    labelFontSize: FONT_SIZE - 1,
    titleFontSize: FONT_SIZE - 1,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: MUTED,
    labelLimit: 0,
    titleLimit: 0,
    symbolSize: 90,
    rowPadding: 3,
  },
  title: {
    anchor: 'start',
    frame: 'bounds',
    fontSize: TITLE_SIZE,
    fontWeight: 'bold',
    color: INK,
    subtitleFontSize: FONT_SIZE,
    subtitleColor: MUTED,
    subtitlePadding: 5,
    lineHeight: TITLE_SIZE + 4,
    subtitleLineHeight: FONT_SIZE + 4,
    offset: 12,
  },
  view: { stroke: null },
  text: { fontSize: FONT_SIZE - 1, color: INK },
  point: { opacity: 1 },
  concat: { spacing: 24 },
}

/** The heading of a figure: the finding, and below it how to read the figure. Both are wrapped into lines. */
export interface Heading {
  /** What is seen, as a sentence without a full stop. */
  title: string
  /** What is drawn. */
  subtitle?: string
  /** Width in px that the lines may take. */
  width?: number
}

/** A whole specification: style, heading, and the drawing itself. */
export function figure({ title, subtitle = '', width = PAGE_WIDTH }: Heading, drawn: Spec): FigureSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: '#ffffff',
    padding: 10,
    title: {
      text: wrap(title, width, TITLE_SIZE * 1.06), // bold is wider
      ...(subtitle && { subtitle: wrap(subtitle, width, FONT_SIZE) }),
    },
    ...withoutZeros(drawn),
    config: CONFIG,
  }
}

/** The heading of a specification, as text without line breaks. */
export function headingOf(title: FigureSpec['title']): { title: string; subtitle: string } {
  return { title: title?.text.join(' ') ?? '', subtitle: title?.subtitle?.join(' ') ?? '' }
}

/** Heading of a panel within a figure. */
export function panelTitle(text: string, subtitle?: string | string[]): Spec {
  return {
    text,
    ...(subtitle && subtitle.length > 0 && { subtitle }),
    fontSize: FONT_SIZE,
    fontWeight: 'bold',
    anchor: 'start',
    frame: 'group',
    offset: 8,
    subtitleFontSize: FONT_SIZE - 1,
    subtitlePadding: 2,
  }
}

/** An empty panel with a text that says why nothing is drawn in it. */
export const nothing = (frame: Spec, why: string): Spec => ({
  ...frame,
  data: { values: [{}] },
  mark: { type: 'text', color: MUTED },
  encoding: { text: { value: why } },
})

/**
 * Breaks a text into lines that fit a width in px. It uses the mean width of a letter, because exact widths would need
 * the font's file.
 */
export function wrap(text: string, width: number, size: number): string[] {
  const most = Math.max(1, Math.floor(width / (0.5 * size)))
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1]
    if (line !== '' && line.length + 1 + word.length > most) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return withoutWidow(lines, most)
}

/** If the last line has only one word, moves a word from the line before to it, if that line stays long enough. */
function withoutWidow(lines: readonly string[], most: number): string[] {
  const last = lines[lines.length - 1]
  const before = lines.at(-2)?.split(' ') ?? []
  if (before.length < 3 || last.includes(' ')) return [...lines]
  const moved = `${before.pop()} ${last}`
  return moved.length > most ? [...lines] : [...lines.slice(0, -2), before.join(' '), moved]
}
