/**
 * What a tracker is: something outside of the run's folder that is told what happens in a training, such as TensorBoard. One
 * file here is one kind, and `trackers.ts` lists them. A tracker only listens: it changes nothing of the run, it never keeps a
 * training waiting, and what goes wrong with it is one line of warning.
 */
import type { MetricsLine } from '../runs/metricsLines.js'
import type { Experiment } from '../training/experiment.js'

/** A kind of tracker, which `--log` names. */
export interface TrackerKind {
  readonly name: string
  /** How `--log` is given it, for `--help`, e.g. `tensorboard[=DIR]`. */
  readonly usage: string
  /**
   * Where it is told: what stands behind the `=` of `--log`, checked.
   * @throws InputError if it is no such place
   */
  target(value: string | undefined): string
  /** Begins, or goes on where `run.noted` says that it was. What it throws leaves it out of this training. */
  open(target: string, run: TrackedRun): Promise<Tracker>
}

/** The run that is tracked. */
export interface TrackedRun {
  readonly experiment: Experiment
  /** The folder of the run, as the user named it. */
  readonly dir: string
  /** The step from which it is trained now; 0 at the start. */
  readonly step: number
  /** What this tracker has noted of the run, when an earlier process trained it; undefined where it has not. */
  readonly noted: Readonly<Record<string, string>> | undefined
  /** Keeps something for the next process that trains the run. */
  note(noted: Readonly<Record<string, string>>): void
  /** Tells the user that something is wrong, once. */
  warn(text: string): void
}

/** How a training ended: to the end, asked to stop, or by a number that is not finite or another error. */
export type Ending = 'done' | 'stopped' | 'failed'

export interface Tracker {
  /**
   * A line of metrics.jsonl. It returns at once.
   * @param taskVariance of an evaluation, [task, neuron]; null of other lines
   */
  line(line: MetricsLine, taskVariance: Float64Array | null): void
  /** Hands over what it still holds, for some seconds at most. */
  close(ending: Ending): Promise<void>
}
