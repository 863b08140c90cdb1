/** L1: every wire costs its strength, however long it is (PAPER.md 2.3). */
import { defineCharge } from '../charge.js'
import { WIRE_FIELDS } from '../fields.js'
import { wirePenalty } from '../wirePenalty.js'
import { none } from './none.js'

const { offset, normalization, bias } = WIRE_FIELDS

export const l1 = defineCharge({
  name: 'l1',
  title: 'L1',
  label: 'L1',
  charged: 'every wire',
  help: 'Each wire costs its strength, however long it is (L1).',
  fields: { offset, normalization, bias },
  free: none,
  penalty: (network, site) => wirePenalty(network, site, 'strength'),
  sentence: ({ settings, sum, price }) =>
    'Every wire was charged by its strength alone, however long it is: ' +
    `λ·|w|·${settings.offset}, ${sum}; ${price}.`,
})
