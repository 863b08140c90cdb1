/**
 * The beginning that two trainings have in common: experiments that differ only in what acts later (a budget, the end
 * of a charge) compute the same until then, so that one can go on from where the other has come to.
 */
import { type Experiment, experimentFields, fieldOf } from './experiment.js'
import { pruningSteps, ratesAt } from './rates.js'

const FIELDS = [...experimentFields.keys(), 'batterySha256']
/** What acts through `ratesAt` alone. */
const RATES = ['regularizer.lambda', 'regularizer.schedule', 'optimizer.learningRate', 'optimizer.decay']
const STEPS = 'training.steps'
const isPruning = (path: string) => path.startsWith('pruning.')
/** What decides nothing of a step; the engine decides its last bits, which is for runs/computation.ts to compare. */
const isAside = (path: string) =>
  path === 'preset' || path.startsWith('analysis.') || path.startsWith('engine.')

/** The fields in which two experiments differ, but for those that decide nothing of a training step. */
export function differingFields(a: Experiment, b: Experiment): string[] {
  const text = (experiment: Experiment, path: string) => JSON.stringify(fieldOf(experiment, path))
  return FIELDS.filter((path) => !isAside(path) && text(a, path) !== text(b, path))
}

/**
 * How many steps from the start two experiments have in common: after so many, weights, moments, places and random
 * states are the same to the bit, if the same engine computes both (runs/computation.ts). Learning rate and λ count in single precision, which is
 * what a step is given. Of experiments that differ in nothing these are all steps.
 */
export function sharedSteps(a: Experiment, b: Experiment): number {
  const fields = differingFields(a, b)
  if (fields.some((path) => path !== STEPS && !RATES.includes(path) && !isPruning(path))) return 0
  // The last step of a training is followed by its end.
  let shared = fields.includes(STEPS) ? Math.min(a.training.steps, b.training.steps) - 1 : a.training.steps
  if (fields.some((path) => path === STEPS || isPruning(path))) {
    // The checkpoint of the step after which the first round comes is of the network that it left.
    for (const rounds of [pruningSteps(a), pruningSteps(b)])
      shared = Math.min(shared, (rounds?.first ?? Infinity) - 1)
  }
  if (!fields.some((path) => path === STEPS || RATES.includes(path))) return shared
  for (let index = 0; index < shared; index++) {
    const [one, other] = [ratesAt(a, index), ratesAt(b, index)]
    const same = (rate: keyof typeof one) => Math.fround(one[rate]) === Math.fround(other[rate])
    if (!same('learningRate') || !same('lambda')) return index
  }
  return shared
}
