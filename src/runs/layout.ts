/**
 * The layout of a run after its training: a new run folder with the same network, its neurons moved by swaps until
 * none shortens the wires.
 */
import { InputError } from '../errors.js'
import { wireDistances } from '../growth/distance.js'
import { type GrowingNetwork, sizeOfLayout } from '../growth/regularizer.js'
import type { SwapRound } from '../growth/relocation.js'
import { settle } from '../growth/settle.js'
import { layOut } from '../growth/sheet.js'
import { matrixScales } from '../growth/wiring.js'
import type { TrainingTensors } from '../network/trainer.js'
import { batteryOf } from '../training/train.js'
import { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'
import { keptNetwork } from './network.js'
import { encodeNetwork, NETWORK_FILE, PLACES } from './networkFile.js'
import { fromCheckpoint, metricsLine, toCheckpoint } from './record.js'
import { loadBattery } from './userBattery.js'

/**
 * Lays a finished run out anew, by the cost that its own swaps have or would have had (Σ|w|·d of all three matrices,
 * `sheet.distance`, `regularizer.normalization`). The moments move too; the outputs stay the same but for the order of
 * sums.
 * @param source a run, or a folder that keeps its network alone
 * @param dir of the new folder, which holds the run's metrics, the rounds as `swap` lines marked `afterTraining`, and
 *   the checkpoint, or the network alone; open, to be analyzed and closed
 * @throws InputError if the run is not finished or has no usable network, or `dir` exists
 */
export async function layOutRun(
  source: RunFolder,
  dir: string,
): Promise<{ run: RunFolder; rounds: SwapRound[] }> {
  const checkpoint = await source.latestCheckpoint()
  if (checkpoint) {
    const state = fromCheckpoint(checkpoint, source)
    return laidOut(source, dir, state, state.finished, (run) =>
      run.saveCheckpoint(toCheckpoint(state, source.experiment)),
    )
  }
  const kept = await keptNetwork(source)
  const { step, tensors } = kept ?? { step: 0, tensors: {} }
  const { [PLACES]: places, ...parameters } = tensors
  const network = { step, tensors: parameters as TrainingTensors, places: places?.data as Int32Array }
  return laidOut(source, dir, network, step === source.experiment.training.steps, (run) =>
    run.write(NETWORK_FILE, encodeNetwork({ step, tensors })),
  )
}

/** Moves the neurons, in place, and writes the new folder. */
async function laidOut(
  source: RunFolder,
  dir: string,
  network: GrowingNetwork & { step: number },
  finished: boolean,
  save: (run: RunFolder) => Promise<void>,
): Promise<{ run: RunFolder; rounds: SwapRound[] }> {
  if (!finished) {
    const { steps } = source.experiment.training
    throw new InputError(
      `${source.dir}: must be a finished run, is at step ${network.step} of ${steps}; go on with \`npx gyrus resume ${source.dir}\``,
    )
  }
  const rounds = await settled(source, network)
  const run = await RunFolder.create(source.experiment, { dir, layoutOf: source.dir })
  const lines = linesOf(source, network.step, rounds)
  for (const line of lines) run.metrics.append(line)
  await save(run)
  run.metrics.append({ ...lines[lines.length - 1], type: 'done' })
  return { run, rounds }
}

/** Moves the neurons, in place. */
async function settled({ experiment }: RunFolder, grown: GrowingNetwork): Promise<SwapRound[]> {
  const { battery: name, batterySha256, network, sheet, regularizer } = experiment
  const battery = batteryOf(experiment, (await loadBattery(name, batterySha256)).battery)
  const layout = layOut(network, battery)
  const scales = matrixScales(regularizer.normalization, sizeOfLayout(layout))
  return settle(grown, wireDistances(layout, sheet.distance), scales)
}

/** The run's own lines up to its end, then the rounds, then the checkpoint's. */
function linesOf(source: RunFolder, step: number, rounds: readonly SwapRound[]): MetricsLine[] {
  const own = source.metrics
    .read()
    .filter((line) => line.type !== 'done' && !(line.type === 'checkpoint' && line.step === step))
  const elapsed = Number(own.at(-1)?.elapsed ?? 0)
  const moved = rounds.map((round) => ({
    ...metricsLine({ type: 'swap', step, ...round }, elapsed)!,
    afterTraining: true,
  }))
  return [...own, ...moved, { type: 'checkpoint', step, elapsed }]
}
