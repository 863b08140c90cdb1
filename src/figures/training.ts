/**
 * Training curves: loss, accuracy, sparsity, and the schedules of λ and the learning rate, over the steps. Values are
 * drawn as they were logged; the one line that is smoothed says how.
 */
import { type FigureSpec, figure, INK, LIMIT, logAxis, OURS, panelTitle, type Spec } from './style.js'
import { counted, percent, whole } from './words.js'

/** A line of metrics.jsonl; a value that was not finite is null. */
export interface TrainingLine {
  type: string
  step: number
  [name: string]: unknown
}

/** Points drawn of one curve at most: beyond a page's pixels they only weigh. */
const MOST_POINTS = 400
/** Part of the logged steps over which the median runs. */
const WINDOW = 0.025

const RATE = { format: null, labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~e')" }

interface Point {
  step: number
  value: number
}

/** @param ceiling mean accuracy of an ideal observer */
export function trainingCurves(lines: readonly TrainingLine[], ceiling: number): FigureSpec {
  const steps = lines.filter(({ type }) => type === 'step')
  const evaluations = lines.filter(({ type }) => type === 'evaluation')
  const entropy = curve(steps, 'crossEntropy')
  const loss = curve(steps, 'loss')
  const window = Math.max(1, 2 * Math.floor((WINDOW * entropy.length) / 2) + 1)
  const last = Math.max(1, ...lines.map(({ step }) => step))
  const x = (bottom: boolean): Spec => ({
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
  })
  const y = (points: readonly Point[], options: Spec = {}, axis: Spec = {}): Spec => ({
    field: 'value',
    type: 'quantitative',
    scale: logarithmic(points) && options.type === 'log' ? options : { ...options, type: 'linear' },
    axis: {
      title: null,
      tickCount: 4,
      format: '~g',
      minExtent: 44, // panels stand in line
      maxExtent: 44,
      ...(options.type === 'log' && logarithmic(points) && logAxis(points.map(({ value }) => value))),
      ...axis,
    },
  })
  const panel = (title: string, unit: string | string[], layer: Spec[]): Spec => ({
    width: 292,
    height: 112,
    title: { ...panelTitle(title), subtitle: unit, subtitleFontSize: 11, subtitlePadding: 2 },
    layer: layer.length > 0 ? layer : [{ data: { values: [] }, mark: 'line' }],
  })
  const line = (points: Point[], encoding: Spec, mark: Spec = {}): Spec => ({
    data: { values: points },
    mark: { type: 'line', color: OURS, strokeWidth: 1.6, ...mark },
    encoding,
  })
  const plainPanel = (
    title: string,
    unit: string,
    points: Point[],
    bottom = false,
    scale: Spec = {},
    axis: Spec = {},
    mark: Spec = {},
  ) =>
    panel(title, unit, [
      line(
        points,
        { x: x(bottom), y: y(points, scale, axis) },
        { ...(points.length === 1 && { point: true }), ...mark },
      ),
    ])

  const accuracy = curve(evaluations, 'meanAccuracy')
  const active = curve(evaluations, 'activeNeurons')
  const wiring = curve(evaluations, 'wiringLength')
  const lossEncoding = { x: x(false), y: y([...entropy, ...loss], { type: 'log' }) }
  return figure(
    { title: finding(accuracy, active), subtitle: subtitle(steps.length, evaluations.length) },
    {
      vconcat: [
        {
          hconcat: [
            panel(
              'Loss',
              [
                'nats, log axis; blue: cross-entropy, gray: with penalty',
                `dots: as logged; lines: running median of ${whole(window)}`,
              ],
              [
                line(thinned(runningMedian(loss, window)), lossEncoding, { color: '#8a8a8a' }),
                {
                  data: { values: thinned(entropy) },
                  mark: { type: 'point', filled: true, size: 5, color: '#9cc3e2', opacity: 1 },
                  encoding: lossEncoding,
                },
                line(thinned(runningMedian(entropy, window)), lossEncoding),
              ],
            ),
            panel(
              'Mean accuracy',
              ['share of trials right', 'dashed: ideal observer'],
              [
                line(thinned(accuracy), {
                  x: x(false),
                  y: y(accuracy, { domain: [0, 1], nice: false }, { format: '.1f' }),
                }),
                {
                  data: { values: [{}] },
                  mark: { type: 'rule', color: LIMIT, strokeDash: [5, 3] },
                  encoding: { y: { datum: ceiling, type: 'quantitative' } },
                },
              ],
            ),
          ],
          spacing: 34,
        },
        {
          hconcat: [
            plainPanel(
              'Active neurons',
              'neurons with importance above 1e-3',
              thinned(active),
              false,
              { zero: true },
              { format: '~s' },
            ),
            plainPanel('Wiring length', 'cells, recurrent |w| > 0.01, log axis', thinned(wiring), false, {
              type: 'log',
            }),
          ],
          spacing: 34,
        },
        {
          hconcat: [
            plainPanel(
              'λ, the price of wire',
              'loss for each unit of Σ|w|(A·d + y0)',
              thinned(curve(steps, 'lambda')),
              true,
              { zero: true },
              RATE,
              { color: INK, interpolate: 'step-before' },
            ),
            plainPanel(
              'Learning rate',
              'of the optimizer',
              thinned(curve(steps, 'learningRate')),
              true,
              { zero: true },
              RATE,
              { color: INK },
            ),
          ],
          spacing: 34,
        },
      ],
      spacing: 22,
    },
  )
}

function finding(accuracy: readonly Point[], active: readonly Point[]): string {
  if (accuracy.length === 0) return 'Training: no evaluation was recorded'
  const first = accuracy[0].value
  const last = accuracy[accuracy.length - 1].value
  const course = `from ${percent(first, 0)} to ${percent(last, 0)} right`
  if (active.length < 2) return `Training: ${course}`
  const neurons = `from ${whole(active[0].value)} to ${whole(active[active.length - 1].value)} active neurons`
  return `Training: ${course}, ${neurons}`
}

function subtitle(steps: number, evaluations: number): string {
  return `${counted(steps, 'logged step')}, ${counted(evaluations, 'evaluation')}.`
}

/** The finite values of one name, in order. */
export function curve(lines: readonly TrainingLine[], name: string): Point[] {
  return lines.flatMap(({ step, [name]: value }) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ step, value }] : [],
  )
}

/** The median over an odd number of points around each, fewer at the ends. */
export function runningMedian(points: readonly Point[], window: number): Point[] {
  const half = (window - 1) / 2
  return points.map(({ step }, i) => {
    const around = points.slice(Math.max(0, i - half), i + half + 1).map(({ value }) => value)
    around.sort((a, b) => a - b)
    const middle = around.length / 2
    return { step, value: (around[Math.ceil(middle) - 1] + around[Math.floor(middle)]) / 2 }
  })
}

/** Every k-th point, and the last, so that few enough remain. */
export function thinned(points: readonly Point[]): Point[] {
  const every = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}

function logarithmic(points: readonly Point[]): boolean {
  return points.length > 0 && points.every(({ value }) => value > 0)
}
