/**
 * The report's text on how the network is organized: for each measure how to read it, and what it says about this
 * network. Sentences must be true whatever the data are.
 */
import type { Details, NullDistribution, WiringNulls } from '../analysis/analysis.js'
import type { FigureData } from './data.js'
import { networkFinding } from './findings.js'
import { type CountedLengths, countedLengths } from './lengths.js'
import { counted, percent, plain, plusMinus, testText, verdict, whole } from './words.js'

/** Phrases for the two sides of a null, to end a sentence. */
interface Sides {
  /** The side that p counts. */
  toward: string
  away: string
}

export function howItIsOrganized({ analysis, record }: Pick<FigureData, 'analysis' | 'record'>): string[] {
  const { network } = analysis.details
  if (network.clustering.degreesAndLengths.value === null) return [`${networkFinding({ network })}.`]
  const { samples, spectralEntropy } = network
  const fewer =
    spectralEntropy.value === null || spectralEntropy.samples === samples.networks
      ? ''
      : `, the spectrum against ${whole(spectralEntropy.samples)} of these`
  return [
    `${networkFinding({ network })}. All but the layout’s numbers are of the connections (|w| > 0.01) among active neurons, held against ${counted(samples.networks, 'network')} rewired so that each neuron keeps its numbers of connections and their lengths${fewer}.`,
    `Participation is 0 for a neuron whose connections stay in one functional cluster, and grows with the number of clusters over which they are spread. Here the mean of incoming ones is ${against(network.participationIn)}, of outgoing ones ${against(network.participationOut)}: ${pair(
      network.participationIn,
      network.participationOut,
      { toward: 'confined to fewer clusters than chance', away: 'spread over more clusters than chance' },
    )}.`,
    `The within-module degree says by how many sd of its cluster a neuron is tied more strongly to that cluster than its fellows; from 2.5 on it is a hub. Here ${counted(network.hubs.in, 'neuron')} by what they receive and ${network.hubs.out} by what they send; the strongest reaches ${against(network.hubIn)} and ${against(network.hubOut)}: ${pair(
      network.hubIn,
      network.hubOut,
      { toward: 'more outstanding than chance', away: 'less outstanding than chance' },
    )}.`,
    smallWorldText(network),
    network.richClub.degreesAndLengths.value === null
      ? 'A rich club is looked for in networks that have five neurons with more connections than the rest; this one has not.'
      : `A rich club is a set of neurons with many connections that are joined among themselves more than these numbers would have it (above 1 in the curve). Here the curve’s mean is ${against(network.richClub)}: ${said(
          network.richClub.degreesAndLengths,
          { toward: 'a rich club', away: 'the opposite, hubs avoid each other' },
          'no rich club',
        )}.`,
    spectralEntropy.value === null
      ? 'Spectral entropy needs connections that lead back to where they began; there are none here.'
      : `Spectral entropy is near 0 where a few modes carry the activity from one step to the next, and 1 where all do alike. Here it is ${withNull(spectralEntropy)}: ${said(
          spectralEntropy,
          { toward: 'fewer modes than chance', away: 'more modes than chance' },
          'as many modes as chance',
        )}.`,
    layoutText(network, countedLengths(record)),
  ]
}

function smallWorldText({ clustering, efficiency, smallWorldness }: Details['network']): string {
  const { random, degreesAndLengths } = smallWorldness
  const reading =
    'In a small world a neuron’s partners are joined among themselves (clustering), and yet every neuron is reached in few steps (efficiency); the product of both, each relative to its nulls, is above 1.'
  if (degreesAndLengths.value === null)
    return `${reading} It cannot be computed here, as no null network has triangles.`
  const usual =
    random.value === null
      ? ''
      : ` Against as many connections at random, the usual measure, it is ${plain(random.value)}.`
  return `${reading} Here clustering is ${against(clustering)}, efficiency ${against(efficiency)}, the product ${plain(degreesAndLengths.value)} (${testText(degreesAndLengths)}): ${said(
    degreesAndLengths,
    {
      toward: 'a small world beyond its short wires',
      away: 'less of a small world than its short wires would give',
    },
    'no more of a small world than its short wires give',
  )}.${usual}`
}

function layoutText({ layout, samples }: Details['network'], lengths: CountedLengths): string {
  const { present, presentAmongPlaces, ratio, ratioOfRewired, withChannels } = layout
  const reading =
    'How much wire could another layout of the same network save? Annealing looks for the best places of the active neurons on the sheet; the optimum may be shorter still.'
  if (present.value === null || ratio === null) return `${reading} Here there is no wire.`
  const more = (r: number) =>
    r - 1 < 5e-4 ? 'no more than the best layout found' : `${percent(r - 1)} more than the best layout found`
  const compared =
    ratioOfRewired.value === null
      ? ''
      : ` Rewired networks with the same lengths leave ${percent((ratioOfRewired.nullMean ?? 1) - 1)} ± ${percent(ratioOfRewired.nullSd ?? 0)} in a search as short as the one that finds ${percent(ratioOfRewired.value - 1)} here (${whole(ratioOfRewired.samples)} networks): ${said(
          ratioOfRewired,
          {
            toward: 'this one is nearer to its own optimum',
            away: 'this one could gain more, its connections hang together in a way that could be laid out closer',
          },
          'this one is no nearer to its own optimum',
        )}.`
  const channels =
    withChannels?.ratio == null
      ? ''
      : ` With the wires to the channels, which stay where they are${lengths === 'all' ? ' and count in how the network was made' : ''}, the present layout takes ${more(withChannels.ratio)}.`
  return (
    `${reading} Here the recurrent wires (Σ|w|·length) take ${more(ratio)} (of ${counted(samples.annealings, 'search', 'searches')}), ` +
    `${share(present)} of what random places on the sheet take (${testText(present)}), ${share(presentAmongPlaces)} of what the same places take with the neurons shuffled (${testText(presentAmongPlaces)}).` +
    channels +
    compared
  )
}

/** The value as a percentage of the null's mean, e.g. `56.3%`. */
const share = ({ value, nullMean }: NullDistribution): string => percent((value ?? 0) / (nullMean || 1))

const against = ({ degreesAndLengths }: Pick<WiringNulls, 'degreesAndLengths'>): string =>
  withNull(degreesAndLengths)

function withNull(test: NullDistribution): string {
  if (test.value === null) return 'not defined'
  return `${plain(test.value)} against ${plusMinus(test.nullMean, test.nullSd)} (${testText(test)})`
}

function said(test: NullDistribution, { toward, away }: Sides, same = 'as by chance'): string {
  switch (verdict(test)) {
    case 'clear':
      return toward
    case 'weak':
      return `some sign of this: ${toward}`
    case 'reversed':
      return away
    case 'none':
      return same
    case 'undefined':
      return 'nothing to compare, as the nulls do not vary'
  }
}

function pair(a: WiringNulls, b: WiringNulls, sides: Sides): string {
  const [incoming, outgoing] = [a, b].map(({ degreesAndLengths }) => said(degreesAndLengths, sides))
  return incoming === outgoing ? incoming : `incoming ${incoming}, outgoing ${outgoing}`
}
