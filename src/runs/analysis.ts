/**
 * The analysis of a run: its last checkpoint evaluated and measured, written into its folder with the figures
 * and the report.
 */
import {
  type Analysis,
  beginAnalysis,
  type ChannelWires,
  clusterMeasures,
  finishAnalysis,
  type Sheet,
} from '../analysis/analysis.js'
import type { Engine } from '../engine/engine.js'
import { channelLengths } from '../growth/distance.js'
import { layOut } from '../growth/sheet.js'
import type { Matrices } from '../network/parameters.js'
import { Random } from '../random/random.js'
import { evaluated, ifFinite } from '../studies/network.js'
import type { Battery } from '../tasks/battery.js'
import { sheetOf } from '../training/sheet.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { savedNetwork } from './network.js'
import { writeReport } from './report.js'
import { structureBeside } from './structureThread.js'
import { studied } from './study.js'

/**
 * Measures the network of a run's newest checkpoint and writes `analysis/`, `figures/` and `report.html`.
 * @throws InputError if there is no checkpoint, it is damaged, or its network's activity is not finite
 */
export async function analyzeRun(run: RunFolder, engine: Engine): Promise<Analysis> {
  const saved = await savedNetwork(run)
  const { battery, connections, step } = saved
  const { experiment, record } = run
  const { seed } = experiment
  const sheet = sheetOf(experiment)
  const subject = await studied(run, saved)
  const { counts, taskVariance } = await ifFinite(subject, evaluated(subject, engine, battery))
  const begun = beginAnalysis({
    weights: connections,
    sheet,
    channels: channelWires(connections, sheet, battery),
    tasks: battery.tasks.map(({ name }) => name),
    taskVariance,
    accuracy: counts,
    ceiling: battery.tasks.map(({ ceiling }) => ceiling),
    random: Random.seeded(seed, 'nulls'),
    step,
    seed,
    versions: { ...record.versions },
  })
  const structure = structureBeside(begun.structure, experiment.engine.threads)
  const analysis = finishAnalysis(begun, clusterMeasures(begun), await structure.result())
  await run.write('analysis/summary.json', asJson(analysis.summary))
  await run.write('analysis/details.json', asJson(analysis.details))
  await writeReport(run, saved, analysis)
  return analysis
}

/** The wires to and from the channels, as long as in the drawing, in the sheet's unit. */
export function channelWires(
  { inputWeights, outputWeights }: Matrices<Float32Array>,
  sheet: Sheet,
  battery: Battery,
): ChannelWires {
  const lengths = channelLengths(layOut(sheet, battery), sheet)
  return {
    inputWeights,
    inputLengths: lengths.inputWeights,
    outputWeights,
    outputLengths: lengths.outputWeights,
  }
}
