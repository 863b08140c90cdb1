import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stability } from '../../src/studies/stability/study.js'
import { STUDIES } from '../../src/studies/studies.js'
import { definitionsOf, fromFile, type Study } from '../../src/studies/study.js'
import { transfer } from '../../src/studies/transfer/study.js'
import type { Experiment } from '../../src/training/experiment.js'

interface Row {
  experiment: Experiment
  result: { step: number; versions: { gyrus: string } }
}

/** The rows that were made in November 2026, without definitions. */
function rowsOf({ name }: Study): Row[] {
  const folder = new URL(`../../results/transfer/${name}/`, import.meta.url)
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Row)
}

describe.each([stability, transfer] as Study[])('results of $name that were kept', (study) => {
  it('are read, and say the same in words', () => {
    const rows = rowsOf(study)
    expect(rows.length).toBeGreaterThan(2)
    for (const { experiment, result } of rows) {
      const { step, versions } = result
      const stored = study.schema.parse(result)
      expect(fromFile(stored, { experiment, versions }, step + 1)).toBeNull()
      const read = fromFile(stored, { experiment, versions }, step)!
      expect(read).toEqual(result)
      const page = readFileSync(new URL('../../results/transfer/README.md', import.meta.url), 'utf8')
      expect(page).toContain(study.table(read))
      expect(study.table(read)).toContain(study.finding(read))
    }
  })

  it('are refused where a number is missing', () => {
    const [{ result }] = rowsOf(study)
    const [changed] = Object.keys(result)
      .filter((key) => /^(changes|tasks)$/.test(key))
      .slice(-1)
    expect(study.schema.safeParse({ ...result, [changed]: [{}] }).success).toBe(false)
  })
})

it('a result without all of its envelope has that of its run', () => {
  const [{ experiment }] = rowsOf(stability)
  const origin = { experiment, versions: { gyrus: '9.9.9' } }
  expect(fromFile({ step: 7, seed: 3 }, origin, 7)).toEqual({
    preset: experiment.preset,
    kind: experiment.regularizer.kind,
    lambda: experiment.regularizer.lambda,
    seed: 3,
    step: 7,
    versions: { gyrus: '9.9.9' },
  })
})

it.each(STUDIES.map((study) => [study.name, study] as const))('%s is described', (name, study) => {
  expect(name).toMatch(/^[a-z-]+$/)
  expect(study.question).toMatch(/\?$/)
  const definitions = Object.values(definitionsOf(study))
  expect(definitions.length).toBeGreaterThan(5)
  for (const { meaning, unit, direction } of definitions) {
    expect(meaning).toMatch(/\.$/)
    expect(unit).not.toBe('')
    expect(direction).not.toBe('')
  }
  for (const { help, unit } of Object.values(study.options))
    expect(help.length * unit.length).toBeGreaterThan(0)
})
