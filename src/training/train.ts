/**
 * The training loop, as an async generator of events. Whoever wants to know what happens (a progress bar, a run
 * folder, a page, a test) listens; the loop knows none of them, no files and no clock.
 */
import { functionalClusters } from '../analysis/clusters.js'
import { labelsAtPlaces } from '../analysis/partition.js'
import { activeUnits, importance, profiles } from '../analysis/taskVariance.js'
import type { Engine, Values } from '../engine/engine.js'
import { type ActionReport, type Charge, type Regularizer, regularizerFor } from '../growth/charge.js'
import { chargeNamed } from '../growth/charges/index.js'
import { type Pruned, Pruning } from '../growth/prune.js'
import { isGrid, layOut, neuronsOf } from '../growth/sheet.js'
import type { Swap } from '../growth/swap.js'
import type { CellDefinition, CellSettings, InitialSettings } from '../network/cell.js'
import { initialize, parametersOf } from '../network/cells.js'
import { connections, forParameters, type NetworkSize, type ParameterTable } from '../network/parameters.js'
import { initialTensors, type StepResult, Trainer, type TrainingTensors } from '../network/trainer.js'
import { Random } from '../random/random.js'
import { type BatchesState, restoredBatches, seededBatches } from '../tasks/batches.js'
import { batteryByName } from '../tasks/batteries.js'
import { type Battery, holdOut, subset } from '../tasks/battery.js'
import { Evaluator, fillWithNormals, OverflowError } from './evaluation.js'
import { type EvaluationEvent, evaluationEvent } from './evaluationEvent.js'
import type { Experiment } from './experiment.js'
import { allFinite } from './finite.js'
import { pruningSteps, ratesAt } from './rates.js'
import { sheetOf } from './sheet.js'
import { sequenceSteps } from './trialLength.js'

/** Steps between two `step` events, where nothing else is asked for. */
export const STEP_EVENT_EVERY = 100

/** Everything that a training needs to go on. The tensors are the training's own: copy or write them at once. */
export interface TrainingState {
  /** Training steps taken. */
  step: number
  /** Parameters and moments by name. */
  tensors: TrainingTensors
  /** Identity of the neuron at each place of the sheet. */
  places: Int32Array
  /** What the regularizer remembers, by name; empty for most. */
  memory: Values
  /** What the next batches follow from. */
  batches: BatchesState
  /** State of the recurrent noise. */
  noise: number[]
  /** Whether the training ended here. */
  finished: boolean
}

/** What a training tells, in order: docs/architecture.md, "Events". */
export type TrainingEvent =
  | ({
      /** Every 100th step, its own values (no averages). */
      type: 'step'
      step: number
      learningRate: number
      /** λ in force: the peak times the schedule's factor. */
      lambda: number
    } & StepResult)
  | EvaluationEvent
  | {
      type: 'swap'
      step: number
      /** Pairs of places that exchanged their neurons, in order. */
      swaps: Swap[]
      /** Σ|w|·d before and after. */
      costBefore: number
      costAfter: number
    }
  | ({ type: 'prune'; step: number } & Pruned)
  | {
      type: 'checkpoint'
      step: number
      /** `stop`: asked for by the signal, between two scheduled ones. */
      reason: 'interval' | 'end' | 'stop'
      state: TrainingState
    }
  | { type: 'done'; step: number }

/** Training has left the numbers: a weight, the loss, its gradient or an evaluation is infinite or NaN. */
export class NotFiniteError extends Error {
  /** How it is told from other errors. */
  override name = 'NotFiniteError'

  /** @param cause where an evaluation overflowed */
  constructor(
    message: string,
    /** The step at which it was found. */
    readonly step: number,
    /** The overflow, where an evaluation found it. */
    override readonly cause?: OverflowError,
  ) {
    super(message, { cause })
  }
}

/** What a training may be given besides its experiment. */
export interface TrainOptions {
  /** Where to go on from; from the start if left out. The training works in its arrays: pass a copy to keep it. */
  from?: TrainingState
  /** Steps between two `step` events. */
  stepEvery?: number
  /** Called at each evaluation, before its event, with what the event has no room for, [task, hidden]: it may be kept. */
  onEvaluation?: (taskVariance: Float64Array) => void
  /** When aborted, the training yields a checkpoint after the step under way and ends without `done`. */
  signal?: AbortSignal
  /** Instead of the one that the experiment names. */
  charge?: Charge
  /** Instead of the one that the experiment names. */
  cell?: CellDefinition
  /** Instead of the one that the experiment names: a battery of one's own. The experiment's `tasks` are taken from it. */
  battery?: Battery
}

/**
 * The battery of an experiment: all of its tasks, or the named ones, without those that are held out.
 * @param whole the battery, where it is not built in
 */
export function batteryOf(
  { battery, tasks, heldOut }: Pick<Experiment, 'battery' | 'tasks' | 'heldOut'>,
  whole = batteryByName(battery),
): Battery {
  const chosen = tasks === null ? whole : subset(whole, tasks)
  return heldOut === undefined ? chosen : holdOut(chosen, heldOut)
}

export function sizeOf(experiment: Experiment, battery: Battery): NetworkSize {
  return {
    inputs: battery.inputCount,
    hidden: neuronsOf(sheetOf(experiment)),
    outputs: battery.outputCount,
  }
}

/**
 * What the network functions are told of the cell of an experiment.
 * @param cell the one that it names, where it is none that gyrus brings
 */
export function cellSettings({ network }: Experiment, cell?: CellDefinition): CellSettings & InitialSettings {
  return cell ? { ...network, cell } : network
}

/** What the network of an experiment has, by its cell. */
export function tableOf(experiment: Experiment, battery: Battery, cell?: CellDefinition): ParameterTable {
  return parametersOf(sizeOf(experiment, battery), cellSettings(experiment, cell))
}

/**
 * Trains the network of an experiment.
 * @throws NotFiniteError when the loss leaves the numbers
 * @throws InputError for a battery or task that does not exist
 */
export async function* train(
  experiment: Experiment,
  engine: Engine,
  {
    from,
    stepEvery = STEP_EVENT_EVERY,
    onEvaluation,
    signal,
    charge,
    cell: definition,
    battery: whole,
  }: TrainOptions = {},
): AsyncGenerator<TrainingEvent, void> {
  const { optimizer, training, seed } = experiment
  const battery = batteryOf(experiment, whole)
  const size = sizeOf(experiment, battery)
  const cell = cellSettings(experiment, definition)
  const regularizer = regularizerOf(experiment, battery, charge)

  const start = from ?? initialState(experiment, battery, cell, regularizer)
  const { places, memory } = start
  const batches = restoredBatches(battery, training, start.batches)
  const noiseRandom = Random.restored(start.noise)
  const pruning = pruningOf(experiment, battery)
  const actions = pruning ? [...regularizer.afterStep, pruning.afterStep] : regularizer.afterStep
  const goal = battery.code ? 'activity' : 'classes'
  const trainer = await Trainer.create(
    engine,
    {
      size,
      cell,
      optimizer,
      goal,
      memory,
      batch: training.batch,
      penalty: regularizer.penalty,
      masks: regularizer.masks,
    },
    start.tensors,
    start.step,
  )
  const evaluator = await Evaluator.create(engine, battery, size, cell, training.evaluationTrials, seed)
  let noise = new Float32Array(0)
  /** The recurrent noise of a batch of so many steps. */
  const noiseOf = (time: number) => {
    const shape = [time, training.batch, size.hidden]
    const count = shape.reduce((a, b) => a * b)
    if (noise.length < count) noise = new Float32Array(count)
    return { data: fillWithNormals(noise.subarray(0, count), noiseRandom), shape }
  }

  const evaluation = async (): Promise<EvaluationEvent> => {
    const { counts, taskVariance } = await evaluator.evaluate(trainer.parameters).catch((error: unknown) => {
      if (!(error instanceof OverflowError)) throw error
      const { step } = trainer
      throw new NotFiniteError(evaluationFault(error, step, sequenceSteps(experiment, battery)), step, error)
    })
    const active = activeUnits(importance(taskVariance, size.hidden))
    regularizer.afterEvaluation?.(memory, clustersAt(taskVariance, size.hidden, active))
    onEvaluation?.(taskVariance)
    const { table, parameters } = trainer
    const weights = connections(table, (name) => parameters[name])
    const network = { step: trainer.step, connections: weights }
    return evaluationEvent(experiment, battery, network, { counts, taskVariance })
  }
  let { finished } = start
  const checkpoint = (reason: 'interval' | 'end' | 'stop'): TrainingEvent => {
    const { step, tensors } = trainer
    // What a step made infinite shows in the loss of the next one, which would be too late for this checkpoint.
    const finite = Object.values(tensors).every(({ data }) => allFinite(data as Float32Array))
    if (!finite) throw new NotFiniteError(`a weight or a moment is not finite at step ${step}`, step)
    const random = { batches: batches.state(), noise: noiseRandom.state() }
    const state = { step, tensors, places, memory, ...random, finished }
    return { type: 'checkpoint', step, reason, state }
  }

  try {
    if (trainer.step === 0) yield await evaluation()
    while (!finished) {
      const { learningRate, lambda: price } = ratesAt(experiment, trainer.step)
      const lambda = regularizer.penalty ? price : 0
      const batch = batches.next()
      const [time] = batch.inputs.shape
      const result = await trainer.advance({
        ...batch,
        ...(cell.noise > 0 && { noise: noiseOf(time) }),
        learningRate,
        lambda,
        pruned: pruning?.holds(trainer.step),
      })
      const step = trainer.step
      finished = step === training.steps
      for (const [name, value] of [
        ['loss', result.loss],
        ['gradient', result.gradientNorm],
      ] as const)
        if (!Number.isFinite(value)) throw new NotFiniteError(`the ${name} is ${value} at step ${step}`, step)
      if (step % stepEvery === 0) yield { type: 'step', step, learningRate, lambda, ...result }
      for (const action of actions) {
        const report = action({ table: trainer.table, tensors: trainer.tensors, places }, step)
        if (report) yield eventOf(report, step)
      }
      if (finished || step % training.evaluateEvery === 0) {
        const event = await evaluation()
        const { target } = training
        finished ||= target !== null && Math.min(...Object.values(event.accuracy)) > target
        yield event
      }
      if (finished || step % training.checkpointEvery === 0) yield checkpoint(finished ? 'end' : 'interval')
      else if (signal?.aborted) yield checkpoint('stop')
      if (signal?.aborted && !finished) return
    }
    yield { type: 'done', step: trainer.step }
  } finally {
    await trainer.release()
    await evaluator.release()
  }
}

/** @param sequence steps of a sequence of the training; null where each is a trial */
function evaluationFault({ message }: OverflowError, step: number, sequence: number | null): string {
  return `the evaluation at step ${step} overflows: ${message}${sequence === null ? '' : ` (training.time: ${sequence})`}`
}

function pruningOf(experiment: Experiment, battery: Battery): Pruning | null {
  const { pruning } = experiment
  const rounds = pruningSteps(experiment)
  if (!pruning || !rounds) return null
  const { every, neurons, wiring, totalWiring } = pruning
  const sheet = sheetOf(experiment)
  return new Pruning(sheet, layOut(sheet, battery), { every, neurons, wiring, totalWiring, ...rounds })
}

/** The event of what an action did. */
function eventOf(report: ActionReport, step: number): TrainingEvent {
  // The type and the step come first in its line of metrics.jsonl.
  return Object.assign({ type: report.type, step }, report) as TrainingEvent
}

/**
 * The charge of an experiment, laid out for its battery.
 * @param charge the one that it names, where it is none that gyrus brings
 */
export function regularizerOf(
  experiment: Experiment,
  battery: Battery,
  charge = chargeNamed(experiment.regularizer.kind),
): Regularizer {
  const { regularizer, relocation } = experiment
  const sheet = sheetOf(experiment)
  const settings = { ...regularizer, metric: experiment.sheet.distance, relocation }
  const { connections } = experiment.sheet
  return regularizerFor(charge, settings, sheet, layOut(sheet, battery), connections)
}

/**
 * The functional cluster of the neuron at each place, as the analysis finds them; −1 for those that are not active.
 * @param taskVariance [task, hidden]
 * @param active ascending
 * @returns [hidden]
 */
export function clustersAt(taskVariance: Float64Array, hidden: number, active: Int32Array): Int32Array {
  const tasks = taskVariance.length / hidden
  const { labels } = functionalClusters(profiles(taskVariance, hidden, active), tasks)
  return Int32Array.from(labelsAtPlaces(labels, active, hidden))
}

/** The state before the first step; each part of it from a stream of its own. */
function initialState(
  experiment: Experiment,
  battery: Battery,
  cell: CellSettings & InitialSettings,
  { masks = {}, memory }: Regularizer,
): TrainingState {
  const { optimizer, training, seed } = experiment
  const size = sizeOf(experiment, battery)
  const sheet = sheetOf(experiment)
  const signs = isGrid(sheet) ? undefined : sheet.sign
  const drawn = initialize(size, { ...cell, signs }, Random.seeded(seed, 'weights'))
  const table = parametersOf(size, cell)
  const weights = forParameters(table, ({ name, pathway }) => {
    const mask = pathway && masks[pathway]
    return mask ? drawn[name].map((w, i) => (mask[i] === 0 ? 0 : w)) : drawn[name]
  })
  return {
    step: 0,
    tensors: initialTensors(table, optimizer, weights),
    places: Int32Array.from({ length: size.hidden }, (_, i) => i),
    memory: structuredClone(memory),
    batches: seededBatches(battery, training, seed, 'training').state(),
    noise: Random.seeded(seed, 'noise').state(),
    finished: false,
  }
}
