import fc from 'fast-check'
import { experimentFields, parseExperiment } from 'gyrus/training/experiment.js'
import { expect, test } from 'vitest'
import type { Setting } from '../../web/src/setting.js'
import {
  DEFAULTS,
  format,
  parse,
  SETTINGS,
  type Settings,
  toExperiment,
  toExperiments,
  toSecondExperiment,
} from '../../web/src/settings.js'

const read = (text: string) => parse(new URLSearchParams(text))

function valueFor(setting: Setting): fc.Arbitrary<unknown> {
  const common = fc.constant(setting.default)
  switch (setting.kind) {
    case 'number': {
      const range = { min: setting.min, max: setting.max }
      return fc.oneof(common, setting.integer ? fc.integer(range) : fc.double({ ...range, noNaN: true }))
    }
    case 'choice':
      return fc.constantFrom(...setting.options)
    case 'text':
      return fc.string()
    case 'places':
      return fc
        .uniqueArray(fc.integer({ min: 0, max: setting.max }))
        .map((places) => places.sort((a, b) => a - b))
    case 'list':
      return fc.oneof(common, fc.subarray([...setting.options], { minLength: setting.atLeastOne ? 1 : 0 }))
  }
}
const anySettings = fc.record(
  Object.fromEntries((SETTINGS as readonly Setting[]).map((setting) => [setting.name, valueFor(setting)])),
) as unknown as fc.Arbitrary<Settings>

test('An address that says nothing means the defaults, whose address says nothing', () => {
  expect(read('')).toEqual({ settings: DEFAULTS, complaints: [] })
  expect(format(DEFAULTS)).toBe('')
})

test('What is written is read again the same, and without a complaint', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      expect(read(format(settings))).toEqual({ settings, complaints: [] })
    }),
  )
})

test('An address is short: only what differs, the shortest number, commas as they are', () => {
  const settings: Settings = {
    ...DEFAULTS,
    lambda: 0.0001,
    kind: 'l1+swap',
    tasks: ['go', 'dm1'],
    wires: [],
    steps: 20_000,
  }
  expect(format(settings)).toBe('tasks=go,dm1&steps=2e4&kind=l1%2Bswap&lambda=1e-4&wires=')
  expect(format({ ...DEFAULTS, lesion: [0, 1, 2, 7, 9, 10] })).toBe('lesion=0-2,7,9-10')
  expect(read('lesion=9-10,0,1-2,7,1').settings.lesion).toEqual([0, 1, 2, 7, 9, 10])
  expect(read('tasks=dm1,go,go').settings.tasks).toEqual(['go', 'dm1'])
  expect(read('tasks=all').settings.tasks).toHaveLength(20)
})

test.each([
  ['lamda=3', 'The address sets "lamda", which is no setting; the nearest is lambda.'],
  ['lambda=3', 'Wiring cost λ (lambda) must be a number from 0 to 0.01, got "3"; 4e-4 is used.'],
  ['lambda=', 'Wiring cost λ (lambda) must be a number from 0 to 0.01, got ""; 4e-4 is used.'],
  ['rows=2.5', 'Rows (rows) must be a whole number from 2 to 32, got "2.5"; 10 is used.'],
  ['view=flat', 'View (view) must be one of space, map, got "flat"; space is used.'],
  [
    'lesion=7-3',
    'Lesion (lesion) must be whole numbers from 0 to 4095 with commas between, such as 3,7-12, got "7-3"; none is used.',
  ],
  ['seed=2&seed=3', 'The address sets seed twice; the first counts.'],
])('%s is complained of in a sentence', (text, sentence) => {
  expect(read(text).complaints).toEqual([sentence])
})

test('Whatever an address holds, the settings are valid and make experiments', () => {
  const names = SETTINGS.map(({ name }) => name)
  const pair = fc.tuple(
    fc.oneof(fc.constantFrom(...names), fc.string()),
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double().map(String),
      fc.constantFrom('mask', 'own', 'all', '', '1e999', '-0', '__proto__'),
    ),
  )
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const { settings, complaints } = parse(new URLSearchParams(pairs))
      expect(read(format(settings))).toEqual({ settings, complaints: [] })
      expect(complaints.every((sentence) => /^[^\n]+\.$/.test(sentence))).toBe(true)
      toExperiment(settings)
      toSecondExperiment(settings)
    }),
  )
})

test('Every valid setting makes a valid experiment, which the schema takes as it is', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      for (const experiment of toExperiments(settings))
        expect(parseExperiment(experiment)).toStrictEqual(experiment)
      expect(toExperiment(settings).regularizer.kind).toBe(settings.kind)
      expect(toSecondExperiment(settings) === null).toBe(settings.compare === 'off')
    }),
  )
})

test('Each path is one that an experiment has', () => {
  const paths = (SETTINGS as readonly Setting[]).flatMap(({ path }) => path ?? [])
  expect(paths.filter((path) => !experimentFields.has(path))).toEqual([])
})

test('The second network differs from the first in its charge alone', () => {
  const first = toExperiment({ ...DEFAULTS, seed: 7 })
  expect(toSecondExperiment({ ...DEFAULTS, seed: 7 })).toBeNull()
  expect(toSecondExperiment({ ...DEFAULTS, seed: 7, compare: 'l1' })).toEqual({
    ...first,
    regularizer: { ...first.regularizer, kind: 'l1' },
  })
  const own = { ...DEFAULTS, seed: 7, compare: 'own', kind2: 'l1+swap', lambda2: 0.001, every2: 50 } as const
  expect(toSecondExperiment(own)).toEqual({
    ...first,
    regularizer: { ...first.regularizer, kind: 'l1+swap', lambda: 0.001 },
    relocation: { ...first.relocation, every: 50 },
  })
})
