/** Which networks the page brings along: real runs of the paper's network, copied from results/ when it is built. */

export interface Shipped {
  /** Its folder under `networks/` of the page and under results/growing-brains/networks/ of the repository. */
  name: string
  /** What it is, in a few words. */
  title: string
}

export const SHIPPED: readonly Shipped[] = [
  { name: 'bimt-s1', title: 'BIMT: wiring charged by length, neurons swapped' },
  { name: 'l1-s1', title: 'L1: every wire charged alike' },
  { name: 'none-s1', title: 'no charge on wires' },
]

/** The files of each. */
export const SHIPPED_FILES = [
  'experiment.json',
  'network.safetensors',
  'analysis/summary.json',
  'analysis/details.json',
] as const
