/**
 * The findings, one line each: the titles of figures and the headings of the report.
 */

import type { Details, NullDistribution, NullTest, Summary, WiringNulls } from '../analysis/analysis.js'
import { mean } from '../analysis/statistics.js'
import { isGrid } from '../growth/sheet.js'
import { counted, decimal, jointVerdict, list, percent, points, testText, verdict, zText } from './words.js'

type PlaceMeasures = Pick<Details, 'rowMajor' | 'isolatedNeuronRatio2d' | 'meanSquaredRadius' | 'sheet'>

/** The two measures that decide: on a grid those of the paper, which need a list of places; else their forms in space. */
export function decisive({ rowMajor, isolatedNeuronRatio2d, meanSquaredRadius, sheet }: PlaceMeasures) {
  const spread = isGrid(sheet)
    ? { name: 'index variance', test: rowMajor.indexVariance }
    : { name: 'distance from their cluster’s center', test: meanSquaredRadius }
  return [{ test: isGrid(sheet) ? rowMajor.isolatedNeuronRatio : isolatedNeuronRatio2d }, spread] as const
}

const onIt = ({ sheet }: PlaceMeasures) => (isGrid(sheet) ? 'on the sheet' : 'at their measured places')

/** Answers: do neurons of one function stand together? */
export function anatomyFinding(details: PlaceMeasures): string {
  const [isolated, spread] = decisive(details)
  const numbers = `isolated neurons ${zText(isolated.test.z)}, ${spread.name} ${zText(spread.test.z)}`
  switch (jointVerdict([isolated.test, spread.test])) {
    case 'clear':
      return `Neurons with the same function stand together ${onIt(details)} (${numbers})`
    case 'weak': {
      const verdicts = [isolated.test, spread.test].map(verdict)
      return verdicts.includes('clear') && !verdicts.includes('weak')
        ? `Only one of two measures shows neurons with the same function together (${numbers})`
        : `Some sign that neurons with the same function stand together (${numbers})`
    }
    case 'mixed':
      return `The two measures contradict each other on whether neurons with the same function stand together (${numbers})`
    case 'none':
      return `No sign that neurons with the same function stand together (${numbers})`
    case 'reversed':
      return `Neurons with the same function stand farther apart than chance would put them (${numbers})`
    case 'undefined':
      return 'Where the functional clusters stand cannot be compared with chance here'
  }
}

/** Answers: how far from chance is each of the two measures? */
export function nullFinding(details: PlaceMeasures): string {
  const [isolated, spread] = decisive(details)
  if (isolated.test.z === null && spread.test.z === null) {
    return 'Shuffled labels: nothing to compare where there are not two clusters'
  }
  return `Against shuffled labels: isolated neurons ${fromChance(isolated.test)}, ${spread.name} ${fromChance(spread.test)}`
}

/** E.g. `3.7 sd below chance`. */
export function fromChance({ z }: Pick<NullTest, 'z'>): string {
  if (z === null) return 'not comparable with chance'
  return `${decimal(Math.abs(z), 1)} sd ${z < 0 ? 'below' : 'above'} chance`
}

/** Answers: are there functional modules? */
export function clusterFinding({ clusters, order, silhouette }: Details): string {
  const neurons = counted(order.length, 'active neuron')
  if (order.length === 0) return 'No neuron is active: there is nothing to cluster'
  if (silhouette.value === null) return `${neurons}, no more than one functional cluster`
  const fall = `${neurons} fall into ${counted(clusters.length, 'functional cluster')}`
  const numbers = `silhouette ${decimal(silhouette.value, 2)}, ${zText(silhouette.z)}`
  switch (verdict(silhouette)) {
    case 'clear':
      return `${fall}, far tighter than chance (${numbers})`
    case 'weak':
      return `${fall}, somewhat tighter than chance (${numbers})`
    case 'none':
      return `${fall}, no tighter than chance (${numbers})`
    case 'reversed':
      return `${fall}, looser than chance (${numbers})`
    case 'undefined':
      return fall
  }
}

/** Answers: how good is the network at the tasks? */
export function accuracyFinding(summary: Summary): string {
  const ceiling = meanOf(summary.ceiling)
  const gap = points(ceiling, summary.meanAccuracy)
  const mean = `${percent(summary.meanAccuracy)} of trials right`
  return Number(gap.replace('−', '-')) > 0
    ? `${mean}: ${gap} points short of an ideal observer’s ${percent(ceiling)}`
    : `${mean}: as many as an ideal observer’s ${percent(ceiling)}`
}

/**
 * Answers: does the wiring follow the clusters? Without self-connections, which lie within a cluster in any partition.
 */
export function modularityFinding({ modularityWithoutSelf }: Pick<Details, 'modularityWithoutSelf'>): string {
  const { degrees, degreesAndLengths } = modularityWithoutSelf
  if (degrees.value === null) return 'Without connections between neurons there is no wiring to compare'
  const follows = 'he wiring follows the functional clusters'
  switch (verdict(degrees)) {
    case 'clear':
      return `T${follows}${beyondShortness(degreesAndLengths)}`
    case 'weak':
      return `Some sign that t${follows}${beyondShortness(degreesAndLengths)}`
    case 'none':
      return `No sign that t${follows} (${testText(degrees)})`
    case 'reversed':
      return `The wiring runs between the functional clusters more than chance would have it (${testText(degrees)})`
    case 'undefined':
      return 'Whether the wiring follows the functional clusters cannot be compared with chance here'
  }
}

/** Answers: is the modularity higher than follows from short connections between neurons that stand together? */
function beyondShortness(test: NullDistribution): string {
  switch (verdict(test)) {
    case 'clear':
      return ', more than its shortness explains'
    case 'weak':
      return ', perhaps more than its shortness explains'
    case 'undefined':
      return ''
    default:
      return ', but no more than its shortness explains'
  }
}

export function meanOf(values: Readonly<Record<string, number>>): number {
  return mean(Object.values(values))
}

/** Answers: are the connections more ordered than follows from degrees and lengths? */
export function networkFinding({ network }: Pick<Details, 'network'>): string {
  const tests: [string, NullDistribution][] = [
    ['connections that keep to few clusters', lesser(network.participationIn, network.participationOut)],
    ['small-world clustering', network.smallWorldness.degreesAndLengths],
    ['a rich club', network.richClub.degreesAndLengths],
    ['a spectrum of fewer modes', network.spectralEntropy],
  ]
  if (tests.every(([, { value }]) => value === null))
    return 'Without connections there is no network to describe'
  if (tests.every(([, test]) => verdict(test) === 'undefined'))
    return 'Whether the connections have an order beyond degrees and lengths cannot be told here'
  const named = (wanted: string) => tests.filter(([, test]) => verdict(test) === wanted).map(([name]) => name)
  const clear = named('clear')
  const weak = named('weak')
  if (clear.length > 0) return `More than degrees and connection lengths explain: ${list(clear)}`
  if (weak.length > 0) return `Some sign of more than degrees and connection lengths explain: ${list(weak)}`
  return 'The connections show no order beyond their degrees and lengths'
}

/** Of the tests of incoming and outgoing connections, the weaker one: a finding must hold for both. */
function lesser(a: WiringNulls, b: WiringNulls): NullDistribution {
  const [first, second] = [a.degreesAndLengths, b.degreesAndLengths]
  return (first.z ?? 0) > (second.z ?? 0) ? first : second
}
