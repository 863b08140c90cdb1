/**
 * A study of one's own: how strong are the strongest wires, and how long? From a clone of gyrus, after `npm ci`:
 *   npx gyrus study ./examples/strongestWires.mjs runs/tiny-s1 --named 5
 */
import { defineStudy, figure, integer, z } from 'gyrus'

export default defineStudy({
  name: 'strongest-wires',
  question: 'How strong are its strongest wires?',
  description: 'name the largest recurrent weights',
  options: { named: { value: integer(1, 100), unit: 'n', help: 'how many weights are named (10)' } },
  definitions: {
    strongest: [
      'The largest |w| of the recurrent connections, descending.',
      'none',
      'a description, not a score',
    ],
  },
  schema: z.looseObject({ strongest: z.array(z.number()) }),
  async measure({ connections }, { named = 10 }) {
    const sizes = Array.from(connections.recurrentWeights, Math.abs).sort((a, b) => b - a)
    return { strongest: sizes.slice(0, named) }
  },
  finding: ({ strongest }) => `The strongest wire has a weight of ${strongest[0]?.toFixed(3)}`,
  figure: ({ strongest }) =>
    figure(
      { title: 'The strongest wires', subtitle: 'a mark each' },
      {
        data: { values: strongest.map((weight) => ({ weight })) },
        mark: 'tick',
        encoding: { x: { field: 'weight', type: 'quantitative', title: '|w|' } },
      },
    ),
  table: ({ strongest }) => strongest.map((weight) => weight.toFixed(3)).join('\n'),
})
