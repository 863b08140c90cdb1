/** Reference lines as objects, to take apart and to put together: for tests of `verify`. */
import { readFileSync } from 'node:fs'
import { type Battery, taskByName } from '../../src/tasks/battery.js'
import { readReference } from '../../src/tasks/reference.js'
import { type Drawn, makeTrial } from '../../src/tasks/trial.js'
import { verify } from '../../src/tasks/verify.js'

export interface TrialRecord {
  task: string
  condition: Record<string, unknown>
  periods: Record<string, [number, number]>
  steps: number
  /** One row a step. */
  inputs: number[][]
  /** One class a step. */
  labels: number[]
}

export const FIXTURE = 'test/fixtures/neurogym-yang19.jsonl'
export const fixtureText = readFileSync(FIXTURE, 'utf8')

export type Runs = [number, number[]][]

export const expand = (runs: Runs): number[][] =>
  runs.flatMap(([count, row]) => Array.from({ length: count }, () => [...row]))

export function pack(rows: number[][]): Runs {
  const runs: Runs = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last?.[1].length === row.length && row.every((value, i) => value === last[1][i])) last[0]++
    else runs.push([1, row])
  }
  return runs
}

/** The trials of a file's text. */
export const recordsOf = (text: string): TrialRecord[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const { task, condition, periods, steps, input_rle, target_rle } = JSON.parse(line)
      return { task, condition, periods, steps, inputs: expand(input_rle), labels: expand(target_rle).flat() }
    })

export const records = recordsOf(fixtureText)

/** The line of a file that holds this trial. */
export function lineOf({ inputs, labels, ...rest }: TrialRecord): string {
  return JSON.stringify({
    ...rest,
    seed: 0,
    input_rle: pack(inputs),
    target_rle: pack(labels.map((label) => [label])),
  })
}

/** What the battery's own code makes of drawn values, whether or not they could be drawn, as a record. */
export function recordOf(battery: Battery, task: string, drawn: Drawn): TrialRecord {
  const trial = makeTrial(battery, taskByName(battery, task), drawn)
  const rounded = (value: number) => Number(value.toFixed(6))
  const condition: Record<string, unknown> = { ...drawn.condition }
  for (const [name, value] of Object.entries(drawn.condition)) condition[name] = rounded(value)
  if ('match' in condition) condition.match = condition.match === 1
  return {
    task,
    condition,
    periods: Object.fromEntries(trial.periods.map(({ name, start, end }) => [name, [start, end]])),
    steps: trial.steps,
    inputs: Array.from({ length: trial.steps }, (_, step) => {
      const from = step * battery.inputCount
      return Array.from(trial.inputs.subarray(from, from + battery.stimulusCount), rounded)
    }),
    labels: Array.from(trial.labels),
  }
}

export const verifyRecords = (battery: Battery, given: readonly TrialRecord[]) =>
  verify(battery, readReference(given.map(lineOf).join('\n')))

/** Why a battery refuses a trial, or null. */
export const reasonFor = (battery: Battery, record: TrialRecord): string | null =>
  verifyRecords(battery, [record]).mismatches[0]?.reason ?? null
