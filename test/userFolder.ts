/** A folder of a user's, in which gyrus is installed and modules of the user's own lie. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ROOT } from './built.js'

export interface UserFolder {
  path: string
  /** The path of a file in it. */
  at(name: string): string
  /** Writes a file, and gives its path as seen from the folder. */
  file(name: string, content: string): string
  remove(): void
}

export function userFolder(): UserFolder {
  ensureBuilt('node')
  const path = mkdtempSync(join(tmpdir(), 'gyrus-user-'))
  // As `npm install` leaves it.
  mkdirSync(join(path, 'node_modules'))
  symlinkSync(ROOT, join(path, 'node_modules', 'gyrus'))
  const at = (name: string) => join(path, name)
  return {
    path,
    at,
    file(name, content) {
      writeFileSync(at(name), content)
      return `./${name}`
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/**
 * A charge with fields, a memory and an action: the rates of neurons that were active at the last evaluation are charged, and
 * every tenth step what is small is halved.
 */
export const CHARGE = `
import { defineCharge } from 'gyrus'
export default defineCharge({
  name: 'loudness',
  title: 'Loudness',
  label: 'loud neurons',
  help: 'Active neurons pay for their rates.',
  fields: {
    power: { type: 'choice', options: ['size', 'square'], default: 'size' },
    small: { type: 'number', range: '≥ 0', holds: (x) => x >= 0, example: 0.1 },
  },
  sentence: ({ settings, price }) => \`Rates were charged by their \${settings.power}; \${price}.\`,
  lengths: ({ lambda }) => (lambda > 0 ? 'recurrent' : null),
  memory: ({ size: { hidden } }) => ({ active: { data: new Float32Array(hidden), shape: [hidden] } }),
  afterEvaluation: ({ active }, clusters) => clusters.forEach((cluster, i) => { active.data[i] = cluster < 0 ? 0 : 1 }),
  penalty: ({ activity, memory }, { settings, ops: { abs, mean, mul, square } }) =>
    mean(mul((settings.power === 'size' ? abs : square)(activity), memory.active)),
  afterStep: ({ settings: { small } }) => [
    ({ tensors: { recurrentWeights: { data } } }, step) => {
      if (step % 10 === 0) data.forEach((w, i) => { if (Math.abs(w) < small) data[i] = w / 2 })
    },
  ],
})
`

/** A cell with a gate on each connection, a bias and a field: h ← (1−z)·tanh(W h + V x + b) + z·h, z = sigmoid(gate). */
export const CELL = `
import { coreParameters, coreWeights, defineCell, ops, perNeuron, weight } from 'gyrus'
const { add, affine, matmul, mul, sigmoid, sub, tanh, transpose } = ops
export default defineCell({
  name: 'minimal-gate',
  uses: [],
  fields: { open: { type: 'number', range: 'from -5 to 5', holds: (x) => Math.abs(x) <= 5, example: 1 } },
  sentence: ({ open }) => \`Its neurons have one gate each, which begins at \${open}.\`,
  make: ({ open }) => ({
    parameters: (size) => [
      ...coreParameters(size),
      weight(size, 'inputWeights', 'gateInput'),
      weight(size, 'recurrentWeights', 'gateRecurrent'),
      perNeuron(size, 'gateBias', 'bias'),
    ],
    initialize(size, settings, random) {
      const drawn = (n) => Float32Array.from({ length: n }, () => 0.1 * random.normal())
      return {
        ...coreWeights(size, settings, random),
        gateInput: drawn(size.hidden * size.inputs),
        gateRecurrent: drawn(size.hidden ** 2),
        gateBias: new Float32Array(size.hidden).fill(open),
      }
    },
    dynamics(weights, inputs) {
      const [toHidden, toGate] = [transpose(weights.recurrentWeights), transpose(weights.gateRecurrent)]
      return {
        currents: [
          affine(inputs, weights.inputWeights, weights.recurrentBias),
          affine(inputs, weights.gateInput, weights.gateBias),
        ],
        states: 1,
        step([h], [current, gate]) {
          const z = sigmoid(add(matmul(h, toGate), gate))
          return [add(mul(sub(1, z), tanh(add(matmul(h, toHidden), current))), mul(z, h))]
        },
      }
    },
    silenceIsExact: false,
  }),
})
`
