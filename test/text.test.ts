import { describe, expect, it } from 'vitest'
import { InputError } from '../src/errors.js'
import { decodeText, keyAndValue, parseJson, refuseDeep } from '../src/text.js'

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, bigEndian = false) => {
  const bytes = Buffer.from(text, 'utf16le')
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes)
}

describe('decodeText', () => {
  it('gives the text, without a byte order mark at its beginning and there alone', () => {
    expect(decodeText(utf8('λ: 1\r\n'))).toBe('λ: 1\r\n')
    expect(decodeText(utf8('\ufeffλ: 1'))).toBe('λ: 1')
    expect(decodeText(utf8('λ\ufeff: 1'))).toBe('λ\ufeff: 1')
    expect(decodeText(new Uint8Array())).toBe('')
  })

  it.each([
    ['UTF-16 with a mark, as Windows writes it', utf16('\ufeff{}')],
    ['the same, big-endian', utf16('\ufeff{}', true)],
    ['UTF-16 without a mark', utf16('{"a":1}')],
    ['the same, big-endian', utf16('{"a":1}', true)],
    ['UTF-16 with a mark and no English', utf16('\ufeffλ')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow(
      new InputError('must be text in UTF-8, is in UTF-16: save it as UTF-8'),
    )
  })

  it('refuses Latin-1, which would otherwise come out as question marks', () => {
    expect(() => decodeText(Uint8Array.of(0x22, 0xe9, 0x22))).toThrow(
      new InputError('must be text in UTF-8, holds other bytes: save it as UTF-8'),
    )
  })
})

describe('parseJson', () => {
  const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

  it('reads JSON that is nested up to 100 deep, and refuses what is deeper', () => {
    expect(JSON.stringify(parseJson(nested(100)))).toBe(nested(100))
    for (const depth of [101, 9000, 200_000])
      expect(() => parseJson(nested(depth))).toThrow(
        new InputError('must be nested at most 100 deep, is nested deeper'),
      )
    const objects = `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`
    expect(() => parseJson(objects)).toThrow(InputError)
    expect(() => parseJson(`{"x":1,"y":[0,${nested(9000)}]}`)).toThrow(InputError)
  })

  it('leaves what is no JSON to its caller', () => {
    expect(() => parseJson('{')).toThrow(SyntaxError)
  })

  it('refuses a value within itself, and takes one that stands in many places', () => {
    const loop: unknown[] = []
    loop.push({ loop })
    expect(() => refuseDeep(loop)).toThrow(InputError)
    let shared: unknown = 1
    for (let i = 0; i < 60; i++) shared = [shared, shared] // 2⁶⁰ leaves, if each were looked at
    expect(() => refuseDeep(shared)).not.toThrow()
  })
})

describe('keyAndValue', () => {
  it('parts a text at its first =', () => {
    expect(keyAndValue(' seed = 7', 'seed=7')).toEqual(['seed', '7'])
    expect(keyAndValue('a={"b":"c=d"}', 'seed=7')).toEqual(['a', '{"b":"c=d"}'])
  })

  it('refuses a text without a key or without =', () => {
    for (const text of ['seed', '=1', ''])
      expect(() => keyAndValue(text, 'seed=1..3', 'values')).toThrow(
        `${JSON.stringify(text)}: must be key=values, e.g. seed=1..3`,
      )
  })
})
