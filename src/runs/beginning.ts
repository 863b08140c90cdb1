/** A run that begins where another one, which is the same until then, has come to (training/beginning.ts). */
import { InputError } from '../errors.js'
import { differingFields, sharedSteps } from '../training/beginning.js'
import type { Experiment } from '../training/experiment.js'
import { ratesAt } from '../training/rates.js'
import type { TrainingState } from '../training/train.js'
import { type Computation, computationsOf, differences, sideOf } from './computation.js'
import type { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'
import { modulesOf } from './modules.js'
import { fromCheckpoint, refuseGaps, toCheckpoint } from './record.js'

/** Lines that are not of what the training computed. */
const OWN_LINES = ['beginning', 'done']

export interface Beginning {
  state: TrainingState
  /** What it was computed with, as the run that begins with it will be. */
  here: Computation
  /** What happened up to its step, and whose it was; read from the other run as they are taken. */
  metrics(): Iterable<MetricsLine>
}

/**
 * The newest state of another run that is an experiment's too.
 * @param here what the experiment will be computed with
 * @throws InputError if there is none, or not to the bit: the run was computed with something else, or laid out
 */
export async function beginningOf(
  experiment: Experiment,
  other: RunFolder,
  here: Computation,
): Promise<Beginning> {
  const refusal = (why: string, remedy = 'train from the start') =>
    new InputError(`${other.dir}: ${why}; ${remedy}`)
  const { record } = other
  if (record.layoutOf !== undefined) throw refusal('its neurons were laid out after the training')
  const shared = sharedSteps(other.experiment, experiment)
  const steps = await other.checkpointSteps()
  const step = steps.findLast((candidate) => candidate <= shared)
  if (step === undefined) {
    const fields = differingFields(other.experiment, experiment).join(', ')
    throw refusal(
      steps.length === 0
        ? 'it has no checkpoints'
        : `its first ${shared} steps are this run's too (they differ in ${fields}), its checkpoints are of steps ${steps.join(', ')}`,
    )
  }
  const checkpoint = await other.checkpointOf(step)
  const differing = differences(computationsOf(record, checkpoint), here)
  if (differing.length > 0) {
    const remedy = differing.every(({ part }) => part === 'threads')
      ? 'set engine.threads to as many, or train from the start'
      : undefined
    throw refusal(
      `computed with ${sideOf(differing, 'there')}, here with ${sideOf(differing, 'here')}, so its last bits are others`,
      remedy,
    )
  }
  const state = fromCheckpoint(checkpoint, other, await modulesOf(other.experiment))
  refuseGaps(other, step)
  return { state, here, metrics: () => linesTo(step, other, experiment) }
}

function* linesTo(step: number, other: RunFolder, experiment: Experiment): Generator<MetricsLine> {
  for (const line of other.metrics.lines()) {
    if (line.step > step || OWN_LINES.includes(line.type)) continue
    yield line.type === 'step' ? { ...line, ...ratesOf(line, experiment) } : line
  }
  yield { type: 'beginning', step, run: other.dir }
}

/** The rates as this experiment has them: the same in single precision, which steps are taken in, but as a number. */
function ratesOf({ step, lambda }: MetricsLine, experiment: Experiment) {
  const rates = ratesAt(experiment, step - 1)
  return lambda === 0 ? { ...rates, lambda } : rates
}

/** Writes a beginning into a run that is being made, which can then be gone on with. @throws InputError if the disk refuses */
export async function takeOver(run: RunFolder, { state, here, metrics }: Beginning): Promise<void> {
  for (const line of metrics()) run.metrics.append(line)
  await run.saveCheckpoint(toCheckpoint(state, run.experiment, [here]))
}
