/**
 * From a specification to pictures: Vega-Lite, then Vega without a DOM, then resvg for PNG. The only file of this room
 * that runs Vega. The same specification gives the same bytes on every machine: fonts come from a package.
 */
import { Resvg } from '@resvg/resvg-js'
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { FONT_FILES, FontMetrics } from './font.js'
import { type FigureSpec, FONT } from './style.js'

/** Device pixels of a PNG for each pixel of the figure. */
const PNG_SCALE = 2

let metrics: { regular: FontMetrics; bold: FontMetrics } | undefined

/**
 * @throws Error for what Vega-Lite or Vega would only warn of, and for an axis that has no extent: a figure that was half
 *   understood is a wrong figure
 */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  measureTextByFont()
  const logger = new Strict()
  const { spec: program } = compile(spec as unknown as TopLevelSpec, { logger })
  vega.resetSVGDefIds() // ids count on from figure to figure otherwise
  const view = new vega.View(vega.parse(program), { renderer: 'none', logger })
  try {
    const svg = await view.toSVG()
    for (const { name, type } of program.scales ?? []) checkDomain(name, type, view.scale(name).domain())
    return svg
  } finally {
    view.finalize()
  }
}

/** A scale of numbers needs an extent to have ticks, and in logarithms one above 0 (axes.ts); Vega does not complain. */
function checkDomain(name: string, type: string | undefined, domain: readonly unknown[]): void {
  if (!NUMERIC.includes(type ?? 'linear')) return
  const ends = domain.map(Number)
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  if (Number.isFinite(least) && least < most && Number.isFinite(most) && (type !== 'log' || least > 0)) return
  throw new Error(`figure: scale ${name} (${type}) has no extent to draw on: ${domain.join(' to ')}`)
}

const NUMERIC: readonly string[] = ['linear', 'log', 'sqrt', 'pow', 'symlog']

/** A PNG, two device pixels for each pixel of the SVG, on white. */
export function renderPng(svg: string): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(FONT_FILES),
      defaultFontFamily: FONT.split(',')[0],
    },
  })
  return image.render().asPng()
}

/** Gives Vega the true widths of our font; it has one measure for all views, which is meant to be replaced. */
function measureTextByFont(): void {
  if (metrics) return
  const loaded = { regular: FontMetrics.read(FONT_FILES.regular), bold: FontMetrics.read(FONT_FILES.bold) }
  metrics = loaded
  // Exported, but forgotten in Vega's types.
  const { textMetrics } = vega as unknown as { textMetrics: { width: TextWidth } }
  textMetrics.width = (item, text) => {
    const bold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600
    return loaded[bold ? 'bold' : 'regular'].width(String(text ?? ''), item.fontSize ?? 11)
  }
}

type TextWidth = (item: { fontSize?: number; fontWeight?: string | number }, text: unknown) => number

/** A logger of Vega's that throws what it is told. */
class Strict implements vega.LoggerInterface {
  level(): number
  level(_: number): this
  level(_?: number): number | this {
    return _ === undefined ? vega.Warn : this
  }
  error(...args: readonly unknown[]): this {
    throw new Error(`figure: ${args.join(' ')}`)
  }
  warn(...args: readonly unknown[]): this {
    throw new Error(`figure: ${args.join(' ')}`)
  }
  info(): this {
    return this
  }
  debug(): this {
    return this
  }
}
