/** Opens a network that is shipped with the page. */
import { InputError } from 'gyrus/errors.js'
import type { Opened } from './read.js'
import { filesOf, SHIPPED, type Shipped } from './shippedList.js'

export { SHIPPED, type Shipped } from './shippedList.js'

/**
 * One of the shipped networks.
 * @param base the address of the page, `document.baseURI`
 * @throws InputError if one of its files cannot be loaded
 */
export async function openShipped(
  shipped: Shipped,
  base: string,
  get: typeof fetch = (input, init) => fetch(input, init),
): Promise<Opened> {
  const { name, title } = shipped
  const blobs = filesOf(shipped).map(
    async (path): Promise<[string, Blob]> => [path, await fileOf(name, path, base, get)],
  )
  const [{ openNetwork }, files] = await Promise.all([import('./read.js'), Promise.all(blobs)])
  return openNetwork(new Map(files), title)
}

/** The files that were fetched, by their addresses. */
const kept = new Map<string, Blob>()

/** Fetches all shipped networks, so that they can be opened without a connection. Those that do not come are left out. */
export async function keepShipped(base: string): Promise<void> {
  for (const shipped of SHIPPED)
    for (const path of filesOf(shipped)) await fileOf(shipped.name, path, base).catch(() => null)
}

async function fileOf(
  name: string,
  path: string,
  base: string,
  get: typeof fetch = (input, init) => fetch(input, init),
): Promise<Blob> {
  const url = new URL(`networks/${name}/${path}`, base)
  const before = kept.get(url.href)
  if (before) return before
  const response = await get(url).catch(() => null)
  if (!response?.ok) throw new InputError(`${name}: ${path} is not beside the page; load the page again`)
  const blob = await response.blob()
  kept.set(url.href, blob)
  return blob
}
