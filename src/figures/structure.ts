/**
 * How the connections are organized, in four panels: the z of every measure against networks with the same degrees and
 * connection lengths; the neurons by participation and within-module degree; the rich-club curve; and the wiring cost
 * of the present layout beside that of other layouts.
 */

import type { Details, LayoutCost, NullDistribution } from '../analysis/analysis.js'
import { HUB } from '../analysis/withinModuleDegree.js'
import { domainOf } from './axes.js'
import { networkFinding } from './findings.js'
import {
  clusterColor,
  type FigureSpec,
  figure,
  MUTED,
  nothing,
  OURS,
  panelTitle,
  QUIET,
  type Spec,
} from './style.js'
import { decimal, plain } from './words.js'

/** A larger |z| is drawn at the edge of the panel, with its number. */
const FAR = 12

export function networkStructureFigure(details: Details): FigureSpec {
  const { network } = details
  if (network.clustering.degreesAndLengths.value === null) {
    return figure(
      { title: networkFinding(details) },
      nothing({ width: 600, height: 40 }, 'no connection joins two active neurons'),
    )
  }
  return figure(
    {
      title: networkFinding(details),
      subtitle:
        'Connections (|w| > 0.01) among active neurons. Gray: networks with the same degrees and connection lengths' +
        ` (${network.clustering.degreesAndLengths.samples} rewirings), mean ± 2 sd.`,
    },
    {
      vconcat: [
        { hconcat: [distances(details), cartography(details)], spacing: 34 },
        { hconcat: [richClubCurve(details), layouts(details)], spacing: 34 },
      ],
      spacing: 26,
    },
  )
}

/** A row for each measure: its z, and its value as text. */
function distances({ network }: Details): Spec {
  const rows: [string, NullDistribution][] = [
    ['participation, incoming', network.participationIn.degreesAndLengths],
    ['participation, outgoing', network.participationOut.degreesAndLengths],
    ['top hub, incoming', network.hubIn.degreesAndLengths],
    ['top hub, outgoing', network.hubOut.degreesAndLengths],
    ['clustering', network.clustering.degreesAndLengths],
    ['efficiency', network.efficiency.degreesAndLengths],
    ['small-worldness', network.smallWorldness.degreesAndLengths],
    ['rich club', network.richClub.degreesAndLengths],
    ['spectral entropy', network.spectralEntropy],
  ]
  const values = rows.map(([name, { value, nullMean, z }]) => {
    const shown = z === null ? null : Math.max(-FAR, Math.min(FAR, z))
    return {
      name,
      z: shown,
      low: z === null ? 0 : -2,
      high: z === null ? 0 : 2,
      far: z !== null && Math.abs(z) > FAR ? decimal(z, 0) : '',
      text: value === null ? '–' : plain(value),
      null: nullMean === null ? '–' : plain(nullMean),
    }
  })
  const most = Math.max(4, ...values.map(({ z }) => Math.abs(z ?? 0))) * 1.12
  // The names of measures are inside the panel, so that its left edge is that of the panel below.
  const width = 332
  const x = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [-most, most], range: [196, width], nice: false },
    axis: { title: 'z', tickCount: 5, grid: false, domain: false },
  })
  const y = { field: 'name', type: 'nominal', sort: null, axis: null }
  const column = (field: string, at: number, look: Spec): Spec => ({
    mark: { type: 'text', align: 'right', ...look },
    encoding: { x: { value: at }, y, text: { field } },
  })
  return {
    width,
    height: 200,
    title: panelTitle('Distance from the rewired networks', [
      'blue: this network; gray: the rewired ones; z: sd from their mean',
    ]),
    data: { values },
    layer: [
      {
        mark: { type: 'bar', color: QUIET, height: { band: 0.62 } },
        encoding: { x: x('low'), x2: { field: 'high' }, y },
      },
      { mark: { type: 'rule', color: '#9a9a9a' }, encoding: { x: { datum: 0, type: 'quantitative' } } },
      {
        transform: [{ filter: 'datum.z !== null' }],
        mark: { type: 'point', filled: true, color: OURS, size: 75 },
        encoding: { x: x('z'), y },
      },
      {
        transform: [{ filter: 'datum.far !== ""' }],
        mark: { type: 'text', color: OURS, dy: -11 },
        encoding: { x: x('z'), y, text: { field: 'far' } },
      },
      column('name', 0, { align: 'left' }),
      column('text', 146, { color: OURS, fontWeight: 'bold' }),
      column('null', 186, { color: MUTED }),
    ],
  }
}

/**
 * Neurons by participation and within-module degree of incoming connections, as in Guimerà and Amaral's cartography.
 */
function cartography({ network, labels }: Details): Spec {
  const cluster = labels.filter((label) => label >= 0)
  const values = network.neurons.participationIn.flatMap((participation, i) => {
    const z = network.neurons.withinModuleIn[i]
    return participation === null || z === null ? [] : { participation, z, color: clusterColor(cluster[i]) }
  })
  const { nullMean } = network.participationIn.degreesAndLengths
  const y = {
    field: 'z',
    type: 'quantitative',
    scale: { domain: [Math.min(-2, ...values.map((v) => v.z)), Math.max(3, ...values.map((v) => v.z))] },
    axis: { title: 'within-module degree (z)', tickCount: 6, grid: false },
  }
  const x = {
    field: 'participation',
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    axis: { title: 'participation, incoming', tickCount: 6, grid: false },
  }
  return {
    width: 270,
    height: 200,
    title: panelTitle('Neurons by their part in the network', [
      'colors: clusters, as on the sheet; above dashes: hubs',
    ]),
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: MUTED, strokeDash: [4, 3] },
        encoding: { y: { datum: HUB, type: 'quantitative' } },
      },
      ...(nullMean === null
        ? []
        : [
            {
              data: { values: [{}] },
              mark: { type: 'rule', color: '#9a9a9a' },
              encoding: { x: { datum: nullMean, type: 'quantitative' } },
            },
          ]),
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 32, opacity: 0.9, stroke: '#ffffff', strokeWidth: 0.4 },
        encoding: {
          x,
          y,
          color: { field: 'color', type: 'nominal', scale: null },
        },
      },
    ],
  }
}

function richClubCurve({ network }: Details): Spec {
  const values = network.richClubCurve.flatMap(({ degree, neurons, density, nullMean, nullSd }) =>
    nullMean > 0
      ? {
          degree,
          neurons,
          ratio: density / nullMean,
          low: 1 - (2 * nullSd) / nullMean,
          high: 1 + (2 * nullSd) / nullMean,
        }
      : [],
  )
  if (values.length === 0) {
    return nothing({ width: 332, height: 40, title: panelTitle('Rich club') }, 'no club of five neurons')
  }
  const shown = values.flatMap(({ ratio, low, high }) => [ratio, low, high])
  const x = {
    field: 'degree',
    type: 'quantitative',
    scale: { domain: domainOf(values.map(({ degree }) => degree)), nice: true },
    axis: { title: 'more than k connections, in and out', tickCount: 6, grid: false },
  }
  const y = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [Math.min(0.9, ...shown), Math.max(1.1, ...shown)], nice: true },
    axis: { title: 'density of club / rewired', tickCount: 5, grid: false, format: '.2~f' },
  })
  return {
    width: 332,
    height: 150,
    title: panelTitle('Rich club', 'neurons with many connections: joined among themselves?'),
    data: { values },
    layer: [
      { mark: { type: 'area', color: QUIET }, encoding: { x, y: y('low'), y2: { field: 'high' } } },
      { mark: { type: 'rule', color: '#9a9a9a' }, encoding: { y: { datum: 1, type: 'quantitative' } } },
      { mark: { type: 'line', color: OURS, strokeWidth: 1.8 }, encoding: { x, y: y('ratio') } },
    ],
  }
}

const LAYOUTS = ['random places', 'each other’s places', 'this layout', 'best layout found']

/** The wiring cost of each layout, as a share of the mean cost with neurons at random places. */
function layouts({ network: { layout } }: Details): Spec {
  const rows = (wires: string, { present, best }: LayoutCost, among: number | null) => {
    const { value, nullMean } = present
    if (value === null || nullMean === null || best === null) return []
    const costs: [string, number | null][] = [
      [LAYOUTS[0], nullMean],
      [LAYOUTS[1], among],
      [LAYOUTS[2], value],
      [LAYOUTS[3], best],
    ]
    return costs.flatMap(([name, cost]) =>
      cost === null ? [] : { wires, layout: name, share: cost / nullMean },
    )
  }
  const series = ['recurrent wires', 'with the wires to channels']
  const values = [
    ...rows(series[0], layout, layout.presentAmongPlaces.nullMean),
    ...(layout.withChannels ? rows(series[1], layout.withChannels, null) : []),
  ]
  const y = {
    field: 'layout',
    type: 'nominal',
    sort: LAYOUTS,
    axis: { title: null, ticks: false, domain: false, labelPadding: 4 },
  }
  const x = {
    field: 'share',
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    axis: { title: 'Σ|w|·length / that at random places', tickCount: 5, format: '.1f', grid: true },
  }
  const color = {
    field: 'wires',
    type: 'nominal',
    scale: { domain: series, range: [OURS, '#8a8a8a'] },
    legend: null,
  }
  return {
    width: 196,
    height: 130,
    title: panelTitle('Wire of this layout and of others', [
      'blue: recurrent wires',
      ...(layout.withChannels ? ['gray: with the wires to channels'] : []),
    ]),
    data: { values },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1, yOffset: 6 },
        transform: [{ filter: `datum.wires === '${series[1]}'` }],
        encoding: { x, y, color },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1, yOffset: -6 },
        transform: [{ filter: `datum.wires === '${series[0]}'` }],
        encoding: { x, y, color },
      },
    ],
  }
}
