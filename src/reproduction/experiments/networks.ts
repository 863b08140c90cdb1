/** The networks of the experiments: fresh seeds, and checkpoints kept of those whose growth is measured. */
import type { SweepBlock } from '../../runs/sweep.js'
import type { Group } from './experiment.js'

/** The first seed on which nothing was chosen or looked at. */
export const FIRST_SEED = 21

export const seedsUpTo = (count: number) => Array.from({ length: count }, (_, i) => FIRST_SEED + i)

/** Steps between two checkpoints of the networks whose growth is measured. */
export const MOMENTS_EVERY = 1000
/**
 * All checkpoints are kept of the kinds whose growth is measured, whichever experiment trains a network first: it is
 * trained once, for all of them.
 */
const KEPT = { 'training.checkpointEvery': MOMENTS_EVERY, 'training.keepEvery': MOMENTS_EVERY }

/** Kinds of networks on the 20 tasks, with the λ of their presets. */
const KINDS = {
  bimt: { title: 'BIMT', preset: 'growing-brains', set: KEPT },
  l1: { title: 'L1', preset: 'growing-brains-l1', set: KEPT },
  none: { title: 'no charge', preset: 'growing-brains-none', set: {} },
  'l1+swap': {
    title: 'L1 with swaps',
    preset: 'growing-brains-l1',
    set: { ...KEPT, 'regularizer.kind': 'l1+swap' },
  },
} as const
export type Kind = keyof typeof KINDS

/** @param seeds how many */
export function grown(kind: Kind, seeds: number): Group {
  const { title, preset, set } = KINDS[kind]
  const block: SweepBlock = {
    preset,
    set: { 'engine.threads': 1, ...set },
    vary: { seed: seedsUpTo(seeds) },
  }
  return { name: kind, title, benchmark: 'yang19', block }
}
