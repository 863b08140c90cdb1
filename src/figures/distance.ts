/**
 * Panel f: how weight falls with distance, in our network and in the paper's.
 */
import type { Details, DistanceBin } from '../analysis/analysis.js'
import { curveOf, fallOf } from '../analysis/distanceNull.js'
import { geometryOf } from '../growth/geometry.js'
import { isGrid } from '../growth/sheet.js'
import { lengthUnit } from '../growth/sheetWords.js'
import { logAxis } from './axes.js'
import { PAPER_DISTANCE } from './paper.js'
import { type FigureSpec, figure, OURS, PAPER, panelTitle, type Spec } from './style.js'
import { counted, decimal, exponential, list, plain } from './words.js'

const SERIES = ['this network, all pairs', 'this network, active pairs', 'paper (digitized)']
const LOOK = { [SERIES[0]]: OURS, [SERIES[1]]: '#56b4e9', [SERIES[2]]: PAPER }
/** Weights below this are not drawn; otherwise the log axis would show rounding errors down to 1e-40. */
const FLOOR = 1e-6
/**
 * A distance is not drawn if it has fewer pairs than `count` and a smaller share of all pairs than `share`, because its
 * mean is then mostly chance. The share is for small sheets, where every distance has few pairs.
 */
const FEW_PAIRS = { count: 20, share: 0.005 }

/** @param comparable whether it learned the paper's tasks with the paper's number of neurons */
export function distanceCurve(details: Details, comparable: boolean): FigureSpec {
  const { allPairs, activePairs } = details.weightAgainstDistance
  const kept = { all: oftenEnough(allPairs), active: oftenEnough(activePairs) }
  const rows = [
    ...series(SERIES[0], kept.all),
    ...series(SERIES[1], kept.active),
    ...(comparable ? series(SERIES[2], PAPER_DISTANCE) : []),
  ]
  const values = rows.filter(({ weight }) => weight > FLOOR)
  const cut = rows.length - values.length
  const rare = allPairs.length + activePairs.length - kept.all.length - kept.active.length
  const shown = SERIES.filter((name) => values.some((value) => value.series === name))
  const log = logAxis(values.map(({ weight }) => weight))
  // Names the curves that are in the legend but not in this panel.
  const note = (statistic: string) => {
    const missing = shown.filter(
      (name) => !values.some((value) => value.series === name && value.statistic === statistic),
    )
    return missing.length > 0
      ? `not ${list(missing)}: below ${exponential(FLOOR)} throughout`
      : 'of the pairs at each distance'
  }
  const { metric, side } = geometryOf(details.sheet)
  const { sheet } = details
  const legend = { title: null, orient: 'bottom', direction: 'horizontal', columnPadding: 18 }
  const panel = (statistic: string): Spec => ({
    width: 290,
    height: 240,
    title: panelTitle(`${statistic === 'mean' ? 'Mean' : 'Median'} |weight|`, note(statistic)),
    transform: [{ filter: `datum.statistic === '${statistic}'` }],
    mark: { type: 'line', point: { filled: true, size: 26 }, strokeWidth: 1.6 },
    encoding: {
      x: {
        field: 'distance',
        type: 'quantitative',
        scale: { domain: [0, Math.max(1, ...values.map(({ distance }) => distance))], nice: false },
        axis: {
          title: `${metric === 'manhattan' ? 'Manhattan' : 'Euclidean'} distance (${isGrid(sheet) ? `cells / ${side}` : `1 = ${plain(side)} ${lengthUnit(sheet)}`})`,
          tickCount: 6,
          grid: false,
        },
      },
      y: {
        field: 'weight',
        type: 'quantitative',
        scale: log.scale,
        axis: { title: '|weight| (no unit)', ...log.axis },
      },
      color: {
        field: 'series',
        type: 'nominal',
        scale: { domain: shown, range: shown.map((name) => LOOK[name]) },
        legend,
      },
      shape: {
        field: 'series',
        type: 'nominal',
        scale: { domain: shown, range: shown.map((name) => (name === SERIES[2] ? 'diamond' : 'circle')) },
        legend,
      },
    },
  })
  return figure(
    {
      title: finding(activePairs),
      subtitle:
        'Recurrent weights by the distance of the neurons they join; 0 = self-connections. ' +
        (comparable
          ? 'The unit of the paper’s distance axis is not known: its points are drawn at the numbers it shows.'
          : '') +
        notDrawn(cut, rare),
    },
    { data: { values }, hconcat: [panel('median'), panel('mean')], spacing: 30 },
  )
}

const oftenEnough = (bins: readonly DistanceBin[]): DistanceBin[] => {
  const total = bins.reduce((sum, { pairs }) => sum + pairs, 0)
  return bins.filter(({ pairs }) => pairs >= Math.min(FEW_PAIRS.count, FEW_PAIRS.share * total))
}

function notDrawn(cut: number, rare: number): string {
  const parts = [
    ...(cut > 0 ? [`${counted(cut, 'point')} below ${exponential(FLOOR)}`] : []),
    ...(rare > 0 ? [`${counted(rare, 'distance')} with fewer than ${FEW_PAIRS.count} pairs`] : []),
  ]
  return parts.length > 0 ? ` Not drawn: ${list(parts)}.` : ''
}

/** The fall among active neurons, as in RESULTS.md: a ratio of mean |w|. */
function finding(activePairs: readonly DistanceBin[]): string {
  const ratio = fallOf(curveOf(activePairs))
  if (ratio === null)
    return 'Weight against distance: near and far cannot be compared, as no active neurons are 0.05 to 0.1 apart, or no weight is left at some distance of 0.25 to 0.45'
  const times = decimal(ratio, ratio < 10 ? 1 : 0)
  const numbers = `mean |w| of active neurons at 0.05 to 0.1 is ${times} times the least at 0.25 to 0.45`
  if (ratio >= 1.5) return `Weight falls with distance: ${numbers}`
  if (ratio > 1 / 1.5) return `Weight hardly changes with distance: ${numbers}`
  return `Weight rises with distance: ${numbers}`
}

function series(name: string, bins: readonly { distance: number; median: number; mean: number }[]) {
  return bins.flatMap(({ distance, median, mean }) => [
    { series: name, statistic: 'median', distance, weight: median },
    { series: name, statistic: 'mean', distance, weight: mean },
  ])
}
