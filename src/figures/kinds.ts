/** Kinds of networks by their regularizer, each with a color and a shape, for all figures that compare kinds. */
import { isClaimed, type OfSeed, pairedDifference } from '../analysis/paired.js'
import type { MeanInterval } from '../analysis/statistics.js'
import { chargeIfKnown } from '../growth/charges/index.js'
import { PAPER_NETWORKS } from './paper.js'
import { INK, OURS, PAPER, type Spec } from './style.js'
import { decimal } from './words.js'

const LOOKS: Readonly<Record<string, { color: string; shape: string }>> = {
  bimt: { color: OURS, shape: 'circle' },
  l1: { color: PAPER, shape: 'square' },
  none: { color: INK, shape: 'triangle-up' },
}
const OTHER = { color: '#aa4499', shape: 'diamond' }

/** The name of a kind in legends and tables. */
export const kindName = (kind: string): string => chargeIfKnown(kind)?.title ?? kind

/** The kinds among some networks: first those of the paper, in its order, then others. */
export function kindsOf(networks: readonly { kind: string }[]): string[] {
  const known = Object.keys(PAPER_NETWORKS)
  const order = (kind: string) => (known.includes(kind) ? known.indexOf(kind) : known.length)
  return [...new Set(networks.map(({ kind }) => kind))].sort((a, b) => order(a) - order(b))
}

/** Encodings of a field that holds `kindName`s. */
export function kindEncoding(kinds: readonly string[], field = 'kind'): { color: Spec; shape: Spec } {
  const domain = kinds.map(kindName)
  const look = (part: 'color' | 'shape') => kinds.map((kind) => (LOOKS[kind] ?? OTHER)[part])
  const legend = { title: null, orient: 'top', direction: 'horizontal' }
  return {
    color: { field, type: 'nominal', scale: { domain, range: look('color') }, legend },
    shape: { field, type: 'nominal', scale: { domain, range: look('shape') }, legend },
  }
}

/** The difference between two kinds of networks in one measure. */
export interface KindDifference {
  what: string
  kinds: readonly [string, string]
  /** Null if they have no seed in common. */
  difference: MeanInterval | null
  claimed: boolean
}

/** A measure of a network, with its name; null if it is undefined. */
export type Measure<Network> = readonly [name: string, value: (network: Network) => number | null]

/** Differences between the first kind and each other kind, seed by seed. */
export function kindDifferences<Network extends { kind: string; seed: number }>(
  networks: readonly Network[],
  measures: readonly Measure<Network>[],
): KindDifference[] {
  const [first, ...rivals] = kindsOf(networks)
  const valuesOf = (kind: string, value: Measure<Network>[1]): OfSeed[] =>
    networks
      .filter((network) => network.kind === kind)
      .flatMap((network) => {
        const measured = value(network)
        return measured === null ? [] : [{ seed: network.seed, value: measured }]
      })
  return rivals.flatMap((rival) =>
    measures.map(([what, value]) => {
      const difference = pairedDifference(valuesOf(first, value), valuesOf(rival, value))
      return { what, kinds: [first, rival] as const, difference, claimed: isClaimed(difference) }
    }),
  )
}

/** The range of some values, e.g. `0.31 to 0.42`; one number if both ends look the same. */
export function rangeText(values: readonly number[], digits = 2): string {
  if (values.length === 0) return '–'
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => decimal(value, digits))
  return low === high ? low : `${low} to ${high}`
}
