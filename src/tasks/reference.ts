/**
 * Reads reference trials: JSON lines with run-length coded arrays, as the reference generators of NeuroGym and
 * Mod-Cog were dumped. It checks the form of a line only; whether a battery could have drawn the trial and
 * would have made these arrays is verify.ts.
 */
import { z } from 'zod'
import { InputError } from '../errors.js'

/** `[count, row]` pairs: an array over time whose rows repeat. */
export type Runs = readonly (readonly [number, readonly number[]])[]

export interface ReferenceTrial {
  /** Its line in the file, from 1. */
  line: number
  task: string
  /** What was drawn; flags are 0 or 1. A null in the file, where the task draws nothing under that name, is left out. */
  condition: Readonly<Record<string, number>>
  /** First and one-past-last step of each period. */
  periods: Readonly<Record<string, readonly [number, number]>>
  steps: number
  /** Inputs without the task's one-hot and without noise. */
  inputs: Runs
  /** One class a row. */
  labels: Runs
}

const runs = (row: z.ZodType<number[]>) => z.array(z.tuple([z.int().positive(), row])).min(1)

const Line = z.object({
  task: z.string(),
  // `match` is the format's one flag; all else is a number.
  condition: z.object({ match: z.boolean().transform(Number).optional() }).catchall(z.number().nullable()),
  periods: z.record(z.string(), z.tuple([z.number(), z.number()])),
  steps: z.number(),
  input_rle: runs(z.array(z.number()).min(1)),
  target_rle: runs(z.array(z.number()).length(1)),
})

/**
 * The trials of a file's text; blank lines and a byte order mark are skipped. Throws InputError, with the line's number, on a line
 * that is not such a trial, and on a text without any.
 */
export function readReference(text: string, source = 'reference'): ReferenceTrial[] {
  const trials: ReferenceTrial[] = []
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() !== '') trials.push(parse(line, i + 1, source))
    })
  if (trials.length === 0) throw new InputError(`${source}: must hold one trial a line, got none`)
  return trials
}

function parse(text: string, line: number, source: string): ReferenceTrial {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InputError(`${source} line ${line}: is not JSON (${(error as Error).message})`)
  }
  const result = Line.safeParse(json)
  if (!result.success) {
    const { path, message } = result.error.issues[0]
    throw new InputError(`${source} line ${line}: ${[path.join('.'), message].filter(Boolean).join(': ')}`)
  }
  const { task, condition, periods, steps, input_rle, target_rle } = result.data
  const drawn = Object.entries(condition).filter((entry): entry is [string, number] => entry[1] != null)
  return {
    line,
    task,
    condition: Object.fromEntries(drawn),
    periods,
    steps,
    inputs: input_rle,
    labels: target_rle,
  }
}
