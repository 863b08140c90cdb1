/**
 * Parametric working memory (Romo et al. 1999): two frequencies on a plain channel, a delay in between; which was
 * higher? No rings; the two answers are the directions of a ring of two. From a clone of gyrus, after `npm ci`:
 *   npx gyrus tasks show frequencies --battery ./examples/parametricMemory.mjs
 *   npx gyrus train tiny --set battery=./examples/parametricMemory.mjs
 */
import { choice, defineBattery, defineTask, fixed, oneOf, toward, uniform } from 'gyrus'

const settings = { dt: 100, rings: 0, ringUnits: 2, channels: ['frequency'] }
// Hz, each pair in both orders: but for the lowest and the highest, one frequency alone does not tell the answer.
const lows = [10, 14, 18, 22, 26, 30]
const pairs = [...lows.map((low) => [low, low + 8]), ...lows.map((low) => [low + 8, low])]
const [HIGHER, LOWER] = [toward(0), toward(1)]

/** @type {(name: 'f1' | 'f2') => import('gyrus').Period<'f1' | 'f2'>} */
const vibration = (name) => ({
  name,
  lasts: fixed(500),
  fixation: true,
  shows: [{ channel: 'frequency', strength: (c) => c[name] / 40 }],
  noise: { sigma: 0.02, channel: 'frequency' },
})

const frequencies = defineTask({
  name: 'frequencies',
  family: 'parametric memory',
  asks: 'say whether the second frequency is higher than the first',
  ceiling: 1, // the difference of the two means is 0.2, its noise 0.02 × √(2/5)
  condition: [choice(['f1', 'f2'], pairs)],
  periods: [
    { name: 'fixation', lasts: uniform(200, 500), fixation: true },
    vibration('f1'),
    { name: 'delay', lasts: oneOf([300, 600, 1200]), fixation: true },
    vibration('f2'),
    { name: 'decision', lasts: fixed(300), wants: (c) => (c.f2 > c.f1 ? HIGHER : LOWER) },
  ],
  held: { fixation: 500, delay: 600 }, // ms, in evaluations
})
export default defineBattery('parametric-memory', settings, [frequencies])
