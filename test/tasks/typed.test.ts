import { expect, it } from 'vitest'
import {
  type Condition,
  choice,
  defineBattery,
  defineTask,
  drawnAs,
  fixed,
  inTurn,
  oneOf,
  type Period,
  real,
  shared,
  type TaskDefinition,
  toward,
  uniform,
  yang19,
} from '../../src/tasks/index.js'

// What must not compile is marked; `npm run types` fails where a mark is not needed.

const rest = { family: 'typed', asks: 'nothing', ceiling: 1 }
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

it('a condition has the names that the factors draw, wherever it is handed to', () => {
  const task = defineTask({
    ...rest,
    name: 'names',
    condition: [
      real('direction', oneOf([0, 4])),
      choice(['first', 'second'], [[1, 2]]),
      shared(inTurn('ring', [1, 2])),
      real('delay', uniform(100, 300)),
    ],
    held: { delay: 200 },
    periods: [
      {
        name: 'cue',
        lasts: fixed(100),
        shows: [
          { ring: (c) => c.ring, direction: (c) => c.direction, strength: (c) => c.first - c.second },
          // @ts-expect-error
          { ring: 1, direction: (c) => c.directon ?? 0, strength: 1 },
          // @ts-expect-error
          { channel: 'tone', strength: (c) => c.third ?? 0 },
        ],
        // @ts-expect-error
        noise: { sigma: 1, ring: (c) => c.wring },
      },
      { name: 'delay', lasts: drawnAs('delay', uniform(100, 300)) },
      // @ts-expect-error
      { name: 'other', lasts: drawnAs('dealy', uniform(100, 300)) },
      {
        name: 'decision',
        lasts: fixed(100),
        wants(c) {
          const known: Equal<typeof c, Condition<'direction' | 'first' | 'second' | 'ring' | 'delay'>> = true
          // @ts-expect-error
          return toward(known && c.directon)
        },
      },
    ],
    evidence: {
      meaning: 'nothing',
      at: (c, coherence) => ({ ...c, first: c.second + coherence }),
      coherences: [0, 1],
      most: 1,
      timed: { period: 'cue', is: 'stimulus', durations: [100] },
    },
    // @ts-expect-error
    test: { durations: {}, conditions: [{ direction: 1 }] },
  })
  expect(task.name).toBe('names')
})

it('a condition of nothing has no names', () => {
  const task = defineTask({
    ...rest,
    name: 'nothing',
    condition: [],
    // @ts-expect-error
    periods: [{ name: 'decision', lasts: fixed(100), wants: (c) => c.anything ?? 0 }],
  })
  expect(task.condition).toEqual([])
})

it('periods that stand apart say which names they need', () => {
  const cue: Period<'direction'> = {
    name: 'cue',
    lasts: fixed(100),
    shows: [{ ring: 1, direction: (c) => c.direction, strength: 1 }],
  }
  const decision: Period<'direction'> = {
    name: 'decision',
    lasts: fixed(100),
    wants: (c) => toward(c.direction),
  }
  const more = defineTask({
    ...rest,
    name: 'more',
    condition: [real('direction', oneOf([1])), real('unused', fixed(0))],
    periods: [cue, decision],
  })
  const less = {
    ...rest,
    name: 'less',
    condition: [real('angle', oneOf([1]))],
    periods: [cue, decision],
  }
  // @ts-expect-error
  expect(() => defineBattery('short', { dt: 100, ringUnits: 16 }, [defineTask(less)])).toThrow(
    'less.cue: direction must be a finite number, got undefined',
  )
  expect(defineBattery('mine', { dt: 100, ringUnits: 16 }, [more]).tasks).toHaveLength(1)
})

it('tasks whose names are not known are described as before', () => {
  const task: TaskDefinition = {
    ...rest,
    name: 'plain',
    condition: [real('direction', oneOf([1]))],
    periods: [{ name: 'decision', lasts: fixed(100), wants: (c) => toward(c.direction) }],
  }
  const again = defineTask({ ...yang19.tasks[0], name: 'again', weight: 2 })
  const battery = defineBattery('mine', { dt: 100, ringUnits: 16 }, [defineTask(task), again])
  expect(battery.tasks.map(({ name }) => name)).toEqual(['plain', 'again'])
})
