/**
 * Measures the psychometric curves of a network: every decision task of its battery at each coherence and timing, from
 * the zero state and with noise as in training. Each point has its own random stream, so that further points do not
 * change it.
 */

import type { Engine } from '../../engine/engine.js'
import { InputError } from '../../errors.js'
import { NetworkRunner } from '../../network/activity.js'
import type { CellSettings } from '../../network/cell.js'
import type { NetworkSize, Parameters } from '../../network/parameters.js'
import { Random } from '../../random/random.js'
import type { Battery } from '../../tasks/battery.js'
import { choices, type DecisionTask, decisionTrials, isDecision } from '../../tasks/psychometric.js'
import { canLast, msOf, stepsIn } from '../../tasks/steps.js'
import { fillWithNormals, OverflowError } from '../../training/evaluation.js'
import { allFinite } from '../../training/finite.js'
import { type PsychometricCurve, psychometricCurve } from './curve.js'

/** What is measured. For options that are left out, each task has its own values. */
export interface PsychometricOptions {
  /** |coherence|; both signs are measured. */
  coherences?: readonly number[]
  /** Durations of the stimuli in ms, for tasks whose stimuli come together. */
  durations?: readonly number[]
  /** Delays in ms, for tasks whose stimuli come one after the other. */
  delays?: readonly number[]
  /** Number of trials of each point. */
  trials: number
}

export interface TaskCurves {
  task: string
  family: string
  /** How coherence is defined for the task. */
  meaning: string
  /** Name of the period whose duration differs between the curves; `variedIs`: which kind of period it is. */
  varied: string
  variedIs: 'stimulus' | 'delay'
  curves: TimedCurve[]
}

export interface TimedCurve extends PsychometricCurve {
  /** Duration of the varied period in ms, in whole steps. */
  duration: number
  /** Whether training could draw that duration. */
  trained: boolean
  /** Duration of every period in ms, in the trials of the first coherence. */
  periods: Record<string, number>
}

/** The most numbers of activity that are computed at the same time, to limit memory. */
const MOST_ACTIVITY = 2e7
/** The longest duration that is accepted, ms. No period of a published trial is that long. */
const LONGEST = 60_000

/** The plan of the measurement of a task. */
export interface Plan {
  task: DecisionTask
  coherences: number[]
  durations: number[]
}

/**
 * Plans the measurement, and checks the options.
 * @throws InputError if the battery has no decision task, or a coherence or duration cannot be used
 */
export function planCurves(battery: Battery, options: PsychometricOptions): Plan[] {
  const tasks = battery.tasks.filter(isDecision)
  if (tasks.length === 0) {
    const names = battery.tasks.map(({ name }) => name).join(', ')
    throw new InputError(`psychometric: needs a task that decides between two stimuli, got ${names}`)
  }
  const { dt } = battery
  for (const ms of options.durations ?? []) {
    if (!(stepsIn(ms, dt) >= 1 && ms <= LONGEST))
      throw new InputError(`durations: must be from one step (${msOf(1, dt)} ms) to ${LONGEST} ms, got ${ms}`)
  }
  for (const ms of options.delays ?? []) {
    if (ms !== 0 && !(stepsIn(ms, dt) >= 1 && ms <= LONGEST))
      throw new InputError(
        `delays: must be 0 or from one step (${msOf(1, dt)} ms) to ${LONGEST} ms, got ${ms}`,
      )
  }
  return tasks.map((task) => {
    const { evidence, name } = task
    const magnitudes = options.coherences ?? evidence.coherences
    const bad = magnitudes.find((c) => !(c >= 0 && c <= evidence.most))
    if (bad !== undefined)
      throw new InputError(
        `coherences: must be from 0 to ${evidence.most} for ${name} (both signs are measured), got ${bad}`,
      )
    const asked =
      (evidence.timed.is === 'delay' ? options.delays : options.durations) ?? evidence.timed.durations
    return {
      task,
      coherences: ascending(magnitudes.flatMap((c) => (c === 0 ? [0] : [-c, c]))),
      durations: ascending(asked.map((ms) => msOf(stepsIn(ms, dt), dt))),
    }
  })
}

/**
 * Measures the curves of all decision tasks.
 * @throws InputError where `planCurves` throws it
 * @throws OverflowError if the output of the network is not finite
 */
export async function psychometricCurves(
  engine: Engine,
  {
    battery,
    size,
    parameters,
  }: { battery: Battery; size: NetworkSize; parameters: Parameters<Float32Array> },
  cell: CellSettings,
  options: PsychometricOptions,
  seed: number,
): Promise<TaskCurves[]> {
  const plans = planCurves(battery, options)
  const runner = await NetworkRunner.activity(engine, size, cell)
  const measure = async (task: DecisionTask, coherence: number, duration: number) => {
    const random = Random.seeded(seed, 'psychometric', task.name, duration, coherence)
    const count = { coherence, first: 0, second: 0, neither: 0, correct: 0 }
    let periods: Record<string, number> = {}
    let atOnce = Math.min(options.trials, 16) // few at first, from which the length of a trial is known
    for (let done = 0; done < options.trials; ) {
      const trials = Math.min(atOnce, options.trials - done)
      const set = decisionTrials(battery, task, { coherence, duration }, trials, random)
      let noise: Float32Array | undefined
      if (cell.noise > 0) noise = fillWithNormals(new Float32Array(set.time * trials * size.hidden), random)
      const { logits } = await runner.run(parameters, set.inputs, trials, noise)
      if (!allFinite(logits)) throw new OverflowError('output', task.name, set.time)
      const chosen = choices(battery, set, logits)
      for (const name of ['first', 'second', 'neither', 'correct'] as const) count[name] += chosen[name]
      periods = Object.fromEntries(
        task.periods.map(({ name }, i) => [name, msOf(set.drawn[0].durations[i], battery.dt)]),
      )
      done += trials
      atOnce = Math.max(1, Math.floor(MOST_ACTIVITY / (set.time * size.hidden)))
    }
    return { count, periods }
  }
  try {
    const results: TaskCurves[] = []
    for (const { task, coherences, durations } of plans) {
      const { meaning, timed } = task.evidence
      const curves: TimedCurve[] = []
      for (const duration of durations) {
        const points = []
        for (const coherence of coherences) points.push(await measure(task, coherence, duration))
        const random = Random.seeded(seed, 'psychometric', task.name, duration, 'bootstrap')
        curves.push({
          duration,
          trained: isTrained(battery, task, duration),
          periods: points[0].periods,
          ...psychometricCurve(
            points.map(({ count }) => count),
            random,
          ),
        })
      }
      results.push({
        task: task.name,
        family: task.family,
        meaning,
        varied: timed.period,
        variedIs: timed.is,
        curves,
      })
    }
    return results
  } finally {
    await runner.release()
  }
}

function isTrained({ dt }: Battery, { periods, evidence }: DecisionTask, ms: number): boolean {
  const period = periods.find(({ name }) => name === evidence.timed.period)
  return period !== undefined && canLast(period.lasts, stepsIn(ms, dt), dt)
}

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b)
