/**
 * Rows of bits: which neurons each neuron is joined to, 32 to a word. What many neurons have in common is found a word
 * at a time.
 */

/** Words that a row of n bits takes. */
export const wordsOf = (n: number): number => (n + 31) >>> 5

/** Bit `at` of a word-aligned row. */
export const bit = (at: number): number => 1 << (at & 31)

/** The lowest bit that is set in a word that is not 0: its place, 0..31. */
export const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)

/** How many bits of a word are set (Warren, Hacker's Delight, 5-1). */
export function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  x = (x + (x >>> 4)) & 0x0f0f0f0f
  return Math.imul(x, 0x01010101) >>> 24
}
