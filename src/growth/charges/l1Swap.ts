/** L1 and swaps: what BIMT is without its charge for length. */
import { defineCharge } from '../charge.js'
import { swaps, swapsTold } from '../swapping.js'
import { l1 } from './l1.js'
import { swap } from './swap.js'

export const l1Swap = defineCharge({
  ...l1,
  name: 'l1+swap',
  title: undefined,
  label: 'L1 and swaps',
  charged: undefined,
  help: 'Each wire costs its strength, however long it is, and neurons swap places where that makes wires shorter.',
  swapsOf: l1,
  free: swap,
  afterStep: (site) => [swaps(site)],
  lengths: () => 'all',
  sentence: (told) => `${l1.sentence(told)} ${swapsTold(told)} lowered the cost.`,
})
