/**
 * A network at work: the program that runs it on trials and returns its activity and logits, changing nothing.
 */
import type { Engine, Executable, Value } from '../engine/engine.js'
import { compile, type Program } from '../graph/index.js'
import type { CellSettings } from './cell.js'
import { driveInputs, runCell } from './cell.js'
import { cellOf, parametersOf } from './cells.js'
import {
  learned,
  type NetworkSize,
  type Parameters,
  type ParameterTable,
  parameterInputs,
} from './parameters.js'

/** Activity [time, batch, hidden] and logits [time, batch, output] of a batch of trials. */
export function activityProgram(size: NetworkSize, cell: CellSettings): Program {
  const { activity, logits } = running(size, cell)
  return compile({ activity, logits })
}

/**
 * The same with the weights in it: called with the inputs of trials alone, so that it runs wherever ONNX does. Without
 * noise, which would have to be fed.
 * @param metadata what the program says of itself
 */
export function wholeProgram(
  size: NetworkSize,
  cell: CellSettings,
  parameters: Parameters<Float32Array>,
  metadata: Readonly<Record<string, string>>,
): Program {
  const { activity, logits } = running(size, { ...cell, noise: 0 })
  return compile({ activity, logits }, { values: parameters, metadata })
}

export interface ActivityResult {
  /** [time, batch, hidden] */
  activity: Float32Array
  /** [time, batch, output] */
  logits: Float32Array
}

/** The logits of the last step alone, [batch, output]: all that scoring looks at, several times as fast to have. */
export function answerProgram(size: NetworkSize, cell: CellSettings): Program {
  const { lastLogits } = running(size, cell)
  return compile({ lastLogits })
}

function running(size: NetworkSize, settings: CellSettings) {
  const cell = cellOf(settings)
  return runCell(cell, parameterInputs(cell.parameters(size)), driveInputs(size, settings, 'batch'))
}

/** Runs batches of any size through networks of one size. */
export class NetworkRunner<Result> {
  private constructor(
    readonly size: NetworkSize,
    private readonly table: ParameterTable,
    private readonly executable: Executable,
    private readonly read: (outputs: Record<string, Value>) => Result,
  ) {}

  static async activity(
    engine: Engine,
    size: NetworkSize,
    cell: CellSettings,
  ): Promise<NetworkRunner<ActivityResult>> {
    return new NetworkRunner(
      size,
      parametersOf(size, cell),
      await engine.compile(activityProgram(size, cell)),
      ({ activity, logits }) => ({
        activity: activity.data as Float32Array,
        logits: logits.data as Float32Array,
      }),
    )
  }

  /** Without activity: only what each trial ends with, the logits of the last step, [batch, output]. */
  static async answers(
    engine: Engine,
    size: NetworkSize,
    cell: CellSettings,
  ): Promise<NetworkRunner<Float32Array>> {
    const executable = await engine.compile(answerProgram(size, cell))
    return new NetworkRunner(
      size,
      parametersOf(size, cell),
      executable,
      ({ lastLogits }) => lastLogits.data as Float32Array,
    )
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
  ): Promise<Result> {
    return this.read(
      await this.executable.run(feeds(this.size, this.table, parameters, inputs, batch, noise)),
    )
  }

  release(): Promise<void> {
    return this.executable.release()
  }
}

function feeds(
  size: NetworkSize,
  table: ParameterTable,
  parameters: Parameters<Float32Array>,
  inputs: Float32Array,
  batch: number,
  noise: Float32Array | undefined,
): Record<string, Value> {
  const time = inputs.length / (batch * size.inputs)
  const fed: Record<string, Value> = { inputs: { data: inputs, shape: [time, batch, size.inputs] } }
  // What a neuron is (its sign) has no part in how it runs.
  for (const { name, shape } of learned(table)) fed[name] = { data: parameters[name], shape }
  if (noise) fed.noise = { data: noise, shape: [time, batch, size.hidden] }
  return fed
}
