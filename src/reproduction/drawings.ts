/** The figures of a reproduction: the main figure in the paper's layout, the fronts, and the anatomy of clusters. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LABEL_SHUFFLES } from '../analysis/anatomy.js'
import { accuracyChart } from '../figures/accuracy.js'
import { compose, headOf, type Panel, sizeOfSvg } from '../figures/compose.js'
import type { FigureData } from '../figures/data.js'
import { distanceCurve } from '../figures/distance.js'
import { type DrawnPaperPoint, fronts } from '../figures/fronts.js'
import { importanceCurve } from '../figures/importance.js'
import { networkDrawing } from '../figures/network.js'
import { nullHistograms } from '../figures/nulls.js'
import { PAPER_LABELS, PAPER_PARETO, PAPER_PARETO_APPENDIX } from '../figures/paper.js'
import { renderSvg } from '../figures/render.js'
import { sheetMap } from '../figures/sheetMap.js'
import type { FigureSpec } from '../figures/style.js'
import { taskVarianceMap } from '../figures/taskVariance.js'
import { list, whole } from '../figures/words.js'
import { type Write, writeDrawing, writeFigure } from '../runs/figureFiles.js'
import { RunFolder } from '../runs/folder.js'
import { savedNetwork } from '../runs/network.js'
import { readAnalysis } from '../runs/report.js'
import type { ExperimentResult } from './experiments/experiment.js'
import { frontPoints } from './fronts.js'
import { isRival, NAMED, PAPER_RECIPES, type PaperRecipe, panelOf, type Recipe, SHOWN } from './plan.js'
import type { ParetoRow, ReproductionSummary } from './summary.js'

export const RECIPE_NAMES: Readonly<Record<Recipe, string>> = {
  ...PAPER_LABELS,
  'bimt-long': 'BIMT, 72,000 steps',
  'l1-long': 'L1, 72,000 steps',
  gyrus: 'gyrus (72,000 steps, pruned)',
  local: 'local (BIMT without swaps)',
  'l1+swap': 'L1 with swaps',
  swap: 'swaps alone',
  sernn: 'seRNN',
  clusterability: 'clusterability',
  mask: 'locality mask',
}

/** The name of an experiment's figure. */
export const experimentFigure = ({ name }: { name: string }) => `experiment-${name}`

/** The folder of a kept network in the folder of the results. */
export const networkDir = (out: string, name: string) => join(out, 'networks', name)

/** Draws all figures for which there are rows and networks. @returns the names of the figures */
export async function drawAll(
  out: string,
  { pareto, paretoModcog }: ReproductionSummary,
  experiments: readonly ExperimentResult[],
  write: Write,
): Promise<string[]> {
  const drawn: string[] = []
  const save = async (name: string, figure: FigureSpec | string) => {
    if (typeof figure === 'string') await writeDrawing(name, figure, write)
    else await writeFigure(name, figure, write)
    drawn.push(name)
  }
  const networks = await keptNetworks(out)
  const shown = PAPER_RECIPES.flatMap((recipe) => {
    const name = panelOf(recipe, (name) => name in networks)
    return name ? [{ recipe, seed: NAMED[name].seed, data: networks[name] }] : []
  })
  const bimt = shown.find(({ recipe }) => recipe === 'bimt')
  if (bimt) await save('main', await mainFigure(bimt.data, pareto))
  if (pareto.some(({ recipe }) => isRival(recipe))) await save('pareto-rivals', rivalsFigure(pareto))
  if (pareto.length > 0) await save('pareto', paretoFigure(pareto))
  if (paretoModcog.length > 0) await save('pareto-modcog', modcogFigure(paretoModcog))
  if (shown.length > 0) await save('anatomy', await anatomyFigure(shown))
  for (const { experiment, rows } of experiments) {
    if (rows.length > 0) await save(experimentFigure(experiment), experiment.figure(rows))
  }
  return drawn
}

async function keptNetworks(out: string): Promise<Record<string, FigureData>> {
  const found: Record<string, FigureData> = {}
  for (const name of Object.keys(NAMED)) {
    const dir = networkDir(out, name)
    if (!existsSync(join(dir, 'experiment.json'))) continue
    const run = await RunFolder.open(dir)
    const { battery, connections } = await savedNetwork(run)
    const analysis = await readAnalysis(run)
    found[name] = {
      analysis,
      weights: connections,
      battery,
      studies: [],
      metrics: [],
      record: run.record,
      dir,
    }
  }
  return found
}

/** The number of seeds of a point, as text: `1 seed`, `1 to 3 seeds`. */
function seedsText(rows: readonly ParetoRow[]): string {
  const counts = frontPoints(rows).map(({ error }) => error.n)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'seed' : 'seeds'}`
}

/** Training steps of the rows, as text; several numbers if they differ. */
const stepsText = (rows: readonly ParetoRow[]): string =>
  [...new Set(rows.map(({ steps }) => steps))]
    .toSorted((a, b) => a - b)
    .map(whole)
    .join(' or ')

/** How long the kinds were trained: `BIMT and L1: 24,000 steps; no regularization: 40,000 steps`. */
export function trainedText(rows: readonly ParetoRow[]): string {
  const kinds = PAPER_RECIPES.flatMap((recipe) => {
    const ofRecipe = rows.filter((row) => row.recipe === recipe)
    return ofRecipe.length > 0 ? [{ name: PAPER_LABELS[recipe], steps: stepsText(ofRecipe) }] : []
  })
  return [...new Set(kinds.map(({ steps }) => steps))]
    .map(
      (steps) =>
        `${list(kinds.filter((kind) => kind.steps === steps).map(({ name }) => name))}: ${steps} steps`,
    )
    .join('; ')
}

/** Names of the recipes that have rows. */
const namesIn = (rows: readonly ParetoRow[]) =>
  Object.fromEntries(
    Object.entries(RECIPE_NAMES).filter(([recipe]) => rows.some((row) => row.recipe === recipe)),
  )

/** Rivals that do not make input and output weights sparse. */
const DENSE: readonly Recipe[] = ['sernn', 'clusterability', 'mask']

function denseText(rows: readonly ParetoRow[]): string {
  const names = DENSE.filter((recipe) => rows.some((row) => row.recipe === recipe))
  if (names.length === 0) return ''
  return `Of ${list(names.map((recipe) => RECIPE_NAMES[recipe]))} compare the wiring: input and output weights stay dense. `
}

/** The fronts of all recipes, with the paper's BIMT front. */
function rivalsFigure(rows: readonly ParetoRow[]): FigureSpec {
  const paper: DrawnPaperPoint[] = PAPER_PARETO.bimt.map((point) => ({ recipe: 'bimt', ...point }))
  return fronts(frontPoints(rows), paper, {
    title: 'Rivals and controls under the same harness',
    subtitle: `Means over ${seedsText(rows)}. ${denseText(rows)}Of the paper, BIMT alone.`,
    recipes: namesIn(rows),
  })
}

function frontsText(all: readonly ParetoRow[]): string {
  const rows = all.filter(({ recipe }) => !isRival(recipe))
  return `Means over ${seedsText(rows)}, with 95% intervals from three seeds on. Lower left is better.`
}

/** @param size of each of the two panels, px */
function paretoFigure(all: readonly ParetoRow[], size?: { width: number; height: number }): FigureSpec {
  const rows = all.filter(({ recipe }) => !isRival(recipe))
  const paper: DrawnPaperPoint[] = PAPER_RECIPES.flatMap((recipe) =>
    PAPER_PARETO[recipe].map((point) => ({ recipe, ...point })),
  )
  return fronts(frontPoints(rows), paper, {
    title: 'Performance against sparsity: 20 tasks, 400 neurons',
    subtitle: frontsText(all),
    recipes: { ...PAPER_LABELS, ...namesIn(rows) },
    ...size,
  })
}

function modcogFigure(rows: readonly ParetoRow[]): FigureSpec {
  const paper: DrawnPaperPoint[] = PAPER_RECIPES.flatMap((recipe) =>
    PAPER_PARETO_APPENDIX[recipe].map((point) => ({ recipe, ...point })),
  )
  return fronts(frontPoints(rows), paper, {
    title: 'Performance against sparsity on Mod-Cog: 82 tasks, 400 neurons',
    subtitle: `${seedsText(rows)}. ${trainedText(rows)}. The paper’s second plot, probably of Mod-Cog, has no wiring.`,
    recipes: PAPER_LABELS,
  })
}

const bare = ({ title: _title, ...spec }: FigureSpec) => renderSvg(spec as FigureSpec)

const MARGIN = 20

const FRONTS_HEADING =
  'Performance against sparsity. Filled, solid: ours; hollow, dashed: the paper, digitized'
const IMPORTANCE_NOTE =
  'Blue: this network. Orange: the paper, digitized at these ranks; the dashes only join them.'
const DISTANCE_NOTE = 'The unit of the paper’s distance axis is not known.'
const NULLS_NOTE =
  'Line, histogram: this network, its shuffles. Diamond, bar: the paper’s, of other sizes. Left: closer together.'

/** The main figure: panels a to h in the paper's order, with three columns in the upper part and two in the lower. */
async function mainFigure(data: FigureData, rows: readonly ParetoRow[]): Promise<string> {
  const { analysis, weights, battery } = data
  const { summary, details } = analysis
  const panels: Panel[] = []
  const place = async (
    letter: string,
    text: string,
    spec: FigureSpec,
    x: number,
    y: number,
    width: number,
    note?: string,
  ) => {
    const svg = await bare(spec)
    const top = y + headOf({ note })
    panels.push({ letter, heading: text, note, svg, x, y: top, width })
    const size = sizeOfSvg(svg)
    return top + (width * size.height) / size.width
  }
  const columns = [540, 470, 470]
  const x = [MARGIN, 2 * MARGIN + columns[0], 3 * MARGIN + columns[0] + columns[1]]
  const width = x[2] + columns[2] + MARGIN
  const inColumn = (at: number, y: number, letter: string, text: string, spec: FigureSpec, note?: string) =>
    place(letter, text, spec, x[at], y, columns[at], note)
  const drawing = networkDrawing(details, weights, battery)
  const a = await inColumn(0, MARGIN, 'a', 'The network: inputs, sheet, outputs', drawing)
  const variance = `Task variance of ${summary.activeNeurons} active neurons`
  const b = await inColumn(1, MARGIN, 'b', variance, taskVarianceMap(details, true))
  const c = await inColumn(2, MARGIN, 'c', 'Functional clusters on the sheet', sheetMap(details, true))
  const accuracy = accuracyChart(summary, details.accuracy, battery)
  const d = await inColumn(2, c + MARGIN, 'd', 'Accuracy', accuracy)
  const top = Math.max(a, b, d) + MARGIN
  const importance = importanceCurve(details, true)
  const e = await inColumn(0, top, 'e', 'Importance by rank', importance, IMPORTANCE_NOTE)
  const distance = distanceCurve(details, true)
  const f = await inColumn(0, e + MARGIN, 'f', 'Weight against distance', distance, DISTANCE_NOTE)
  const wide = columns[1] + MARGIN + columns[2]
  const pareto = paretoFigure(rows, { width: wide / 2 - 65, height: 430 }) // sized so that its text is as large as in the other panels
  const g = await place('g, h', FRONTS_HEADING, pareto, x[1], top, wide, frontsText(rows))
  return compose(panels, { width, height: Math.ceil(Math.max(f, g)) + MARGIN })
}

/** For each kind of network, its sheet and both anatomical measures against shuffled labels. */
async function anatomyFigure(
  shown: readonly { recipe: PaperRecipe; seed: number; data: FigureData }[],
): Promise<string> {
  const panels: Panel[] = []
  const [mapWidth, nullWidth] = [470, 620]
  let y = MARGIN
  for (const [i, { recipe, seed, data }] of shown.entries()) {
    const { details, summary } = data.analysis
    const map = await bare(sheetMap(details, false))
    const nulls = await bare(nullHistograms(details, recipe))
    const heading = `${RECIPE_NAMES[recipe]}${SHOWN[recipe] > 0 ? `, λ ${SHOWN[recipe].toExponential()}` : ''}, seed ${seed}: ${summary.activeNeurons} active neurons, ${summary.clusters.length} clusters`
    const size = sizeOfSvg(map)
    const top = y + headOf({ note: NULLS_NOTE })
    panels.push({ letter: 'abc'[i], heading, svg: map, x: MARGIN, y: top, width: mapWidth })
    panels.push({
      letter: '',
      heading: `Both measures against ${whole(LABEL_SHUFFLES)} shuffles of the cluster labels`,
      note: NULLS_NOTE,
      svg: nulls,
      x: 2 * MARGIN + mapWidth,
      y: top,
      width: nullWidth,
    })
    y = top + (mapWidth * size.height) / size.width + MARGIN
  }
  return compose(panels, { width: 3 * MARGIN + mapWidth + nullWidth, height: Math.ceil(y) })
}
