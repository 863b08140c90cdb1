/**
 * The figure of psychometric curves, with a panel for each task: choice of the first stimulus against signed coherence,
 * with a curve for each duration of the stimuli or of the delay. It shows points with their intervals, and the fitted
 * curve with its band.
 */

import { domainOf } from '../../figures/axes.js'
import { type FigureSpec, figure, MUTED, panelTitle, type Spec } from '../../figures/style.js'
import { counted, decimal, percent, whole } from '../../figures/words.js'
import { psychometricFinding } from './finding.js'
import type { TaskCurves, TimedCurve } from './measure.js'

const COLUMNS = 3
const SIZE = { width: 176, height: 132 }
/**
 * Colors of curves, from dark to light (viridis without its lightest part); they differ for every kind of color vision.
 */
const RAMP = ['#440154', '#3b528b', '#21918c', '#5ec962', '#d9c419']

/** @param trials number of trials of each point */
export function psychometricFigure(tasks: readonly TaskCurves[], trials: number): FigureSpec {
  // A block has tasks that vary the same period over the same durations, so that they can share a legend.
  const blocks = new Map<string, TaskCurves[]>()
  for (const task of tasks) {
    const key = JSON.stringify([task.family, task.curves.map(({ duration }) => duration)])
    blocks.set(key, [...(blocks.get(key) ?? []), task])
  }
  return figure(
    { title: psychometricFinding(tasks), subtitle: subtitle(tasks, trials) },
    {
      vconcat: [...blocks.values()].map(block),
      spacing: 26,
      resolve: { scale: { color: 'independent' } },
    },
  )
}

function block(tasks: readonly TaskCurves[]): Spec {
  const { curves, variedIs } = tasks[0]
  const names = curves.map(curveName)
  const color = {
    field: 'curve',
    type: 'ordinal',
    sort: names,
    scale: { domain: names, range: ramp(names.length) },
    legend: {
      title: `${variedIs === 'delay' ? 'delay' : 'duration of the stimuli'} (ms)`,
      orient: 'top',
      direction: 'horizontal',
      symbolType: 'circle',
      symbolOpacity: 1,
      columnPadding: 14,
    },
  }
  return {
    concat: tasks.map((task, i) => panel(task, color, i)),
    columns: COLUMNS,
    spacing: 20,
    resolve: { scale: { color: 'shared' } },
  }
}

function panel({ task, meaning, curves }: TaskCurves, color: Spec, place: number): Spec {
  const lines = curves.flatMap((curve) => {
    const { fit } = curve
    if (!fit) return []
    const { coherence, choice, low, high } = fit.curve
    return coherence.map((c, i) => ({
      curve: curveName(curve),
      coherence: c,
      choice: choice[i],
      low: low[i],
      high: high[i],
    }))
  })
  const points = curves.flatMap((curve) =>
    curve.points
      .filter(({ choice }) => choice.value !== null)
      .map(({ coherence, choice: { value, low, high } }) => ({
        curve: curveName(curve),
        coherence,
        choice: value,
        low,
        high,
      })),
  )
  const [, most] = domainOf(
    curves.flatMap((curve) => curve.points.map(({ coherence }) => Math.abs(coherence))),
  )
  const x = {
    field: 'coherence',
    type: 'quantitative',
    scale: { domain: [-1.03 * most, 1.03 * most], nice: false, zero: false },
    axis: { title: meaning, tickCount: 5, grid: false, format: '~g' },
  }
  const y = (field: string, axis = false): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    ...(axis && {
      axis: {
        title: place % COLUMNS === 0 ? 'share choosing the first' : null,
        values: [0, 0.5, 1],
      },
    }),
  })
  const layer = (values: readonly unknown[], mark: Spec, encoding: Spec): Spec => ({
    data: { values },
    mark,
    encoding: { x, color, ...encoding },
  })
  const middle = { type: 'rule', color: MUTED, strokeDash: [3, 3], strokeWidth: 1 }
  return {
    ...SIZE,
    title: panelTitle(task, notes(curves)),
    layer: [
      {
        data: { values: [{}] },
        mark: middle,
        encoding: { y: { datum: 0.5, type: 'quantitative', scale: { domain: [0, 1] } } },
      },
      layer(lines, { type: 'area', opacity: 0.16 }, { y: y('low', true), y2: { field: 'high' } }),
      layer(points, { type: 'rule', strokeWidth: 1, opacity: 0.6 }, { y: y('low'), y2: { field: 'high' } }),
      layer(lines, { type: 'line', strokeWidth: 1.6 }, { y: y('choice') }),
      layer(points, { type: 'point', filled: true, size: 17 }, { y: y('choice') }),
    ],
  }
}

/** The name of a curve in the legend. */
const curveName = ({ duration, trained }: TimedCurve): string =>
  `${whole(duration)}${trained ? ' (as trained)' : ''}`

/** Evenly spaced colors of the ramp; for one curve, the first color. */
const ramp = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => RAMP[Math.round((i * (RAMP.length - 1)) / Math.max(1, count - 1))])

/** Notes for a panel: σ at the trained durations, and how many curves have no σ. */
function notes(curves: readonly TimedCurve[]): string[] {
  const fitted = curves.filter(({ trained, fit }) => trained && fit).map(({ fit }) => fit!.sigma)
  const range = [Math.min, Math.max].map((of) => decimal(of(...fitted.map(({ value }) => value)), 3))
  const sigma =
    fitted.length === 1
      ? `σ = ${withError(fitted[0].value, fitted[0].se)}`
      : fitted.length > 1
        ? `σ = ${[...new Set(range)].join(' to ')}`
        : 'σ as trained: not told by the choices'
  const unfitted = curves.filter(({ fit }) => !fit).length
  return [sigma, ...(unfitted > 0 ? [`no fit for ${whole(unfitted)} of ${whole(curves.length)}`] : [])]
}

const withError = (value: number, se: number): string => {
  const digits = se > 0 ? Math.min(4, Math.max(2, 1 - Math.floor(Math.log10(se)))) : 3
  return `${decimal(value, digits)} ± ${decimal(se, digits)}`
}

function subtitle(tasks: readonly TaskCurves[], trials: number): string {
  const points = tasks.flatMap(({ curves }) => curves.flatMap(({ points }) => points))
  const neither = points.reduce((sum, point) => sum + point.neither, 0)
  const share = neither / points.reduce((sum, point) => sum + point.trials, 0)
  return (
    `Share of trials that choose the first stimulus among those that choose one (${percent(share)} chose neither); ` +
    `${counted(trials, 'trial')} a point, bars: Wilson 95% intervals. ` +
    'Lines: cumulative Gaussian with lapses, band: pointwise 95% of a bootstrap; σ: noise of the decision as trained, ± standard error. Dashed: chance.'
  )
}
