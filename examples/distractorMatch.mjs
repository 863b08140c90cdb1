/**
 * A delayed match with a distractor, in a battery with three built-in tasks. From a clone of gyrus, after `npm ci`:
 *   npx gyrus tasks show distractor --battery ./examples/distractorMatch.mjs
 *   npx gyrus train tiny --set battery=./examples/distractorMatch.mjs
 */
import * as gyrus from 'gyrus'

const { choice, FIXATE, fixed, inTurn, toward, truncatedExponential, uniform, yang19 } = gyrus
const directions = Array.from({ length: 16 }, (_, i) => i)
/** @type {<Name extends string>(name: Name) => (c: gyrus.Condition<Name>) => number} */
const drawn = (name) => (c) => c[name]
const noise = { sigma: 0.1, ring: drawn('modality') }
/** @param {'sample' | 'test' | 'between'} name */
const bump = (name) => ({ ring: drawn('modality'), direction: drawn(name), strength: 1 })

// The same direction or the opposite one; a distractor a quarter of the ring away from both.
const rows = directions.flatMap((sample) =>
  [0, 8].flatMap((turn) => [4, 12].map((away) => [sample, (sample + turn) % 16, (sample + away) % 16])),
)

const distractor = gyrus.defineTask({
  name: 'distractor',
  family: 'match',
  asks: 'go to the test if it is the same as the sample, whatever came in between, else fixate',
  ceiling: 1,
  condition: [inTurn('modality', [1, 2]), choice(['sample', 'test', 'between'], rows)],
  periods: [
    { name: 'fixation', lasts: uniform(200, 500), fixation: true },
    { name: 'sample', lasts: fixed(500), fixation: true, shows: [bump('sample')], noise },
    { name: 'before', lasts: truncatedExponential(300, 200, 1000), fixation: true },
    { name: 'distractor', lasts: fixed(300), fixation: true, shows: [bump('between')], noise },
    { name: 'after', lasts: truncatedExponential(300, 200, 1000), fixation: true },
    { name: 'test', lasts: fixed(500), fixation: true, shows: [bump('test')], noise },
    { name: 'decision', lasts: fixed(500), wants: (c) => (c.sample === c.test ? toward(c.test) : FIXATE) },
  ],
  held: { fixation: 500, before: 500, after: 500 }, // ms, in evaluations
})
const tasks = [...yang19.tasks.slice(0, 3), distractor]
export default gyrus.defineBattery('distractor-match', { dt: 100, ringUnits: 16 }, tasks)
