/**
 * Training curves over the steps: loss, accuracy, sparsity, and the schedules of λ and of the learning rate. Values are
 * drawn as they were logged. Only one line is smoothed, and its panel says how.
 */

import { ACTIVE_THRESHOLD } from '../analysis/taskVariance.js'
import type { Battery } from '../tasks/battery.js'
import { domainOf, logAxis } from './axes.js'
import { type Point, runningMedian, thinned } from './series.js'
import { type FigureSpec, figure, INK, LIMIT, nothing, OURS, panelTitle, type Spec } from './style.js'
import { counted, exponential, percent, whole } from './words.js'

/** A line of metrics.jsonl; a value that was not finite is null. */
export interface TrainingLine {
  type: string
  step: number
  [name: string]: unknown
}

/** The most points drawn of a curve. More than a page has pixels would only make the file larger. */
const MOST_POINTS = 400
/** Window of the running median, as a share of the logged steps. */
const WINDOW = 0.05

const RATE = { labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~e')" }

/** One curve of a panel. */
interface Drawn {
  points: readonly Point[]
  mark?: Spec
}

interface Panel {
  title: string
  unit: string
  note?: string
  curves: readonly Drawn[]
  scale?: Spec
  axis?: Spec
  /** Layers that are drawn over the curves. */
  over?: readonly Spec[]
}

/** The measures of the trained network, on more trials than evaluations during the training have. */
export interface FinalMeasure {
  step: number
  meanAccuracy: number
  trialsPerTask: number
}

/**
 * @param ceiling mean accuracy of an ideal observer
 * @param lengths their unit
 */
export function trainingCurves(
  lines: readonly TrainingLine[],
  ceiling: number,
  final: FinalMeasure,
  { code }: Pick<Battery, 'code'>,
  lengths = 'cells',
): FigureSpec {
  const steps = lines.filter(({ type }) => type === 'step')
  const evaluations = lines.filter(({ type }) => type === 'evaluation')
  const last = lines.reduce((most, { step }) => Math.max(most, step), Math.max(1, final.step))
  const entropy = curve(steps, 'taskLoss')
  const loss = curve(steps, 'loss')
  const window = Math.max(1, 2 * Math.floor((WINDOW * entropy.length) / 2) + 1)
  const accuracy = curve(evaluations, 'meanAccuracy')
  const active = curve(evaluations, 'activeNeurons')
  const panels: Panel[] = [
    {
      title: 'Loss',
      unit: `${code ? 'blue: masked squared error' : 'nats; blue: cross-entropy'}, gray: with penalty`,
      note: window > 1 ? `dots: as logged; lines: running median of ${whole(window)}` : 'as logged',
      curves: [
        { points: runningMedian(loss, window), mark: { color: '#8a8a8a' } },
        { points: entropy, mark: { type: 'point', filled: true, size: 5, color: '#9cc3e2', opacity: 1 } },
        { points: runningMedian(entropy, window) },
      ],
      scale: { type: 'log' },
    },
    {
      title: 'Mean accuracy',
      unit: 'share of trials right',
      note: 'dashed: ideal observer; diamond: final measure',
      curves: [{ points: accuracy }],
      scale: { domain: [0, 1], nice: false },
      axis: { format: '.1f' },
      over: [
        {
          data: { values: [{}] },
          mark: { type: 'rule', color: LIMIT, strokeDash: [5, 3] },
          encoding: { y: { datum: ceiling, type: 'quantitative' } },
        },
        {
          data: { values: [{ step: final.step, value: final.meanAccuracy }] },
          mark: { type: 'point', shape: 'diamond', filled: true, color: OURS, size: 70 },
          encoding: {
            x: { field: 'step', type: 'quantitative' },
            y: { field: 'value', type: 'quantitative' },
          },
        },
      ],
    },
    {
      title: 'Active neurons',
      unit: `neurons with importance above ${exponential(ACTIVE_THRESHOLD)}`,
      curves: [{ points: active }],
      axis: { format: '~s', tickMinStep: 1 },
    },
    {
      title: 'Wiring length',
      unit: `${lengths}, recurrent |w| > 0.01`,
      curves: [{ points: curve(evaluations, 'wiringLength') }],
      scale: { type: 'log' },
    },
    {
      title: 'λ, the price of wire',
      unit: 'loss for each unit of Σ|w|(A·d + y0)',
      curves: [{ points: curve(steps, 'lambda'), mark: { color: INK, interpolate: 'step-before' } }],
      axis: RATE,
    },
    {
      title: 'Learning rate',
      unit: 'of the optimizer',
      curves: [{ points: curve(steps, 'learningRate'), mark: { color: INK } }],
      axis: RATE,
    },
  ]
  const drawn = panels.map((panel, i) => drawPanel(panel, last, i >= panels.length - 2))
  return figure(
    { title: finding(accuracy, active, final), subtitle: subtitle(steps.length, evaluations, final) },
    {
      vconcat: [0, 2, 4].map((i) => ({ hconcat: drawn.slice(i, i + 2), spacing: 34 })),
      spacing: 22,
    },
  )
}

function drawPanel(
  { title, unit, note, curves, scale, axis, over }: Panel,
  last: number,
  bottom: boolean,
): Spec {
  const recorded = curves.flatMap(({ points }) => points)
  const log = scale?.type === 'log' && recorded.some(({ value }) => value > 0)
  // On a log axis, zeros cannot be drawn: a sheet that begins with only self-connections has wiring length 0 at step 0.
  const drawable = (points: readonly Point[]) => (log ? points.filter(({ value }) => value > 0) : points)
  const drawn = drawable(recorded)
  const zeros = drawn.length < recorded.length ? ', zeros not drawn' : ''
  const first = log ? `${unit}, log axis${zeros}` : unit
  const frame = { width: 292, height: 112, title: panelTitle(title, note ? [first, note] : first) }
  if (drawn.length === 0) {
    return nothing(frame, 'nothing recorded')
  }
  const x = {
    field: 'step',
    type: 'quantitative',
    scale: { domain: [0, last], nice: false },
    axis: {
      title: bottom ? 'training step' : null,
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
      tickCount: 5,
      grid: false,
      labelFlush: true,
    },
  }
  const values = drawn.map(({ value }) => value)
  const inLogarithms = log ? logAxis(values) : null
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: inLogarithms?.scale ?? { domain: domainOf(values), nice: true, ...scale, type: 'linear' },
    axis: {
      title: null,
      tickCount: 4,
      format: '~g',
      minExtent: 44, // a fixed width of the axis aligns the panels
      maxExtent: 44,
      ...inLogarithms?.axis,
      ...axis,
    },
  }
  return {
    ...frame,
    layer: [
      ...curves.map(({ points, mark }) => {
        const values = thinned(drawable(points), MOST_POINTS)
        // A line with only one point would be invisible.
        const type = values.length > 1 ? 'line' : 'point'
        return {
          data: { values },
          mark: { type, filled: type === 'point', color: OURS, strokeWidth: 1.6, ...mark },
          encoding: { x, y },
        }
      }),
      ...(over ?? []),
    ],
  }
}

function finding(accuracy: readonly Point[], active: readonly Point[], final: FinalMeasure): string {
  const end = `${percent(final.meanAccuracy)} of trials right`
  const first = accuracy.find(({ step }) => step < final.step)
  const course = first ? `from ${percent(first.value)} to ${end}` : end
  if (active.length < 2) return `Training: ${course}`
  return `Training: ${course}, from ${whole(active[0].value)} to ${whole(active[active.length - 1].value)} active neurons`
}

function subtitle(steps: number, evaluations: readonly TrainingLine[], final: FinalMeasure): string {
  const trials = evaluations.at(-1)?.trialsPerTask
  const trialsOfEach =
    typeof trials === 'number'
      ? `, all on the same ${counted(trials, 'trial')} a task, whose luck the whole curve shares`
      : ''
  return (
    `${counted(steps, 'logged step')}; ${counted(evaluations.length, 'evaluation')}${trialsOfEach}. ` +
    `Diamond and title: ${percent(final.meanAccuracy)} on ${counted(final.trialsPerTask, 'trial')} a task at the end.`
  )
}

/** The finite values of a metric, in the order of the lines. */
export function curve(lines: readonly TrainingLine[], name: string): Point[] {
  return lines.flatMap(({ step, [name]: value }) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ step, value }] : [],
  )
}
