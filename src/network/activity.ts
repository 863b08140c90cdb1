/**
 * A network at work: the program that runs it on trials and returns its activity and logits, changing nothing.
 */
import type { Engine, Executable, Value } from '../engine/engine.js'
import { compile, type Program } from '../graph/index.js'
import { type Cell, driveInputs, runCell } from './cell.js'
import { type NetworkSize, type Parameters, parameterInputs, parameterShapes } from './parameters.js'

/** Activity [time, batch, hidden] and logits [time, batch, output] of a batch of trials. */
export function activityProgram(size: NetworkSize, cell: Cell): Program {
  const { activity, logits } = runCell(cell, parameterInputs(size), driveInputs(size, cell, 'batch'))
  return compile({ activity, logits })
}

export interface ActivityResult {
  /** [time, batch, hidden] */
  activity: Float32Array
  /** [time, batch, output] */
  logits: Float32Array
}

/** Runs batches of any size through networks of one size. */
export class ActivityRunner {
  private constructor(
    readonly size: NetworkSize,
    private readonly executable: Executable,
  ) {}

  static async create(engine: Engine, size: NetworkSize, cell: Cell): Promise<ActivityRunner> {
    return new ActivityRunner(size, await engine.compile(activityProgram(size, cell)))
  }

  /**
   * @param inputs [time, batch, input]
   * @param noise standard normal [time, batch, hidden], for a cell with noise
   */
  async run(
    parameters: Parameters<Float32Array>,
    inputs: Float32Array,
    batch: number,
    noise?: Float32Array,
  ): Promise<ActivityResult> {
    const { size } = this
    const time = inputs.length / (batch * size.inputs)
    const shapes = parameterShapes(size)
    const feeds: Record<string, Value> = { inputs: { data: inputs, shape: [time, batch, size.inputs] } }
    for (const [name, data] of Object.entries(parameters)) {
      feeds[name] = { data, shape: shapes[name as keyof typeof shapes] }
    }
    if (noise) feeds.noise = { data: noise, shape: [time, batch, size.hidden] }
    const { activity, logits } = await this.executable.run(feeds)
    return { activity: activity.data as Float32Array, logits: logits.data as Float32Array }
  }

  release(): Promise<void> {
    return this.executable.release()
  }
}
