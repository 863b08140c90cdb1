/** BIMT: wires cost by their length, and neurons swap places (PAPER.md 1.4, 2.2). */
import { defineCharge } from '../charge.js'
import { swaps, swapsTold } from '../swapping.js'
import { local } from './local.js'
import { swap } from './swap.js'

export const bimt = defineCharge({
  ...local,
  name: 'bimt',
  title: 'BIMT',
  label: 'BIMT',
  charged: undefined,
  help: 'Each wire costs its strength times its length, and neurons swap places where that lowers the cost.',
  swapsOf: local,
  free: swap,
  afterStep: (site) => [swaps(site)],
  lengths: () => 'all',
  sentence: (told) => `${local.sentence(told)} ${swapsTold(told)} lowered the cost.`,
})
