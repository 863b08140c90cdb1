/** What an experiment's shares of a training come to in steps: learning rate and λ of each, and when it is pruned. */
import { cosineFactor, scheduleFactor } from '../growth/schedule.js'
import type { Experiment } from './experiment.js'

/**
 * @param index of the step about to be taken, 0 … steps − 1
 * @returns λ in force too: the peak times the schedule's factor
 */
export function ratesAt({ optimizer, regularizer, training }: Experiment, index: number) {
  const decay = optimizer.decay === 'cosine' ? cosineFactor(index, training.steps) : 1
  const share = scheduleFactor(regularizer.schedule, index, training.steps)
  return { learningRate: optimizer.learningRate * decay, lambda: regularizer.lambda * share }
}

/** The steps (1, 2, …) after which the first and the last round of pruning come; null where nothing is pruned. */
export function pruningSteps({ pruning, training }: Experiment): { first: number; last: number } | null {
  if (!pruning) return null
  const stepAt = (share: number) => Math.max(1, Math.round(share * training.steps))
  return { first: stepAt(pruning.from), last: stepAt(pruning.until) }
}
