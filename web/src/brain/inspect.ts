/**
 * Measurements of a network at one moment: the accuracy of each task without some neurons, and without as many at
 * random; and one played trial.
 */
import type { Engine } from 'gyrus/engine/engine.js'
import { NetworkRunner } from 'gyrus/network/activity.js'
import { Random } from 'gyrus/random/random.js'
import { lesionOutcomes } from 'gyrus/studies/lesions/outcomes.js'
import { randomSets } from 'gyrus/studies/randomSets.js'
import type { Labels } from 'gyrus/tasks/paint.js'
import { columnsBetween, drawOfOneTiming, layTrials } from 'gyrus/tasks/trialSet.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, sizeOf } from 'gyrus/training/train.js'
import type { PlayedTrial } from '../panels/playedTrial.js'
import {
  LESION_TRIALS,
  type Lesioned,
  PLANE_TRIALS,
  RANDOM_SETS,
  type RandomLesions,
  type Spread,
} from './inspected.js'
import { principalPlane } from './principalPlane.js'
import type { WholeSnapshot } from './snapshot.js'

/** Accuracies with and without some neurons. @param neurons places of the neurons that are silenced */
export async function lesion(
  engine: Engine,
  experiment: Experiment,
  { parameters }: Pick<WholeSnapshot, 'parameters'>,
  neurons: readonly number[],
): Promise<Lesioned> {
  const battery = batteryOf(experiment)
  const network = { battery, size: sizeOf(experiment, battery), parameters }
  const plan = { trials: LESION_TRIALS, seed: experiment.seed }
  const { intact, outcomes } = await lesionOutcomes(engine, network, experiment.network, [neurons], plan)
  const [{ lost, gained }] = outcomes
  const byTask = (correct: (task: number) => number) =>
    Object.fromEntries(battery.tasks.map(({ name }, t) => [name, correct(t) / intact[t].trials]))
  return {
    intact: byTask((t) => intact[t].correct),
    lesioned: byTask((t) => intact[t].correct - lost[t] + gained[t]),
  }
}

/**
 * Accuracies without random sets of active neurons, on the trials of `lesion`.
 * @param clusters of the neuron at each place, −1 if it is not active
 * @param neurons places that the lesion silences
 * @returns null if it silences none or all of the active neurons, because sets of as many do not differ
 */
export async function randomLesions(
  engine: Engine,
  experiment: Experiment,
  { parameters }: Pick<WholeSnapshot, 'parameters'>,
  clusters: Int32Array,
  neurons: readonly number[],
): Promise<RandomLesions | null> {
  const active = Int32Array.from(clusters.keys()).filter((place) => clusters[place] >= 0)
  const size = neurons.filter((place) => clusters[place] >= 0).length
  if (size === 0 || size === active.length) return null
  const battery = batteryOf(experiment)
  const network = { battery, size: sizeOf(experiment, battery), parameters }
  const sets = randomSets(active, size, RANDOM_SETS, Random.seeded(experiment.seed, 'random lesion', size))
  const plan = { trials: LESION_TRIALS, seed: experiment.seed }
  const { intact, outcomes } = await lesionOutcomes(engine, network, experiment.network, sets, plan)
  const ofTask = (task: number) =>
    outcomes.map(
      ({ lost, gained }) => (intact[task].correct - lost[task] + gained[task]) / intact[task].trials,
    )
  const accuracies = battery.tasks.map((_, task) => ofTask(task))
  return {
    neurons: size,
    accuracy: Object.fromEntries(battery.tasks.map(({ name }, task) => [name, spread(accuracies[task])])),
    meanAccuracy: spread(sets.map((_, set) => mean(accuracies.map((ofSets) => ofSets[set])))),
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length

function spread(values: readonly number[]): Spread {
  const middle = mean(values)
  const squares = values.reduce((sum, x) => sum + (x - middle) ** 2, 0)
  return { mean: middle, sd: Math.sqrt(squares / (values.length - 1)) }
}

/**
 * One trial of a task.
 * @param draw number of the trial; the same number gives the same trial
 */
export async function trial(
  engine: Engine,
  experiment: Experiment,
  { parameters }: Pick<WholeSnapshot, 'parameters'>,
  name: string,
  draw: number,
): Promise<PlayedTrial> {
  const battery = batteryOf(experiment)
  const task = battery.tasks.find((task) => task.name === name)!
  const random = Random.seeded(experiment.seed, 'trial', name, draw)
  const drawn = drawOfOneTiming(battery, task, PLANE_TRIALS, random)
  const set = layTrials(battery, task, drawn, random)
  const size = sizeOf(experiment, battery)
  const runner = await NetworkRunner.activity(engine, size, experiment.network)
  try {
    const noise =
      experiment.network.noise > 0 ? new Float32Array(set.time * set.trials * size.hidden) : undefined
    const all = await runner.run(parameters, set.inputs, set.trials, noise)
    const ofPlayed = <Values extends Float32Array | Labels>(values: Values) =>
      columnsBetween(values, set, 0, 1)
    const [activity, logits] = [ofPlayed(all.activity), ofPlayed(all.logits)]
    const labels = ofPlayed(set.labels)
    const output = battery.code ? logits : shares(logits, size.outputs)
    let start = 0
    const periods = task.periods.map((period, i) => {
      const [from, end] = [start, start + drawn[0].durations[i]]
      start = end
      return { name: period.name, start: from, end }
    })
    const last = output.subarray((set.time - 1) * size.outputs)
    const answer = last.indexOf(Math.max(...last))
    return {
      task: name,
      asks: task.asks,
      steps: set.time,
      dt: battery.dt,
      periods,
      inputs: ofPlayed(set.inputs),
      target: labels,
      output,
      activity,
      inputGroups: battery.inputs,
      outputGroups: battery.outputs,
      correct: battery.code ? null : answer === labels[set.time - 1],
      plane: {
        ...principalPlane(all.activity, size.hidden),
        trials: set.trials,
        wanted: Array.from(set.labels.subarray((set.time - 1) * set.trials)),
      },
    }
  } finally {
    await runner.release()
  }
}

/** Softmax over each step's classes. */
function shares(logits: Float32Array, classes: number): Float32Array {
  const result = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes)
    const most = Math.max(...row)
    const sum = row.reduce((total, logit) => total + Math.exp(logit - most), 0)
    row.forEach((logit, i) => {
      result[start + i] = Math.exp(logit - most) / sum
    })
  }
  return result
}
