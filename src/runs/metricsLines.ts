/** The lines of metrics.jsonl, read from its bytes, in Node and in a browser alike. */

import { InputError } from '../errors.js'
import { joined } from '../formats/bytes.js'
import { parseJson } from '../text.js'

/** An event of the training as it is kept; values are JSON, and a number that is not finite becomes null. */
export interface MetricsLine {
  type: string
  step: number
  [name: string]: unknown
}

const NEWLINE = 10

/**
 * The lines up to a step, and the byte at which they end. What a kill or a power cut left behind them is no line.
 * @param path what to call the file in a complaint
 * @throws InputError if another line is damaged
 */
export function readMetrics(
  bytes: Uint8Array,
  path: string,
  step = Number.POSITIVE_INFINITY,
): { lines: MetricsLine[]; end: number } {
  const lines: MetricsLine[] = []
  let end = 0
  for (const found of metricsOf([bytes], path, step)) {
    lines.push(found.line)
    end = found.end
  }
  return { lines, end }
}

/**
 * The same one by one, each with the byte at which it ends, from a file that comes in pieces: no more of it is held than
 * a piece and the line that it ends in.
 * @param pieces of the file, in order; each is done with before the next is asked for
 * @throws InputError at the first whole line after one that is damaged, or of a later step than `step`
 */
export function* metricsOf(
  pieces: Iterable<Uint8Array>,
  path: string,
  step = Number.POSITIVE_INFINITY,
): Generator<{ line: MetricsLine; end: number }> {
  const utf8 = new TextDecoder()
  let end = 0
  let count = 0
  let fault: string | null = null // of the first line that does not belong
  for (const bytes of wholeLines(pieces)) {
    end += bytes.length
    const isWhole = bytes[bytes.length - 1] === NEWLINE
    const line = isWhole ? parseMetricsLine(utf8.decode(bytes.subarray(0, -1))) : null
    if (line === null || line.step > step) {
      fault ??= `line ${count + 1} is ${line === null ? 'damaged' : 'out of order'}`
      continue
    }
    if (fault) throw new InputError(`${path}: ${fault}; delete that line and try again`)
    count++
    yield { line, end }
  }
}

/** Each line with its newline; at the end what comes after the last one, if there is anything. */
function* wholeLines(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let begun: Uint8Array[] = [] // the line that goes on in the next piece
  for (const piece of pieces) {
    let start = 0
    for (let newline = piece.indexOf(NEWLINE); newline >= 0; newline = piece.indexOf(NEWLINE, start)) {
      const end = piece.subarray(start, newline + 1)
      yield begun.length > 0 ? joined([...begun, end]) : end
      begun = []
      start = newline + 1
    }
    if (start < piece.length) begun.push(Uint8Array.from(piece.subarray(start))) // a copy, of a Buffer too
  }
  if (begun.length > 0) yield joined(begun)
}

/** The line of a text; null if it is none. */
export function parseMetricsLine(text: string): MetricsLine | null {
  try {
    const value = parseJson(text) as MetricsLine | null
    return typeof value?.type === 'string' && Number.isInteger(value.step) ? value : null
  } catch {
    return null
  }
}
