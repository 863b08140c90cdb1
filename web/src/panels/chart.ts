/** A uPlot chart in the page's colors. */
import uPlot from 'uplot'
import { byProcessor } from './byProcessor.js'
import type { CanvasColors } from './canvasColors.js'
import { alone, chartData } from './chartData.js'
import { compact, type Line, type Measure } from './history.js'

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
const LOGARITHMIC: readonly Measure[] = ['loss', 'wiring']

export interface ChartOptions {
  measure: Measure
  lines: readonly Line[]
  colors: CanvasColors
  width: number
  height: number
  /** Steps of the whole training, where the axis ends. */
  steps: number
  /** The step at the pointer; null when it leaves. */
  onhover: (step: number | null) => void
}

export function makeChart(target: HTMLElement, options: ChartOptions): uPlot {
  const { measure, lines, colors, width, height, steps, onhover } = options
  const colorOf = ({ network }: Line) => (network === 0 ? colors.first : colors.second)
  const axis = {
    stroke: colors.muted,
    font: FONT,
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
    border: { show: false },
  }
  const make = () =>
    new uPlot(
      {
        width,
        height,
        padding: [6, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, sync: { key: 'gyrus' } },
        scales: {
          x: { time: false, range: [0, steps] },
          y: LOGARITHMIC.includes(measure)
            ? { distr: 3 }
            : measure === 'accuracy'
              ? { range: [0, 100] }
              : {
                  range: (_, low, high) =>
                    Number.isFinite(low)
                      ? (uPlot.rangeNum(Math.min(0, low), high, 0.1, true) as [number, number])
                      : [0, 1],
                },
        },
        axes: [
          {
            ...axis,
            size: 22,
            space: 56,
            grid: { show: false },
            values: (_, splits) => splits.map((value) => (value >= 1000 ? compact(value) : String(value))),
          },
          {
            ...axis,
            size: 44,
            space: 24,
            ...(LOGARITHMIC.includes(measure) && {
              splits: (_: uPlot, __: number, low: number, high: number) => decades(low, high),
            }),
            values: (_, splits) => splits.map((value) => (value === null ? '' : axisNumber(measure, value))),
          },
        ],
        series: [
          {},
          ...lines.map((line) => ({
            stroke: colorOf(line),
            width: line.task === null ? 2 : 1,
            alpha: line.task === null ? 1 : 0.28,
            dash: line.network === 0 ? undefined : [5, 3],
            points: {
              size: 5,
              fill: colorOf(line),
              filter: (chart: uPlot, at: number) => alone(chart.data[at]),
            },
          })),
        ],
        hooks: {
          setCursor: [
            (chart) => {
              const { left } = chart.cursor
              onhover(left === undefined || left < 0 ? null : chart.posToVal(left, 'x'))
            },
          ],
        },
      },
      chartData(lines),
      target,
    )
  return byProcessor(make)
}

/** Whether two lists of lines are of the same networks and tasks, so that a chart can be kept. */
export const sameLines = (a: readonly Line[], b: readonly Line[]): boolean =>
  a.length === b.length && a.every(({ network, task }, i) => network === b[i].network && task === b[i].task)

function axisNumber(measure: Measure, value: number): string {
  if (value >= 1000) return compact(value)
  return measure === 'modularity' ? value.toFixed(1) : String(Number(value.toPrecision(2)))
}

/** The powers of ten between two values, as ticks of an axis; at most five. */
export function decades(low: number, high: number): number[] {
  const [first, last] = [low, high].map((value) => Math.log10(value))
  if (!Number.isFinite(first) || !Number.isFinite(last)) return []
  const [from, to] = [Math.ceil(first - 1e-9), Math.floor(last + 1e-9)]
  const every = Math.max(1, Math.ceil((to - from) / 4))
  const result: number[] = []
  for (let exponent = from; exponent <= to; exponent += every) result.push(Number(`1e${exponent}`))
  return result
}
