/**
 * Panel b: the normalized task variance of each active neuron as a heat map of tasks × neurons, with neurons sorted by
 * cluster and the clusters as a bar below.
 */
import type { Details } from '../analysis/analysis.js'
import { clusterFinding } from './findings.js'
import { PAPER_ACCURACY, PAPER_CLUSTER_TASKS, PAPER_CLUSTERS } from './paper.js'
import { PAPER_TASK_VARIANCE } from './paperMatrix.js'
import { clusterColor, type FigureSpec, figure, INK, inkOn, MUTED, panelTitle, type Spec } from './style.js'
import { counted } from './words.js'

const WIDTH = 500 // px
const ROW = 14 // px of a task
/** Heights in rows: the gap between heat map and bar, the bar, and the lines from the bar to the labels. */
const GAP = 0.5
const BAR = 1
const LEADER = 0.9
/** The most columns that are drawn; more would be thinner than a pixel. */
const MOST_COLUMNS = 800
/** Least distance of two rotated labels, in px. */
const LABEL_GAP = 18

/**
 * @param comparable whether it learned the paper's tasks with the paper's number of neurons; the paper's matrix is then
 * drawn below
 */
export function taskVarianceMap(details: Details, comparable: boolean): FigureSpec {
  const { tasks, clusters, order, normalizedTaskVariance } = details
  const every = thinning(order.length)
  const network = matrix({ tasks, clusters, variance: normalizedTaskVariance })
  const named = Object.keys(PAPER_ACCURACY)
  const paperMatrix = {
    tasks,
    clusters: PAPER_CLUSTERS.map((size, c) => ({ size, preferredTask: PAPER_CLUSTER_TASKS[c] })),
    variance: tasks.map((task) => PAPER_TASK_VARIANCE[named.indexOf(task)]),
  }
  return figure(
    {
      title: clusterFinding(details),
      subtitle:
        `Rows: tasks. Columns: the ${counted(order.length, 'active neuron')}, by cluster. Color: how much a neuron’s activity varies ` +
        'from trial to trial of a task, relative to the task in which it varies most.' +
        (every > 1 ? ` One neuron in ${every} is drawn.` : ''),
    },
    comparable
      ? {
          vconcat: [
            { ...network, title: panelTitle('This network') },
            {
              ...matrix(paperMatrix),
              title: panelTitle(
                `Paper, digitized: its BIMT network, ${PAPER_TASK_VARIANCE[0].length} active neurons`,
                'clusters numbered and colored in their own order',
              ),
            },
          ],
          spacing: 26,
        }
      : network,
  )
}

interface Matrix {
  tasks: readonly string[]
  clusters: Details['clusters']
  /** `[task][neuron]` */
  variance: readonly (readonly number[])[]
}

const thinning = (neurons: number): number => Math.max(1, Math.ceil(neurons / MOST_COLUMNS))

/** Heat map, clusters as a bar below it, and what the clusters prefer. */
function matrix({ tasks, clusters, variance }: Matrix): Spec {
  const n = Math.max(1, variance[0]?.length ?? 0)
  const every = thinning(n)
  // A cell extends under its right neighbor; otherwise the background would be visible between them.
  const values = variance.flatMap((row, t) =>
    row.flatMap((value, u) =>
      u % every === 0
        ? { u, u2: Math.min(n, u + 1.3 * every), t, t2: t + 1, value: Math.round(1000 * value) / 1000 }
        : [],
    ),
  )
  const barTop = tasks.length + GAP
  const barEnd = barTop + BAR
  const bars = blocks(clusters.map(({ size }) => size)).map(({ from, to }, c) => ({
    from,
    to,
    middle: (from + to) / 2,
    color: clusterColor(c),
    ink: inkOn(clusterColor(c)),
    number: ((to - from) / n) * WIDTH >= (c < 9 ? 9 : 15) ? `${c + 1}` : '',
    label: `${c + 1} · ${clusters[c].preferredTask}`,
  }))
  const places = spread(
    bars.map(({ middle }) => (middle / n) * WIDTH),
    LABEL_GAP,
  )
  const labels = bars.map((bar, c) => ({ ...bar, place: (places[c] / WIDTH) * n }))
  const x = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, n], nice: false },
    axis: null,
  })
  const y = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, barEnd], reverse: true, nice: false },
    axis: {
      title: null,
      values: tasks.map((_, t) => t + 0.5),
      labelExpr: `${JSON.stringify(tasks)}[floor(datum.value)]`,
      grid: false,
      domain: false,
      ticks: false,
      labelOverlap: false,
    },
  })
  const at = (row: number): Spec => ({ value: row * ROW })
  return {
    width: WIDTH,
    height: barEnd * ROW,
    layer: [
      {
        data: { values },
        mark: { type: 'rect', strokeWidth: 0 },
        encoding: {
          x: x('u'),
          x2: { field: 'u2' },
          y: y('t'),
          y2: { field: 't2' },
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { scheme: 'magma', domain: [0, 1] },
            legend: {
              title: 'normalized task variance (no unit)',
              orient: 'top', // at the right it could overlap with the clusters' names
              direction: 'horizontal',
              gradientLength: 200,
              values: [0, 0.25, 0.5, 0.75, 1],
              format: '.2~f',
              gradientThickness: 12,
            },
          },
        },
      },
      {
        data: { values: bars },
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1 },
        encoding: {
          x: x('from'),
          x2: { field: 'to' },
          y: at(barTop),
          y2: at(barEnd),
          color: { field: 'color', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: bars },
        mark: { type: 'text' },
        encoding: {
          x: x('middle'),
          y: at((barTop + barEnd) / 2),
          text: { field: 'number' },
          color: { field: 'ink', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: labels },
        mark: { type: 'rule', color: MUTED, strokeWidth: 0.8 },
        encoding: {
          x: x('middle'),
          x2: { field: 'place' },
          y: at(barEnd + 0.1),
          y2: at(barEnd + LEADER),
        },
      },
      {
        data: { values: labels },
        mark: { type: 'text', angle: 40, align: 'left', baseline: 'middle', color: INK },
        encoding: { x: x('place'), y: at(barEnd + LEADER + 0.45), text: { field: 'label' } },
      },
    ],
  }
}

/** Start and end of blocks of given sizes that follow each other from 0 on. */
function blocks(sizes: readonly number[]): { from: number; to: number }[] {
  let from = 0
  return sizes.map((size) => {
    const block = { from, to: from + size }
    from = block.to
    return block
  })
}

/**
 * Moves ascending places so that they are at least `gap` apart. Places that are too close form a group, which is spread
 * evenly around its mean.
 */
export function spread(places: readonly number[], gap: number): number[] {
  const clumps: { sum: number; count: number }[] = []
  const start = ({ sum, count }: { sum: number; count: number }) => sum / count - ((count - 1) * gap) / 2
  for (const place of places) {
    let clump = { sum: place, count: 1 }
    for (
      let last = clumps.at(-1);
      last && start(last) + last.count * gap > start(clump);
      last = clumps.at(-1)
    ) {
      clumps.pop()
      clump = { sum: last.sum + clump.sum, count: last.count + clump.count }
    }
    clumps.push(clump)
  }
  return clumps.flatMap((clump) => Array.from({ length: clump.count }, (_, i) => start(clump) + i * gap))
}
