/**
 * Panel d: the accuracy of each task, beside the accuracies of an ideal observer and of the paper's network.
 */
import { accuracyInterval } from '../analysis/accuracy.js'
import type { Details, Summary } from '../analysis/analysis.js'
import type { Battery } from '../tasks/battery.js'
import { accuracyFinding } from './findings.js'
import { paperAccuracy } from './paper.js'
import { type FigureSpec, figure, LIMIT, OURS, PAPER, type Spec } from './style.js'

// In the order in which they are drawn.
const SERIES = {
  ceiling: 'ideal observer',
  ours: 'this network (95% interval)',
  paper: 'paper (digitized)',
}
/** The marks of our network and of the paper's are shifted a little, so that equal values do not hide each other. */
const MARK: Readonly<Record<string, Spec>> = {
  [SERIES.ceiling]: { size: 340 }, // taller than the marks that may lie on it
  [SERIES.ours]: { size: 55, yOffset: -2.5 },
  [SERIES.paper]: { size: 42, yOffset: 4.5 },
}
const UPRIGHT = 'M0,-0.9L0,0.9' // a vertical stroke; Vega's stroke symbol is horizontal

interface Value {
  task: string
  series: string
  accuracy: number
  /** Ends of the 95 % interval; only for this network's accuracy. */
  low?: number
  high?: number
}

/** @param battery the battery of the run */
export function accuracyChart(
  summary: Summary,
  accuracy: Details['accuracy'],
  battery: Pick<Battery, 'name'>,
): FigureSpec {
  const paper = paperAccuracy(battery)
  const values: Value[] = accuracy.flatMap(({ task, accuracy, correct, trials, ceiling }) => [
    { task, series: SERIES.ours, accuracy, ...accuracyInterval({ correct, trials }) },
    { task, series: SERIES.ceiling, accuracy: ceiling },
    ...(task in paper ? [{ task, series: SERIES.paper, accuracy: paper[task] }] : []),
  ])
  const shown = Object.values(SERIES).filter((series) => values.some((value) => value.series === series))
  const look = { [SERIES.ours]: OURS, [SERIES.ceiling]: LIMIT, [SERIES.paper]: PAPER }
  const shape = { [SERIES.ours]: 'circle', [SERIES.ceiling]: UPRIGHT, [SERIES.paper]: 'diamond' }
  const least = Math.min(...values.map((value) => value.low ?? value.accuracy))
  const start = Math.max(0, Math.floor(20 * (least - 0.02)) / 20)
  const x = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [start, 1], nice: false },
    axis: { title: 'accuracy (share of trials right at the last step)', format: '.2~f', tickCount: 8 },
  })
  const series = (range: (series: string) => string, legend: unknown): Spec => ({
    field: 'series',
    type: 'nominal',
    scale: { domain: shown, range: shown.map(range) },
    legend,
  })
  const legend = { title: null, orient: 'top', direction: 'horizontal', columnPadding: 18 }
  return figure(
    {
      title: accuracyFinding(summary),
      subtitle: `${summary.trialsPerTask} trials of each task from the zero state, noise as in training.${start > 0 ? ' The axis does not start at 0.' : ''}`,
    },
    {
      width: 520,
      height: { step: 17 },
      data: { values },
      encoding: {
        y: {
          field: 'task',
          type: 'nominal',
          sort: null,
          axis: { title: null, grid: true, domain: false, ticks: false, labelPadding: 9 },
        },
      },
      layer: [
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', color: OURS, strokeWidth: 2, yOffset: -2.5 },
          encoding: { x: x('low'), x2: { field: 'high' } },
        },
        ...shown.map((name) => ({
          transform: [{ filter: `datum.series === '${name}'` }],
          mark: { type: 'point', strokeWidth: 1.8, opacity: 1, ...MARK[name] },
          encoding: {
            x: x('accuracy'),
            shape: series((name) => shape[name], legend),
            stroke: series((name) => look[name], legend),
            fill: series((name) => (name === SERIES.ours ? OURS : '#ffffff'), legend),
          },
        })),
      ],
    },
  )
}
