/** A network to export: small, not square, its neurons moved, two of them cut away, of any cell. */

import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeEngine } from '../../src/engine/node.js'
import type { ExportedFiles, ExportedNetwork, KnownActivity } from '../../src/exporters/exporter.js'
import { wireDistances } from '../../src/growth/distance.js'
import { parseNeurons } from '../../src/growth/neurons.js'
import { layOut } from '../../src/growth/sheet.js'
import { NetworkRunner } from '../../src/network/activity.js'
import { initialize } from '../../src/network/cells.js'
import { connections, forEachOf, weightsOf } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'
import type { Experiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { sheetOf } from '../../src/training/sheet.js'
import { batteryOf, cellSettings, sizeOf, tableOf } from '../../src/training/train.js'
import { withSheet } from '../../src/training/withSheet.js'
import { RUN_FOLDER } from '../run.js'

/** Neurons that nothing reaches and that reach nothing. */
export const CUT = [3, 7]

/** @param settings of the experiment, e.g. `network.cell=gru` */
export function madeNetwork(...settings: string[]): ExportedNetwork {
  return madeOf(
    applyOverrides(preset('tiny'), [
      ...['network.rows=3', 'network.columns=4', 'network.initialization=gaussian'],
      ...settings,
    ]),
  )
}

/** One whose neurons stand at measured places with depth, in two areas. */
export function measuredNetwork(): ExportedNetwork {
  const rows = Array.from(
    { length: 12 },
    (_, i) => `n${i},${(i * 7) % 12},${3 * i},${(i * 5) % 6},${i < 5 ? 'L2/3' : 'L5'},${i % 3 ? 'e' : 'i'}`,
  )
  const neurons = parseNeurons(`id,x_um,y_um,z_um,area,sign\n${rows.join('\n')}\n`)
  return madeOf(withSheet(applyOverrides(preset('tiny'), ['network.cell=ei']), { neurons }))
}

function madeOf(experiment: Experiment): ExportedNetwork {
  const random = Random.seeded(7)
  const battery = batteryOf(experiment)
  const size = sizeOf(experiment, battery)
  const table = tableOf(experiment, battery)
  const parameters = initialize(size, experiment.network, random)
  for (const parameter of table) {
    // Biases begin at 0; a test of where they go needs others.
    if (parameter.role === 'bias')
      parameters[parameter.name] = parameters[parameter.name].map(() => random.normal())
  }
  for (const parameter of weightsOf(table)) {
    const values = parameters[parameter.name]
    for (const neuron of CUT) forEachOf(parameter, neuron, (index) => (values[index] = 0))
  }
  const layout = layOut(sheetOf(experiment), battery)
  return {
    name: 'made',
    experiment,
    battery,
    size,
    cell: cellSettings(experiment),
    table,
    parameters,
    connections: connections(table, (name) => parameters[name]),
    step: 12,
    places: random.shuffle(Int32Array.from({ length: size.hidden }, (_, i) => i)),
    layout,
    lengths: wireDistances(layout, experiment.sheet.distance),
    analysis: madeActivity(battery.tasks.map(({ name }) => name)),
    version: '0.0.0-test',
  }
}

/** Two clusters; the neurons that are cut and one more are not active. The first that is active has importance 1. */
function madeActivity(tasks: string[]): KnownActivity {
  const labels = [-1, 0, 1, -1, 1, 1, 0, -1, 0, 0, 1, 0]
  const order = [0, 1].flatMap((cluster) => [...labels.keys()].filter((neuron) => labels[neuron] === cluster))
  return {
    tasks,
    importance: labels.map((label, neuron) => (label < 0 ? 0 : 1 + neuron / 8)),
    labels,
    clusters: [0, 1].map((cluster) => ({
      size: labels.filter((label) => label === cluster).length,
      preferredTask: tasks[cluster],
    })),
    order,
    normalizedTaskVariance: tasks.map((_, task) =>
      order.map((neuron) => (neuron % tasks.length === task ? 1 : 0.25)),
    ),
  }
}

/** The task that a made neuron prefers; null for one that is not active. */
export const preferredTask = ({ analysis }: ExportedNetwork, neuron: number): string | null =>
  analysis && analysis.labels[neuron] >= 0 ? analysis.tasks[neuron % analysis.tasks.length] : null

/** Writes files into a new folder, which is removed after this run of the tests. @returns their paths by name */
export function written(files: ExportedFiles): Record<string, string> {
  const dir = mkdtempSync(join(process.env[RUN_FOLDER]!, 'exported-'))
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => {
      writeFileSync(join(dir, name), content)
      return [name, join(dir, name)]
    }),
  )
}

/** What a network does in random trials, without noise: [time, trial, channel or neuron or output]. */
export async function responses({ size, cell, parameters }: ExportedNetwork, time: number, trials: number) {
  const random = Random.seeded(9, time)
  const inputs = Float32Array.from({ length: time * trials * size.inputs }, () => random.normal())
  const runner = await NetworkRunner.activity(nodeEngine(), size, { ...cell, noise: 0 })
  const { activity, logits } = await runner.run(parameters, inputs, trials)
  await runner.release()
  return { inputs, activity, logits }
}
