/** The lines of metrics.jsonl, read from its bytes, in Node and in a browser alike. */
import { InputError } from '../errors.js'
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
  const utf8 = new TextDecoder()
  const lines: MetricsLine[] = []
  let end = 0
  let fault: string | null = null // of the first line that does not belong
  for (let start = 0, next: number; start < bytes.length; start = next) {
    const newline = bytes.indexOf(NEWLINE, start)
    next = newline < 0 ? bytes.length : newline + 1
    const line = newline < 0 ? null : parse(utf8.decode(bytes.subarray(start, newline)))
    if (line === null || line.step > step) {
      fault ??= `line ${lines.length + 1} is ${line === null ? 'damaged' : 'out of order'}`
    } else {
      if (fault) throw new InputError(`${path}: ${fault}; delete that line and try again`)
      lines.push(line)
      end = next
    }
  }
  return { lines, end }
}

function parse(text: string): MetricsLine | null {
  try {
    const value = parseJson(text) as MetricsLine | null
    return typeof value?.type === 'string' && Number.isInteger(value.step) ? value : null
  } catch {
    return null
  }
}
