/**
 * Who may ask. The server listens on this machine alone, but a web page elsewhere can still make a browser here send
 * requests to it: by a name of its own that it lets point to 127.0.0.1 (DNS rebinding), or from its own origin. The
 * Host header tells the first, Origin and Sec-Fetch-Site the second.
 */
import type { IncomingMessage } from 'node:http'

const NAMES = ['localhost', '127.0.0.1', '[::1]']
/** Of the web itself, which browsers leave out. */
const DEFAULT_PORT = 80

export interface Refusal {
  status: number
  reason: string
}

/**
 * What speaks against answering a request; null if nothing does.
 * @param port that the server listens on
 */
export function refusal(request: IncomingMessage, port: number): Refusal | null {
  const hosts = NAMES.flatMap((name) => [`${name}:${port}`, ...(port === DEFAULT_PORT ? [name] : [])])
  // From the raw headers: Node keeps the first of several silently.
  const given = headerValues(request, 'host')
  if (given.length !== 1 || !hosts.includes(given[0].toLowerCase())) {
    return { status: 403, reason: `this server answers to http://127.0.0.1:${port}/ alone` }
  }
  const origins = headerValues(request, 'origin')
  if (origins.some((origin) => !hosts.some((host) => origin.toLowerCase() === `http://${host}`))) {
    return { status: 403, reason: 'this server answers to its own page alone' }
  }
  const sites = headerValues(request, 'sec-fetch-site')
  const foreign = sites.some((site) => site !== 'same-origin' && site !== 'none')
  if (foreign && !isLinkToPage(request)) {
    return { status: 403, reason: 'this server answers to its own page alone' }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, reason: 'this server is for reading: GET and HEAD' }
  }
  return null
}

/**
 * Whether somebody followed a link from elsewhere to the page itself, or shows what is embedded of it in a frame. That
 * other page can look into neither.
 */
function isLinkToPage(request: IncomingMessage): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } = request.headers
  const url = request.url ?? ''
  const opened = dest === 'document' || (dest === 'iframe' && isEmbedded(url))
  return mode === 'navigate' && opened && /^\/(\?|$)/.test(url)
}

/** Whether an address asks for the page as it is embedded in others: the network and its timeline alone. */
export const isEmbedded = (url: string): boolean => /^\/\?(.*&)?embed=1(&|$)/.test(url)

function headerValues({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].toLowerCase() === name) values.push(rawHeaders[i + 1])
  }
  return values
}
