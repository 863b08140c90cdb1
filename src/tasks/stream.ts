/**
 * An endless stream of trials for one sequence, cut anywhere: the next task is uniform among the others, so
 * that none comes twice running (PAPER 1.3, 4.5). What was drawn and the place inside the trial are its whole
 * state, so a stream continues bit for bit from JSON. Many streams side by side are a `Batcher`.
 */
import { Random } from '../random/random.js'
import { type Battery, taskByName } from './battery.js'
import { type Column, writePeriod } from './paint.js'
import type { Task } from './task.js'
import { type Drawn, drawTrial } from './trial.js'

/** All that a stream needs to continue. JSON-able. */
export interface StreamState {
  /** Random states: for what trials draw, and for noise (apart, so that noise never changes the trials). */
  trials: number[]
  /** See `trials`. */
  noise: number[]
  /**
   * How many trials of each task have begun, in the battery's order: values that come in turn (`inTurn`) are counted
   * by it.
   */
  turns: number[]
  /** Conditions of the tasks that draw something once and keep it, by name; null where there is none yet. */
  kept: Record<string, Record<string, number> | null>
  /** The trial under way and how many of its steps are written; null before the first. */
  current: { task: string; drawn: Drawn; written: number } | null
}

export class TrialStream {
  readonly #battery: Battery
  readonly #trials: Random
  readonly #noise: Random
  readonly #turns: number[]
  /**
   * The condition of the current trial, overwritten by the next; one for each task, since conditions of different
   * tasks have different names.
   */
  readonly #drawn: Drawn[]
  /** What the next trial is drawn with: one object for all, since streams draw millions. */
  readonly #options: { turn: number; into: Drawn }
  #task: Task | null = null
  #written = 0
  /** The period under way, and the steps of the trial up to its end. */
  #period = 0
  #periodEnd = 0

  private constructor(battery: Battery, trials: Random, noise: Random, turns: number[]) {
    this.#battery = battery
    this.#trials = trials
    this.#noise = noise
    this.#turns = turns
    this.#drawn = battery.tasks.map(() => ({ condition: {}, durations: [], coin: 0 }))
    this.#options = { turn: 0, into: this.#drawn[0] }
  }

  /** The stream that belongs to a seed and a path of names, e.g. `TrialStream.seeded(yang19, 7, 'data', 3)`. */
  static seeded(battery: Battery, seed: number, ...path: (string | number)[]): TrialStream {
    return new TrialStream(
      battery,
      Random.seeded(seed, ...path, 'trials'),
      Random.seeded(seed, ...path, 'noise'),
      battery.tasks.map(() => 0),
    )
  }

  /** The stream that continues where `state()` was taken. Throws InputError if the battery lacks its task. */
  static restored(battery: Battery, state: StreamState): TrialStream {
    const { trials, noise, turns, kept, current } = state
    if (turns.length !== battery.tasks.length) {
      throw new RangeError(`stream state: ${turns.length} turns for ${battery.tasks.length} tasks`)
    }
    const stream = new TrialStream(battery, Random.restored(trials), Random.restored(noise), [...turns])
    for (const task of battery.tasks) {
      if (kept[task.name]) Object.assign(stream.#drawn[task.index].condition, kept[task.name])
    }
    if (current) {
      stream.#task = taskByName(battery, current.task)
      stream.#drawn[stream.#task.index] = structuredClone(current.drawn)
      stream.#written = current.written
      stream.#periodEnd = current.drawn.durations[0]
    }
    return stream
  }

  state(): StreamState {
    const task = this.#task
    return {
      trials: this.#trials.state(),
      noise: this.#noise.state(),
      turns: [...this.#turns],
      kept: Object.fromEntries(
        this.#battery.tasks
          .filter(({ condition }) => condition.some((factor) => factor.kept))
          .map(({ name, index }) => [
            name,
            this.#turns[index] > 0 ? { ...this.#drawn[index].condition } : null,
          ]),
      ),
      current: task && {
        task: task.name,
        drawn: structuredClone(this.#drawn[task.index]),
        written: this.#written,
      },
    }
  }

  /**
   * Writes the next steps, noise included, all along a column whose inputs are zero. Where the stream is cut
   * leaves no trace: two short calls write what one long call would.
   */
  fill(to: Column): void {
    const time = to.labels.length / to.batch
    let step = 0
    while (step < time) {
      const task = this.#underWay()
      const drawn = this.#drawn[task.index]
      const period = task.periods[this.#period]
      const stepsLeft = this.#periodEnd - this.#written
      const past = drawn.durations[this.#period] - stepsLeft
      const count = Math.min(stepsLeft, time - step)
      writePeriod(
        this.#battery,
        task,
        period,
        drawn.condition,
        drawn.coin,
        to,
        step,
        count,
        past,
        this.#noise,
      )
      this.#written += count
      step += count
    }
  }

  /** Draws the trials of the next steps as `fill` does, but writes none of them, and takes no noise. */
  skip(time: number): void {
    let step = 0
    while (step < time) {
      this.#underWay()
      const count = Math.min(this.#periodEnd - this.#written, time - step)
      this.#written += count
      step += count
    }
  }

  /** Gives up the rest of the trial under way: the next step is the first of a new trial. */
  cut(): void {
    if (!this.#task) return
    this.#written = this.#drawn[this.#task.index].durations.reduce((steps, count) => steps + count)
  }

  /** The task whose next step is to be written, in its period: a new trial's if the last has ended. */
  #underWay(): Task {
    let task = this.#task
    for (;;) {
      if (task) {
        const drawn = this.#drawn[task.index]
        while (this.#written >= this.#periodEnd && this.#period + 1 < task.periods.length) {
          this.#periodEnd += drawn.durations[++this.#period]
        }
        if (this.#written < this.#periodEnd) return task
      }
      task = this.#begin()
    }
  }

  #begin(): Task {
    const { tasks } = this.#battery
    const last = this.#task
    let next = 0
    if (!last) next = this.#trials.integer(tasks.length)
    else if (tasks.length > 1) {
      next = this.#trials.integer(tasks.length - 1)
      if (next >= last.index) next++
    }
    const task = tasks[next]
    const drawn = this.#drawn[next]
    this.#options.turn = this.#turns[next]++
    this.#options.into = drawn
    drawTrial(this.#battery, task, this.#trials, this.#options)
    this.#task = task
    this.#written = 0
    this.#period = 0
    this.#periodEnd = drawn.durations[0]
    return task
  }
}
