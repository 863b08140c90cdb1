/** One batch of a training. */
/** Numbers with a shape, row-major. */
export interface BatchValue<Data = Float32Array> {
  readonly data: Data
  readonly shape: readonly number[]
}

/** One batch: labels where they are classes, else target activity and its cost mask. */
export interface Batch {
  /** [time, batch, input] */
  readonly inputs: BatchValue
  /** [time, batch] */
  readonly labels?: BatchValue<Int32Array>
  /** [time, batch, output] */
  readonly targets?: BatchValue
  /** The same for all trials: [time, output]. */
  readonly mask?: BatchValue
}
