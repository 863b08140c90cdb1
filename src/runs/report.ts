/** The figures and the report of a run, drawn from all that has been measured of its newest network. */
import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Analysis } from '../analysis/analysis.js'
import { InputError } from '../errors.js'
import type { FigureData } from '../figures/data.js'
import { sheetSize } from '../growth/sheetWords.js'
import { STUDIES } from '../studies/studies.js'
import type { Study } from '../studies/study.js'
import { sheetOf } from '../training/sheet.js'
import { writeFigures } from './figureFiles.js'
import type { RunFolder } from './folder.js'
import { detailsSchema, summarySchema } from './measureFiles.js'
import type { MetricsLine } from './metrics.js'
import type { SavedNetwork } from './network.js'
import { studySections } from './studyFiles.js'
import { readJson } from './textFile.js'

/** Draws `figures/` and `report.html`; studies are in the report where they were made of this network. */
export async function writeReport(
  run: RunFolder,
  { connections, battery, step }: SavedNetwork,
  analysis: Analysis,
  studies: readonly Study[] = STUDIES,
): Promise<void> {
  const data: FigureData = {
    analysis,
    weights: connections,
    battery,
    record: run.record,
    metrics: reportedLines(run.metrics.lines()),
    studies: await studySections(run, studies, step),
    dir: run.dir,
  }
  await writeFigures(data, (name, content) => run.write(name, content))
}

/** `step` lines that the report is made from, at most: it draws 400 points of a curve. */
const MOST_STEP_LINES = 20_000

/**
 * The lines that the report is made from, of however many: without the pairs of places that were exchanged, and of very
 * many `step` lines, every second one, every fourth, …
 */
export function reportedLines(lines: Iterable<MetricsLine>): MetricsLine[] {
  let kept: MetricsLine[] = []
  let steps = 0 // `step` lines among them
  let every = 1
  let seen = 0
  for (const { pairs: _, ...line } of lines) {
    if (line.type === 'step') {
      if (seen++ % every !== 0) continue
      steps++
    }
    kept.push(line as MetricsLine)
    if (steps <= MOST_STEP_LINES) continue
    let counted = 0
    kept = kept.filter(({ type }) => type !== 'step' || counted++ % 2 === 0)
    steps = Math.ceil(steps / 2)
    every *= 2
  }
  return kept
}

/** Draws them anew after another measurement; not where the network of this step has no analysis yet. */
export async function updateReport(
  run: RunFolder,
  network: SavedNetwork,
  studies: readonly Study[] = STUDIES,
): Promise<void> {
  if (!existsSync(run.path('analysis/summary.json'))) return
  const analysis = await readAnalysis(run)
  if (analysis.summary.step === network.step) await writeReport(run, network, analysis, studies)
}

/** What the analysis of a run has left. @throws InputError if it is missing, damaged, or of another sheet than the run's */
export async function readAnalysis(run: RunFolder): Promise<Analysis> {
  const remedy = `make it anew with \`npx gyrus analyze ${run.dir}\``
  const [summary, details] = [run.path('analysis/summary.json'), run.path('analysis/details.json')]
  const analysis = {
    summary: await readJson(summary, summarySchema, remedy),
    details: await readJson(details, detailsSchema, remedy),
  }
  const sheet = sheetOf(run.experiment)
  const analyzed = analysis.details.sheet
  if (!isDeepStrictEqual(analyzed, sheet)) {
    const [ofAnalysis, ofRun] = [sheetSize(analyzed), sheetSize(sheet)]
    throw new InputError(
      ofAnalysis === ofRun
        ? `${details}: is of neurons at other places than the run's; ${remedy}`
        : `${details}: is of ${ofAnalysis} neurons, the run of ${ofRun}; ${remedy}`,
    )
  }
  return analysis
}
