/**
 * Lesions: the drop of accuracy by task and silenced cluster, beside what random sets of neurons do; the same for discs
 * and single neurons on the sheet; and how specific it is.
 */
import type { ClusterTests, DropTest, EffectNulls, LesionMeasures } from '../analysis/lesions.js'
import type { NullTest } from '../analysis/nullTest.js'
import {
  clusterColor,
  type FigureSpec,
  figure,
  INK,
  MUTED,
  OURS,
  panelTitle,
  QUIET,
  type Spec,
} from './style.js'
import { counted, decimal, percent, testText, whole } from './words.js'

/** What is drawn: of analysis/lesions.json. */
export interface DrawnLesions extends LesionMeasures {
  tasks: readonly string[]
  sheet: { rows: number; columns: number }
  /** Cluster of each neuron of the sheet, −1 = inactive. */
  labels: readonly number[]
  activeNeurons: number
  radius: number
  discSpacing: number
  trials: number
  nulls: number
}

const ROW = 14 // px of a task
/** Width of a matrix and of its columns, in px. */
const MATRIX = { width: 250, least: 10, most: 44 }
/** Columns narrower than this hold no numbers. */
const NUMBERED_COLUMN = 22
/** Names under columns narrower than this stand upright. */
const STEEP_COLUMN = 20
/** Sides of a map and of a cell of the sheet, in px. */
const MAP = 280
const CELL = { least: 3, most: 24 }
const NUMBERED_CELL = 13
/** White to dark brown: no harm to much harm, for every kind of color vision. */
const HARM = 'yelloworangebrown'
/** Of the scale, above which a number is white. */
const DARK = 0.6
/** The drop, in points, to which a scale reaches at least: small ones are noise. */
const LEAST_TOP = 5
const MEAN = 'mean over tasks'
const SPACER = ' '

export function lesionFigure(data: DrawnLesions): FigureSpec {
  const independent = { scale: { color: 'independent', x: 'independent', y: 'independent' } }
  return figure(
    { title: lesionFinding(data), subtitle: subtitle(data) },
    {
      vconcat: [
        { hconcat: matrices(data), spacing: 24, resolve: { scale: { color: 'shared' } } },
        { hconcat: [discMap(data), neuronMap(data)], spacing: 40, resolve: independent },
        { hconcat: [selectivityPanel(data), rankPanel(data)], spacing: 40, resolve: independent },
      ],
      spacing: 28,
      resolve: independent,
    },
  )
}

/** Fewer random sets cannot give p < .05. */
const FEWEST_NULLS = 20

/** Does it matter which cluster is silenced? */
export function lesionFinding({
  clusters,
  specificity,
  nulls,
}: Pick<DrawnLesions, 'clusters' | 'specificity' | 'nulls'>): string {
  const { sizeMatched, importanceMatched } = specificity.interaction
  const numbers = `interaction of cluster and task ${testText(importanceMatched)}`
  if (clusters.length < 2) return 'One functional cluster: there are no others for a lesion to differ from'
  if (nulls < FEWEST_NULLS)
    return `${counted(nulls, 'random set')} a cluster: too few to say whether modules are specific`
  const both = [sizeMatched, importanceMatched]
  if (both.every((test) => test.z === null))
    return 'Whether modules are specific cannot be compared with chance here'
  if (both.every((test) => isBeyond(test, nulls)))
    return `Modules are specific: which tasks fail depends on the cluster that is silenced (${numbers})`
  if (both.some((test) => isBeyond(test, nulls)) || both.every(({ p }) => p !== null && p < 0.05))
    return `Some sign that modules are specific: which tasks fail depends on the cluster that is silenced (${numbers})`
  if (both.every(({ z }) => z !== null && z <= -3))
    return `Modules are less specific than random sets of neurons (${numbers})`
  return `No sign that modules are specific: random sets of neurons differ as much in the tasks that fail (${numbers})`
}

/** Whether a drop is more or less than those of random sets, of the same size and of the same importance too. */
export type Mark = 'more' | 'less' | 'none'

/**
 * p < .01 on one side counts, or the least p that so many random sets can give. z does not: drops are bounded, and those
 * of random sets spread so far that no drop is 3 sd above them.
 *
 * @param nulls random sets of each kind
 */
export function markOf(tests: readonly DropTest[], nulls: number): Mark {
  const most = leastP(nulls)
  const all = (p: (test: DropTest) => number | null) =>
    tests.every((test) => (p(test) ?? 1) <= most) && nulls >= FEWEST_NULLS
  if (all(({ p }) => p)) return all(({ pLess }) => pLess) ? 'none' : 'more'
  return all(({ pLess }) => pLess) ? 'less' : 'none'
}

const leastP = (nulls: number): number => Math.max(0.01, 1.001 / (nulls + 1))

/**
 * Whether a value lies 3 sd above its null and p < .01, as for every claim; of fewer than 100 random sets, none may reach
 * it, since p cannot fall so far. Where the null does not vary, p decides alone.
 */
export function isBeyond({ value, nullMean, z, p }: NullTest, nulls: number): boolean {
  if (value === null || nullMean === null || p === null || nulls < FEWEST_NULLS) return false
  return (z === null ? value > nullMean : z >= 3) && p <= leastP(nulls)
}

function subtitle({ clusters, tasks, meanAccuracy, trials, nulls, allActive }: DrawnLesions): string {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
  const cost = mean(clusters.map(({ meanDrop }) => meanDrop))
  const random = mean(clusters.map(({ sizeMatched }) => sizeMatched.meanDrop.nullMean ?? 0))
  const cells = clusters.length * (tasks.length + 1)
  return (
    `Drop of accuracy in points when neurons are silenced, on the same ${counted(trials, 'trial')} a task; intact ${percent(meanAccuracy)}, ` +
    `${percent(mean(allActive.accuracy))} without any active neuron. On average a cluster costs ${decimal(points(cost), 1)} points, a random set of its size ${decimal(points(random), 1)}. ` +
    (nulls < FEWEST_NULLS
      ? ''
      : `▲ (black) more, ▼ (white) less than ${whole(nulls)} random sets of the same size and of the same summed importance would do ` +
        `(p ≤ ${decimal(leastP(nulls), 2)} against each; of ${whole(cells)} cells ${whole(Math.ceil(2 * cells * leastP(nulls)))} at most by chance).`)
  )
}

/** The clusters' drops, and beside them the mean of random sets of the same sizes. */
function matrices(data: DrawnLesions): Spec[] {
  const { clusters } = data
  const top = Math.max(LEAST_TOP, ...clusters.flatMap(({ drop }) => drop).map(points))
  const own = (nulls: (lesion: (typeof clusters)[number]) => EffectNulls | null) =>
    clusters.flatMap((lesion, c) => {
      const against = nulls(lesion)
      const cell = (row: string, drop: number, tests: DropTest[] | null) => ({
        row,
        cluster: c,
        drop: points(drop),
        text: decimal(Math.round(points(drop)) || 0, 0),
        mark: tests ? markOf(tests, data.nulls) : 'none',
      })
      return [
        ...data.tasks.map((task, t) =>
          against
            ? cell(rowName(task, t), against.drop[t].nullMean ?? 0, null)
            : cell(rowName(task, t), lesion.drop[t], [
                lesion.sizeMatched.drop[t],
                lesion.importanceMatched.drop[t],
              ]),
        ),
        against
          ? cell(MEAN, against.meanDrop.nullMean ?? 0, null)
          : cell(MEAN, lesion.meanDrop, [lesion.sizeMatched.meanDrop, lesion.importanceMatched.meanDrop]),
      ]
    })
  const panel = (values: unknown[], title: string, note: string, first: boolean) =>
    matrix(data, values, top, panelTitle(title, note), first)
  return [
    panel(
      own(() => null),
      'Functional clusters',
      'cluster · preferred task (neurons silenced)',
      true,
    ),
    panel(
      own(({ sizeMatched }) => sizeMatched),
      'Random sets of the same sizes',
      `mean of ${whole(data.nulls)}`,
      false,
    ),
  ]
}

function matrix(
  { tasks, clusters }: DrawnLesions,
  values: readonly unknown[],
  top: number,
  title: Spec,
  first: boolean,
): Spec {
  const step = Math.min(MATRIX.most, Math.max(MATRIX.least, Math.floor(MATRIX.width / clusters.length)))
  const rows = [...tasks.map(rowName), SPACER, MEAN]
  const names = clusters.map(({ preferredTask, neurons }, c) =>
    first ? `${c + 1} · ${preferredTask} (${neurons})` : `${neurons}`,
  )
  const numbered = step >= NUMBERED_COLUMN
  const symbol = (mark: Mark, look: Spec): Spec => ({
    transform: [{ filter: `datum.mark === '${mark}'` }],
    mark: {
      type: 'point',
      filled: true,
      opacity: 1,
      size: 30,
      strokeWidth: 0.8,
      ...(numbered && { xOffset: step / 2 - 6 }),
      ...look,
    },
  })
  return {
    title,
    width: { step },
    height: { step: ROW },
    data: { values },
    encoding: {
      x: {
        field: 'cluster',
        type: 'ordinal',
        scale: { domain: clusters.map((_, c) => c), padding: 0.04 },
        axis: {
          title: first ? null : 'neurons silenced',
          labelExpr: `${JSON.stringify(names)}[datum.value]`,
          labelAngle: step < STEEP_COLUMN ? -90 : first ? -40 : 0,
          ...(step < STEEP_COLUMN && { labelFontSize: 9, labelBaseline: 'middle' }),
          labelOverlap: false,
          labelLimit: 0,
          domain: false,
          ticks: false,
        },
      },
      y: {
        field: 'row',
        type: 'ordinal',
        scale: { domain: rows, padding: 0.04 },
        axis: first ? { title: null, domain: false, ticks: false, labelOverlap: false, labelLimit: 0 } : null,
      },
    },
    layer: [
      { mark: { type: 'rect' }, encoding: { color: harm(top, 'drop of accuracy (points)') } },
      ...(numbered
        ? [
            {
              mark: { type: 'text', fontSize: 10 },
              encoding: { text: { field: 'text' }, color: inkAbove(DARK * top) },
            },
          ]
        : []),
      // On dark cells the black one would be lost without its white rim.
      symbol('more', { shape: 'triangle-up', fill: '#000000', stroke: '#ffffff' }),
      symbol('less', { shape: 'triangle-down', fill: '#ffffff', stroke: '#000000' }),
    ],
  }
}

/** Where on the sheet a disc's lesion hurts, and which task it hurts most. */
function discMap({ discs, sheet, tasks, radius, discSpacing }: DrawnLesions): Spec {
  const side = cellSide(sheet) * discSpacing
  const top = Math.max(LEAST_TOP, ...discs.map(({ meanDrop }) => points(meanDrop)))
  const values = discs.map(({ center, meanDrop, meanDropSe, mostHurt }) => ({
    row: Math.floor(center / sheet.columns) + 1,
    column: (center % sheet.columns) + 1,
    drop: points(meanDrop),
    ...(mostHurt !== null && meanDrop > 2 * meanDropSe && { number: `${tasks.indexOf(mostHurt) + 1}` }),
  }))
  const numbered = side >= NUMBERED_CELL
  return {
    title: panelTitle(
      `Discs of radius ${decimal(radius, radius % 1 === 0 ? 0 : 1)} cells`,
      `about ${discSpacing === 1 ? 'each cell' : `one cell in ${whole(discSpacing)} each way`}${numbered ? '; number: the task that drops most' : ''}`,
    ),
    ...sheetAxes(sheet, side, discSpacing),
    data: { values },
    layer: [
      { mark: { type: 'rect' }, encoding: { color: harm(top, 'drop of mean accuracy (points)') } },
      ...(numbered
        ? [
            {
              transform: [{ filter: 'isValid(datum.number)' }],
              mark: { type: 'text', fontSize: Math.min(9, side * 0.6) },
              encoding: { text: { field: 'number' }, color: inkAbove(DARK * top) },
            },
          ]
        : []),
    ],
  }
}

/** What each neuron's loss costs. */
function neuronMap({ neurons, sheet, labels }: DrawnLesions): Spec {
  const side = cellSide(sheet)
  const top = Math.max(1, ...neurons.map(({ meanDrop }) => points(meanDrop)))
  const drops = new Map(neurons.map(({ neuron, meanDrop }) => [neuron, points(meanDrop)]))
  const values = labels.map((label, neuron) => ({
    row: Math.floor(neuron / sheet.columns) + 1,
    column: (neuron % sheet.columns) + 1,
    ...(label >= 0 && { drop: drops.get(neuron), number: `${label + 1}` }),
  }))
  return {
    title: panelTitle('Single neurons', side >= NUMBERED_CELL ? 'number: functional cluster' : 'active ones'),
    ...sheetAxes(sheet, side, 1),
    data: { values },
    layer: [
      {
        transform: [{ filter: '!isValid(datum.drop)' }],
        mark: { type: 'rect', color: QUIET, opacity: 0.5 },
      },
      {
        transform: [{ filter: 'isValid(datum.drop)' }],
        mark: { type: 'rect', stroke: '#999999', strokeWidth: 0.5 },
        encoding: { color: harm(top, 'drop of mean accuracy (points)') },
      },
      ...(side >= NUMBERED_CELL
        ? [
            {
              transform: [{ filter: 'isValid(datum.drop)' }],
              mark: { type: 'text', fontSize: Math.min(9, side * 0.6) },
              encoding: { text: { field: 'number' }, color: inkAbove(DARK * top) },
            },
          ]
        : []),
    ],
  }
}

function selectivityPanel(data: DrawnLesions): Spec {
  const { selectivity } = data.specificity
  return againstNulls(
    data,
    ({ selectivity }) => selectivity,
    (nulls) => nulls.selectivity,
    {
      title: panelTitle(
        'Selectivity of each cluster’s lesion',
        `0 = all tasks alike, 1 = one${meanTest(selectivity)}`,
      ),
      axis: 'selectivity (0 to 1)',
      domain: [0, 1],
    },
  )
}

function rankPanel(data: DrawnLesions): Spec {
  const { rankCorrelation } = data.specificity
  return againstNulls(
    data,
    ({ rankCorrelation }) => rankCorrelation.value,
    (nulls) => nulls.rankCorrelation,
    {
      title: panelTitle('Drop with task variance in the cluster', `over tasks${meanTest(rankCorrelation)}`),
      axis: 'rank correlation',
      domain: [-1, 1],
    },
  )
}

/** One number a cluster, and where random sets lie: mean ± 2 sd. */
function againstNulls(
  { clusters }: DrawnLesions,
  value: (lesion: DrawnLesions['clusters'][number]) => number | null,
  test: (nulls: EffectNulls) => NullTest,
  { title, axis, domain }: { title: Spec; axis: string; domain: [number, number] },
): Spec {
  const kinds = ['same size', 'same size and importance']
  const within = (x: number) => Math.min(domain[1], Math.max(domain[0], x))
  const nulls = clusters.flatMap((lesion, c) =>
    [lesion.sizeMatched, lesion.importanceMatched].flatMap((against, k) => {
      const { nullMean, nullSd } = test(against)
      if (nullMean === null || nullSd === null) return []
      const [low, high] = [within(nullMean - 2 * nullSd), within(nullMean + 2 * nullSd)]
      return [{ x: c + (k === 0 ? -0.17 : 0.17), mean: nullMean, low, high, kind: kinds[k] }]
    }),
  )
  const own = clusters.flatMap((lesion, c) => {
    const y = value(lesion)
    return y === null ? [] : [{ x: c, value: y, color: clusterColor(c) }]
  })
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [-0.6, clusters.length - 0.4], nice: false },
    axis: {
      title: 'cluster',
      values: clusters.map((_, c) => c),
      labelExpr: 'datum.value + 1',
      grid: false,
      labelOverlap: true,
    },
  }
  const y = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: axis, tickCount: 5 },
  })
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: kinds, range: ['#b9b9b9', MUTED] },
    legend: {
      title: 'random sets, mean ± 2 sd',
      orient: 'bottom',
      direction: 'horizontal',
      symbolType: 'square',
    },
  }
  return {
    title,
    width: MAP,
    height: 150,
    layer: [
      {
        data: { values: nulls },
        mark: { type: 'rule', strokeWidth: 3, opacity: 1 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color },
      },
      {
        data: { values: nulls },
        mark: { type: 'tick', orient: 'horizontal', thickness: 2, size: 9, opacity: 1 },
        encoding: { x, y: y('mean'), color },
      },
      {
        data: { values: own },
        mark: {
          type: 'point',
          filled: true,
          size: 70,
          opacity: 1,
          color: OURS,
          stroke: '#ffffff',
          strokeWidth: 1,
        },
        encoding: { x, y: y('value') },
      },
    ],
  }
}

/** How the mean over clusters lies to that of random sets of the same importance, if that can be said. */
const meanTest = ({ importanceMatched: test }: ClusterTests): string =>
  test.z === null ? '' : `; mean of clusters ${testText(test)}`
const points = (share: number): number => 100 * share
const rowName = (task: string, index: number): string => `${task}  ${index + 1}`

const harm = (top: number, title: string): Spec => ({
  field: 'drop',
  type: 'quantitative',
  scale: { scheme: HARM, domain: [0, top], clamp: true },
  legend: {
    title,
    orient: 'top',
    direction: 'horizontal',
    gradientLength: 160,
    gradientThickness: 10,
    tickCount: 5,
  },
})

const inkAbove = (drop: number): Spec => ({
  condition: { test: `datum.drop > ${drop}`, value: '#ffffff' },
  value: INK,
})

const cellSide = ({ rows, columns }: DrawnLesions['sheet']): number =>
  Math.min(CELL.most, Math.max(CELL.least, Math.floor(MAP / Math.max(rows, columns))))

/** Places on the sheet, of every `spacing`-th row and column. */
function sheetAxes({ rows, columns }: DrawnLesions['sheet'], step: number, spacing: number): Spec {
  const places = (count: number) => {
    const first = Math.floor((spacing - 1) / 2) + 1
    return Array.from({ length: Math.ceil((count - first + 1) / spacing) }, (_, i) => first + i * spacing)
  }
  const channel = (field: string, count: number): Spec => {
    const domain = places(count)
    const every = Math.max(1, Math.ceil(domain.length / 4 / 5) * 5)
    return {
      field,
      type: 'ordinal',
      scale: { domain, padding: 0.06 },
      axis: {
        title: `${field} (cells)`,
        values: domain.filter((value, i) => i === 0 || (domain.length <= 8 ? true : value % every === 0)),
        labelAngle: 0,
        domain: false,
        ticks: false,
      },
    }
  }
  return {
    width: { step },
    height: { step },
    encoding: { x: channel('column', columns), y: channel('row', rows) },
  }
}
