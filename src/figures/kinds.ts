/** Networks told apart by their regularizer: a color and a shape for each, in every figure that compares them. */
import { PAPER_NETWORKS } from './paper.js'
import { INK, OURS, PAPER, type Spec } from './style.js'

const LOOKS: Readonly<Record<string, { color: string; shape: string }>> = {
  bimt: { color: OURS, shape: 'circle' },
  l1: { color: PAPER, shape: 'square' },
  none: { color: INK, shape: 'triangle-up' },
}
const OTHER = { color: '#aa4499', shape: 'diamond' }

/** As they are named in legends and tables. */
export const kindName = (kind: string): string =>
  kind === 'l1' || kind === 'bimt' ? kind.toUpperCase() : kind

/** The kinds that there are, those of the paper first, in its order. */
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
