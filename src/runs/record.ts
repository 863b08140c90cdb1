/**
 * A training and its run folder: events become lines of metrics.jsonl and checkpoints, and a checkpoint becomes
 * the state from which a training goes on.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Value, Values } from '../engine/engine.js'
import { InputError } from '../errors.js'
import type { Tensor } from '../formats/safetensors.js'
import { LAST_AWAKE } from '../network/parameters.js'
import { initialTensors, type TrainingTensors } from '../network/trainer.js'
import { type BatchesState, restoredBatches } from '../tasks/batches.js'
import { isModule } from '../text.js'
import { checked, type Experiment } from '../training/experiment.js'
import {
  batteryOf,
  regularizerOf,
  type TrainingEvent,
  type TrainingState,
  tableOf,
} from '../training/train.js'
import type { Checkpoint } from './checkpoint.js'
import type { Computation } from './computation.js'
import type { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'
import type { Modules } from './modules.js'
import { fingerprinted, floatsOf, networkOf, PLACES } from './networkFile.js'

/**
 * The line of an event in metrics.jsonl. All but its clock field (`elapsed`, seconds since this process began to
 * train) follow from the experiment. Null for a checkpoint that only a stopping user asked for.
 */
export function metricsLine(event: TrainingEvent, elapsed: number): MetricsLine | null {
  switch (event.type) {
    case 'checkpoint':
      return event.reason === 'stop' ? null : { type: event.type, step: event.step, elapsed }
    case 'swap': {
      const { swaps, ...rest } = event
      return { ...rest, swaps: swaps.length, pairs: swaps, elapsed }
    }
    default:
      return { ...event, elapsed }
  }
}

/**
 * Writes an event down. A checkpoint's line comes before the checkpoint, so that the metrics never lag behind it.
 * @param computedBy all that had a part in the training up to now, for the checkpoint
 * @throws InputError if the disk refuses, or another process has taken the run over
 */
export async function record(
  run: RunFolder,
  event: TrainingEvent,
  elapsed: number,
  computedBy: readonly Computation[],
): Promise<MetricsLine | null> {
  run.ensureHeld()
  const line = metricsLine(event, elapsed)
  if (line) run.metrics.append(line)
  if (event.type === 'checkpoint')
    await run.saveCheckpoint(toCheckpoint(event.state, run.experiment, computedBy))
  return line
}

const MEMORY = 'memory.'

/**
 * The checkpoint of a state.
 * @param computedBy all that had a part in it, each once
 */
export function toCheckpoint(
  { step, tensors, places, memory, ...rest }: TrainingState,
  experiment: Experiment,
  computedBy: readonly Computation[],
): Checkpoint {
  const moved = { data: places, shape: [places.length] }
  const remembered = Object.entries(memory).map(([name, value]) => [MEMORY + name, value])
  const state = { ...rest, experiment: fingerprint(experiment), computedBy }
  return { step, tensors: { ...tensors, ...Object.fromEntries(remembered), [PLACES]: moved }, state }
}

/** SHA-256 of all that a training computes from. */
export function fingerprint(experiment: Experiment): string {
  return createHash('sha256').update(fingerprinted(experiment)).digest('hex')
}

/** What a checkpoint's state holds besides the tensors; the batches know themselves whether theirs can be. */
const stateSchema = z.object({
  experiment: z.string(),
  finished: z.boolean(),
  noise: z.array(z.int()).length(4),
  batches: z.custom<BatchesState>(),
})

/**
 * The training state that a checkpoint holds, each part of it seen to be one of the run's experiment.
 * @param modules what those of the run export; without its charge, what that remembers is taken as it is
 * @throws InputError if it was saved under another experiment, as when experiment.json was edited, or of another network
 */
export function fromCheckpoint(
  { step, tensors, state }: Checkpoint,
  { dir, experiment }: Pick<RunFolder, 'dir' | 'experiment'>,
  modules: Modules,
): TrainingState {
  const { experiment: under } = (state ?? {}) as { experiment?: unknown }
  if (under !== fingerprint(experiment)) {
    throw new InputError(
      `${dir}: experiment.json is not as it was when the checkpoint of step ${step} was saved; ` +
        'undo the change, or start a new run',
    )
  }
  try {
    const { experiment: _, ...rest } = checked(stateSchema, state)
    restoredBatches(batteryOf(experiment, modules.battery), experiment.training, rest.batches)
    return { step, ...trainingTensors(tensors, experiment, modules), ...rest }
  } catch (error) {
    throw new InputError(
      `${dir}: the checkpoint of step ${step} is of another training (${(error as Error).message})`,
      { cause: error },
    )
  }
}

/**
 * The tensors of a checkpoint, exactly those that a training of the experiment has. @throws Error that names a
 * missing, unknown or misshapen one
 */
function trainingTensors(
  saved: Checkpoint['tensors'],
  experiment: Experiment,
  modules: Modules,
): Pick<TrainingState, 'tensors' | 'places' | 'memory'> {
  const battery = batteryOf(experiment, modules.battery)
  const table = tableOf(experiment, battery, modules.cell)
  const { parameters, places } = networkOf(saved, table)
  const tensors: TrainingTensors = initialTensors(table, experiment.optimizer, parameters)
  for (const [name, { shape }] of Object.entries(tensors)) {
    tensors[name] = { data: floatsOf(saved, name, shape), shape }
  }
  const memory = memoryIn(saved, experiment, modules)
  const lastAwake = saved[LAST_AWAKE]
  if (lastAwake !== undefined) tensors[LAST_AWAKE] = stepsOf(lastAwake, places.length)
  const known = new Set([
    ...Object.keys(tensors),
    PLACES,
    ...Object.keys(memory).map((name) => MEMORY + name),
  ])
  const stranger = Object.keys(saved).find((name) => !known.has(name))
  if (stranger !== undefined)
    throw new Error(`it has ${JSON.stringify(stranger)}, which such a training has not`)
  return { tensors, places, memory }
}

/** What the charge remembers. @throws Error that names what is missing or misshapen */
function memoryIn(
  saved: Checkpoint['tensors'],
  experiment: Experiment,
  { battery, charge }: Modules,
): Values {
  if (isModule(experiment.regularizer.kind) && !charge) {
    const remembered = Object.entries(saved).filter(([name]) => name.startsWith(MEMORY))
    return Object.fromEntries(remembered.map(([name, value]) => [name.slice(MEMORY.length), value as Value]))
  }
  const { memory } = regularizerOf(experiment, batteryOf(experiment, battery), charge)
  const entries = Object.entries(memory).map(([name, { data, shape }]) => {
    const remembered = saved[MEMORY + name]
    const isAlike =
      remembered?.data.constructor === data.constructor && String(remembered.shape) === String(shape)
    if (!isAlike) throw new Error(`it has no ${MEMORY}${name} of [${shape.join(', ')}]`)
    return [name, remembered as Value] as const
  })
  return Object.fromEntries(entries)
}

/** @throws Error if these are not a step for each neuron */
function stepsOf({ data, shape }: Tensor, hidden: number): Value {
  const fits =
    data instanceof Int32Array && String(shape) === String([hidden]) && data.every((step) => step >= 0)
  if (!fits) throw new Error(`its ${LAST_AWAKE} must be a step for each neuron, int32 [${hidden}]`)
  return { data, shape }
}

/**
 * Makes the metrics end where a checkpoint was saved, so that the training can go on from there.
 * @param step −1 removes everything
 * @throws InputError if lines are missing
 */
export function rewindMetrics(run: RunFolder, step: number): void {
  refuseGaps(run, step)
  run.metrics.cutBack(step)
}

/** @throws InputError if lines before a checkpoint are missing: they were written before it, so a hand has removed them */
export function refuseGaps(run: RunFolder, step: number): void {
  if (!hasLinesTo(run, step)) throw missingLines(run, step)
}

export const missingLines = (run: RunFolder, step: number): InputError =>
  new InputError(
    `${run.path('metrics.jsonl')}: has no line of the checkpoint of step ${lastDue(run, step)}, so lines are missing; ` +
      'put the file back, or start a new run',
  )

/** Whether the metrics go as far as a checkpoint of that step. */
export function hasLinesTo(run: RunFolder, step: number): boolean {
  const due = lastDue(run, step)
  if (due <= 0) return true
  let found = false
  // To the end, so that a damaged line is told wherever it is.
  for (const line of run.metrics.lines()) found ||= line.type === 'checkpoint' && line.step === due
  return found
}

/** The last step, up to this one, at which a checkpoint had to be saved. */
function lastDue({ experiment }: RunFolder, step: number): number {
  const { checkpointEvery } = experiment.training
  return Math.floor(step / checkpointEvery) * checkpointEvery
}
