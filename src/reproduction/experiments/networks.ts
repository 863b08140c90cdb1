/** The networks of the experiments: fresh seeds, and checkpoints kept of those whose growth is measured. */
import type { SweepBlock } from '../../runs/sweep.js'
import type { Group } from './experiment.js'

/** The first seed on which nothing was chosen or looked at. */
export const FIRST_SEED = 21

export const seedsUpTo = (count: number) => Array.from({ length: count }, (_, i) => FIRST_SEED + i)

/** Kinds of networks on the 20 tasks, with the λ of their presets. */
const KINDS = {
  bimt: { title: 'BIMT', preset: 'growing-brains', set: {} },
  l1: { title: 'L1', preset: 'growing-brains-l1', set: {} },
  none: { title: 'no charge', preset: 'growing-brains-none', set: {} },
  'l1+swap': {
    title: 'L1 with swaps',
    preset: 'growing-brains-l1',
    set: { 'regularizer.kind': 'l1+swap' },
  },
} as const
export type Kind = keyof typeof KINDS

/** Steps between two checkpoints of the networks whose growth is measured. */
export const MOMENTS_EVERY = 1000

/**
 * @param seeds how many
 * @param moments whether all checkpoints are kept
 */
export function grown(kind: Kind, seeds: number, moments = false): Group {
  const { title, preset, set } = KINDS[kind]
  const kept = { 'training.checkpointEvery': MOMENTS_EVERY, 'training.keepEvery': MOMENTS_EVERY }
  const block: SweepBlock = {
    preset,
    set: { 'engine.threads': 1, ...set, ...(moments && kept) },
    vary: { seed: seedsUpTo(seeds) },
  }
  return { name: kind, title, benchmark: 'yang19', block }
}
