/** A run that begins where another one, which is the same until then, has come to (training/beginning.ts). */
import { InputError } from '../errors.js'
import { differences, sharedSteps } from '../training/beginning.js'
import type { Experiment } from '../training/experiment.js'
import type { TrainingState } from '../training/train.js'
import type { RunFolder, RunRecord } from './folder.js'
import type { MetricsLine } from './metrics.js'
import { fromCheckpoint, toCheckpoint } from './record.js'

export interface Beginning {
  record: NonNullable<RunRecord['beginning']>
  state: TrainingState
  /** What happened up to its step. */
  metrics: MetricsLine[]
}

/** The step of another run's newest checkpoint that is an experiment's too; undefined if it has none. */
export async function sharedCheckpoint(
  other: RunFolder,
  experiment: Experiment,
): Promise<number | undefined> {
  const shared = sharedSteps(other.experiment, experiment)
  return shared === 0 ? undefined : (await other.checkpointSteps()).findLast((step) => step <= shared)
}

/**
 * The newest state of another run that is an experiment's too.
 * @throws InputError if it has no such checkpoint
 */
export async function beginningOf(experiment: Experiment, other: RunFolder): Promise<Beginning> {
  const step = await sharedCheckpoint(other, experiment)
  if (step === undefined) {
    const shared = sharedSteps(other.experiment, experiment)
    const fields = differences(other.experiment, experiment).join(', ')
    const steps = (await other.checkpointSteps()).join(', ') || 'none'
    throw new InputError(
      `${other.dir}: has no checkpoint to begin from: its first ${shared} steps are this run's too (they differ in ` +
        `${fields}), its checkpoints are of steps ${steps}; train from the start, without --from`,
    )
  }
  const state = fromCheckpoint(await other.checkpointOf(step), other)
  const metrics = other.metrics.read().filter((line) => line.step <= step && line.type !== 'done')
  return { record: { run: other.dir, steps: step }, state, metrics }
}

/** Writes a beginning into a new run, which can then be gone on with. */
export async function takeOver(run: RunFolder, { state, metrics }: Beginning): Promise<void> {
  for (const line of metrics) run.metrics.append(line)
  await run.saveCheckpoint(toCheckpoint(state, run.experiment))
}
