/**
 * What a network does, as arrays for other tools: activity and answers of each neuron in trials of each task, with what
 * the trials were. The file is written while the network runs, task by task, so that it may be larger than memory.
 */
import type { FileHandle } from 'node:fs/promises'
import type { TaskCount } from '../analysis/accuracy.js'
import type { Engine } from '../engine/engine.js'
import { about } from '../exporters/about.js'
import { arraysOf, namesOf } from '../exporters/arrays.js'
import type { ExportedNetwork } from '../exporters/exporter.js'
import { NetworkRunner } from '../network/activity.js'
import { silenced } from '../network/silence.js'
import type { NamedLesion } from '../studies/lesions/named.js'
import { drawnArrays } from '../tasks/drawnArrays.js'
import { angleOf } from '../tasks/targets.js'
import type { Task } from '../tasks/task.js'
import { type Drawn, stepsOf } from '../tasks/trial.js'
import { extentOf, type Recorded, type RecordingPlan, recorded } from '../training/recording.js'
import { experimentId } from './identity.js'
import { type Append, NpzFile } from './npzFile.js'
import { VERSION } from './versions.js'

/** What is recorded in each step of a trial. */
export const QUANTITIES = ['activity', 'logits', 'inputs', 'labels'] as const
export type Quantity = (typeof QUANTITIES)[number]

export interface ActivityRequest {
  /** Of the network's battery. */
  tasks: readonly Task[]
  /** Of each task. */
  trials: number
  quantities: readonly Quantity[]
  /** Trials of which task variance is measured, in place of those of which accuracy is. */
  held: boolean
  /** What is silenced, if anything is. */
  lesion?: NamedLesion
}

/** How work is followed and ended. */
export interface Following {
  /** Told the share of the work that is done. */
  progress?(share: number, task: string): void
  /** Ends the work with its reason. */
  signal?: AbortSignal
}

/**
 * Writes the arrays of an npz file (docs/activity.md has their names and shapes).
 * @param file an empty one
 * @returns how many trials of each task were answered right
 * @throws OverflowError if activity or output is not finite
 */
export async function writeActivity(
  file: FileHandle,
  network: ExportedNetwork,
  engine: Engine,
  request: ActivityRequest,
  { progress, signal }: Following = {},
): Promise<TaskCount[]> {
  const { battery, size, cell, table, experiment } = network
  const { tasks, trials, held, lesion } = request
  const parameters = lesion ? silenced(table, network.parameters, lesion.neurons) : network.parameters
  const { hidden } = size
  const { seed, analysis } = experiment
  const plan = { battery, trials, seed, hidden, cell, held, analyzed: analysis.trials }
  const npz = new NpzFile(file)
  await addNetwork(npz, network, request)
  const runner = await NetworkRunner.activity(engine, size, cell)
  const counts: TaskCount[] = []
  try {
    for (const [t, task] of tasks.entries()) {
      const arrays = await TaskArrays.begin(npz, plan, task, request.quantities, size.outputs)
      for await (const piece of recorded(runner, parameters, plan, task)) {
        await arrays.append(piece)
        signal?.throwIfAborted()
        progress?.((t + arrays.share) / tasks.length, task.name)
      }
      counts.push(await arrays.finish())
    }
  } finally {
    await runner.release()
  }
  await npz.finish()
  return counts
}

/** Which network it is, and where its neurons are. */
async function addNetwork(npz: NpzFile, network: ExportedNetwork, request: ActivityRequest): Promise<void> {
  const { tasks, trials, held, lesion } = request
  const { experiment, ...facts } = about(network)
  const told = {
    ...facts,
    experimentId: experimentId(experiment),
    writtenBy: VERSION,
    trials,
    held,
    lesion: lesion?.name ?? null,
    experiment,
  }
  await npz.add('about', [JSON.stringify(told)])
  await npz.add('step', { data: Int32Array.of(network.step), shape: [] })
  const names = { ...namesOf(network), tasks: tasks.map(({ name }) => name) }
  for (const [name, texts] of Object.entries(names)) await npz.add(name, texts)
  const { places, positions, clusters, importance } = arraysOf(network)
  for (const [name, array] of Object.entries({ places, positions, clusters, importance }))
    if (array) await npz.add(name, array)
  const gone = lesion?.neurons ?? new Int32Array()
  await npz.add('silenced', { data: gone, shape: [gone.length] })
}

/** What a trial holds after its end: inputs as they are then, else what cannot be taken for a value. */
const AFTER_END = { activity: Number.NaN, logits: Number.NaN, inputs: 0 }
/** Numbers that are brought into the file's order at a time. */
const AT_A_TIME = 2 ** 20

/** The arrays of one task while they grow. */
class TaskArrays {
  readonly #drawn: Drawn[] = []
  readonly #right: boolean[] = []

  private constructor(
    private readonly npz: NpzFile,
    private readonly plan: RecordingPlan,
    private readonly task: Task,
    private readonly extent: { trials: number; time: number },
    private readonly large: ReadonlyMap<Quantity, Append>,
  ) {}

  static async begin(
    npz: NpzFile,
    plan: RecordingPlan,
    task: Task,
    quantities: readonly Quantity[],
    outputs: number,
  ): Promise<TaskArrays> {
    const { battery, hidden } = plan
    const extent = extentOf(plan, task)
    const { trials, time } = extent
    const large = new Map<Quantity, Append>()
    const units = { activity: hidden, logits: outputs, inputs: battery.inputCount }
    for (const quantity of quantities) {
      const name = `${task.name}/${quantity}`
      const append =
        quantity === 'labels'
          ? npz.begin(name, battery.code ? '<f8' : '<i4', [trials, time])
          : npz.begin(name, '<f4', [trials, time, units[quantity]])
      large.set(quantity, await append)
    }
    return new TaskArrays(npz, plan, task, extent, large)
  }

  /** Share of the trials that are there. */
  get share(): number {
    return this.#drawn.length / this.extent.trials
  }

  async append({ set, activity, logits, right }: Recorded): Promise<void> {
    this.#drawn.push(...set.drawn)
    this.#right.push(...right)
    for (const [quantity, append] of this.large) {
      if (quantity === 'labels') await append(this.#labels(set))
      else await this.#trialsFirst({ activity, logits, inputs: set.inputs }[quantity], quantity, set, append)
    }
  }

  async finish(): Promise<TaskCount> {
    const { npz, task } = this
    const trials = this.#drawn.length
    const add = (name: string, data: Int32Array | Uint8Array) =>
      npz.add(`${task.name}/${name}`, { data, shape: [trials] })
    await add('correct', Uint8Array.from(this.#right, Number))
    await add('steps', Int32Array.from(this.#drawn, stepsOf))
    const drawn = drawnArrays(this.#drawn.map((each) => ({ task, drawn: each })))
    for (const [name, array] of Object.entries(drawn)) await npz.add(`${task.name}/${name}`, array)
    return { correct: this.#right.filter(Boolean).length, trials }
  }

  /** From [time, trial, unit] to [trial, time, unit], as long as the longest trial, some trials at a time. */
  async #trialsFirst(
    values: Float32Array,
    quantity: keyof typeof AFTER_END,
    { time, trials }: Recorded['set'],
    append: Append,
  ): Promise<void> {
    const units = values.length / (time * trials)
    const each = this.extent.time * units
    const together = Math.max(1, Math.floor(AT_A_TIME / each))
    for (let from = 0; from < trials; from += together) {
      const count = Math.min(together, trials - from)
      const rows = new Float32Array(count * each)
      for (let trial = 0; trial < count; trial++) {
        for (let step = 0; step < time; step++) {
          const at = (step * trials + from + trial) * units
          rows.set(values.subarray(at, at + units), trial * each + step * units)
        }
        rows.fill(AFTER_END[quantity], trial * each + time * units, (trial + 1) * each)
      }
      await append(rows)
    }
  }

  /** [trial, time]: classes, −1 after the end; where targets are activity, angles in rad, NaN after the end. */
  #labels({ time, trials, labels }: Recorded['set']): Int32Array | Float64Array {
    const { battery } = this.plan
    const each = this.extent.time
    const told = battery.code
      ? new Float64Array(trials * each).fill(Number.NaN)
      : new Int32Array(trials * each).fill(-1)
    for (let trial = 0; trial < trials; trial++) {
      for (let step = 0; step < time; step++) {
        const label = labels[step * trials + trial]
        told[trial * each + step] = battery.code ? angleOf(battery, label) : label
      }
    }
    return told
  }
}
