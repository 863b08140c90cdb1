/**
 * The layout of a run after its training: a new run folder with the same network, its neurons moved by swaps until
 * none shortens the wires.
 */
import { InputError } from '../errors.js'
import { wireDistances } from '../growth/distance.js'
import { sizeOfLayout } from '../growth/regularizer.js'
import type { SwapRound } from '../growth/relocation.js'
import { settle } from '../growth/settle.js'
import { layOut } from '../growth/sheet.js'
import { matrixScales } from '../growth/wiring.js'
import { batteryOf, type TrainingState } from '../training/train.js'
import { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'
import { fromCheckpoint, metricsLine, toCheckpoint } from './record.js'
import { loadBattery } from './userBattery.js'

/**
 * Lays a finished run out anew, by the cost that its own swaps have or would have had (Σ|w|·d of all three matrices,
 * `sheet.distance`, `regularizer.normalization`). The moments move too; the outputs stay the same but for the order of
 * sums.
 * @param dir of the new folder, which holds the run's metrics, the rounds as `swap` lines marked `afterTraining`, and
 *   the checkpoint; open, to be analyzed and closed
 * @throws InputError if the run is not finished or has no usable checkpoint, or `dir` exists
 */
export async function layOutRun(
  source: RunFolder,
  dir: string,
): Promise<{ run: RunFolder; rounds: SwapRound[] }> {
  const checkpoint = await source.latestCheckpoint()
  const state = checkpoint && fromCheckpoint(checkpoint, source)
  if (!state?.finished) {
    const { steps } = source.experiment.training
    throw new InputError(
      `${source.dir}: must be a finished run, is at step ${state?.step ?? 0} of ${steps}; go on with \`npx gyrus resume ${source.dir}\``,
    )
  }
  const rounds = await settled(source, state)
  const run = await RunFolder.create(source.experiment, { dir, layoutOf: source.dir })
  const lines = linesOf(source, state.step, rounds)
  for (const line of lines) run.metrics.append(line)
  await run.saveCheckpoint(toCheckpoint(state, source.experiment))
  run.metrics.append({ ...lines[lines.length - 1], type: 'done' })
  return { run, rounds }
}

/** Moves the neurons of a state, in place. */
async function settled({ experiment }: RunFolder, state: TrainingState): Promise<SwapRound[]> {
  const { battery: name, batterySha256, network, sheet, regularizer } = experiment
  const battery = batteryOf(experiment, (await loadBattery(name, batterySha256)).battery)
  const layout = layOut(network, battery)
  const scales = matrixScales(regularizer.normalization, sizeOfLayout(layout))
  return settle(state, wireDistances(layout, sheet.distance), scales)
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
