/**
 * The figure of lesions: the drop of accuracy by task and silenced cluster, beside the drops of random sets of neurons;
 * the drops of discs and single neurons on the sheet; and how specific the effects are.
 */

import type { NullTest } from '../../analysis/nullTest.js'
import { mean } from '../../analysis/statistics.js'
import {
  clusterColor,
  type FigureSpec,
  figure,
  MUTED,
  OURS,
  panelTitle,
  type Spec,
} from '../../figures/style.js'
import {
  counted,
  decimal,
  FEWEST_NULLS,
  leastP,
  NONE,
  percent,
  testText,
  whole,
} from '../../figures/words.js'
import { isGrid } from '../../growth/sheet.js'
import { lesionFinding, type Mark, markOf } from './finding.js'
import { discMap, neuronMap } from './maps.js'
import type { ClusterTests, DropTest, EffectNulls } from './measures.js'
import { discPlaces, neuronPlaces } from './placeMaps.js'
import type { Lesions } from './schema.js'
import { DARK, harm, inkAbove, LEAST_TOP, points } from './style.js'

const ROW = 14 // px of a task
/** Width of a matrix and of its columns, in px. */
const MATRIX = { width: 250, least: 10, most: 44 }
/** Columns narrower than this are too narrow for numbers, px. */
const NUMBERED_COLUMN = 22
/** Names below columns narrower than this are vertical, px. */
const STEEP_COLUMN = 20
/** Width of a panel of nulls, in px. */
const PANEL = 280
const MEAN = 'mean over tasks'
const SPACER = ' '

export function lesionFigure(data: Lesions): FigureSpec {
  const independent = { scale: { color: 'independent', x: 'independent', y: 'independent' } }
  return figure(
    { title: lesionFinding(data), subtitle: subtitle(data) },
    {
      vconcat: [
        { hconcat: matrices(data), spacing: 24, resolve: { scale: { color: 'shared' } } },
        ...onTheSheet(data).map((panels) => ({ hconcat: panels, spacing: 40, resolve: independent })),
        { hconcat: [selectivityPanel(data), rankPanel(data)], spacing: 40, resolve: independent },
      ],
      spacing: 28,
      resolve: independent,
    },
  )
}

/** Rows of panels: what lesions at each place cost. */
function onTheSheet(data: Lesions): Spec[][] {
  const { sheet } = data
  if (isGrid(sheet)) return [[discMap(data, sheet), neuronMap(data, sheet)]]
  return [discPlaces(data, sheet), neuronPlaces(data, sheet)]
}

function subtitle({ clusters, tasks, meanAccuracy, trials, nulls, allActive }: Lesions): string {
  const cost = mean(clusters.map(({ meanDrop }) => meanDrop))
  const random = mean(clusters.map(({ sizeMatched }) => sizeMatched.meanDrop.nullMean ?? Number.NaN))
  const cells = clusters.length * (tasks.length + 1)
  return (
    `Drop of accuracy in points when neurons are silenced, on the same ${counted(trials, 'trial')} a task; intact ${percent(meanAccuracy)}, ` +
    `${percent(mean(allActive.accuracy))} without any active neuron. ` +
    (clusters.length === 0
      ? ''
      : `On average a cluster costs ${decimal(points(cost), 1)} points, a random set of its size ${decimal(points(random), 1)}. `) +
    (nulls < FEWEST_NULLS
      ? ''
      : `▲ (black) more, ▼ (white) less than ${whole(nulls)} random sets of the same size and of the same summed importance would do ` +
        `(p ≤ ${decimal(leastP(nulls), 2)} against each; of ${whole(cells)} cells ${whole(Math.ceil(2 * cells * leastP(nulls)))} at most by chance).`)
  )
}

/** The matrix of the clusters' drops, and beside it the mean drops of random sets of the same sizes. */
function matrices(data: Lesions): Spec[] {
  const { clusters } = data
  const top = Math.max(LEAST_TOP, ...clusters.flatMap(({ drop }) => drop).map(points))
  const cellsOf = (nulls: (lesion: (typeof clusters)[number]) => EffectNulls | null) =>
    clusters.flatMap((lesion, c) => {
      const against = nulls(lesion)
      const cell = (row: string, drop: number | null, tests: DropTest[] | null) => ({
        row,
        cluster: c,
        drop: drop === null ? null : points(drop),
        text: drop === null ? NONE : whole(points(drop)),
        mark: tests ? markOf(tests, data.nulls) : 'none',
      })
      return [
        ...data.tasks.map((task, t) =>
          against
            ? cell(rowName(task, t), against.drop[t].nullMean, null)
            : cell(rowName(task, t), lesion.drop[t], [
                lesion.sizeMatched.drop[t],
                lesion.importanceMatched.drop[t],
              ]),
        ),
        against
          ? cell(MEAN, against.meanDrop.nullMean, null)
          : cell(MEAN, lesion.meanDrop, [lesion.sizeMatched.meanDrop, lesion.importanceMatched.meanDrop]),
      ]
    })
  const panel = (values: unknown[], title: string, note: string, first: boolean) =>
    matrix(data, values, top, panelTitle(title, note), first)
  return [
    panel(
      cellsOf(() => null),
      'Functional clusters',
      'cluster · preferred task (neurons silenced)',
      true,
    ),
    panel(
      cellsOf(({ sizeMatched }) => sizeMatched),
      'Random sets of the same sizes',
      `mean of ${whole(data.nulls)}`,
      false,
    ),
  ]
}

function matrix(
  { tasks, clusters }: Lesions,
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
      // The white rim makes the black symbol visible on dark cells.
      symbol('more', { shape: 'triangle-up', fill: '#000000', stroke: '#ffffff' }),
      symbol('less', { shape: 'triangle-down', fill: '#ffffff', stroke: '#000000' }),
    ],
  }
}

function selectivityPanel(data: Lesions): Spec {
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

function rankPanel(data: Lesions): Spec {
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

/** A measure of each cluster, with mean ± 2 sd of the same measure for random sets. */
function againstNulls(
  { clusters }: Lesions,
  value: (lesion: Lesions['clusters'][number]) => number | null,
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
  const measured = clusters.flatMap((lesion, c) => {
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
    width: PANEL,
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
        data: { values: measured },
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

/** The test of the mean over clusters against random sets of the same importance, as text; empty if it has no z. */
const meanTest = ({ importanceMatched: test }: ClusterTests): string =>
  test.z === null ? '' : `; mean of clusters ${testText(test)}`
const rowName = (task: string, index: number): string => `${task}  ${index + 1}`
