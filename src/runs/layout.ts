/**
 * The layout of a run after its training: a new run folder with the same network, its neurons moved by swaps until
 * none shortens the wires.
 */
import { InputError } from '../errors.js'
import type { GrowingNetwork } from '../growth/charge.js'
import { chargedDistances } from '../growth/distance.js'
import type { SwapRound } from '../growth/relocation.js'
import { settle } from '../growth/settle.js'
import { layOut, sizeOfLayout } from '../growth/sheet.js'
import { estimable, signsOfPlaces } from '../growth/swapping.js'
import { matrixScales } from '../growth/wiring.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { batteryOf, tableOf } from '../training/train.js'
import { computationsOf } from './computation.js'
import { refuseIfLost } from './continuation.js'
import { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'
import { networkModulesOf } from './modules.js'
import { keptNetwork, networkBytes } from './network.js'
import { NETWORK_FILE, tensorsOf } from './networkFile.js'
import { fromCheckpoint, metricsLine, toCheckpoint } from './record.js'
import { batteryOfRun } from './userBattery.js'

/**
 * Lays a finished run out anew, by the cost that its own swaps have or would have had (Σ|w|·d of all three matrices,
 * `sheet.distance`, `regularizer.normalization`). A run's moments move too; the outputs stay the same but for the order
 * of sums.
 * @param source a run, or a folder that keeps its network alone
 * @param dir of the new folder, which holds what metrics there are, the rounds as `swap` lines marked `afterTraining`,
 *   and the checkpoint, or the network alone; open, to be analyzed and closed
 * @throws InputError if the run is not finished or has no usable network, or `dir` exists
 */
export async function layOutRun(
  source: RunFolder,
  dir: string,
): Promise<{ run: RunFolder; rounds: SwapRound[] }> {
  if (source.experiment.sheet.connections) {
    throw new InputError(
      `${source.dir}: must have connections that may run anywhere, has those of sheet.adjacency alone: a swap would carry weights to connections that do not exist`,
    )
  }
  const { network, save } = await finished(source)
  const rounds = await settled(source.experiment, network)
  const { cell, charge, imported } = source.record
  const place = { dir, layoutOf: source.dir, cell, charge, imported }
  const run = await RunFolder.create(source.experiment, place, async (made) => {
    let last: MetricsLine | undefined
    for (const line of linesOf(source, network.step, rounds)) {
      made.metrics.append(line)
      last = line
    }
    await save(made)
    made.metrics.append({ ...last!, type: 'done' })
  })
  return { run, rounds }
}

/** A network at the end of its training, and how it is saved. */
interface Finished {
  network: GrowingNetwork & { step: number }
  save(run: RunFolder): Promise<void>
}

/** From the newest checkpoint, or the network that the folder keeps. */
async function finished(source: RunFolder): Promise<Finished> {
  const modules = await networkModulesOf(source.experiment)
  const battery = batteryOf(source.experiment, modules.battery)
  const table = tableOf(source.experiment, battery, modules.cell)
  const checkpoint = await source.latestCheckpoint()
  const kept = checkpoint ? null : await keptNetwork(source, table)
  if (kept) {
    const { step, parameters, places } = kept
    return {
      network: { step, places, table, tensors: tensorsOf(table, parameters) },
      save: (run) => run.write(NETWORK_FILE, networkBytes(table, kept)),
    }
  }
  if (!checkpoint) refuseIfLost(source)
  const state = checkpoint && fromCheckpoint(checkpoint, source, modules)
  if (!state?.finished) {
    const { steps } = source.experiment.training
    throw new InputError(
      `${source.dir}: must be a finished run, is at step ${state?.step ?? 0} of ${steps}; go on with \`npx gyrus resume ${source.dir}\``,
    )
  }
  return {
    network: { ...state, table },
    save: (run) =>
      run.saveCheckpoint(toCheckpoint(state, source.experiment, computationsOf(source.record, checkpoint))),
  }
}

/** Moves the neurons, in place, until no swap shortens the wires; of an experiment that says where they may stand. */
export async function settled(experiment: Experiment, grown: GrowingNetwork): Promise<SwapRound[]> {
  const { regularizer } = experiment
  const { distance } = experiment.sheet
  const sheet = sheetOf(experiment)
  const layout = layOut(sheet, await batteryOfRun(experiment))
  const scales = matrixScales(regularizer.normalization, sizeOfLayout(layout))
  const placed = estimable(sheet, distance) ? layout : undefined
  const distances = chargedDistances(layout, distance, sheet)
  return settle(grown, distances, scales, placed, signsOfPlaces(grown, sheet))
}

/** The run's own lines up to its end, then the rounds, then the checkpoint's. */
function* linesOf(source: RunFolder, step: number, rounds: readonly SwapRound[]): Generator<MetricsLine> {
  let elapsed = 0
  for (const line of source.metrics.lines()) {
    if (line.type === 'done' || (line.type === 'checkpoint' && line.step === step)) continue
    elapsed = Number(line.elapsed ?? 0)
    yield line
  }
  yield* layoutLines(rounds, step, elapsed)
  yield { type: 'checkpoint', step, elapsed }
}

/** The lines of rounds that were made after a training. */
export function* layoutLines(
  rounds: readonly SwapRound[],
  step: number,
  elapsed: number,
): Generator<MetricsLine> {
  for (const round of rounds)
    yield { ...metricsLine({ type: 'swap', step, ...round }, elapsed)!, afterTraining: true }
}
