/**
 * Makes pictures of specifications: Vega-Lite, then Vega without a DOM, then resvg for PNG. This is the only file of
 * figures/ that runs Vega. A specification gives the same bytes on every machine, because fonts come from a package.
 */
import { Resvg } from '@resvg/resvg-js'
import type * as Vega from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import { FONT_FILES, FontMetrics } from './font.js'
import { type FigureSpec, FONT } from './style.js'

/** Device pixels of a PNG for each pixel of the figure. */
const PNG_SCALE = 2

let loading: Promise<{ vega: typeof Vega; compile: typeof import('vega-lite').compile }> | undefined

/** Vega, which is loaded with the first figure: it takes as long and as much memory as all the rest of gyrus. */
function vegaLoaded(): NonNullable<typeof loading> {
  loading ??= Promise.all([import('vega'), import('vega-lite')]).then(([vega, { compile }]) => {
    measureTextByFont(vega)
    return { vega, compile }
  })
  return loading
}

/**
 * A figure as SVG.
 * @throws Error for everything that Vega-Lite or Vega only warn about, and for an axis without extent, because such a
 * figure would be wrong
 */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  const { vega, compile } = await vegaLoaded()
  const logger = new Strict(vega.Warn)
  const { spec: program } = compile(spec as unknown as TopLevelSpec, { logger })
  vega.resetSVGDefIds() // otherwise ids depend on the figures drawn before
  const view = new vega.View(vega.parse(program), { renderer: 'none', logger })
  try {
    const svg = await view.toSVG()
    for (const { name, type } of program.scales ?? []) checkDomain(name, type, view.scale(name).domain())
    return svg
  } finally {
    view.finalize()
  }
}

/** Checks that a scale of numbers has an extent, above 0 if logarithmic (axes.ts). Vega does not check this. */
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

/** A figure as the content of a file whose name ends so: `.json` is the Vega-Lite specification. */
export async function figureFile(
  spec: FigureSpec,
  ending: '.svg' | '.png' | '.json',
): Promise<Uint8Array | string> {
  if (ending === '.json') return `${JSON.stringify(spec, null, 2)}\n`
  const svg = await renderSvg(spec)
  return ending === '.svg' ? svg : renderPng(svg)
}

/** Gives Vega the true widths of our font. Vega has one function for this, for all views, which may be replaced. */
function measureTextByFont(vega: typeof Vega): void {
  const fonts = { regular: FontMetrics.read(FONT_FILES.regular), bold: FontMetrics.read(FONT_FILES.bold) }
  // Vega exports textMetrics, but its types do not have it.
  const { textMetrics } = vega as unknown as { textMetrics: { width: TextWidth } }
  textMetrics.width = (item, text) => {
    const bold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600
    return fonts[bold ? 'bold' : 'regular'].width(String(text ?? ''), item.fontSize ?? 11)
  }
}

type TextWidth = (item: { fontSize?: number; fontWeight?: string | number }, text: unknown) => number

/** A logger for Vega that throws every message as an error. */
class Strict implements Vega.LoggerInterface {
  /** @param least level of the messages that Vega is to tell */
  constructor(private readonly least: number) {}
  level(): number
  level(_: number): this
  level(_?: number): number | this {
    return _ === undefined ? this.least : this
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
