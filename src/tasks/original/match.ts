/** Matching tasks: two stimuli one after the other; go to the second one, or not, depending on whether they match. */
import { type Condition, type Factor, fixed, oneOf, real } from '../laws.js'
import { FIXATE, type TaskDefinition } from '../task.js'
import {
  angle,
  BOTH,
  bump,
  CEILING,
  combined,
  FULL,
  fixation,
  modality,
  TEST_ANGLES,
  toAngle,
} from './common.js'
import { apart } from './strengths.js'

/** The same angle twice, p = ½, or two that are π/9 to 17π/9 apart. */
const sameOrNot: Factor = {
  ...apart(Math.PI / 9),
  draw(random, condition, turn) {
    apart(Math.PI / 9).draw(random, condition, turn)
    if (random.chance(0.5)) condition.angle2 = condition.angle1
  },
  recall(given, condition) {
    if (given.angle1 !== given.angle2) return apart(Math.PI / 9).recall(given, condition)
    if (!angle('angle1').recall(given, condition)) return false
    condition.angle2 = condition.angle1
    return true
  },
}
const CATEGORY_ANGLES = Array.from({ length: 10 }, (_, i) => (0.1 + 0.2 * i) * Math.PI)
/** One of the ten angles, recalled exactly. */
const categoryAngle = (name: string): Factor => real(name, oneOf(CATEGORY_ANGLES))

export function match(
  name: string,
  asks: string,
  { category, goIfMatch }: { category: boolean; goIfMatch: boolean },
): TaskDefinition {
  const matches = category
    ? (c: Condition) => c.angle1 < Math.PI === c.angle2 < Math.PI
    : (c: Condition) => c.angle1 === c.angle2
  const angles = category ? CATEGORY_ANGLES : TEST_ANGLES
  // A test asks to go in every trial.
  const secondAngle = (a: number) => (goIfMatch ? a : (a + Math.PI) % FULL)
  return {
    name,
    family: 'match',
    asks,
    ceiling: CEILING.certain,
    condition: [
      modality('modality1'),
      modality('modality2'),
      ...(category ? [categoryAngle('angle1'), categoryAngle('angle2')] : [sameOrNot]),
    ],
    periods: [
      fixation(oneOf([200, 400, 600])),
      { name: 'stim1', lasts: oneOf([200, 400, 600]), fixation: true, shows: [bump('angle1', 'modality1')] },
      { name: 'delay1', lasts: oneOf([200, 400, 800, 1600]), fixation: true },
      {
        name: 'go1',
        lasts: category ? oneOf([200, 400, 600]) : fixed(500),
        fixation: true,
        shows: [bump('angle2', 'modality2')],
        wants: (c) => (matches(c) === goIfMatch ? toAngle(c.angle2) : FIXATE),
      },
    ],
    test: {
      durations: { fix1: 500, stim1: 500, delay1: 1200, go1: 500 },
      conditions: combined(
        angles.map((a) => ({ angle1: a, angle2: secondAngle(a) })),
        combined(
          BOTH.map((m) => ({ modality1: m })),
          BOTH.map((m) => ({ modality2: m })),
        ),
      ),
    },
    fromStimuli: ([first, second]) => ({
      modality1: first?.mod,
      modality2: second?.mod,
      angle1: first?.loc,
      angle2: second?.loc,
    }),
  }
}
