/**
 * The beginning that two trainings have in common: experiments that differ only in what acts later (a budget, the end
 * of a charge) compute the same until then, so that one can go on from where the other has come to.
 */
import { type Experiment, fieldOf, fieldsOfAll } from './experiment.js'
import { pruningSteps, ratesAt } from './rates.js'

/** Names of files whose content is noted: the content decides. */
const NAMES = ['sheet.positions', 'sheet.adjacency']
/** Fields that change a training only through the learning rate and λ of each step (`ratesAt`). */
const RATES = ['regularizer.lambda', 'regularizer.schedule', 'optimizer.learningRate', 'optimizer.decay']
const STEPS = 'training.steps'
const isPruning = (path: string) => path.startsWith('pruning.')
/**
 * Fields without influence on a training step. The engine's fields are among them: they can change the last bits of a
 * result, and runs/computation.ts compares these by itself.
 */
const isAside = (path: string) =>
  path === 'preset' ||
  path === 'training.keepEvery' ||
  NAMES.includes(path) ||
  path.startsWith('analysis.') ||
  path.startsWith('engine.')

/** The fields in which two experiments differ, without those that have no influence on a training step. */
export function differingFields(a: Experiment, b: Experiment): string[] {
  const text = (experiment: Experiment, path: string) => JSON.stringify(fieldOf(experiment, path))
  return fieldsOfAll([a, b]).filter((path) => !isAside(path) && text(a, path) !== text(b, path))
}

/**
 * How many steps from the start two experiments have in common: after so many steps, weights, moments, places and random
 * states are the same to the bit, if the same engine computes both (runs/computation.ts). Learning rates and λ are
 * compared in single precision, as a step gets them. Two experiments without a difference share all steps.
 */
export function sharedSteps(a: Experiment, b: Experiment): number {
  const fields = differingFields(a, b)
  if (fields.some((path) => path !== STEPS && !RATES.includes(path) && !isPruning(path))) return 0
  // A training that ends does more after its last step than one that goes on, so the last step is not shared.
  let shared = fields.includes(STEPS) ? Math.min(a.training.steps, b.training.steps) - 1 : a.training.steps
  if (fields.some((path) => path === STEPS || isPruning(path))) {
    // The first round of pruning changes the network before the checkpoint of its step is written, so the shared steps
    // end one step earlier.
    for (const rounds of [pruningSteps(a), pruningSteps(b)])
      shared = Math.min(shared, (rounds?.first ?? Infinity) - 1)
  }
  if (!fields.some((path) => path === STEPS || RATES.includes(path))) return shared
  for (let index = 0; index < shared; index++) {
    const [ratesOfA, ratesOfB] = [ratesAt(a, index), ratesAt(b, index)]
    const same = (rate: keyof typeof ratesOfA) => Math.fround(ratesOfA[rate]) === Math.fround(ratesOfB[rate])
    if (!same('learningRate') || !same('lambda')) return index
  }
  return shared
}
