/** The networks that the page brings along: real runs of the paper's network, copied from results/ when it is built. */
import { InputError } from 'gyrus/errors.js'
import { type Opened, openNetwork } from './read.js'

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

/**
 * One of the shipped networks.
 * @param base the address of the page, `document.baseURI`
 * @throws InputError if a file of it is not there
 */
export async function openShipped(
  name: string,
  base: string,
  get: typeof fetch = globalThis.fetch,
): Promise<Opened> {
  const blobs = SHIPPED_FILES.map(async (path): Promise<[string, Blob]> => {
    const response = await get(new URL(`networks/${name}/${path}`, base)).catch(() => null)
    if (!response?.ok) throw new InputError(`${name}: ${path} is not beside the page; load the page again`)
    return [path, await response.blob()]
  })
  return openNetwork(new Map(await Promise.all(blobs)), name)
}
