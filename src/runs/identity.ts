/** What tells one experiment from another: a short hash of all that decides its results. */
import { createHash } from 'node:crypto'
import { type Experiment, parseExperiment } from '../training/experiment.js'

/** Digits of an id. With 12, the probability that any two of 10,000 experiments share one is 2·10⁻⁷. */
const DIGITS = 12

/**
 * How often a run is saved changes nothing that it computes, so every experiment is hashed with this `checkpointEvery`:
 * experiments that differ only in it have the same id.
 */
const CHECKPOINT_EVERY = 2000

/**
 * A hash of the configuration, twelve hexadecimal digits: the same for two experiments that compute the same. The
 * preset's name and how often a run is saved decide nothing, and threads only the last bits, so none of them counts.
 */
export function experimentId(experiment: Experiment): string {
  // Parsing puts the fields in the order of the schema, so that the order in which they were written does not count.
  const { preset: _preset, engine: _engine, ...rest } = parseExperiment(experiment)
  const { positions: _positions, adjacency: _adjacency, ...sheet } = rest.sheet // what stands in the files counts
  const { keepEvery: _keepEvery, ...training } = rest.training
  const counted = { ...rest, sheet, training: { ...training, checkpointEvery: CHECKPOINT_EVERY } }
  return createHash('sha256').update(JSON.stringify(counted)).digest('hex').slice(0, DIGITS)
}
