/**
 * The penalty of spatially embedded networks (seRNN; Achterberg et al. 2023, PAPER.md 5): recurrent connections are
 * charged by strength, length and weighted communicability, λ·Σ_ij |W_ij| D_ij C_ij. The gradient flows through C, but
 * not into self-connections.
 */
import { defineCharge } from '../charge.js'
import { communicabilityRegularizer } from '../communicability.js'
import { WIRE_FIELDS } from '../fields.js'
import { none } from './none.js'

export const sernn = defineCharge({
  name: 'sernn',
  label: 'seRNN',
  charged: 'seRNN',
  help: 'Length times communicability (Achterberg et al. 2023).',
  fields: { normalization: WIRE_FIELDS.normalization },
  free: none,
  penalty: ({ connections }, { distances, scales }) =>
    communicabilityRegularizer(distances.recurrentWeights, scales.recurrentWeights).penalty(connections),
  lengths: ({ lambda }) => (lambda > 0 ? 'recurrent' : null),
  sentence: ({ settings: { normalization }, unit, price }) =>
    'Recurrent wires were charged by strength, length and communicability: ' +
    `λ·|w|·d·C, ${normalization === 'mean' ? 'their mean' : 'summed'}, ` +
    `C how well sender and receiver are connected over all paths (seRNN); ${unit}, ${price}.`,
})
