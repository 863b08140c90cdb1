/**
 * Where this run stands among the paper's networks: error against active neurons and against wiring length (main
 * figure, panels g and h). Fronts of many runs are drawn by fronts.ts.
 */
import type { Summary } from '../analysis/analysis.js'
import { domainOf, logAxis } from './axes.js'
import { PAPER_LABELS, PAPER_MOST_ERROR, PAPER_PARETO, type PaperKind, type ParetoPoint } from './paper.js'
import { type FigureSpec, figure, INK, OURS, PAPER, type Spec } from './style.js'
import { counted, decimal, whole } from './words.js'

const OWN = 'this run'
const THEIRS = (kind: PaperKind) => `paper, ${PAPER_LABELS[kind]} (digitized)`
const KINDS = Object.keys(PAPER_PARETO) as PaperKind[]
const LOOK: Readonly<Record<PaperKind, { color: string; shape: string }>> = {
  bimt: { color: PAPER, shape: 'circle' },
  l1: { color: '#8a8a8a', shape: 'square' },
  none: { color: INK, shape: 'triangle-up' },
}

/**
 * @param comparable whether it learned the paper's tasks with the paper's number of neurons
 * @param unit of the wiring length; only cells, as the paper has them, are drawn beside the paper's
 */
export function standing(
  { activeNeurons, error, wiringLength }: Summary,
  comparable: boolean,
  unit = 'cells',
): FigureSpec {
  const measured = { activeNeurons, error, wiringLength }
  const values = [
    ...KINDS.flatMap((kind) => PAPER_PARETO[kind].map((point) => ({ ...point, series: THEIRS(kind) }))),
    { ...measured, series: OWN },
  ]
  const names = [...KINDS.map(THEIRS), OWN]
  const colors = [...KINDS.map((kind) => LOOK[kind].color), OURS]
  const shapes = [...KINDS.map((kind) => LOOK[kind].shape), STAR]
  const top = Math.max(0.2, 1.08 * error)
  const legend = { title: null, orient: 'bottom', direction: 'horizontal', columns: 4, columnPadding: 14 }
  const series = (range: string[]): Spec => ({
    field: 'series',
    type: 'nominal',
    scale: { domain: names, range },
    legend,
  })
  const panel = (field: keyof ParetoPoint, title: string, scale: Spec, axis: Spec): Spec => {
    const x = { field, type: 'quantitative', scale, axis: { title, grid: false, ...axis } }
    const y = {
      field: 'error',
      type: 'quantitative',
      scale: { domain: [0, top], nice: false },
      axis: {
        title: field === 'activeNeurons' ? 'error (share of trials wrong)' : null,
        format: '.2f',
        tickCount: 5,
      },
    }
    return {
      width: 286,
      height: 250,
      layer: [
        {
          transform: [{ filter: `datum.series !== '${OWN}'` }],
          mark: { type: 'line', strokeWidth: 1.3 },
          encoding: { x, y, color: series(colors), detail: { field: 'series' } },
        },
        {
          mark: { type: 'point', filled: true, opacity: 1 },
          encoding: {
            x,
            y,
            color: series(colors),
            shape: series(shapes),
            size: { condition: { test: `datum.series === '${OWN}'`, value: 260 }, value: 45 },
          },
        },
      ],
    }
  }
  const wired = wiringLength > 0
  const inCells = unit === 'cells'
  const log = logAxis(values.map((value) => value.wiringLength))
  return figure(
    {
      title: comparable ? standingFinding(measured) : `This run: ${inWords(measured, unit)}`,
      subtitle:
        'Lower left is better: fewer errors with fewer neurons and less wire. ' +
        (comparable
          ? 'One run; a claim about a front needs three seeds.'
          : 'The paper’s networks were trained on 20 tasks with 400 neurons: not the same kind.') +
        (inCells && !wired ? ' This run has no wire: it is not on the right panel.' : ''),
    },
    {
      data: { values },
      hconcat: [
        panel(
          'activeNeurons',
          'active neurons',
          { domain: domainOf(values.map((value) => value.activeNeurons)), nice: true },
          { tickCount: 6 },
        ),
        ...(inCells ? [panel('wiringLength', 'recurrent wire (cells, log axis)', log.scale, log.axis)] : []),
      ],
      spacing: 30,
    },
  )
}

/** A five-pointed star in the unit square that Vega scales. */
const STAR =
  'M0,-1L0.294,-0.405L0.951,-0.309L0.476,0.155L0.588,0.809L0,0.5L-0.588,0.809L-0.476,0.155L-0.951,-0.309L-0.294,-0.405Z'

/** The run against the paper's BIMT points, each of which has three coordinates. */
export function standingFinding(run: ParetoPoint): string {
  const front = PAPER_PARETO.bimt
  const coordinates = inWords(run)
  if (run.error > PAPER_MOST_ERROR)
    return `Outside the range of the paper’s networks, whose errors end at ${PAPER_MOST_ERROR}: ${coordinates}`
  if (front.some((point) => dominates(run, point)))
    return `At least as good as a point of the paper’s BIMT front in all three: ${coordinates}`
  if (front.some((point) => dominates(point, run)))
    return `Behind a point of the paper’s BIMT front in all three: ${coordinates}`
  return `Neither ahead of nor behind the paper’s BIMT networks: ${coordinates}`
}

function inWords({ activeNeurons, wiringLength, error }: ParetoPoint, unit = 'cells'): string {
  const wire = unit === 'cells' ? counted(wiringLength, 'cell') : `${whole(wiringLength)} ${unit}`
  return `${counted(activeNeurons, 'active neuron')}, ${wire} of wire, error ${decimal(error, 3)}`
}

/** Whether point a is not above point b in any of the three coordinates. */
export function dominates(a: ParetoPoint, b: ParetoPoint): boolean {
  return a.activeNeurons <= b.activeNeurons && a.error <= b.error && a.wiringLength <= b.wiringLength
}
