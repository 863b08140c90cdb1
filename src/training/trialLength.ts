/**
 * How long trials are beside the sequences of a training. A sequence begins from the zero state, so that of a trial with
 * more steps than a sequence has (`training.time`) the network never sees both the beginning and the end.
 */
import type { Battery } from '../tasks/battery.js'
import { mostSteps } from '../tasks/trial.js'
import type { Experiment } from './experiment.js'

type Sequences = Pick<Experiment, 'training'>

/** The steps of a training's sequences; null where each sequence is one trial, as long as that is. */
export const sequenceSteps = (
  { training }: Sequences,
  { batches }: Pick<Battery, 'batches'>,
): number | null => (batches === 'trials' ? null : training.time)

/** One line on the tasks whose trials can be longer than a sequence of the training; null where there are none. */
export function longTrialsWarning(experiment: Sequences, battery: Battery): string | null {
  const time = sequenceSteps(experiment, battery)
  const long = battery.tasks
    .map((task) => ({ name: task.name, steps: mostSteps(battery, task) }))
    .filter(({ steps }) => time !== null && steps > time)
    .toSorted((a, b) => b.steps - a.steps)
  if (long.length === 0) return null
  const [longest] = long
  const names = long.slice(0, 3).map(({ name }) => name)
  const more = long.length > names.length ? ` and ${long.length - names.length} more` : ''
  return (
    `warning: trials of ${names.join(', ')}${more} can be longer than a sequence of the training ` +
    `(${longest.name}: ${longest.steps} steps, training.time: ${time}), which begins from the zero state, ` +
    `so the network never sees such a trial whole; set training.time=${longest.steps} or more, or shorten the trials`
  )
}
