/** A folder served on loopback as a plain static host would, under a path of its own. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize, sep } from 'node:path'
import { mediaTypeOf } from '../../src/view/mediaTypes.js'

export interface StaticServer {
  /** Ends in the path, e.g. `http://127.0.0.1:41234/some/where/`. */
  readonly url: string
  close(): Promise<void>
}

/**
 * @param path where the folder stands: begins and ends with `/`; whatever is not below it is not found
 * @param headers that each answer has besides
 */
export async function serveFolder(
  folder: string,
  path = '/',
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const server = createServer(async (request, response) => {
    try {
      const asked = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
      if (!asked.startsWith(path)) throw new Error('not below the path')
      const rest = asked.slice(path.length)
      const file = normalize(join(folder, rest === '' ? 'index.html' : rest))
      if (!file.startsWith(folder + sep)) throw new Error('not in the folder')
      const bytes = await readFile(file)
      response.writeHead(200, { 'content-type': mediaTypeOf(file), ...headers })
      response.end(bytes)
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain', ...headers })
      response.end('not found')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
