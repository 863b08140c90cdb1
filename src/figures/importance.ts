/**
 * Panel e: importance against rank, and the threshold above which a neuron is active.
 */
import type { Details } from '../analysis/analysis.js'
import { ACTIVE_THRESHOLD } from '../analysis/taskVariance.js'
import { logAxis } from './axes.js'
import { PAPER_CLUSTERS, PAPER_IMPORTANCE } from './paper.js'
import { thinned } from './series.js'
import { type FigureSpec, figure, LIMIT, MUTED, OURS, PAPER, type Spec } from './style.js'
import { counted, exponential, percent } from './words.js'

/** Lower importances are not drawn, like 0: they are rounding errors of float32 activity. */
const FLOOR = 1e-12
const MOST_POINTS = 1000

/** @param comparable whether it learned the paper's tasks with the paper's number of neurons */
export function importanceCurve({ importanceByRank, order }: Details, comparable: boolean): FigureSpec {
  const drawn = importanceByRank
    .map((importance, rank) => ({ rank: rank + 1, importance }))
    .filter(({ importance }) => importance > FLOOR)
  const n = importanceByRank.length
  const missing = n - drawn.length
  const active = order.length
  const paperPoints = comparable ? PAPER_IMPORTANCE : []
  const shown = [...drawn, ...paperPoints].map(({ importance }) => importance)
  const least = Math.min(...shown, ACTIVE_THRESHOLD / 10)
  const most = Math.max(...shown, ACTIVE_THRESHOLD * 10)
  const log = logAxis([least, most])
  const y = (datum: Spec): Spec => ({
    ...datum,
    type: 'quantitative',
    scale: { ...log.scale, domain: [least / 2, most * 2] },
    axis: { title: 'importance (activity²)', ...log.axis },
  })
  const x = (datum: Spec): Spec => ({
    ...datum,
    type: 'quantitative',
    scale: { domain: [0, n + 1], nice: false },
    axis: { title: 'rank of the neuron', grid: false, tickMinStep: 1, tickCount: 10 },
  })
  const paper = PAPER_CLUSTERS.reduce((sum, size) => sum + size, 0)
  return figure(
    {
      title: `${counted(active, 'neuron')} of ${n} (${percent(active / n, 0)}) ${active === 1 ? 'is' : 'are'} active`,
      subtitle:
        `Importance = task variance summed over tasks; active: above ${exponential(ACTIVE_THRESHOLD)}. ` +
        (missing > 0 ? `${counted(missing, 'neuron')} at or below ${exponential(FLOOR)} not drawn. ` : '') +
        (comparable
          ? `Orange: the paper’s BIMT network (${counted(PAPER_IMPORTANCE.length, 'rank')} digitized, the dashes only join them), ${paper} active of 400.`
          : ''),
    },
    {
      width: 560,
      height: 260,
      layer: [
        {
          data: { values: paperPoints },
          mark: {
            type: 'line',
            color: PAPER,
            strokeWidth: 1.2,
            strokeDash: [3, 4],
            point: { filled: true, shape: 'diamond', size: 34, color: PAPER },
          },
          encoding: { x: x({ field: 'rank' }), y: y({ field: 'importance' }) },
        },
        {
          data: { values: thinned(drawn, MOST_POINTS) },
          mark: { type: 'point', filled: true, size: 14, opacity: 1 },
          encoding: {
            x: x({ field: 'rank' }),
            y: y({ field: 'importance' }),
            color: {
              condition: { test: `datum.importance > ${ACTIVE_THRESHOLD}`, value: OURS },
              value: '#a0a0a0',
            },
          },
        },
        {
          data: { values: [{}] },
          mark: { type: 'rule', color: LIMIT, strokeDash: [5, 3] },
          encoding: { y: y({ datum: ACTIVE_THRESHOLD }) },
        },
        {
          data: { values: [{}] },
          mark: { type: 'text', align: 'right', dy: -7, color: MUTED },
          encoding: {
            x: x({ datum: n }),
            y: y({ datum: ACTIVE_THRESHOLD }),
            text: { value: `active above ${exponential(ACTIVE_THRESHOLD)}` },
          },
        },
      ],
    },
  )
}
