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
