/**
 * The report's text: a few plain sentences for each of its questions, computed from the data. Sentences must be true
 * whatever the data are. This is plain text; report.ts makes HTML of it.
 */

import { meanAccuracyInterval } from '../analysis/accuracy.js'
import type { CutMeasure, Details, NullDistribution, Summary } from '../analysis/analysis.js'
import { shareWithin } from '../analysis/areas.js'
import { MOST_CLUSTERS } from '../analysis/clusters.js'
import { curveOf, riseOf } from '../analysis/distanceNull.js'
import { geometryOf, wireLength } from '../growth/geometry.js'
import { isGrid, neuronsOf, type Places, type Sheet } from '../growth/sheet.js'
import { lengthUnit, sheetSize, unitText } from '../growth/sheetWords.js'
import type { FigureData } from './data.js'
import {
  accuracyFinding,
  anatomyFinding,
  clusterFinding,
  fromChance,
  meanOf,
  modularityFinding,
} from './findings.js'
import { countedLengths } from './lengths.js'
import {
  comparableWithPaper,
  PAPER_ANATOMY,
  PAPER_CLUSTERS,
  PAPER_DISTANCE,
  PAPER_LABELS,
  PAPER_PARETO,
  type PaperKind,
  paperAccuracy,
  paperKind,
} from './paper.js'
import { standingFinding } from './standing.js'
import {
  counted,
  decimal,
  jointVerdict,
  list,
  percent,
  plain,
  plusMinus,
  testText,
  verdict,
  whole,
  zText,
} from './words.js'

export function howGood(data: FigureData): string[] {
  const { summary, details } = data.analysis
  const short = details.accuracy
    .map(({ task, accuracy, se, ceiling }) => ({ task, accuracy, ceiling, gap: ceiling - accuracy, se }))
    .filter(({ gap, se }) => gap > Math.max(2 * se, 0.01))
    .sort((a, b) => b.gap - a.gap)
  const worst = short
    .slice(0, 4)
    .map(({ task, accuracy, ceiling }) => `${task} (${percent(accuracy)}, ceiling ${percent(ceiling)})`)
  const paper = paperAccuracy(data.battery)
  const tasks = details.tasks.filter((task) => task in paper)
  const paperMean = meanOf(Object.fromEntries(tasks.map((task) => [task, paper[task]])))
  const ourMean = meanOf(Object.fromEntries(tasks.map((task) => [task, summary.accuracy[task]])))
  const { low, high } = meanAccuracyInterval(details.accuracy)
  return [
    `${accuracyFinding(summary)} (mean over tasks, 95% interval ${decimal(100 * low, 1)} to ${percent(high)}, ${whole(summary.trialsPerTask)} trials a task).`,
    worst.length > 0
      ? `${counted(short.length, 'task')} of ${details.tasks.length} ${short.length === 1 ? 'lies' : 'lie'} clearly below the ceiling; farthest ${list(worst)}.`
      : 'No task lies clearly below its ceiling.',
    ...(tasks.length > 0
      ? [
          `The BIMT network that the paper shows reaches ${percent(paperMean)} on ${tasks.length === details.tasks.length ? 'these tasks' : `the ${tasks.length} of these tasks that it learned`} (digitized), this one ${percent(ourMean)}.`,
        ]
      : []),
  ]
}

export function howSparse(data: FigureData): string[] {
  const { summary, details } = data.analysis
  const { sheet } = details
  const n = neuronsOf(sheet)
  const full = fullWiring(sheet)
  const bimt = PAPER_PARETO.bimt.reduce((a, b) =>
    Math.abs(b.activeNeurons - summary.activeNeurons) < Math.abs(a.activeNeurons - summary.activeNeurons)
      ? b
      : a,
  )
  return [
    `${counted(summary.activeNeurons, 'neuron')} of ${n} (${percent(summary.activeNeurons / n, 0)}) ${summary.activeNeurons === 1 ? 'is' : 'are'} active, that is, their activity varies with the trials. ` +
      `The recurrent wiring (|w| > 0.01) is ${whole(summary.wiringLength)} ${lengthUnit(sheet)} long` +
      (full > 0
        ? `, ${percent(summary.wiringLength / full, 2)} of what connecting every neuron with every other would take.`
        : '.') +
      (summary.totalWiringLength === undefined
        ? ''
        : ` With the connections of inputs and outputs it is ${whole(summary.totalWiringLength)} ${lengthUnit(sheet)}.`),
    ...betweenAreas(details),
    ...(comparableWithPaper(details, data.battery)
      ? [
          `${standingFinding(summary)}. Among the paper’s BIMT networks the nearest in size has ${bimt.activeNeurons} active neurons, ${whole(bimt.wiringLength)} cells of wire and error ${decimal(bimt.error, 3)} (digitized).`,
        ]
      : [
          'The paper’s networks were trained on the 20 tasks of yang19 with 400 neurons; this one was not, so the paper’s points are drawn for orientation only.',
        ]),
  ]
}

/** How much of the wire stays within the areas of measured places. */
function betweenAreas({ areas, sheet }: Details): string[] {
  if (!areas || areas.names.length < 2) return []
  const within = shareWithin(areas.wire)
  if (within === null) return []
  const sum = (matrix: readonly (readonly number[])[]) => matrix.flat().reduce((total, x) => total + x, 0)
  const sizes = areas.names.map((name, a) => `${name} (${counted(areas.neurons[a], 'neuron')})`)
  return [
    `The neurons stand in the areas ${list(sizes)}. ${percent(within)} of the wire runs within one area, where all pairs of neurons have ${percent(shareWithin(areas.allPairs))} of theirs, and so do ${percent(shareWithin(areas.connections))} of the ${counted(sum(areas.connections), 'connection')} between different neurons; ` +
      `${whole((1 - within) * sum(areas.wire))} ${lengthUnit(sheet)} run between areas.`,
  ]
}

/** Sum of the lengths of all ordered pairs of a sheet's neurons, in the sheet's unit. */
export function fullWiring(sheet: Sheet): number {
  if (isGrid(sheet)) {
    const line = (k: number) => (k * (k * k - 1)) / 3 // Σ|i − j| over ordered pairs of k places
    return line(sheet.rows) * sheet.columns ** 2 + line(sheet.columns) * sheet.rows ** 2
  }
  const geometry = geometryOf(sheet)
  let total = 0
  for (let i = 0; i < neuronsOf(sheet); i++) {
    for (let j = 0; j < i; j++) total += 2 * wireLength(geometry, i, j)
  }
  return total
}

export function whichModules({ analysis, battery }: FigureData): string[] {
  const { details } = analysis
  const { silhouette, silhouetteGivenCorrelations, clusters, order } = details
  if (order.length === 0) return ['No neuron is active: there is nothing to cluster.']
  const found = `${clusterFinding(details)}.`
  const paper = comparableWithPaper(details, battery)
    ? [
        `The BIMT network that the paper shows has ${PAPER_CLUSTERS.length} clusters of ${list(PAPER_CLUSTERS.map(String))} neurons.`,
      ]
    : []
  if (silhouette.value === null) return [found, ...paper]
  return [
    `${found} Neurons belong to one cluster if they vary in the same tasks; where they stand plays no part in that.`,
    `The mean silhouette is ${plain(silhouette.value)}; if each neuron’s task variances are permuted over tasks, so that no common functions are left, it is ${nullText(silhouette)} (${testText(silhouette)}, ${whole(silhouette.samples)} permutations).`,
    `Of neurons without groups, whose task variances are correlated over tasks as these are (a Gaussian-copula surrogate, ${whole(silhouetteGivenCorrelations.samples)} draws), it is ${nullText(silhouetteGivenCorrelations)} (${testText(silhouetteGivenCorrelations)}): ${beyondCorrelations(silhouetteGivenCorrelations)}`,
    `Sizes ${list(clusters.map(({ size }) => String(size)))}. ${howSharp(details)} ${paper.join('')}`.trimEnd(),
  ]
}

function beyondCorrelations(test: NullDistribution): string {
  switch (verdict(test)) {
    case 'clear':
      return 'the clusters are tighter than tasks that go together make them.'
    case 'weak':
      return 'some sign that the clusters are tighter than tasks that go together make them.'
    case 'reversed':
      return 'the clusters are looser than tasks that go together make them.'
    case 'undefined':
      return 'the two cannot be compared.'
    default:
      return 'no sign that the clusters are tighter than tasks that go together make them.'
  }
}

/** Says whether another number of clusters has nearly as high a silhouette. */
function howSharp({ silhouetteByK, clusters }: Details): string {
  const chosen = silhouetteByK.find(({ k }) => k === clusters.length)
  const alternatives = silhouetteByK.filter(({ k }) => k !== clusters.length)
  if (!chosen || alternatives.length === 0) return ''
  const next = alternatives.reduce((a, b) => (b.silhouette > a.silhouette ? b : a))
  const numbers = `${decimal(chosen.silhouette, 3)} for ${chosen.k} clusters, ${decimal(next.silhouette, 3)} for ${next.k}`
  const capped =
    chosen.k === MOST_CLUSTERS
      ? ` These are ${MOST_CLUSTERS}, the most that are tried: more might be tighter.`
      : ''
  return chosen.silhouette - next.silhouette < 0.02
    ? `Their number is not sharp: the next best has nearly the same silhouette (${numbers}).${capped}`
    : `Their number is the one of highest silhouette (${numbers}, the next best).${capped}`
}

export function whereTheyStand({ analysis, battery, record }: FigureData): string[] {
  const { details } = analysis
  const { isolatedNeuronRatio, indexVariance } = details.rowMajor
  const sentences = [`${anatomyFinding(details)}.`]
  if (!isGrid(details.sheet)) return [...sentences, ...atMeasuredPlaces(details, details.sheet)]
  if (isolatedNeuronRatio.value === null || indexVariance.value === null) return sentences
  sentences.push(
    `On the list of active neurons, row by row, ${percent(isolatedNeuronRatio.value)} have no neighbor of their own cluster; with the cluster labels shuffled ${percent(isolatedNeuronRatio.nullMean!)} ± ${percent(isolatedNeuronRatio.nullSd!)} (${testText(isolatedNeuronRatio)}). ` +
      `The variance of list places within clusters is ${plain(indexVariance.value)} against ${nullText(indexVariance)} (${testText(indexVariance)}). ${whole(indexVariance.samples)} shuffles each; lower is more modular.`,
  )
  const { isolatedNeuronRatio2d, meanSquaredRadius, columnMajor } = details
  sentences.push(
    `A list knows nothing of the rows above and below. On the sheet itself: share without a neighbor of their cluster ${plain(isolatedNeuronRatio2d.value!)} against ${nullText(isolatedNeuronRatio2d)} (${testText(isolatedNeuronRatio2d)}); ` +
      `mean squared distance to the cluster’s center ${plain(meanSquaredRadius.value!)} against ${nullText(meanSquaredRadius)} cells² (${testText(meanSquaredRadius)}). ` +
      `${onTheSheet(details)} Column by column, the paper’s measures give ${zText(columnMajor.isolatedNeuronRatio.z)} and ${zText(columnMajor.indexVariance.z)}.`,
  )
  sentences.push(...whateverTheNumber(details))
  const kind = comparableWithPaper(details, battery) ? paperKind(record) : null
  if (kind) sentences.push(paperAnatomy(kind))
  sentences.push('This is one network: a claim about a regularizer needs at least three seeds.')
  return sentences
}

/** Text on the measures in space. Measured places have no order, so there is no list of neurons as in the paper. */
function atMeasuredPlaces(
  { isolatedNeuronRatio2d: isolated, meanSquaredRadius: radius }: Details,
  sheet: Places,
) {
  if (isolated.value === null || radius.value === null) return []
  return [
    `Two places are neighbors where no third lies within the ${sheet.z ? 'ball' : 'circle'} around the two (the Gabriel graph). ${percent(isolated.value)} of the active neurons have no active neighbor of their own cluster; with the cluster labels shuffled ${percent(isolated.nullMean!)} ± ${percent(isolated.nullSd!)} (${testText(isolated)}). ` +
      `The mean squared distance to the cluster’s center is ${plain(radius.value)} against ${nullText(radius)} ${unitText(sheet)}² (${testText(radius)}). ${whole(radius.samples)} shuffles each; lower is more modular. The paper’s own two measures need neurons in rows, which measured places do not have.`,
    'This is one network: a claim about a regularizer needs at least three seeds.',
  ]
}

/** Says whether the anatomy depends on the number of clusters that the silhouette chose. */
function whateverTheNumber({ anatomyByK }: Details): string[] {
  const range = (name: CutMeasure) => {
    const z = anatomyByK.flatMap((cut) => cut[name].z ?? [])
    return z.length < anatomyByK.length
      ? null
      : `${decimal(Math.min(...z), 1)} to ${decimal(Math.max(...z), 1)}`
  }
  const isolated = range('isolatedNeuronRatio')
  const index = range('indexVariance')
  const radius = range('meanSquaredRadius')
  if (anatomyByK.length < 2 || isolated === null || index === null || radius === null) return []
  return [
    `Cut into any number of clusters from ${anatomyByK[0].k} to ${anatomyByK.at(-1)!.k}, whatever the silhouette says, z of isolated neurons is ${isolated}, of index variance ${index}, of the squared distance ${radius}.`,
  ]
}

function onTheSheet({ isolatedNeuronRatio2d, meanSquaredRadius, rowMajor }: Details): string {
  const views = [
    [isolatedNeuronRatio2d, meanSquaredRadius],
    [rowMajor.isolatedNeuronRatio, rowMajor.indexVariance],
  ]
  const [sheet, onList] = views.map(jointVerdict)
  if (sheet === 'undefined' || onList === 'undefined') return ''
  if (new Set(views.flat().map(verdict)).size === 1) return 'All four measures agree.'
  const words = {
    clear: 'clear modules',
    weak: 'some sign of modules',
    mixed: 'measures that contradict each other',
    none: 'no sign of modules',
    reversed: 'clusters more scattered than chance',
    undefined: 'nothing to compare',
  }
  return sheet === onList
    ? `The two views agree: ${words[sheet]} on both.`
    : `The two views differ: ${words[onList]} on the list, ${words[sheet]} on the sheet.`
}

function paperAnatomy(kind: PaperKind): string {
  const text = (name: keyof typeof PAPER_ANATOMY) => {
    const { value, nullMean, nullSd } = PAPER_ANATOMY[name][kind]
    return `${plain(value)} against ${plusMinus(nullMean, nullSd)} (${zText((value - nullMean) / nullSd)})`
  }
  return `The paper’s ${PAPER_LABELS[kind]} network, digitized: isolated neurons ${text('isolatedNeuronRatio')}, index variance ${text('indexVariance')}.`
}

export function howWeightFalls({ analysis }: FigureData): string[] {
  const ours = riseOf(curveOf(analysis.details.weightAgainstDistance.activePairs))
  const paperRise = riseOf(PAPER_DISTANCE.map(({ mean }) => mean))!
  return [
    'Each point is the mean or median of |w| over all ordered pairs of neurons at one distance; the second curve takes active neurons only.',
    ...(ours === null
      ? []
      : [
          `The paper’s curve rises again beyond 0.35: its mean |w| at 0.55 is ${decimal(paperRise, 1)} times the least at 0.25 to 0.45. Here, among active neurons, it is ${decimal(ours, ours < 0.1 ? 3 : 1)} times (the paper’s unit of distance is not known, so the places need not correspond). The ratio is not held against chance here.`,
        ]),
  ]
}

/** Explains the drawing of the network. */
export function howItLooks({ analysis, battery, record }: FigureData): string[] {
  const { sheet, order } = analysis.details
  const places = {
    all: 'Where the neurons stand counted in how this network was made, and so did the places of the channels, which stay where they are.',
    recurrent:
      'Where the neurons stand counted in how this network was made, the places of the channels did not.',
    none: 'Where neurons and channels stand did not count in how this network was made.',
  }[countedLengths(record)]
  return [
    `The ${battery.inputCount} input channels above, ${isGrid(sheet) ? `the sheet of ${sheetSize(sheet)} neurons` : `${counted(neuronsOf(sheet), 'neuron')} at ${neuronsOf(sheet) === 1 ? 'its measured place' : 'their measured places'}`} in the middle, the ${battery.outputCount} output classes below, joined by the strongest wires. ` +
      `Each of the ${counted(order.length, 'active neuron')} has the color of its functional cluster. ${places}`,
  ]
}

export function howWiringFollows({ analysis }: FigureData): string[] {
  const { details } = analysis
  const { modularity, modularityWithoutSelf, bestPartition, connectionProbability, connections } = details
  const { degrees, degreesAndLengths } = modularityWithoutSelf
  if (degrees.value === null) return [`${modularityFinding(details)}.`]
  const { within, between } = connectionProbability
  const sentences = [
    `${modularityFinding(details)}. Newman’s modularity of |w| given the functional clusters, without self-connections, which lie within a cluster whatever the clusters are, is Q = ${plain(degrees.value)}. ` +
      `Rewired with every neuron’s number of connections kept, it is ${nullText(degrees)} (${testText(degrees)}); with the lengths of the connections kept too, ${nullText(degreesAndLengths)} (${testText(degreesAndLengths)}; ${whole(degrees.samples)} rewirings each). ` +
      `With self-connections, Q = ${plain(modularity.degrees.value ?? 0)} (${zText(modularity.degrees.z)} and ${zText(modularity.degreesAndLengths.z)}).`,
  ]
  if (within.degrees.value !== null && between.degrees.value !== null) {
    sentences.push(
      `Of the pairs within a cluster ${percent(within.degrees.value)} are connected, of those between clusters ${percent(between.degrees.value)}, of all ${percent(connections.density ?? 0)}: ` +
        `within, ${fromChance(within.degrees)} given the numbers of connections, ${fromChance(within.degreesAndLengths)} given their lengths too.`,
    )
  }
  if (bestPartition.agreement !== null) {
    sentences.push(
      `The partition with the highest modularity that was found has ${counted(bestPartition.sizes.length, 'part')} and Q = ${plain(bestPartition.modularity.degrees.value ?? 0)} with self-connections; its agreement with the functional clusters is ${decimal(bestPartition.agreement, 2)} (adjusted Rand index: 1 = the same, 0 = chance).`,
    )
  }
  return sentences
}

/** The main result in one sentence, at the top of the report. */
export function inShort({ analysis }: FigureData): string {
  const { summary, details } = analysis
  const { rowMajor, order, clusters, labels } = details
  const doing = `It answers ${percent(summary.meanAccuracy)} of its trials correctly`
  if (order.length === 0) return `${doing}; none of its ${counted(labels.length, 'neuron')} is active.`
  const sparse = `${doing} with ${order.length} of ${counted(labels.length, 'neuron')} active.`
  if (details.silhouette.value === null) return `${sparse} They form no more than one functional cluster.`
  const together = {
    clear: 'which stand together on the sheet',
    weak: 'which show some sign of standing together on the sheet',
    mixed: 'on whose places on the sheet the two measures contradict each other',
    none: 'which show no sign of standing together on the sheet',
    reversed: 'which are more scattered over the sheet than chance',
    undefined: 'whose places on the sheet cannot be compared with chance',
  }[jointVerdict([rowMajor.isolatedNeuronRatio, rowMajor.indexVariance])]
  const tight = verdict(details.silhouette)
  const formed = counted(clusters.length, 'functional cluster')
  if (tight === 'clear') return `${sparse} These form ${formed}, ${together}.`
  if (tight === 'weak') return `${sparse} There is some sign that these form ${formed}, ${together}.`
  return `${sparse} Sorted by what they do they make ${counted(clusters.length, 'group')}, no tighter than chance would.`
}

/** The first lines of the report, with the most important numbers. */
export function atAGlance({
  summary,
  details,
}: {
  summary: Summary
  details: Details
}): [name: string, value: string, note: string][] {
  const { isolatedNeuronRatio, indexVariance, silhouette } = summary
  return [
    ['accuracy', percent(summary.meanAccuracy), `ideal observer ${percent(meanOf(summary.ceiling))}`],
    ['active neurons', whole(summary.activeNeurons), `of ${details.labels.length}`],
    ['recurrent wire', whole(summary.wiringLength), 'cells'],
    ['functional clusters', whole(details.clusters.length), `silhouette ${zText(silhouette.z)}`],
    [
      'isolated neurons',
      isolatedNeuronRatio.value === null ? '–' : percent(isolatedNeuronRatio.value),
      zText(isolatedNeuronRatio.z),
    ],
    [
      'index variance',
      indexVariance.value === null ? '–' : plain(indexVariance.value),
      zText(indexVariance.z),
    ],
  ]
}

const nullText = ({ nullMean, nullSd }: NullDistribution): string => plusMinus(nullMean, nullSd)
