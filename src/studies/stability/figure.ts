/**
 * The figure of stability: for each change of the input, how well the original functional clusters are found again, and
 * how well clusters of places and of wiring predict the clusters that are found. For one network, or for several.
 */

import type { NullTest } from '../../analysis/nullTest.js'
import { kindEncoding, kindName, kindsOf } from '../../figures/kinds.js'
import { type FigureSpec, figure, panelTitle, QUIET, type Spec } from '../../figures/style.js'
import { counted, list, whole } from '../../figures/words.js'
import { CLEAR_Z, type StableNetwork, stabilityFinding } from './finding.js'
import type { TwoNumbers } from './measures.js'
import { SHUFFLES, UNCHANGED } from './settings.js'

const ORIGINAL = 'as trained'
/** Height of a row in px, in a figure of one network and of several. */
const ROW = { one: 28, several: 46 }
const WIDTH = 170 // px of a panel

export function stabilityFigure(networks: readonly (StableNetwork & { trials: number })[]): FigureSpec {
  const kinds = kindsOf(networks)
  const rows = [ORIGINAL, ...networks[0].changes.map(({ name }) => name)]
  const panel = (title: string, note: string, tests: Tests, first: boolean): Spec => ({
    title: panelTitle(title, note),
    width: WIDTH,
    height: rowHeight(networks) * rows.length,
    layer: layers(networks, kinds, rows, tests, first),
  })
  const active = networks.map(({ activeNeurons }) => activeNeurons)
  return figure(
    {
      title: stabilityFinding(networks),
      subtitle:
        `Adjusted Rand index among ${list([...new Set(active.map(whole))])} active neurons, ${whole(networks[0].trials)} trials a task; ` +
        `filled: at the number of clusters that the silhouette chooses, hollow: at the original number. Gray: up to ${CLEAR_Z} sd of ${whole(SHUFFLES)} shuffles of the labels, a bar a network. ` +
        (networks.length > 1 ? `${counted(networks.length, 'network')}, one mark each. ` : '') +
        `“${ORIGINAL}”: the original clusters, with nothing to be found again; “${UNCHANGED}”: the most to be expected.`,
      width: 3 * WIDTH + 150,
    },
    {
      hconcat: [
        panel('Found again', 'with the original clusters', found, true),
        panel('Predicted by places', 'k-means on the sheet', predicted('places'), false),
        panel('Predicted by wiring', 'best partition of |W_h|', predicted('wiring'), false),
      ],
      spacing: 18,
      resolve: { scale: { color: 'shared', shape: 'shared' } },
    },
  )
}

const rowHeight = (networks: readonly unknown[]): number => (networks.length > 1 ? ROW.several : ROW.one)

/** The tests of a row; null if the row has no meaning for them. */
type Tests = (network: StableNetwork, row: string) => TwoNumbers | null

const changeOf = ({ changes }: StableNetwork, row: string) => changes.find(({ name }) => name === row) ?? null

const found: Tests = (network, row) => changeOf(network, row)?.index ?? null

const predicted =
  (by: 'places' | 'wiring'): Tests =>
  (network, row) => {
    if (row !== ORIGINAL) return changeOf(network, row)?.[by] ?? null
    return { chosen: network.original[by], originalNumber: network.original[by] }
  }

function layers(
  networks: readonly StableNetwork[],
  kinds: readonly string[],
  rows: readonly string[],
  tests: Tests,
  first: boolean,
): Spec[] {
  // Within a row, kinds are below each other; within a kind, so are seeds.
  const seeds = Math.max(...kinds.map((kind) => networks.filter((network) => network.kind === kind).length))
  const places = kinds.length * seeds
  const values = networks.flatMap((network) => {
    const beside = networks.filter(({ kind }) => kind === network.kind).indexOf(network)
    const place = kinds.indexOf(network.kind) * seeds + beside
    return rows.flatMap((row, r) => {
      const both = tests(network, row)
      if (both === null) return []
      const y = r + (places === 1 ? 0 : (place / (places - 1) - 0.5) * 0.6)
      const mark = (test: NullTest, which: string) =>
        test.value === null
          ? []
          : [
              {
                y,
                which,
                kind: kindName(network.kind),
                value: test.value,
                seed: network.seed,
                limit: (test.nullMean ?? 0) + CLEAR_Z * (test.nullSd ?? 0),
              },
            ]
      return [...mark(both.originalNumber, 'original number'), ...mark(both.chosen, 'chosen')]
    })
  })
  const y: Spec = {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [-0.5, rows.length - 0.5], reverse: true, nice: false, zero: false },
    axis: {
      title: null,
      values: rows.map((_, r) => r),
      labelExpr: `${JSON.stringify(rows)}[datum.value]`,
      labels: first,
      grid: false,
      domain: false,
      ticks: false,
      labelLimit: 0,
    },
  }
  const x = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [Math.min(-0.05, ...values.map(({ value }) => value)), 1], nice: false },
    axis: { title: 'adjusted Rand index', tickCount: 5 },
  })
  const { color, shape } = kindEncoding(kinds)
  const legend = kinds.length > 1 ? {} : { legend: null } // shared by the panels
  const point = (series: string, filled: boolean): Spec => ({
    data: { values: values.filter((value) => value.which === series) },
    mark: {
      type: 'point',
      filled,
      size: filled ? 26 : 84, // equal values appear as a dot in a ring
      opacity: 1,
      strokeWidth: filled ? 0 : 1.2,
    },
    encoding: { x: x('value'), y, color: { ...color, ...legend }, shape: { ...shape, ...legend } },
  })
  return [
    {
      data: { values: rows.slice(1).map((_, r) => ({ y: r + 0.5 })) },
      mark: { type: 'rule', color: '#eeeeee' },
      encoding: { y },
    },
    {
      data: {
        values: values.filter(({ which }) => which === 'chosen').map((value) => ({ ...value, zero: 0 })),
      },
      mark: {
        type: 'rule',
        color: QUIET,
        strokeWidth: Math.max(2, Math.min(8, (0.6 * rowHeight(networks)) / places)),
      },
      encoding: { x: x('zero'), x2: { field: 'limit' }, y },
    },
    point('original number', false),
    point('chosen', true),
  ]
}
