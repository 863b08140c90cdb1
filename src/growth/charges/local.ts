/** BIMT's charge alone: a wire costs its strength times its length, and no neuron moves (PAPER.md 1.4). */
import { defineCharge } from '../charge.js'
import { WIRE_FIELDS } from '../fields.js'
import { wirePenalty } from '../wirePenalty.js'
import { none } from './none.js'

export const local = defineCharge({
  name: 'local',
  label: 'by length, no swaps',
  charged: 'its length',
  help: 'Each wire costs its strength times its length on the sheet.',
  fields: WIRE_FIELDS,
  free: none,
  penalty: (network, site) => wirePenalty(network, site, 'strength and length'),
  lengths: ({ lambda, distanceFactor }) => (lambda * distanceFactor > 0 ? 'all' : null),
  sentence: ({ settings: { distanceFactor, offset }, sum, unit, price }) =>
    'Every wire was charged by its strength and its length: ' +
    `λ·|w|(${distanceFactor}·d + ${offset}), ${sum}; ${unit}, ${price}.`,
})
