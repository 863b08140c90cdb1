/**
 * Every number of an analysis as a row of one table: value, null, z, p, unit and definition.
 */
import { meanAccuracyInterval } from '../analysis/accuracy.js'
import type { Analysis, Definition, NullDistribution } from '../analysis/analysis.js'
import { decimal, list, NONE, percent, percentWithInterval, plain, plusMinus, pText, whole } from './words.js'

export interface NumberRow {
  name: string
  value: string
  /** Mean ± standard deviation (samples) of the null, e.g. `0.642 ± 0.055 (10,000)`; empty if there is no null. */
  null: string
  z: string
  p: string
  definition: Definition
}

export function numberRows({ summary, details }: Analysis): NumberRow[] {
  const { definitions } = details
  const row = (name: string, value: string, key = name): NumberRow => ({
    name,
    value,
    null: '',
    z: '',
    p: '',
    definition: definitions[key],
  })
  const test = (name: string, tested: NullDistribution, key = name): NumberRow => ({
    ...row(name, tested.value === null ? NONE : plain(tested.value), key),
    null:
      tested.nullMean === null
        ? NONE
        : `${plusMinus(tested.nullMean, tested.nullSd)} (${whole(tested.samples)})`,
    z: decimal(tested.z, 2),
    p: pText(tested.p).replace('p = ', ''),
  })
  const wiringTests = (
    name: string,
    { degrees, degreesAndLengths }: { degrees: NullDistribution; degreesAndLengths: NullDistribution },
    key = name,
  ) => [
    test(`${name}, degrees kept`, degrees, key),
    test(`${name}, degrees and lengths kept`, degreesAndLengths, key),
  ]
  const { connections, connectionProbability, bestPartition, network } = details
  const { layout } = network
  const ratio = (x: number | null | undefined) => decimal(x ?? null, 3)
  return [
    row('meanAccuracy', percentWithInterval(summary.meanAccuracy, meanAccuracyInterval(details.accuracy), 2)),
    row('error', decimal(summary.error, 4)),
    row('trialsPerTask', whole(summary.trialsPerTask)),
    row('activeNeurons', whole(summary.activeNeurons)),
    row('wiringLength', whole(summary.wiringLength)),
    ...(summary.totalWiringLength === undefined
      ? []
      : [row('totalWiringLength', whole(summary.totalWiringLength))]),
    row('weightedWiringLength', plain(summary.weightedWiringLength)),
    row('clusters', list(summary.clusters.map(whole)) || 'none'),
    test('silhouette', details.silhouette),
    test('silhouette, correlations kept', details.silhouetteGivenCorrelations, 'silhouetteGivenCorrelations'),
    test('isolatedNeuronRatio', details.rowMajor.isolatedNeuronRatio),
    test('indexVariance', details.rowMajor.indexVariance),
    test('isolatedNeuronRatio, column-major', details.columnMajor.isolatedNeuronRatio, 'columnMajor'),
    test('indexVariance, column-major', details.columnMajor.indexVariance, 'columnMajor'),
    test('isolatedNeuronRatio2d', details.isolatedNeuronRatio2d),
    test('meanSquaredRadius', details.meanSquaredRadius),
    row(
      'connections',
      `${whole(connections.edges)} + ${whole(connections.selfConnections)} to itself; density ${percent(connections.density)}`,
    ),
    ...wiringTests('modularity', details.modularity),
    ...wiringTests('modularityWithoutSelf', details.modularityWithoutSelf),
    ...wiringTests('bestPartition', bestPartition.modularity),
    row('bestPartition, agreement', decimal(bestPartition.agreement, 3), 'bestPartition'),
    ...wiringTests('connectionProbability.within', connectionProbability.within),
    ...wiringTests('connectionProbability.between', connectionProbability.between),
    ...wiringTests('connectionProbability.ratio', connectionProbability.ratio),
    ...wiringTests('network.participationIn', network.participationIn),
    ...wiringTests('network.participationOut', network.participationOut),
    ...wiringTests('network.hubIn', network.hubIn),
    ...wiringTests('network.hubOut', network.hubOut),
    row('network.hubs', `${network.hubs.in} incoming, ${network.hubs.out} outgoing`),
    ...wiringTests('network.clustering', network.clustering),
    test('network.clustering, random', network.clustering.random, 'network.clustering'),
    ...wiringTests('network.efficiency', network.efficiency),
    test('network.efficiency, random', network.efficiency.random, 'network.efficiency'),
    ...wiringTests('network.smallWorldness', network.smallWorldness),
    test('network.smallWorldness, random', network.smallWorldness.random, 'network.smallWorldnessRandom'),
    ...wiringTests('network.richClub', network.richClub),
    test('network.spectralEntropy', network.spectralEntropy),
    test('network.layoutCost', layout.present),
    test('network.layoutCostAmongPlaces', layout.presentAmongPlaces),
    row('network.layoutBest', layout.best === null ? NONE : plain(layout.best)),
    row('network.layoutRatio', ratio(layout.ratio)),
    test('network.layoutRatioOfRewired', layout.ratioOfRewired),
    row('network.layoutRatioWithChannels', ratio(layout.withChannels?.ratio)),
  ]
}
