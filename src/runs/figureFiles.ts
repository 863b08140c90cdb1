/** Figures as files: figures/<name>.svg, .png and .vl.json, and the report that holds those of a run. */
import { type FigureData, upToCheckpoint } from '../figures/data.js'
import { figures } from '../figures/figures.js'
import { renderPng, renderSvg } from '../figures/render.js'
import { type Drawing, report } from '../figures/report.js'
import type { FigureSpec } from '../figures/spec.js'
import { headingOf } from '../figures/style.js'

/** Writes a file of a folder; the path is relative to it. */
export type Write = (relativePath: string, content: string | Uint8Array) => Promise<void>

/** Draws one figure and writes it: `figures/<name>.svg`, `.png`, `.vl.json`. */
export async function writeFigure(name: string, spec: FigureSpec, write: Write): Promise<void> {
  await writeDrawing(name, await renderSvg(spec), write)
  await write(`figures/${name}.vl.json`, `${JSON.stringify(spec)}\n`)
}

/** Writes a figure that is drawn already: `figures/<name>.svg`, `.png`. */
export async function writeDrawing(name: string, svg: string, write: Write): Promise<void> {
  await write(`figures/${name}.svg`, svg)
  await write(`figures/${name}.png`, renderPng(svg))
}

/** Draws all figures of a run and writes them, and the report that holds them, `report.html`. */
export async function writeFigures(whole: FigureData, write: Write): Promise<void> {
  const data = upToCheckpoint(whole)
  const drawings: Record<string, Drawing> = {}
  const specs = figures(data)
  for (const [name, spec] of Object.entries(specs)) await writeFigure(name, spec, write)
  const ofStudies = Object.fromEntries(data.studies.map(({ name, figure }) => [name, figure]))
  for (const [name, { title, ...bare }] of Object.entries({ ...specs, ...ofStudies }))
    drawings[name] = { svg: await renderSvg(bare), ...headingOf(title) }
  await write('report.html', report(data, drawings))
}
