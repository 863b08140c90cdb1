/** How every neuron's activity depends on what a trial shows: tuning curves, one a task. */
import type { Engine } from 'gyrus/engine/engine.js'
import { NetworkRunner } from 'gyrus/network/activity.js'
import { Random } from 'gyrus/random/random.js'
import type { Battery } from 'gyrus/tasks/battery.js'
import { drawOfOneTiming, layTrials, type TrialSet } from 'gyrus/tasks/trialSet.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, sizeOf } from 'gyrus/training/train.js'
import { TUNING_BINS, TUNING_TRIALS, type Tuning } from './inspected.js'
import type { WholeSnapshot } from './snapshot.js'

/**
 * Tuning of all neurons: mean activity in the steps after the first period (in which nothing is shown yet), over trials
 * of each direction.
 */
export async function tuning(
  engine: Engine,
  experiment: Experiment,
  { parameters }: Pick<WholeSnapshot, 'parameters'>,
): Promise<Tuning> {
  const battery = batteryOf(experiment)
  const size = sizeOf(experiment, battery)
  const by = battery.inputs.some(({ shape }) => shape === 'ring') ? 'stimulus' : 'answer'
  const runner = await NetworkRunner.activity(engine, size, experiment.network)
  const perTask = TUNING_BINS * size.hidden
  const means = new Float32Array(battery.tasks.length * perTask)
  try {
    for (const [t, task] of battery.tasks.entries()) {
      const random = Random.seeded(experiment.seed, 'tuning', task.name)
      const set = layTrials(battery, task, drawOfOneTiming(battery, task, TUNING_TRIALS, random))
      const { time, trials } = set
      const noise = experiment.network.noise > 0 ? new Float32Array(time * trials * size.hidden) : undefined
      const { activity } = await runner.run(parameters, set.inputs, trials, noise)
      const bins = binsOf(battery, set, by)
      const counts = new Int32Array(TUNING_BINS)
      for (const bin of bins) if (bin >= 0) counts[bin]++
      const ofTask = means.subarray(t * perTask, (t + 1) * perTask)
      const from = set.drawn[0].durations[0]
      bins.forEach((bin, trial) => {
        if (bin < 0) return
        const share = 1 / (counts[bin] * (time - from))
        for (let step = from; step < time; step++) {
          const row = (step * trials + trial) * size.hidden
          for (let n = 0; n < size.hidden; n++) ofTask[bin * size.hidden + n] += share * activity[row + n]
        }
      })
      counts.forEach((count, bin) => {
        if (count === 0) ofTask.fill(Number.NaN, bin * size.hidden, (bin + 1) * size.hidden)
      })
    }
  } finally {
    await runner.release()
  }
  return { by, means }
}

/** Bin of each trial; −1 where nothing points anywhere. */
function binsOf(battery: Battery, set: TrialSet, by: Tuning['by']): number[] {
  return Array.from({ length: set.trials }, (_, trial) =>
    by === 'stimulus' ? stimulusBin(battery, set, trial) : answerBin(battery, set, trial),
  )
}

/** The direction in which the stimuli of a trial point together, the sum over rings and time. */
function stimulusBin(battery: Battery, { time, trials, inputs }: TrialSet, trial: number): number {
  let [x, y, strength] = [0, 0, 0]
  for (const { shape, first, count } of battery.inputs) {
    if (shape !== 'ring') continue
    for (let step = 0; step < time; step++) {
      const row = (step * trials + trial) * battery.inputCount + first
      for (let i = 0; i < count; i++) {
        const angle = (2 * Math.PI * i) / count
        x += inputs[row + i] * Math.cos(angle)
        y += inputs[row + i] * Math.sin(angle)
        strength += Math.abs(inputs[row + i])
      }
    }
  }
  // Rounding alone must not point anywhere.
  if (Math.hypot(x, y) <= 1e-6 * strength) return -1
  const turn = Math.atan2(y, x) / (2 * Math.PI)
  // Not quite in the middle of a bin, so that no direction of a ring of 8, 16 or 32 lies on an edge, where rounding decides.
  return (Math.floor(turn * TUNING_BINS + 0.4) + TUNING_BINS) % TUNING_BINS
}

/** The wanted answer, for tasks without directions. */
function answerBin(battery: Battery, { time, trials, labels }: TrialSet, trial: number): number {
  const label = labels[(time - 1) * trials + trial]
  return Math.min(TUNING_BINS - 1, Math.floor((label * TUNING_BINS) / battery.outputCount))
}
