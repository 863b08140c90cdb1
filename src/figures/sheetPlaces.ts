/** Panel c for measured places: each active neuron where it stands, colored and numbered by its functional cluster. */
import type { Details } from '../analysis/analysis.js'
import type { Places } from '../growth/sheet.js'
import { unitText } from '../growth/sheetWords.js'
import { anatomyFinding } from './findings.js'
import { dotArea, placePoint, placeViews } from './placeMap.js'
import { clusterColor, type FigureSpec, figure, inkOn, QUIET, type Spec } from './style.js'
import { counted, list, percent, whole } from './words.js'

/** Px of the longest side, of one view and of each of two. */
const SIDE = { one: 460, two: 330 }
/** Dots smaller than this, in px, cannot hold a number. */
const NUMBERED = 13

export function sheetPlaces(details: Details, sheet: Places): FigureSpec {
  const { labels, clusters, order } = details
  const names = clusters.map(({ size, preferredTask }, c) => `${c + 1} · ${preferredTask} (${size})`)
  const values = labels.map((label, place) => ({
    ...placePoint(sheet, place),
    ...(label >= 0 && { cluster: names[label], number: `${label + 1}`, ink: inkOn(clusterColor(label)) }),
  }))
  const side = sheet.z ? SIDE.two : SIDE.one
  const area = dotArea(sheet, side)
  const isNumbered = Math.sqrt(area) >= NUMBERED
  const isActive = { filter: 'isValid(datum.cluster)' }
  const layers: Spec[] = [
    {
      transform: [{ filter: '!isValid(datum.cluster)' }],
      mark: { type: 'circle', size: Math.max(9, area / 4), color: QUIET, opacity: 1 },
    },
    {
      transform: [isActive],
      mark: { type: 'circle', size: area, opacity: 0.95, stroke: '#ffffff', strokeWidth: 0.6 },
      encoding: {
        color: {
          field: 'cluster',
          type: 'nominal',
          scale: { domain: names, range: names.map((_, c) => clusterColor(c)) },
          legend: {
            title: 'cluster · preferred task (neurons)',
            orient: 'bottom',
            columns: 4,
            symbolStrokeWidth: 0,
            columnPadding: 14,
            offset: 8,
          },
        },
      },
    },
    ...(isNumbered
      ? [
          {
            transform: [isActive],
            mark: { type: 'text', fontSize: Math.min(10, Math.sqrt(area) * 0.55) },
            encoding: { text: { field: 'number' }, color: { field: 'ink', type: 'nominal', scale: null } },
          },
        ]
      : []),
  ]
  const views = placeViews(sheet, side)
  return figure(
    {
      title: anatomyFinding(details),
      subtitle:
        `${counted(order.length, 'active neuron')} of ${whole(labels.length)} at their measured places (${unitText(sheet)}); gray: inactive. ` +
        `${isNumbered ? 'Color and number' : 'Color'} = functional cluster, in the list with its preferred task and number of neurons.${areaShares(details, sheet)}`,
    },
    {
      data: { values },
      hconcat: views.map(({ spec }) => ({ ...spec, layer: layers })),
      spacing: 30,
      resolve: { scale: { x: 'independent', y: 'independent' } },
    },
  )
}

/** How many of each area's neurons are active. */
function areaShares({ labels }: Details, { area }: Places): string {
  if (!area) return ''
  const shares = [...new Set(area)].sort().map((name) => {
    const places = area.flatMap((of, place) => (of === name ? [place] : []))
    const active = places.filter((place) => labels[place] >= 0).length
    return `${name} ${percent(active / places.length, 0)}`
  })
  return shares.length > 12 ? '' : ` Active by area: ${list(shares)}.`
}
