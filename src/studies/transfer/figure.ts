/**
 * The figure of transfer: how many trials a held-out task takes, depending on which weights learn, and how much
 * accuracy the old tasks lose. For one network, or for several.
 */
import { kindEncoding, kindName, kindsOf } from '../../figures/kinds.js'
import { type FigureSpec, figure, LIMIT, panelTitle, type Spec } from '../../figures/style.js'
import { counted, percent, whole } from '../../figures/words.js'
import { censoredAt, type Learned, PLASTIC, type TransferNetwork, transferFinding } from './finding.js'

/** Height of a row in px, in a figure of one network and of several; `WIDTH`: width of a panel, px. */
const ROW = { one: 26, several: 40 }
const WIDTH = 112

export function transferFigure(networks: readonly TransferNetwork[]): FigureSpec {
  const kinds = kindsOf(networks)
  const [network] = networks
  const tasks = network.tasks.map(({ task }) => task)
  const most = Math.max(...networks.map(censoredAt))
  const losses = networks.flatMap(({ tasks }) =>
    tasks.flatMap(({ learned }) => learned.flatMap(({ interference }) => 100 * (interference ?? 0))),
  )
  const trials: Panel = {
    of: ({ trialsToCriterion }) => trialsToCriterion ?? 1.09 * most,
    axis: 'trials to criterion',
    domain: [0, 1.18 * most],
    values: [0, most / 2, most],
    limit: most,
  }
  const loss: Panel = {
    of: ({ interference }) => (interference === null ? null : 100 * interference),
    axis: 'old tasks lose (points)',
    domain: [Math.min(-5, ...losses), Math.max(10, ...losses)],
  }
  const row = (panel: Panel, titled: boolean): Spec => ({
    hconcat: tasks.map((task, t) => drawn(networks, kinds, task, panel, t === 0, titled)),
    spacing: 12,
  })
  return figure(
    {
      title: transferFinding(networks),
      subtitle:
        `Each held-out task learned alone, by the weights that are named, to ${percent(network.settings.criterion, 0)} of the ideal observer’s accuracy; right of the line: not within ${whole(most)} trials. ` +
        `Same size, same importance: random sets of active neurons, as many as the module has. Hollow: rows and columns of W_h exchanged at random before. Below: mean accuracy over the old tasks before, minus after.` +
        (networks.length > 1 ? ` ${counted(networks.length, 'network')}.` : ''),
      width: Math.max(420, tasks.length * (WIDTH + 12) + 90),
    },
    {
      vconcat: [row(trials, true), row(loss, false)],
      spacing: 20,
      resolve: { scale: { color: 'shared', shape: 'shared' } },
    },
  )
}

/** A panel that shows one number of each learning along an axis. */
interface Panel {
  /** The number; null if there is none. */
  of(learned: Learned): number | null
  axis: string
  domain: [number, number]
  values?: number[]
  limit?: number
}

function drawn(
  networks: readonly TransferNetwork[],
  kinds: readonly string[],
  task: string,
  { of, axis, domain, values, limit }: Panel,
  first: boolean,
  titled: boolean,
): Spec {
  const places = networks.length
  const ordered = kinds.flatMap((kind) => networks.filter((network) => network.kind === kind))
  const points = ordered.flatMap((network, place) => {
    const beside = places === 1 ? 0 : (place / (places - 1) - 0.5) * 0.56
    const learned = network.tasks.find((transferred) => transferred.task === task)?.learned ?? []
    return learned.flatMap((course) => {
      const value = of(course)
      if (value === null) return []
      const y = PLASTIC.indexOf(course.plastic) + beside
      return [{ y, value, kind: kindName(network.kind), exchanged: course.exchanged }]
    })
  })
  const y: Spec = {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [-0.5, PLASTIC.length - 0.5], reverse: true, nice: false, zero: false },
    axis: {
      title: null,
      values: PLASTIC.map((_, i) => i),
      labelExpr: `${JSON.stringify(PLASTIC)}[datum.value]`,
      labels: first,
      grid: true,
      domain: false,
      ticks: false,
      labelLimit: 0,
    },
  }
  const x: Spec = {
    field: 'value',
    type: 'quantitative',
    scale: { domain, nice: false, zero: false },
    axis: {
      title: first ? axis : null,
      titleAnchor: 'start',
      tickCount: 3,
      grid: false,
      ...(values && { values }),
    },
  }
  const { color, shape } = kindEncoding(kinds)
  const legend = kinds.length > 1 ? {} : { legend: null } // shared by the panels
  const look = { color: { ...color, ...legend }, shape: { ...shape, ...legend } }
  const marks = (exchanged: boolean): Spec => ({
    data: { values: points.filter((point) => point.exchanged === exchanged) },
    mark: {
      type: 'point',
      filled: !exchanged,
      size: exchanged ? 90 : 30, // equal values appear as a dot in a ring
      opacity: exchanged ? 1 : 0.85,
      strokeWidth: exchanged ? 1.2 : 0,
    },
    encoding: { x, y, ...look },
  })
  return {
    ...(titled && { title: panelTitle(task) }),
    width: WIDTH,
    height: (places > 1 ? ROW.several : ROW.one) * PLASTIC.length,
    layer: [
      {
        data: { values: [{ value: limit ?? 0 }] },
        mark: { type: 'rule', color: LIMIT, strokeWidth: 0.8, strokeDash: [3, 3] },
        encoding: { x },
      },
      marks(true),
      marks(false),
    ],
  }
}
