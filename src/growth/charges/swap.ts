/** Swaps alone: BIMT's train type "swap" without its penalty (PAPER.md 2.3). Neurons move, and nothing is charged. */
import { defineCharge } from '../charge.js'
import { WIRE_FIELDS } from '../fields.js'
import { swaps, swapsTold } from '../swapping.js'
import { none } from './none.js'

export const swap = defineCharge({
  name: 'swap',
  label: 'swaps alone',
  help: 'Wires are free, and neurons swap places where that makes them shorter.',
  swapsOf: none,
  fields: { normalization: WIRE_FIELDS.normalization },
  afterStep: (site) => [swaps(site)],
  lengths: () => 'all',
  sentence: (told) => `Its wiring cost nothing. ${swapsTold(told)} shortened the wires.`,
})
