/** No charge at all. */
import { defineCharge } from '../charge.js'

export const none = defineCharge({
  name: 'none',
  label: 'free wires',
  charged: 'nothing',
  help: 'Wires are free.',
  fields: {},
  sentence: () => 'Its wiring cost nothing: no regularization.',
})
