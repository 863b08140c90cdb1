/** What tells one experiment from another: a short hash of all that decides its results. */
import { createHash } from 'node:crypto'
import { type Experiment, parseExperiment } from '../training/experiment.js'

/** Two of 10,000 experiments share 12 of them with a probability of 2·10⁻⁷. */
const DIGITS = 12

/** Whatever a run's is, it counts as this one. */
const CHECKPOINT_EVERY = 2000

/**
 * A hash of the configuration, twelve hexadecimal digits: the same for two experiments that compute the same. The
 * preset's name and how often a run is saved decide nothing, and threads only the last bits, so none of them counts.
 */
export function experimentId(experiment: Experiment): string {
  // Parsed, its fields stand in the order of the schema, whoever wrote it.
  const { preset: _preset, engine: _engine, ...rest } = parseExperiment(experiment)
  const counted = { ...rest, training: { ...rest.training, checkpointEvery: CHECKPOINT_EVERY } }
  return createHash('sha256').update(JSON.stringify(counted)).digest('hex').slice(0, DIGITS)
}
