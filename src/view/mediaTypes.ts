/** Media types of the files that a page is made of. */
import { extname } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.wasm': 'application/wasm', // browsers compile it while it arrives only with this type
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
}

/** The media type of a file by the ending of its name; that of unknown bytes for other endings. */
export const mediaTypeOf = (name: string): string => TYPES[extname(name)] ?? 'application/octet-stream'
