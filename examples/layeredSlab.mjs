/**
 * Writes examples/layeredSlab.csv: 400 neurons at made places in a slab of 1,200 × 1,200 × 600 µm, in three layers, no two
 * closer than 30 µm, four in five excitatory: `node examples/layeredSlab.mjs > examples/layeredSlab.csv`.
 */
import { Random } from 'gyrus'

const SIDE = 1200
const NEAREST = 30
const LAYERS = [
  { name: 'L2/3', from: 0, to: 220, neurons: 140 },
  { name: 'L4', from: 220, to: 360, neurons: 120 },
  { name: 'L5/6', from: 360, to: 600, neurons: 140 },
]
const INHIBITORY = 0.2

const random = Random.seeded(1, 'layered slab')
/** @type {{ id: string, x: number, y: number, z: number, area: string, sign: 'e' | 'i' }[]} */
const neurons = []
for (const { name, from, to, neurons: count } of LAYERS) {
  for (let made = 0; made < count; ) {
    const [x, y, z] = [
      SIDE * random.uniform(),
      SIDE * random.uniform(),
      from + (to - from) * random.uniform(),
    ]
    if (neurons.some((other) => Math.hypot(other.x - x, other.y - y, other.z - z) < NEAREST)) continue
    neurons.push({
      id: `${name.replace('/', '')}-${made}`,
      x,
      y,
      z,
      area: name,
      sign: made < INHIBITORY * count ? 'i' : 'e',
    })
    made++
  }
}
console.log('id,x_um,y_um,z_um,area,sign')
for (const { id, x, y, z, area, sign } of neurons)
  console.log([id, x.toFixed(1), y.toFixed(1), z.toFixed(1), area, sign].join(','))
