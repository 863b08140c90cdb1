/** What the tasks of `yang19-original` have in common: rings, angles, modalities, fixation, ceilings. */
import { type Law, oneOf, real, shared, uniform } from '../laws.js'
import { type Period, type Stimulus, toward } from '../task.js'

/** Units on a ring. */
export const RING = 32
/** A full turn, rad. */
export const FULL = 2 * Math.PI
/** Angle between two units, rad. */
const UNIT = FULL / RING

/**
 * Accuracies of ideal observers that know where the stimuli can be, from bench/ceilings.ts (docs/ceilings.md). That of
 * multidm lies between .99999913 and .99999981. All others err less often than once in 10⁶⁰ trials.
 */
export const CEILING = { certain: 1, decision: 0.99989, multidm: 0.999999 }

/** The ring that shows a stimulus. */
export type Modality = 1 | 2
export const BOTH: readonly Modality[] = [1, 2]

/** The class of a response toward an angle. It is not an integer for an angle between two units. */
export const toAngle = (angle: number) => toward((((angle % FULL) + FULL) % FULL) / UNIT)

/** The first period: fixation until the first stimulus comes. */
export const fixation = (lasts: Law): Period => ({ name: 'fix1', lasts, fixation: true })

/**
 * A stimulus. Its angle, and its ring and strength unless they are numbers, are fields of the condition with these
 * names.
 */
export const bump = (angle: string, modality: number | string, strength: number | string = 1): Stimulus => ({
  ring: typeof modality === 'number' ? modality : (c) => c[modality],
  direction: (c) => c[angle] / UNIT,
  strength: typeof strength === 'number' ? strength : (c) => c[strength],
})

/** A modality that is drawn once for a batch. */
export const modality = (name: string) => shared(real(name, oneOf(BOTH)))
export const angle = (name: string) => real(name, uniform(0, FULL))

/** The angles of a test: 20, evenly spaced. */
export const TEST_ANGLES = Array.from({ length: 20 }, (_, i) => (FULL * i) / 20)
/** All combinations of two lists of conditions. */
export const combined = <A, B>(as: readonly A[], bs: readonly B[]): (A & B)[] =>
  as.flatMap((a) => bs.map((b) => ({ ...a, ...b })))
