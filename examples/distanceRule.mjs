/**
 * Writes a made connectome in two files, examples/distanceRuleNeurons.csv and examples/distanceRuleConnections.csv: 120
 * neurons in a disc of 1 mm, and between two of them, d apart, a connection in each direction with probability
 * p0·exp(−d / λ), the exponential distance rule (Ercsey-Ravasz et al. 2013, Neuron 80:184): `node examples/distanceRule.mjs`.
 */
import { writeFileSync } from 'node:fs'
import { Random } from 'gyrus'

const NEURONS = 120
const RADIUS = 500 // µm
const LAMBDA = 150 // µm
const P0 = 0.9

const random = Random.seeded(1, 'distance rule')
const neurons = Array.from({ length: NEURONS }, (_, i) => {
  const [r, angle] = [RADIUS * Math.sqrt(random.uniform()), 2 * Math.PI * random.uniform()]
  return {
    id: `n${i}`,
    x: Number((r * Math.cos(angle)).toFixed(1)),
    y: Number((r * Math.sin(angle)).toFixed(1)),
  }
})
const edges = neurons.flatMap((from) =>
  neurons.flatMap((to) => {
    const probability = P0 * Math.exp(-Math.hypot(from.x - to.x, from.y - to.y) / LAMBDA)
    return from !== to && random.uniform() < probability ? [`${from.id},${to.id}`] : []
  }),
)
/** @type {(header: string, rows: readonly string[]) => string} */
const table = (header, rows) => `${[header, ...rows].join('\n')}\n`
const folder = new URL('.', import.meta.url)
writeFileSync(
  new URL('distanceRuleNeurons.csv', folder),
  table(
    'id,x_um,y_um',
    neurons.map(({ id, x, y }) => `${id},${x},${y}`),
  ),
)
writeFileSync(new URL('distanceRuleConnections.csv', folder), table('from,to', edges))
