/** manifest.jsonl of a sweep: a line a run, with its whole configuration. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { parseJson, undamaged } from '../text.js'
import { checked, type Experiment, parseExperiment } from '../training/experiment.js'
import { experimentId } from './identity.js'
import { readText } from './textFile.js'

export interface SweepRow {
  /** `experimentId` of its configuration. */
  id: string
  preset: string
  /** What is set on the preset, `key=value` each. */
  settings: string[]
  /** Of these, what varies in the sweep. */
  varied: string[]
  experiment: Experiment
}

/** Where the manifest of a sweep's folder lies. */
export const manifestOf = (dir: string) => join(dir, 'manifest.jsonl')

/** A line of the manifest, whose experiment has a schema of its own. */
const manifestRow = z.object({
  id: z.string(),
  preset: z.string(),
  settings: z.array(z.string()),
  varied: z.array(z.string()),
  experiment: z.unknown(),
})

/** The rows of a manifest. @throws InputError if it cannot be read or a line of it is damaged */
export function readManifest(path: string): Promise<SweepRow[]> {
  let before: Experiment | undefined
  return linesOf(path, ({ experiment: written, ...row }) => {
    const experiment = parseExperiment(written)
    if (experimentId(experiment) !== row.id)
      throw new InputError(`its configuration is not that of ${row.id}`)
    before = sharing(before, experiment)
    return { ...row, experiment: before }
  })
}

/** What a row is called. */
export type RowName = Pick<SweepRow, 'id' | 'varied'>

/**
 * The names of a sweep's rows, without a look at their configurations, which takes ten times as long.
 * @throws InputError if there is no manifest or a line of it is damaged
 */
export async function rowNames(dir: string): Promise<RowName[]> {
  const path = manifestOf(dir)
  if (!existsSync(path)) throw new InputError(`${dir}: not a sweep, it has no manifest.jsonl`)
  return linesOf(path, ({ id, varied }) => ({ id, varied }))
}

async function linesOf<T>(path: string, read: (row: z.output<typeof manifestRow>) => T): Promise<T[]> {
  const lines = (await readText(path)).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, i) =>
    undamaged(
      `${path}: line ${i + 1}`,
      () => read(checked(manifestRow, parseJson(line))),
      'delete the line, and run the specification of the sweep again',
    ),
  )
}

/**
 * An experiment that has in common with the one before what is equal in both. Rows of a sweep differ in few fields, so that
 * ten thousand of them take little memory.
 */
function sharing(before: Experiment | undefined, experiment: Experiment): Experiment {
  if (before === undefined) return experiment
  const groups = Object.entries(experiment).map(([name, group]) => {
    const other = before[name as keyof Experiment]
    return [name, JSON.stringify(other) === JSON.stringify(group) ? other : group]
  })
  return Object.fromEntries(groups) as Experiment
}
