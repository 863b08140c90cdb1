/** What tells one experiment from another: a short hash of all that decides its results. */
import { createHash } from 'node:crypto'
import type { Experiment } from '../training/experiment.js'

/** Two of 10,000 experiments share 12 of them with a probability of 2·10⁻⁷. */
const DIGITS = 12

/**
 * A hash of the configuration, twelve hexadecimal digits: the same for two experiments that compute the same. The
 * preset's name decides nothing, and threads only the last bits, so neither counts.
 */
export function experimentId({ preset: _preset, engine: _engine, ...rest }: Experiment): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, DIGITS)
}
