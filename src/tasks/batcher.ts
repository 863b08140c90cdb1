/**
 * Batches of streams for training: each column of a batch is a stream of its own with its own randomness, so
 * that no column depends on the others or on their number. Writes into arrays that the caller keeps.
 */
import type { Battery } from './battery.js'
import { type StreamState, TrialStream } from './stream.js'

export class Batcher {
  readonly battery: Battery
  readonly #streams: TrialStream[]

  private constructor(battery: Battery, streams: TrialStream[]) {
    this.battery = battery
    this.#streams = streams
  }

  /** Streams `path`, 0..batch−1 of a seed. */
  static seeded(battery: Battery, batch: number, seed: number, ...path: (string | number)[]): Batcher {
    const streams = Array.from({ length: batch }, (_, b) => TrialStream.seeded(battery, seed, ...path, b))
    return new Batcher(battery, streams)
  }

  /** A batcher that goes on where another was when its `state()` was called. */
  static restored(battery: Battery, states: readonly StreamState[]): Batcher {
    return new Batcher(
      battery,
      states.map((state) => TrialStream.restored(battery, state)),
    )
  }

  get batch(): number {
    return this.#streams.length
  }

  /** One state a stream. JSON-able. */
  state(): StreamState[] {
    return this.#streams.map((stream) => stream.state())
  }

  /**
   * Overwrites both arrays with the streams' next steps, noise included.
   * inputs: [time, batch, battery.inputCount], labels (classes): [time, batch]
   */
  fill(inputs: Float32Array, labels: Int32Array): void {
    const { batch, battery } = this
    if (labels.length % batch !== 0 || inputs.length !== labels.length * battery.inputCount) {
      throw new RangeError(
        `Batcher.fill: inputs must be [time, ${batch}, ${battery.inputCount}] and labels [time, ${batch}], ` +
          `got ${inputs.length} and ${labels.length} numbers`,
      )
    }
    const to = { inputs, labels, batch, column: 0 }
    for (; to.column < batch; to.column++) this.#streams[to.column].fill(to)
  }

  /** Draws the trials of the next steps of all streams without writing them. */
  skip(time: number): void {
    for (const stream of this.#streams) stream.skip(time)
  }

  /** Gives up the rest of the trials under way, so that all streams go on with a new one. */
  cut(): void {
    for (const stream of this.#streams) stream.cut()
  }
}
