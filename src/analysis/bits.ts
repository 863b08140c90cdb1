/**
 * Rows of bits that say which neurons each neuron is connected to, 32 bits in a word. Common neighbors of two neurons
 * are found 32 at a time.
 */

/** Words that a row of n bits takes. */
export const wordsOf = (n: number): number => (n + 31) >>> 5

/** The mask of bit `at` of a row within its word. */
export const bit = (at: number): number => 1 << (at & 31)

/** Position 0..31 of the lowest bit that is set. @param word not 0 */
export const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)

/** How many bits of a word are set (Warren, Hacker's Delight, 5-1). */
export function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  x = (x + (x >>> 4)) & 0x0f0f0f0f
  return Math.imul(x, 0x01010101) >>> 24
}
