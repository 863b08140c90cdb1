/**
 * The paper's two anatomical measures (for measured places their forms in space), each with its distribution under
 * shuffled cluster labels and with the value of the paper's network of the same kind.
 */
import type { Details, NullDistribution } from '../analysis/analysis.js'
import { isGrid } from '../growth/sheet.js'
import { unitText } from '../growth/sheetWords.js'
import { decisive, nullFinding } from './findings.js'
import { PAPER_ANATOMY, PAPER_NETWORKS, type PaperKind, type PaperNull } from './paper.js'
import { type FigureSpec, figure, MUTED, nothing, OURS, PAPER, panelTitle, type Spec } from './style.js'
import { counted, plain, plusMinus, testText, zText } from './words.js'

const WIDTH = 292
const HEIGHT = 150
const NULL_COLOR = '#b9b9b9'

/** @param paper the paper's network that is drawn for comparison; null if the paper has none of this kind */
export function nullHistograms(details: Details, paper: PaperKind | null): FigureSpec {
  const [isolated, spread] = decisive(details).map(({ test }) => test)
  const { sheet } = details
  const panels = [
    panel(
      'Ratio of isolated neurons',
      'share of active neurons',
      isolated,
      paper && PAPER_ANATOMY.isolatedNeuronRatio[paper],
    ),
    isGrid(sheet)
      ? panel(
          'Variance of indices within clusters',
          'places²',
          spread,
          paper && PAPER_ANATOMY.indexVariance[paper],
        )
      : panel('Squared distance from the cluster’s center', `${unitText(sheet)}²`, spread, null),
  ]
  const drawn = isolated.z !== null || spread.z !== null
  return figure(
    {
      title: nullFinding(details),
      subtitle: drawn
        ? `Blue line: this network. Gray: its cluster labels shuffled among the active neurons, ` +
          `${counted(isolated.samples, 'time')}. Farther left = more modular.` +
          (paper && panels.some(({ besides }) => besides)
            ? ` Below the bars: ${PAPER_NETWORKS[paper]} (diamond; digitized) and its null (mean ± sd).`
            : '')
        : 'Cluster labels shuffled among the active neurons are the same labels, or there are none.',
    },
    { hconcat: panels.map(({ spec }) => spec), spacing: 34 },
  )
}

interface Panel {
  spec: Spec
  /** Whether the paper's network is drawn in it. */
  besides: boolean
}

function panel(name: string, unit: string, test: NullDistribution, paper: PaperNull | null): Panel {
  const { value, nullMean, nullSd, histogram } = test
  if (value === null || test.z === null) {
    const why = value === null ? 'no active neuron' : `${plain(value)}, and so in every shuffle`
    const spec = nothing({ width: WIDTH, height: 40, title: panelTitle(name) }, why)
    return { spec, besides: false }
  }
  const values = [value, ...histogram.edges]
  const paperValues = paper ? [paper.value, paper.nullMean - paper.nullSd, paper.nullMean + paper.nullSd] : []
  const span = (values: number[]) => Math.max(...values) - Math.min(...values)
  // Index variance grows with the number of active neurons, so the paper's network may be far outside of the scale.
  const drawable =
    paper !== null && span([...values, ...paperValues]) <= 3 * Math.max(span(values), span(paperValues))
  const shown = drawable ? [...values, ...paperValues] : values
  const margin = 0.05 * (span(shown) || Math.abs(value) || 1)
  const domain = [Math.max(0, Math.min(...shown) - margin), Math.max(...shown) + margin]
  // A layer without `axis` uses the axis of the other layers; `axis: null` would remove the axis from all layers.
  const x = (datum: Spec, axis?: Spec): Spec => ({
    ...datum,
    type: 'quantitative',
    scale: { domain, nice: false },
    ...(axis && { axis: { grid: false, tickCount: 6, ...axis } }),
  })
  const total = histogram.counts.reduce((sum, count) => sum + count, 0)
  const bars = histogram.counts.map((count, b) => ({
    from: histogram.edges[b],
    to: histogram.edges[b + 1],
    share: count / total,
  }))
  const label = value > (domain[0] + domain[1]) / 2 ? { align: 'right', dx: -5 } : { align: 'left', dx: 5 }
  const most = Math.max(...bars.map(({ share }) => share))
  const distribution: Spec = {
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect', color: NULL_COLOR, stroke: '#ffffff', strokeWidth: 0.3, clip: true },
        encoding: {
          x: x({ field: 'from' }, { title: drawable ? null : unit, labels: !drawable, ticks: !drawable }),
          x2: { field: 'to' },
          y: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 1.2 * most], nice: false },
            axis: { title: 'share of shuffles', format: '.2~f', tickCount: 4, grid: false },
          },
          y2: { datum: 0 },
        },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: OURS, strokeWidth: 2.5 },
        encoding: { x: x({ datum: value }) },
      },
      {
        data: { values: [{}] },
        mark: { type: 'text', color: OURS, fontWeight: 'bold', baseline: 'top', ...label },
        encoding: { x: x({ datum: value }), y: { value: 3 }, text: { value: plain(value) } },
      },
    ],
  }
  const nullText = `null ${plusMinus(nullMean!, nullSd!)}, ${testText(test)}`
  const title = panelTitle(name, nullText)
  if (!paper) return { spec: { title, ...distribution }, besides: false }
  const theirText =
    `paper: ${plain(paper.value)}, null ${plusMinus(paper.nullMean, paper.nullSd)}, ` +
    zText((paper.value - paper.nullMean) / paper.nullSd)
  if (!drawable) {
    const off = { ...title, subtitle: [nullText, `${theirText} (off this scale)`] }
    return { spec: { ...distribution, title: off }, besides: false }
  }
  const spec = {
    title: { ...title, subtitle: [nullText, theirText] },
    vconcat: [distribution, strip(paper, (datum) => x(datum, { title: unit }))],
    spacing: 0,
  }
  return { spec, besides: true }
}

/** The value and the null of the paper's network, on the same axis. */
function strip(paper: PaperNull, x: (datum: Spec) => Spec): Spec {
  const values = [{ ...paper, low: paper.nullMean - paper.nullSd, high: paper.nullMean + paper.nullSd }]
  return {
    width: WIDTH,
    height: 24,
    data: { values },
    layer: [
      {
        mark: { type: 'rule', color: NULL_COLOR, strokeWidth: 6 },
        encoding: { x: x({ field: 'low' }), x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', shape: 'stroke', angle: 90, color: MUTED, size: 70 },
        encoding: { x: x({ field: 'nullMean' }) },
      },
      {
        mark: { type: 'point', shape: 'diamond', filled: true, color: PAPER, size: 80 },
        encoding: { x: x({ field: 'value' }) },
      },
    ],
  }
}
