/**
 * The font of the figures, its files and its widths: Arimo from a package, so that neither a PNG nor a layout depends
 * on the fonts of the machine. Vega must know the width of a text before it draws it. Without a canvas, it assumes four
 * fifths of an em for every letter, which is about one and a half times the true width.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export const FONT_FILES = {
  regular: require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf'),
}

/** Advance widths of a TrueType font, in ems, by code point. */
export class FontMetrics {
  readonly #advances = new Map<number, number>()
  readonly #unitsPerEm: number
  readonly #missing: number

  constructor(ttf: Buffer) {
    const table = (tag: string) => {
      for (let i = 0; i < ttf.readUInt16BE(4); i++) {
        const at = 12 + 16 * i
        if (ttf.toString('latin1', at, at + 4) === tag) return ttf.subarray(ttf.readUInt32BE(at + 8))
      }
      throw new RangeError(`FontMetrics: the font has no table ${tag}`)
    }
    this.#unitsPerEm = table('head').readUInt16BE(18)
    const widths = table('hmtx')
    const last = table('hhea').readUInt16BE(34) - 1 // all later glyphs have the width of this one
    const advance = (glyph: number) => widths.readUInt16BE(4 * Math.min(glyph, last))
    this.#missing = advance(0)
    for (const [code, glyph] of glyphs(table('cmap'))) this.#advances.set(code, advance(glyph))
  }

  static read(path: string): FontMetrics {
    return new FontMetrics(readFileSync(path))
  }

  /** Width of a text in px at a font size in px, without kerning. */
  width(text: string, size: number): number {
    let units = 0
    for (const letter of text) units += this.#advances.get(letter.codePointAt(0)!) ?? this.#missing
    return (units / this.#unitsPerEm) * size
  }

  has(letter: string): boolean {
    return this.#advances.has(letter.codePointAt(0)!)
  }
}

/** Code points of the basic plane and their glyphs, from the subtable in format 4, which every font has. */
function* glyphs(cmap: Buffer): Generator<[code: number, glyph: number]> {
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) => cmap.readUInt32BE(8 + 8 * i))
  const offset = offsets.find((at) => cmap.readUInt16BE(at) === 4)
  if (offset === undefined) throw new RangeError('FontMetrics: the font has no cmap of format 4')
  const segments = cmap.readUInt16BE(offset + 6) / 2
  const column = (c: number) => offset + 14 + 2 * segments * c + (c > 0 ? 2 : 0)
  for (let s = 0; s < segments; s++) {
    const end = cmap.readUInt16BE(column(0) + 2 * s)
    const start = cmap.readUInt16BE(column(1) + 2 * s)
    const delta = cmap.readUInt16BE(column(2) + 2 * s)
    const rangeAt = column(3) + 2 * s
    const range = cmap.readUInt16BE(rangeAt)
    for (let code = start; code <= end && code < 0xffff; code++) {
      const raw = range === 0 ? code : cmap.readUInt16BE(rangeAt + range + 2 * (code - start))
      if (raw !== 0) yield [code, (raw + delta) & 0xffff]
    }
  }
}
