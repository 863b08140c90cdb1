/**
 * What a network does in trials of a task, piece by piece, so that no more than one piece is in memory. The trials are
 * those of an evaluation (PROTOCOL "Evaluation"): of as many trials as the run's analysis takes, they are those of the
 * analysis, number for number.
 */
import type { ActivityResult, NetworkRunner } from '../network/activity.js'
import type { Parameters } from '../network/parameters.js'
import { Random } from '../random/random.js'
import { answers, evaluationBatch, variesInLength } from '../tasks/evaluation.js'
import type { Task } from '../tasks/task.js'
import { columnsBetween, type TrialSet, trialsBetween } from '../tasks/trialSet.js'
import { type EvaluationPart, type EvaluationPlan, evaluationParts, OverflowError } from './evaluation.js'
import { allFinite } from './finite.js'

/** Which trials are recorded: `trials` of each task. */
export interface RecordingPlan extends EvaluationPlan {
  /** How many trials the analysis of the run takes: up to so many come from its stream, further ones from others. */
  analyzed: number
  /** The trials of which task variance is measured, in place of those of which accuracy is: all equally long. */
  held: boolean
}

/** Trials with what the network did in them, [time, trial, unit]. */
export interface Recorded extends ActivityResult {
  set: TrialSet
  /** Whether each trial was answered right. */
  right: boolean[]
}

/** Trials of a task that are drawn together, beyond those of the analysis: bounds the memory of any number. */
const DRAWN_TOGETHER = 500
/** Numbers of activity that are computed together: 16 MB. */
const MOST = 2 ** 22

/** How many trials there are of a task, and the steps of the longest. */
export function extentOf(plan: RecordingPlan, task: Task): { trials: number; time: number } {
  const { battery, held, trials } = plan
  if (task.test || (!held && variesInLength(task))) return lengthsOf(partsOf(plan, task))
  const { time } = evaluationBatch(battery, task, 1, Random.seeded(0), { noise: false })
  return { trials, time }
}

function lengthsOf(parts: Iterable<EvaluationPart>): { trials: number; time: number } {
  const all = { trials: 0, time: 0 }
  for (const { set } of parts) {
    all.trials += set.trials
    all.time = Math.max(all.time, set.time)
  }
  return all
}

/**
 * Runs the trials of a task.
 * @throws OverflowError if activity or output is not finite
 */
export async function* recorded(
  runner: NetworkRunner<ActivityResult>,
  parameters: Parameters<Float32Array>,
  plan: RecordingPlan,
  task: Task,
): AsyncGenerator<Recorded> {
  for (const part of partsOf(plan, task)) {
    const { time, trials } = part.set
    const together = Math.max(1, Math.floor(MOST / (time * plan.hidden)))
    for (let from = 0; from < trials; from += together) {
      const to = Math.min(trials, from + together)
      const set = trialsBetween(part.set, from, to)
      const noise = part.noise && columnsBetween(part.noise, part.set, from, to)
      const { activity, logits } = await runner.run(parameters, set.inputs, set.trials, noise)
      if (!allFinite(activity)) throw new OverflowError('activity', task.name, time)
      if (!allFinite(logits)) throw new OverflowError('output', task.name, time)
      const wanted = set.labels.subarray(set.labels.length - set.trials)
      yield { set, activity, logits, right: answers(plan.battery, task, wanted, logits) }
    }
  }
}

/** The trials of a task as they are drawn together. */
function* partsOf(plan: RecordingPlan, task: Task): Generator<EvaluationPart> {
  for (let [done, round] = [0, 0]; done < plan.trials; round++) {
    const trials = Math.min(plan.trials - done, round === 0 ? plan.analyzed : DRAWN_TOGETHER)
    for (const part of evaluationParts({ ...plan, trials, round }, task))
      if (plan.held ? part.variance !== null : part.counted) yield part
    if (plan.held && task.test) return // the grid is the same in every round
    done += trials
  }
}
