/**
 * All figures of a run, written: figures/<name>.svg, .png and .vl.json, and the report that holds them.
 */
import { accuracyChart } from './accuracy.js'
import { type FigureData, upToCheckpoint } from './data.js'
import { distanceCurve } from './distance.js'
import { meanOf } from './findings.js'
import { importanceCurve } from './importance.js'
import { lesionFigure } from './lesions.js'
import { networkDrawing } from './network.js'
import { nullHistograms } from './nulls.js'
import { comparableWithPaper, paperKind } from './paper.js'
import { psychometricFigure } from './psychometric.js'
import { renderPng, renderSvg } from './render.js'
import { type Drawing, type Drawings, report } from './report.js'
import { sheetMap } from './sheetMap.js'
import { standing } from './standing.js'
import { networkStructureFigure } from './structure.js'
import { type FigureSpec, headingOf } from './style.js'
import { taskVarianceMap } from './taskVariance.js'
import { trainingCurves } from './training.js'

export const FIGURES = [
  'network',
  'task-variance',
  'sheet',
  'accuracy',
  'importance',
  'distance',
  'nulls',
  'structure',
  'standing',
  'training',
] as const
export type FigureName = (typeof FIGURES)[number]
/** Of measurements that are asked for by themselves, and draw their figures then. */
export type FurtherFigureName = 'lesions' | 'psychometric'

/** The specifications of all figures. */
export function figures({
  analysis,
  weights,
  battery,
  metrics,
  record,
}: FigureData): Record<FigureName, FigureSpec> {
  const { summary, details } = analysis
  const comparable = comparableWithPaper(details, battery)
  return {
    network: networkDrawing(details, weights, battery),
    'task-variance': taskVarianceMap(details, comparable),
    sheet: sheetMap(details, comparable),
    accuracy: accuracyChart(summary, details.accuracy, battery),
    importance: importanceCurve(details, comparable),
    distance: distanceCurve(details, comparable),
    nulls: nullHistograms(details, comparable ? paperKind(record) : null),
    structure: networkStructureFigure(details),
    standing: standing(summary, comparable),
    training: trainingCurves(metrics, meanOf(summary.ceiling), summary, battery),
  }
}

function furtherFigures({
  lesions,
  psychometric,
}: FigureData): Partial<Record<FurtherFigureName, FigureSpec>> {
  return {
    ...(lesions && { lesions: lesionFigure(lesions) }),
    ...(psychometric && { psychometric: psychometricFigure(psychometric.tasks, psychometric.trials) }),
  }
}

type Write = (relativePath: string, content: string | Uint8Array) => Promise<void>

/** Draws one figure and writes it: `figures/<name>.svg`, `.png`, `.vl.json`. */
export async function writeFigure(name: string, spec: FigureSpec, write: Write): Promise<void> {
  const svg = await renderSvg(spec)
  await write(`figures/${name}.svg`, svg)
  await write(`figures/${name}.png`, renderPng(svg))
  await write(`figures/${name}.vl.json`, `${JSON.stringify(spec)}\n`)
}

/** Draws all figures of a run and writes them, and the report that holds them, `report.html`. */
export async function writeFigures(whole: FigureData, write: Write): Promise<void> {
  const data = upToCheckpoint(whole)
  const drawings: Record<string, Drawing> = {}
  const specs = figures(data)
  for (const [name, spec] of Object.entries(specs)) await writeFigure(name, spec, write)
  for (const [name, { title, ...bare }] of Object.entries({ ...specs, ...furtherFigures(data) }))
    drawings[name] = { svg: await renderSvg(bare), ...headingOf(title) }
  await write('report.html', report(data, drawings as Drawings))
}
