/**
 * Damages a file as disks, hands and editors do: bits, cuts, doubled parts, other numbers, and, where it is JSON, other
 * values in its places. The same seed makes the same damage.
 */
import type { Random } from '../../src/random/random.js'

/** What comes in the place of a value. Lengths and counts that no file has are among them. */
const ODD: readonly unknown[] = [
  ...[null, true, '', 'x', [], {}, [[]], [null], 0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, -0],
  ...['NaN', 'constructor', '__proto__', '../..', ' ', '\n', '9'.repeat(400)],
]
const TOKENS = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\n', '- ', '&a ', '*a', '<<', '!!', '|', '%', '\0', '\ufeff'],
  ...['1e999', '-1', '99999999999999999999', 'null', '../', '=', '&'],
]

/** Some bytes with one to four damages. */
export function damagedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let result: Uint8Array = bytes.slice()
  for (let n = 1 + random.integer(4); n > 0; n--) result = once(result, random)
  return result
}

function once(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.integer(bytes.length + 1)
  const to = Math.min(
    bytes.length,
    at + 1 + random.integer(1 + random.integer(Math.max(1, bytes.length - at))),
  )
  const joined = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))
  switch (random.integer(7)) {
    case 0: // a bit
      if (at < bytes.length) bytes[at] ^= 1 << random.integer(8)
      return bytes
    case 1: // a byte
      if (at < bytes.length) bytes[at] = random.integer(256)
      return bytes
    case 2: // cut short
      return bytes.slice(0, at)
    case 3: // a part is gone
      return joined(bytes.subarray(0, at), bytes.subarray(to))
    case 4: // a part is there twice
      return joined(bytes.subarray(0, to), bytes.subarray(at))
    case 5: // something is put in
      return joined(
        bytes.subarray(0, at),
        Buffer.from(TOKENS[random.integer(TOKENS.length)]),
        bytes.subarray(at),
      )
    default: // a number of one to eight bytes is all ones, or nothing
      return bytes.fill(
        random.integer(2) === 0 ? 0 : 255,
        at,
        Math.min(bytes.length, at + 2 ** random.integer(4)),
      )
  }
}

/** A JSON value with one to three places changed: other values, fields gone, doubled and renamed. */
export function damagedJson(value: unknown, random: Random): unknown {
  let result = structuredClone(value)
  for (let n = 1 + random.integer(3); n > 0; n--) result = changed(result, random)
  return result
}

function changed(value: unknown, random: Random): unknown {
  const isInside = typeof value === 'object' && value !== null && random.integer(8) > 0
  const keys = isInside ? Object.keys(value) : []
  // A copy, since a later damage may change it.
  if (!isInside || keys.length === 0) return structuredClone(ODD[random.integer(ODD.length)])
  const key = keys[random.integer(keys.length)]
  const inner = (value as Record<string, unknown>)[key]
  const way = random.integer(6)
  if (Array.isArray(value)) {
    const at = Number(key)
    if (way === 0) value.splice(at, random.integer(3))
    else if (way === 1) value.splice(at, 0, inner, inner)
    else value[at] = changed(inner, random)
    return value
  }
  const entries = Object.entries(value)
  if (way === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  if (way === 1) return Object.fromEntries([...entries, [`${key}s`, inner]])
  return Object.fromEntries(entries.map(([name, old]) => [name, name === key ? changed(old, random) : old]))
}
