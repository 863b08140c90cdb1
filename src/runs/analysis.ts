/**
 * The analysis of a run: its last checkpoint evaluated and measured, written into its folder with the figures
 * and the report.
 */
import { type Analysis, analyze, type ChannelWires, type Sheet } from '../analysis/analysis.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { wireDistances } from '../growth/distance.js'
import { layOut } from '../growth/sheet.js'
import { type NetworkSize, PARAMETERS, type Parameters } from '../network/parameters.js'
import { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { sizeOf } from '../training/train.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { evaluated } from './measured.js'
import { type KeptNetwork, keptNetwork } from './network.js'
import { fromCheckpoint } from './record.js'
import { writeReport } from './report.js'
import { batteryOfRun } from './userBattery.js'

/** The network of a run's newest checkpoint, or the one that its folder keeps. */
export interface SavedNetwork {
  battery: Battery
  size: NetworkSize
  parameters: Parameters<Float32Array>
  step: number
}

/** @throws InputError if there is no checkpoint, or it is damaged */
export async function savedNetwork(run: RunFolder): Promise<SavedNetwork> {
  const checkpoint = await run.latestCheckpoint()
  const { tensors, step } = checkpoint ? fromCheckpoint(checkpoint, run) : await kept(run)
  const battery = await batteryOfRun(run.experiment)
  const parameters = Object.fromEntries(
    PARAMETERS.map((name) => [name, tensors[name].data]),
  ) as Parameters<Float32Array>
  return { battery, size: sizeOf(run.experiment, battery), parameters, step }
}

async function kept(run: RunFolder): Promise<KeptNetwork> {
  const network = await keptNetwork(run)
  if (network) return network
  throw new InputError(`${run.dir}: has no checkpoint yet; go on with \`npx gyrus resume ${run.dir}\``)
}

/**
 * Measures the network of a run's newest checkpoint and writes `analysis/`, `figures/` and `report.html`.
 * @throws InputError if there is no checkpoint, it is damaged, or its network's activity is not finite
 */
export async function analyzeRun(run: RunFolder, engine: Engine): Promise<Analysis> {
  const saved = await savedNetwork(run)
  const { battery, parameters, step } = saved
  const { experiment, record } = run
  const { seed, network } = experiment
  const { counts, taskVariance } = await evaluated(run, engine, saved, 'analyze')
  const analysis = analyze({
    weights: parameters,
    sheet: network,
    channels: channelWires(parameters, network, battery),
    tasks: battery.tasks.map(({ name }) => name),
    taskVariance,
    accuracy: counts,
    ceiling: battery.tasks.map(({ ceiling }) => ceiling),
    random: Random.seeded(seed, 'nulls'),
    step,
    seed,
    versions: { ...record.versions },
  })
  await run.write('analysis/summary.json', asJson(analysis.summary))
  await run.write('analysis/details.json', asJson(analysis.details))
  await writeReport(run, saved, analysis)
  return analysis
}

/** The wires to and from the channels, as long as in the drawing: Manhattan, in cells of the sheet. */
function channelWires(
  { inputWeights, outputWeights }: Parameters<Float32Array>,
  sheet: Sheet,
  battery: Battery,
): ChannelWires {
  const distances = wireDistances(layOut(sheet, battery), 'manhattan')
  const cells = Math.max(sheet.rows, sheet.columns)
  return {
    inputWeights,
    inputLengths: distances.inputWeights.map((d) => d * cells),
    outputWeights,
    outputLengths: distances.outputWeights.map((d) => d * cells),
  }
}
