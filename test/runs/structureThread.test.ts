/** The structure measured in a second thread is the one measured in this one, to the last digit. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { StructureInput } from '../../src/analysis/networkStructure.js'
import { networkStructure } from '../../src/analysis/networkStructure.js'
import { Random } from '../../src/random/random.js'

const built = fileURLToPath(new URL('../../dist/runs/structureThread.js', import.meta.url))
const { structureBeside } = (await import(built)) as typeof import('../../src/runs/structureThread.js')

function input(): StructureInput {
  const random = Random.seeded(1, 'structure thread')
  const recurrentWeights = new Float32Array(36 * 36).map(() => (random.chance(0.3) ? random.normal() : 0))
  const active = Int32Array.from({ length: 30 }, (_, i) => i)
  return { recurrentWeights, active, labels: active.map((i) => i % 3), sheet: { rows: 6, columns: 6 } }
}

test('with one thread or two, the same numbers', async () => {
  const samples = { networks: 5, spectra: 2, layouts: 5, annealings: 1, annealedNetworks: 1, sweeps: 2 }
  const task = { input: { ...input(), samples }, seed: 3 }
  const expected = JSON.stringify(networkStructure(task.input, task.seed))
  for (const threads of [1, 2]) {
    expect(JSON.stringify(await structureBeside(task, threads).result())).toBe(expected)
  }
})

test('what fails in the thread fails where it is asked for', async () => {
  const task = { input: { ...input(), sheet: { rows: 1, columns: 1 } }, seed: 3 }
  await expect(structureBeside(task, 2).result()).rejects.toThrow('30 neurons on 1 cells')
})
