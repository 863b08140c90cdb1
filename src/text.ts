/**
 * From bytes to text and from text to JSON, in Node and in a browser alike. Both come from users: some editors put a byte
 * order mark before a text or save it as UTF-16, and JSON may be nested deeper than the functions that walk over a value
 * can follow. Whatever cannot be read is one line; who calls knows the name of the file, and puts it in front. And how
 * that line shows what came.
 */
import { InputError } from './errors.js'

/** Most lists and objects within each other. What gyrus reads has ten at most. */
export const DEEPEST = 100

/**
 * The text of a file, without the byte order mark that it may begin with.
 * @throws InputError if it is not UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  // No text that we read begins with a NUL, but every second byte of UTF-16 is one where the text is English.
  const isUtf16 =
    bytes.subarray(0, 2).includes(0) || startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])
  if (isUtf16) throw new InputError('must be text in UTF-8, is in UTF-16: save it as UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError('must be text in UTF-8, holds other bytes: save it as UTF-8')
  }
}

/**
 * The value that a JSON text describes.
 * @throws SyntaxError if it is not JSON
 * @throws InputError if it is nested too deep
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  refuseDeep(value)
  return value
}

/** What a piece of work gives; a complaint of it begins with the name of the file. */
export function naming<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: ${error.message}`, { cause: error }) : error
  }
}

/**
 * What is read of a text that gyrus wrote itself, so that a fault means damage.
 * @param where the name of the file, and of the line if it is one of many
 * @param remedy what to do about it, e.g. `make it anew with …`
 * @throws InputError if it is not JSON, or `read` complains of it
 */
export function undamaged<Value>(where: string, read: () => Value, remedy?: string): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof InputError)) throw error
    const fault = error instanceof InputError ? `damaged (${error.message})` : 'damaged, it is not JSON'
    throw new InputError([`${where}: ${fault}`, ...(remedy === undefined ? [] : [remedy])].join('; '))
  }
}

/**
 * @param deepest most lists and objects within each other
 * @throws InputError if a value is nested deeper, or within itself, as a YAML file can say
 */
export function refuseDeep(value: unknown, deepest = DEEPEST): void {
  // Level by level and without recursion; of a list that stands in many places one is looked at.
  let level = new Set([value].filter(isNested))
  for (let depth = 1; level.size > 0; depth++) {
    if (depth > deepest) throw new InputError(`must be nested at most ${DEEPEST} deep, is nested deeper`)
    const next = new Set<object>()
    for (const outer of level) for (const inner of Object.values(outer)) if (isNested(inner)) next.add(inner)
    level = next
  }
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

const startsWith = (bytes: Uint8Array, beginning: readonly number[]): boolean =>
  beginning.every((byte, i) => bytes[i] === byte)

/**
 * The two sides of `key=value`, without the blanks around them.
 * @param value what the second side is called, e.g. `values`
 * @throws InputError if there is no `=`, or nothing before it
 */
export function keyAndValue(text: string, example: string, value = 'value'): [key: string, value: string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new InputError(`${show(text)}: must be key=${value}, e.g. ${example}`)
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}

/** A name as it stands or, if it is not one, quoted: one line in any case. */
export function plain(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : show(name)
}

/** Whether what names a battery, a charge, a cell or a study is a user's file: a module whose default export is one. */
export const isModule = (name: string): boolean => /\.m?js$/.test(name)

/** A value as a user would recognize it, on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text =
    (typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : undefined) ??
    String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
