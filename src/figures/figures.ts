/** All figures of a run, as specifications. */
import { lengthUnit } from '../growth/sheetWords.js'
import { accuracyChart } from './accuracy.js'
import type { FigureData } from './data.js'
import { distanceCurve } from './distance.js'
import { meanOf } from './findings.js'
import { importanceCurve } from './importance.js'
import { networkDrawing } from './network.js'
import { nullHistograms } from './nulls.js'
import { comparableWithPaper, paperKind } from './paper.js'
import { sheetMap } from './sheetMap.js'
import type { FigureSpec } from './spec.js'
import { standing } from './standing.js'
import { networkStructureFigure } from './structure.js'
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
  const unit = lengthUnit(details.sheet)
  return {
    network: networkDrawing(details, weights, battery),
    'task-variance': taskVarianceMap(details, comparable),
    sheet: sheetMap(details, comparable),
    accuracy: accuracyChart(summary, details.accuracy, battery),
    importance: importanceCurve(details, comparable),
    distance: distanceCurve(details, comparable),
    nulls: nullHistograms(details, comparable ? paperKind(record) : null),
    structure: networkStructureFigure(details),
    standing: standing(summary, comparable, unit),
    training: trainingCurves(metrics, meanOf(summary.ceiling), summary, battery, unit),
  }
}
