/**
 * The server behind `gyrus view`: the built page and the runs named, to browsers on this machine alone. It answers
 * GET and HEAD, and writes nothing.
 */
import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { InputError } from '../errors.js'
import { API_META, API_PATH } from './api.js'
import { isEmbedded, refusal } from './guard.js'
import { mediaTypeOf } from './mediaTypes.js'
import { type OpenFile, openWithin, partsOf } from './paths.js'
import { linesFrom, type ServedRuns } from './runs.js'

const LOOPBACK = '127.0.0.1'

/** Where the page may be shown in a frame: nowhere. */
const UNFRAMED = "frame-ancestors 'none'"
/** Where what is embedded of it may: in slides and pages that are served on this machine. */
const FRAMED = 'frame-ancestors http://127.0.0.1:* http://localhost:*'

/**
 * On every answer. Scripts, and requests by them, come from here alone; the page cannot be framed; nobody else may
 * load what is served; and it is cross-origin isolated, without which wasm has no threads.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    UNFRAMED,
  ].join('; '),
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

export interface ViewServer extends AsyncDisposable {
  /** The address to open, e.g. `http://127.0.0.1:4747/`. */
  url: string
  /** Stops listening and ends what is under way. */
  close(): Promise<void>
}

export interface ViewOptions {
  /** The folder of the built page. */
  site: string
  runs: ServedRuns
  /** 0 for any that is free. */
  port: number
}

/** @throws InputError if the page is not built, or the port is in use or not to be had */
export async function serve({ site, runs, port }: ViewOptions): Promise<ViewServer> {
  if (!existsSync(join(site, 'index.html'))) {
    throw new InputError(`the page is not built (no ${join(site, 'index.html')}): npm run build:web`)
  }
  const root = await realpath(site)
  const server = createServer((request, response) => {
    answer(request, response, { root, runs }).catch((error: unknown) => {
      if (!response.headersSent) return say(response, 500, (error as Error).message)
      response.destroy() // cut off in the midst: the reader went, or the file did
    })
  })
  await listen(server, port)
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://${LOOPBACK}:${portOf(server)}/`, close, [Symbol.asyncDispose]: close }
}

/** Whether that is why a server could not begin. */
export const isInUse = (error: unknown): boolean =>
  error instanceof InputError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is in use' : `is not to be had (${error.code})`
      reject(new InputError(`port ${port} ${reason}; name another, or 0 for any`, { cause: error }))
    })
    server.listen(port, LOOPBACK, resolve)
  })
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

interface Served {
  /** The page's folder, its real path. */
  root: string
  runs: ServedRuns
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const refused = refusal(request, request.socket.localPort ?? 0)
  if (refused) {
    if (refused.status === 405) response.setHeader('Allow', 'GET, HEAD')
    return say(response, refused.status, refused.reason)
  }
  const [path, query = ''] = (request.url ?? '').split('?', 2)
  const parts = path === '/' ? ['index.html'] : partsOf(path)
  if (!parts) return say(response, 404, 'no such file')
  if (parts[0] === 'api') return answerRuns(response, served.runs, parts, query)
  await using file = await openWithin(served.root, parts)
  if (!file) return say(response, 404, 'no such file')
  // Asked for again each time: a page that was built anew is the one to show.
  response.setHeader('Cache-Control', 'no-cache')
  if (path === '/' || path === '/index.html') {
    if (isEmbedded(request.url ?? '')) {
      const policy = HEADERS['Content-Security-Policy'].replace(UNFRAMED, FRAMED)
      response.setHeader('Content-Security-Policy', policy)
    }
    const page = withRuns(await file.handle.readFile('utf8'))
    return send(response, mediaTypeOf('index.html'), Buffer.from(page))
  }
  await sendFile(response, mediaTypeOf(parts.at(-1) ?? ''), file)
}

/** The page, told that there are runs to ask for. */
function withRuns(html: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<meta name="${API_META}" content="${API_PATH}">`)
}

async function answerRuns(
  response: ServerResponse,
  runs: ServedRuns,
  parts: readonly string[],
  query: string,
): Promise<void> {
  response.setHeader('Cache-Control', 'no-store')
  const [, what, id, files, ...path] = parts
  if (what !== 'runs') return say(response, 404, 'no such file')
  if (parts.length === 2) return sendJson(response, await runs.list())
  if (parts.length === 3) {
    const folder = await runs.folder(id)
    return folder ? sendJson(response, folder) : say(response, 404, 'no such run')
  }
  await using file = files === 'files' ? await runs.open(id, path) : null
  if (!file) return say(response, 404, 'no such file')
  // Awaited here: the file is closed at the end of this function.
  if (path[0] !== 'metrics.jsonl') return await sendFile(response, mediaTypeOf(path.at(-1) ?? ''), file)
  const from = /^(?:from=(\d{1,15}))?$/.exec(query)
  if (!from) return say(response, 400, 'from must be a number of bytes')
  const lines = await linesFrom(file, Number(from[1] ?? 0))
  if (!lines) return say(response, 416, 'the file ends before that byte: read it from the start')
  send(response, mediaTypeOf('metrics.jsonl'), lines)
}

function say(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status
  response.setHeader('Cache-Control', 'no-store')
  send(response, 'text/plain; charset=utf-8', Buffer.from(`${text}\n`))
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, mediaTypeOf('answer.json'), Buffer.from(JSON.stringify(value)))
}

function send(response: ServerResponse, type: string, bytes: Uint8Array): void {
  head(response, type, bytes.length)
  response.end(bytes) // Node leaves the body out where HEAD was asked
}

async function sendFile(response: ServerResponse, type: string, { handle, size }: OpenFile): Promise<void> {
  head(response, type, size)
  if (response.req.method === 'HEAD' || size === 0) return void response.end()
  const stream = handle.createReadStream({ start: 0, end: size - 1, autoClose: false })
  await pipeline(stream, response, { end: false })
  if (stream.bytesRead < size) throw new Error('the file has become shorter')
  response.end()
}

function head(response: ServerResponse, type: string, size: number): void {
  for (const [name, value] of Object.entries(HEADERS))
    if (!response.hasHeader(name)) response.setHeader(name, value)
  response.setHeader('Content-Type', type)
  response.setHeader('Content-Length', size)
}
