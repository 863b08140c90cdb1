/**
 * The networks that are shipped with the page: runs of the paper's network, copied from results/ when the page is
 * built.
 */

export interface Shipped {
  /** Its folder under `networks/` of the page and under results/growing-brains/networks/ of the repository. */
  name: string
  /** A few words: its title on the page. */
  title: string
  /** The value of the setting `network` that opens it, and of `compare` that puts it beside another. */
  network: 'paper' | 'paper-l1' | 'paper-none' | 'gyrus'
  compare?: 'bimt' | 'l1' | 'none'
  /** Whether its growth comes with it, to be played. */
  grows?: true
}

export const SHIPPED: readonly Shipped[] = [
  {
    name: 'bimt-s23',
    title: 'wire charged by length (BIMT)',
    network: 'paper',
    compare: 'bimt',
    grows: true,
  },
  { name: 'l1-s23', title: 'every wire charged alike (L1)', network: 'paper-l1', compare: 'l1' },
  { name: 'none-s23', title: 'free wires', network: 'paper-none', compare: 'none' },
  { name: 'gyrus-s1', title: 'cut to 109 neurons while it trained (gyrus)', network: 'gyrus' },
]

const FILES = ['experiment.json', 'network.safetensors', 'analysis/summary.json', 'analysis/details.json']

/** Paths of a shipped network's files, within its folder. */
export const filesOf = ({ grows }: Shipped): readonly string[] =>
  grows ? [...FILES, 'moments.safetensors'] : FILES
