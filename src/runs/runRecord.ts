/**
 * What experiment.json holds, and how its text is read, in Node and in a browser alike: what was asked, by which
 * versions, on which machine, when.
 */
import { z } from 'zod'
import { InputError } from '../errors.js'
import type { CellWords } from '../figures/cellWords.js'
import type { ChargeWords } from '../figures/chargeWords.js'
import type { ImportedFrom } from '../figures/data.js'
import { naming, parseJson, plain, undamaged } from '../text.js'
import { checked, type Experiment, parseExperiment } from '../training/experiment.js'
import { UNKNOWN } from './instructionSet.js'
import type { Machine, Versions } from './versions.js'

/** Of the folder's layout and of experiment.json; a run of a higher one is not opened. */
export const FORMAT_VERSION = 1

const recordSchema = z.object({
  formatVersion: z.int().min(1),
  versions: z
    .object({
      gyrus: z.string(),
      'onnxruntime-node': z.string().optional(),
      'onnxruntime-web': z.string().optional(),
    })
    .refine((of) => (of['onnxruntime-node'] ?? of['onnxruntime-web']) !== undefined, {
      error: 'must name onnxruntime-node or onnxruntime-web',
    }),
  created: z.iso.datetime(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    node: z.string(),
    platform: z.string(),
    instructionSet: z.string().default(UNKNOWN), // not noted by the first versions of gyrus
  }),
  layoutOf: z.string().optional(),
  imported: z
    .object({
      file: z.string(),
      sha256: z.string(),
      format: z.string(),
      tensors: z.record(z.string(), z.string()),
      places: z.enum(['layout', 'row-major']),
    })
    .optional(),
  cell: z.object({ name: z.string(), sentence: z.string().nullable() }).optional(),
  charge: z
    .object({
      name: z.string(),
      title: z.string(),
      label: z.string(),
      help: z.string(),
      sentence: z.string(),
      lengths: z.enum(['all', 'recurrent']).nullable(),
    })
    .optional(),
  experiment: z.unknown().optional(), // has a schema, and words, of its own
})

/** What experiment.json holds. */
export interface RunRecord {
  /** Of the layout of the folder. */
  formatVersion: number
  /** By what it was begun. */
  versions: Versions
  /** ISO 8601, UTC. */
  created: string
  /** On what it was begun. */
  machine: Machine
  /** The folder of the run whose network this is, its neurons laid out anew after the training. */
  layoutOf?: string
  /** Where its network comes from, where gyrus did not train it. */
  imported?: ImportedFrom
  /** The words of its cell, where that is a module of a user's own, which readers need not have. */
  cell?: CellWords
  /** The words of its charge, where that is a module of a user's own, which readers need not have. */
  charge?: ChargeWords
  /** What was asked. */
  experiment: Experiment
}

/** Lists of more entries than this stand on one line of the file, so that it can be read. */
const LONG_LIST = 24

/** The text of experiment.json. */
export function recordText(record: RunRecord): string {
  const lists: string[] = []
  const marked = JSON.stringify(
    record,
    (_, value) => {
      if (!Array.isArray(value) || value.length <= LONG_LIST) return value
      return `\0${lists.push(JSON.stringify(value)) - 1}`
    },
    2,
  )
  return `${marked.replaceAll(/"\\u0000(\d+)"/g, (_, i) => lists[Number(i)])}\n`
}

/**
 * The record that a text holds.
 * @param path what to call it in a complaint
 * @param reader who reads, e.g. `gyrus 0.1.0`
 * @throws InputError if it is damaged or of a newer version
 */
export function readRecord(path: string, text: string, reader: string): RunRecord {
  return recordOf(
    path,
    undamaged(path, () => parseJson(text)),
    reader,
  )
}

/**
 * The experiment that a text describes: an experiment alone, as a configuration is written, or the record of a run.
 * @throws InputError as `readRecord`, or naming the fields at fault
 */
export function readExperiment(
  path: string,
  text: string,
  reader: string,
): { experiment: Experiment; record: RunRecord | null } {
  const json = undamaged(path, () => parseJson(text))
  if (typeof json === 'object' && json !== null && ('formatVersion' in json || 'experiment' in json)) {
    const record = recordOf(path, json, reader)
    return { experiment: record.experiment, record }
  }
  return { experiment: naming(path, () => parseExperiment(json)), record: null }
}

function recordOf(path: string, json: unknown, reader: string): RunRecord {
  // The version comes first: in a newer file nothing else needs to be as it is here.
  const { formatVersion, versions: writer } = (json ?? {}) as Partial<RunRecord>
  if (Number.isInteger(formatVersion) && formatVersion! > FORMAT_VERSION) {
    const newer = `format ${formatVersion}, gyrus ${plain(String(writer?.gyrus))}`
    const reading = `this is ${reader}, which reads format ${FORMAT_VERSION}`
    throw new InputError(`${path}: written by a newer version (${newer}); ${reading}: update gyrus`)
  }
  const record = undamaged(path, () => checked(recordSchema, json))
  return naming(path, () => ({ ...record, experiment: parseExperiment(record.experiment) }))
}
