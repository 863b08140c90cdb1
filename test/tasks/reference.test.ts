import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { readReference } from '../../src/tasks/reference.js'
import { fixtureText } from './records.js'

const [good] = fixtureText.split('\n')
const changed = (change: (trial: Record<string, unknown>) => void): string => {
  const trial = JSON.parse(good)
  change(trial)
  return JSON.stringify(trial)
}

describe('readReference', () => {
  it('keeps the line numbers, skips blank lines, takes either line ending', () => {
    const trials = readReference(`\n${good}\r\n\n  \n${good}\n`)
    expect(trials.map(({ line }) => line)).toEqual([2, 5])
    expect(trials[0]).toMatchObject({
      task: 'go',
      steps: 15,
      drawn: { condition: { modality: 1, target: 12 } },
    })
  })

  it('skips a byte order mark at the start', () => {
    expect(readReference(`\uFEFF${good}\n`)).toEqual(readReference(good))
    expect(() => readReference(`${good}\n\uFEFF${good}`)).toThrow('line 2: is not JSON')
  })

  it('leaves out what a task does not draw', () => {
    const line = changed((t) => Object.assign(t.condition as object, { delay: null }))
    expect(readReference(line)).toEqual(readReference(good))
  })

  it('reads flags as 0 or 1', () => {
    const [match] = readReference(changed((t) => Object.assign(t.condition as object, { match: true })))
    expect(match.drawn).toMatchObject({ condition: { match: 1 } })
  })

  const malformed: [string, string, string][] = [
    ['cut in the middle', good.slice(0, 200), 'is not JSON'],
    ['a bare word', 'go', 'is not JSON'],
    ['a list', '[]', 'expected object'],
    ['no task', changed((t) => delete t.task), 'task'],
    ['no condition', changed((t) => delete t.condition), 'condition'],
    [
      'a text where a number is due',
      changed((t) => Object.assign(t.condition as object, { target: '12' })),
      'condition.target',
    ],
    [
      'a number where a flag is due',
      changed((t) => Object.assign(t.condition as object, { match: 1 })),
      'condition.match',
    ],
    [
      'a period without end',
      changed((t) => Object.assign(t.periods as object, { delay: [10] })),
      'periods.delay',
    ],
    ['no steps', changed((t) => delete t.steps), 'steps'],
    ['no inputs', changed((t) => delete t.input_rle), 'input_rle'],
    ['empty inputs', changed((t) => Object.assign(t, { input_rle: [] })), 'input_rle'],
    [
      'a run of no length',
      changed((t) =>
        Object.assign(t, {
          target_rle: [
            [0, [0]],
            [15, [0]],
          ],
        }),
      ),
      'target_rle.0.0',
    ],
    [
      'a run of half a step',
      changed((t) => Object.assign(t, { target_rle: [[0.5, [0]]] })),
      'target_rle.0.0',
    ],
    ['two labels a step', changed((t) => Object.assign(t, { target_rle: [[15, [0, 1]]] })), 'target_rle.0.1'],
    ['a row with a hole', changed((t) => Object.assign(t, { input_rle: [[15, [null]]] })), 'input_rle.0.1.0'],
    ['an infinite value', good.replace('0.8,', '1e999,'), 'input_rle'],
  ]
  for (const [name, line, hint] of malformed) {
    it(`refuses ${name}, with the line's number`, () => {
      const read = () => readReference(`${good}\n${line}\n${good}`, 'trials.jsonl')
      expect(read).toThrow(InputError)
      expect(read).toThrow(/^trials\.jsonl line 2: [^\n]*$/)
      expect(read).toThrow(hint)
    })
  }

  it('refuses a file without trials', () => {
    expect(() => readReference('\n\n', 'empty.jsonl')).toThrow(
      'empty.jsonl: must hold one trial a line, got none',
    )
  })
})
