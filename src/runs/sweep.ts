/**
 * A sweep: many experiments that differ in a few fields, kept as a folder. Its manifest has one row a run; a run lies
 * in runs/<first two digits>/<id>, so that no folder grows beyond what a shell can list. The manifest says what is
 * wanted, the run folders say what is there, and nothing else is kept.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { Parser, parse as parseYaml, YAMLError } from 'yaml'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { DEEPEST, naming, parseJson, refuseDeep, show } from '../text.js'
import { complaint } from '../training/experiment.js'
import { preset } from '../training/presets.js'
import { diskError, writeWhole } from './files.js'
import { experimentId } from './identity.js'
import { alone } from './lock.js'
import { manifestOf, readManifest, type SweepRow } from './manifest.js'
import { askedExperiment } from './modules.js'
import { readText } from './textFile.js'

export { type RowName, rowNames, type SweepRow } from './manifest.js'

/** More is likelier a slip than a wish. */
const MOST_RUNS = 100_000

const expected = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `must be ${what}, got ${show(input)}`,
})

const blockSchema = z.strictObject({
  /** Where each run starts from. */
  preset: z.string(expected('the name of a preset')),
  /** Fields that are the same in all runs. */
  set: z
    .record(z.string(), z.unknown(), expected('fields with values, e.g. {"training.steps": 1000}'))
    .default({}),
  /** Fields that vary, each with its values; every combination is a run. */
  vary: z
    .record(
      z.string(),
      z.union(
        [z.array(z.unknown()).min(1), z.string(), z.number()],
        expected('a list of values, or a range such as 1..3'),
      ),
      expected('fields with lists of values, e.g. {"seed": [1, 2, 3]}'),
    )
    .default({}),
})

/** A block of a sweep: every combination of the varied fields. A sweep is one or several. */
export type SweepBlock = z.input<typeof blockSchema>

/**
 * The runs of a sweep, each combination once.
 * @param source where the blocks stand, for errors: a file, e.g. `my-sweep.yaml`
 * @throws InputError naming the source, the block of several and the field at fault
 */
export async function sweepRows(blocks: readonly SweepBlock[], source?: string): Promise<SweepRow[]> {
  const parsed = blocks.map((block) => blockSchema.parse(block))
  const rows = new Map<string, SweepRow>()
  let wanted = 0
  for (const [i, block] of parsed.entries()) {
    try {
      wanted += combinationsOf(block.vary)
      if (wanted > MOST_RUNS) throw new InputError(`must be at most ${MOST_RUNS} runs, got ${wanted}`)
      for await (const row of rowsOf(block)) if (!rows.has(row.id)) rows.set(row.id, row)
    } catch (error) {
      if (source === undefined || !(error instanceof InputError)) throw error
      throw new InputError(`${source}: ${parsed.length > 1 ? `[${i}] ` : ''}${error.message}`, {
        cause: error,
      })
    }
  }
  return [...rows.values()]
}

async function* rowsOf({ preset: name, set, vary }: z.output<typeof blockSchema>): AsyncGenerator<SweepRow> {
  const fixed = Object.entries(set).map(([key, value]) => setting(key, value))
  for (const varied of combinations(vary)) {
    const settings = [...fixed, ...varied]
    const { experiment } = await askedExperiment(preset(name), settings)
    yield { id: experimentId(experiment), preset: name, settings, varied, experiment }
  }
}

function setting(key: string, value: unknown): string {
  // As JSON it would be null, which some fields take.
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new InputError(`${key}: must be finite, got ${value}`)
  return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`
}

/** How many runs a block asks for. */
const combinationsOf = (vary: Readonly<Record<string, unknown>>) =>
  Object.entries(vary).reduce((product, [key, values]) => product * valuesOf(key, values).length, 1)

/** Every combination, the last field fastest. */
function combinations(vary: Readonly<Record<string, unknown>>): string[][] {
  return Object.entries(vary).reduce<string[][]>(
    (before, [key, values]) =>
      before.flatMap((settings) => valuesOf(key, values).map((value) => [...settings, setting(key, value)])),
    [[]],
  )
}

/** A list as it stands; a text as on the command line: `1e-6,1e-5` or `1..3`. */
function valuesOf(key: string, values: unknown): unknown[] {
  if (Array.isArray(values)) return values
  return splitList(String(values)).flatMap<unknown>((part) => {
    const range = /^(-?\d+)\.\.(-?\d+)$/.exec(part)
    if (!range) return [part]
    const [from, to] = [Number(range[1]), Number(range[2])]
    if (to < from || to - from >= MOST_RUNS) {
      throw new InputError(`${key}: a range must rise, and by less than ${MOST_RUNS}, got ${part}`)
    }
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  })
}

/** Splits a text at its commas, but not at those within brackets: a schedule is a list itself. */
function splitList(text: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const c of text) {
    if (c === '[' || c === '{') depth++
    if (c === ']' || c === '}') depth--
    if (c === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts.map((part) => part.trim())
}

/**
 * Reads a specification: a JSON or YAML file with one block or a list of them.
 * @throws InputError if it cannot be read or is not one
 */
export async function readSweepFile(path: string): Promise<SweepBlock[]> {
  const text = await readText(path)
  const value = naming(path, () => (extname(path) === '.json' ? jsonIn(text) : yamlIn(text)))
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0 || value === null)
    throw new InputError(`${path}: must be a block, {preset, set, vary}, or a list of blocks; it has none`)
  return list.map((block, i) => {
    const parsed = blockSchema.safeParse(block)
    if (!parsed.success)
      throw new InputError(`${path}: ${complaint(parsed.error, list.length > 1 ? `[${i}]` : '')}`)
    return parsed.data
  })
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw error instanceof SyntaxError ? new InputError(`must be JSON: ${error.message}`) : error
  }
}

/** Objects within each other that yaml's parser makes of one level of a text: a collection, its items, an item. */
const TOKENS_A_LEVEL = 3

function yamlIn(text: string): unknown {
  // What makes values of a YAML text calls itself at each level, and could use up the stack. The parser before it does
  // not, so the depth is seen in what that gives.
  refuseDeep([...new Parser().parse(text)], TOKENS_A_LEVEL * (DEEPEST + 2))
  let value: unknown
  try {
    value = parseYaml(text)
  } catch (error) {
    throw new InputError(yamlFault(error as Error))
  }
  refuseDeep(value)
  return value
}

function yamlFault(error: Error): string {
  const code = error instanceof YAMLError ? error.code : undefined
  if (code === 'MULTIPLE_DOCS')
    return 'must be one YAML document, holds several (between lines of ---); make their blocks a list'
  return `must be JSON or YAML: ${error.message.split('\n')[0]}`
}

/** A sweep's folder. */
export class SweepFolder {
  private constructor(
    readonly dir: string,
    readonly rows: readonly SweepRow[],
  ) {}

  /** The rows of a folder's manifest. @throws InputError if there is none or it is damaged */
  static async open(dir: string): Promise<SweepFolder> {
    const path = manifestOf(dir)
    if (!existsSync(path)) throw new InputError(`${dir}: not a sweep, it has no manifest.jsonl`)
    return new SweepFolder(dir, await readManifest(path))
  }

  /**
   * Makes the folder, or adds to an existing one the rows that it does not have yet.
   * @throws InputError if the manifest is damaged or cannot be written
   */
  static async extend(dir: string, rows: readonly SweepRow[]): Promise<SweepFolder> {
    const path = manifestOf(dir)
    try {
      await mkdir(dir, { recursive: true })
      return await alone(dir, async () => {
        const { there, all } = await extended(path, rows)
        if (all.length > there) await writeWhole(path, all.map((row) => `${JSON.stringify(row)}\n`).join(''))
        return new SweepFolder(dir, all)
      })
    } catch (error) {
      throw diskError(error, `writing ${path}`)
    }
  }

  /** What `extend` would make of a folder; nothing is written. @throws InputError if the manifest is damaged */
  static async extended(dir: string, rows: readonly SweepRow[]): Promise<SweepFolder> {
    return new SweepFolder(dir, (await extended(manifestOf(dir), rows)).all)
  }

  /** The folder of a row's run. */
  runDir({ id }: Pick<SweepRow, 'id'>): string {
    return runDir(this.dir, id)
  }
}

/** The folder of the run of that id in a sweep. */
export const runDir = (sweep: string, id: string): string => join(sweep, 'runs', id.slice(0, 2), id)

/** The rows that are there and, after them, those that are not. */
async function extended(
  path: string,
  rows: readonly SweepRow[],
): Promise<{ there: number; all: SweepRow[] }> {
  const there = existsSync(path) ? await readManifest(path) : []
  const known = new Set(there.map(({ id }) => id))
  return { there: there.length, all: [...there, ...rows.filter(({ id }) => !known.has(id))] }
}

/** The name that a sweep's folder has unless it is told one: that of its file, or of its preset. */
export const sweepName = (spec: string): string => basename(spec, extname(spec))
