/**
 * Reads reference trials: JSON lines with run-length coded arrays, as the reference generators of NeuroGym and
 * Mod-Cog (`condition`, `periods`) and of Yang et al. 2019 (`events`, `epochs`) were dumped. It checks the form of a
 * line only; whether a battery could have drawn the trial and would have made these arrays is verify.ts.
 */
import { z } from 'zod'
import { InputError } from '../errors.js'
import { parseJson } from '../text.js'
import type { StimulusEvent } from './task.js'

/** `[count, row]` pairs: an array over time whose rows repeat. */
export type Runs = readonly (readonly [number, readonly number[]])[]

export interface ReferenceTrial {
  /** Its line in the file, from 1. */
  line: number
  task: string
  steps: number
  /** What tells what was drawn. */
  drawn:
    | {
        /** Values by name; flags are 0 or 1. A null in the file, where the task draws nothing under that name, is left out. */
        condition: Readonly<Record<string, number>>
        /** First and one-past-last step of each period. */
        periods: Readonly<Record<string, readonly [number, number]>>
      }
    | {
        stimuli: readonly StimulusEvent[]
        /** First and one-past-last step of periods; null at the trial's start and end. That of the response, `go1`, is there. */
        epochs: Readonly<Record<string, readonly [number | null, number | null]>>
      }
  /** Without noise; without the task's one-hot in the files that have conditions. */
  inputs: Runs
  /** One class a row, or where targets are activity the response's angle in rad (−1 = fixate). */
  labels: Runs
  /** Target activity and cost mask, [fixation, every ring unit], where targets are activity. */
  targets?: Runs
  mask?: Runs
}

const runs = (row: z.ZodType<number[]>) => z.array(z.tuple([z.int().positive(), row])).min(1)
const row = z.array(z.number()).min(1)
const single = z.array(z.number()).length(1)
const common = { task: z.string(), steps: z.number(), input_rle: runs(row) }

const WithCondition = z.object({
  ...common,
  // `match` is the format's one flag; all else is a number, or null for what the task does not draw.
  condition: z
    .object({ match: z.boolean().transform(Number).optional() })
    .catchall(z.number().nullable())
    .transform((given) =>
      Object.fromEntries(
        Object.entries(given).filter((entry): entry is [string, number] => entry[1] !== null),
      ),
    ),
  periods: z.record(z.string(), z.tuple([z.number(), z.number()])),
  target_rle: runs(single),
})

const Stimulus = z.object({
  kind: z.literal('stim'),
  loc: z.number(),
  strength: z.number(),
  mod: z.int(),
  on: z.number().optional(),
  off: z.number().optional(),
})

const WithEvents = z.object({
  ...common,
  events: z.array(z.union([Stimulus, z.object({ kind: z.enum(['fix_in', 'fix_out', 'out']) })])),
  epochs: z
    .object({ go1: z.tuple([z.number(), z.number().nullable()]) })
    .catchall(z.tuple([z.number().nullable(), z.number().nullable()])),
  target_rle: runs(row),
  response_rle: runs(single),
  mask_rle: runs(z.array(z.number()).length(2)),
})

/**
 * The trials of a file's text; blank lines and a byte order mark are skipped. Throws InputError, with the line's number, on a line
 * that is no such trial, and on a text without trials.
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
    json = parseJson(text)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${source} line ${line}: ${error.message}`)
    throw new InputError(`${source} line ${line}: is not JSON (${(error as Error).message})`)
  }
  const read = <T>(schema: z.ZodType<T>): T => {
    const result = schema.safeParse(json)
    if (result.success) return result.data
    const { path, message } = result.error.issues[0]
    throw new InputError(`${source} line ${line}: ${[path.join('.'), message].filter(Boolean).join(': ')}`)
  }
  if (typeof json === 'object' && json !== null && 'events' in json) {
    const { task, steps, events, epochs, input_rle, target_rle, response_rle, mask_rle } = read(WithEvents)
    return {
      line,
      task,
      steps,
      drawn: { stimuli: events.filter((event) => event.kind === 'stim'), epochs },
      inputs: input_rle,
      labels: response_rle,
      targets: target_rle,
      mask: mask_rle,
    }
  }
  const { task, steps, condition, periods, input_rle, target_rle } = read(WithCondition)
  return { line, task, steps, drawn: { condition, periods }, inputs: input_rle, labels: target_rle }
}
