import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { RunFolder } from '../../src/runs/folder.js'
import { decodeMoments, MOMENTS_FILE } from '../../src/runs/momentsFile.js'
import { savedNetwork } from '../../src/runs/network.js'
import { userFolder } from '../userFolder.js'
import { grown } from './grown.js'
import { gyrus, refusalOf } from './gyrus.js'

const user = userFolder()
const folder = user.path
afterAll(() => user.remove())
const KEPT = ['training.checkpointEvery=5', 'training.keepEvery=5']
const file = () => readFileSync(join(folder, 'kept', MOMENTS_FILE))

beforeAll(async () => {
  await grown(join(folder, 'kept'), ...KEPT)
  await grown(join(folder, 'plain'))
})

describe('gyrus moments', () => {
  it('writes the kept checkpoints as moments that are like the networks of their steps, the same bytes each time', async () => {
    const { code, stdout, stderr } = await gyrus(['moments', 'kept'], { cwd: folder })
    expect([code, stderr]).toEqual([0, ''])
    const run = await RunFolder.open(join(folder, 'kept'))
    const { metadata, tensors } = decodeSafetensors(file())
    const steps = [...tensors.steps.data].map(Number)
    const kept = (await run.checkpointSteps()).slice(0, -1)
    expect(kept.length).toBeGreaterThan(1)
    expect(steps).toEqual(kept)
    expect(stdout).toContain(`${steps.length} moments from step ${steps[0]} to ${steps.at(-1)}`)
    const { battery, size } = await savedNetwork(run)
    const moments = decodeMoments(file(), {
      experiment: metadata.experiment,
      tasks: battery.tasks.map(({ name }) => name),
      ...size,
    })
    for (const { step, places, connections, evaluation } of moments) {
      const network = await savedNetwork(run, step)
      expect(places).toEqual(network.places)
      const { recurrentWeights: before } = network.connections
      const largest = Math.max(...before.map(Math.abs))
      connections.recurrentWeights.forEach((w, i) => {
        if (Math.abs(before[i]) >= 0.02) expect(Math.abs(w - before[i])).toBeLessThanOrEqual(largest / 100)
        else expect(w).toBe(0)
      })
      expect(evaluation.clusters.filter((cluster) => cluster >= 0)).toHaveLength(evaluation.activeNeurons)
    }
    const before = file()
    await gyrus(['moments', 'kept'], { cwd: folder })
    expect(file().equals(before)).toBe(true)
  })

  it('takes as many as asked, from the first on', async () => {
    await gyrus(['moments', 'kept', '--count', '2', '--wires', '10'], { cwd: folder })
    const { tensors } = decodeSafetensors(file())
    expect(tensors.steps.data).toHaveLength(2)
    expect(Number(tensors.steps.data[0])).toBe(5)
    const wires = [...tensors.wires.data].map(Number)
    expect(wires.slice(0, 3).reduce((a, b) => a + b)).toBe(10)
  })

  it('of a run that kept no checkpoints are refused, with the settings that keep them', async () => {
    const said = await refusalOf(['moments', 'plain'], { cwd: folder })
    expect(said).toMatch(
      /has no checkpoints of earlier steps .* --set training\.checkpointEvery=\d+ --set training\.keepEvery=\d+/,
    )
  })
})
