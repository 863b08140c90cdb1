/** Opens a network that is shipped with the page. */
import { InputError } from 'gyrus/errors.js'
import type { Opened } from './read.js'
import { filesOf, type Shipped } from './shippedList.js'

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
  const blobs = filesOf(shipped).map(async (path): Promise<[string, Blob]> => {
    const response = await get(new URL(`networks/${name}/${path}`, base)).catch(() => null)
    if (!response?.ok) throw new InputError(`${name}: ${path} is not beside the page; load the page again`)
    return [path, await response.blob()]
  })
  const [{ openNetwork }, files] = await Promise.all([import('./read.js'), Promise.all(blobs)])
  return openNetwork(new Map(files), title)
}
