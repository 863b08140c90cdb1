/**
 * Reads a network from files. One function serves for all that the page opens: a run's folder, files dropped together,
 * a network shipped with the page, and a run that `gyrus view` serves. The files are read by the same code as on the
 * command line (gyrus/runs). If they cannot be shown, an InputError of one plain line says why.
 */
import { InputError } from 'gyrus/errors.js'
import { cellSentence } from 'gyrus/figures/cellWords.js'
import { chargeWords } from 'gyrus/figures/chargeWords.js'
import { importedSentence } from 'gyrus/figures/importedWords.js'
import { decodeSafetensors, type Tensor } from 'gyrus/formats/safetensors.js'
import { connections } from 'gyrus/network/parameters.js'
import { isCheckpoint, sealedCheckpoint } from 'gyrus/runs/checkpointFile.js'
import { detailsSchema, summarySchema } from 'gyrus/runs/measureFiles.js'
import { type MetricsLine, readMetrics } from 'gyrus/runs/metricsLines.js'
import { decodeMoments, MOMENTS_FILE } from 'gyrus/runs/momentsFile.js'
import { fingerprinted, NETWORK_FILE, networkOf, sealedNetwork } from 'gyrus/runs/networkFile.js'
import { type RunRecord, readExperiment } from 'gyrus/runs/runRecord.js'
import type { Battery } from 'gyrus/tasks/battery.js'
import { decodeText, isModule, naming, parseJson } from 'gyrus/text.js'
import { checked, type Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, sizeOf, tableOf } from 'gyrus/training/train.js'
import type { z } from 'zod'
import type { Described, Snapshot, WholeSnapshot } from '../brain/snapshot.js'
import { evaluatedOf, type SavedAnalysis } from './evaluated.js'
import { sha256 } from './sha256.js'
import { type FoundStudy, studiesAmong } from './studies.js'

/** Files by their paths, whose parts are separated by `/`. A Blob is read only when its bytes are asked for. */
export type Files = ReadonlyMap<string, Blob>

export interface Opened {
  described: Described
  /** Null if the files hold an experiment but no network yet; the notes then say why. */
  snapshot: WholeSnapshot | null
  /** Its growth up to this snapshot, from moments.safetensors; empty if there is none. */
  past: readonly Snapshot[]
  /** The lines of metrics.jsonl, for the curves. */
  metrics: MetricsLine[]
  /** The analysis of this network at this step; if it is null, the snapshot has no evaluation. */
  analysis: SavedAnalysis | null
  /** How it came about, in the words of its charge: a sentence each. */
  growth: readonly string[]
  /** The studies that were made of this network. */
  studies: readonly FoundStudy[]
  /** What experiment.json says besides the experiment. */
  record: RunRecord | null
  /** Plain sentences about what is missing, e.g. that the training is not finished. */
  notes: string[]
}

const EXPERIMENT = 'experiment.json'
const METRICS = 'metrics.jsonl'
const SUMMARY = 'analysis/summary.json'
const DETAILS = 'analysis/details.json'
const CHECKPOINT = /(?:^|\/)step-(\d{8,})\.safetensors$/
/** How this reader is called in the message about a file of a newer version. */
const READER = "the page's gyrus"

/**
 * Opens the network in some files.
 * @param source where they come from, in a few words: a run's name, a file's name
 * @throws InputError if they hold none, or one of them is damaged or of a newer version
 */
export async function openNetwork(files: Files, source: string): Promise<Opened> {
  const weights = weightsAmong(files)
  const found = weights === null ? null : await readWeights(weights, await bytesOf(files.get(weights)!))
  const described = await experimentAmong(files, found, source)
  const { experiment, record } = described
  const battery = batteryFor(experiment)
  const notes: string[] = []
  const metrics = await metricsAmong(files)
  const told = record ?? { experiment }
  const made = record?.imported
    ? importedSentence(record.imported, found?.step ?? 0)
    : chargeWords(told).sentence
  const growth = [cellSentence(told), made].filter((sentence) => sentence !== null)
  const opened = { described: { experiment, source }, metrics, record, growth }
  if (!found) {
    const first = experiment.training.checkpointEvery.toLocaleString('en-US')
    notes.push(`${source} has no network yet: a training saves its first at step ${first}.`)
    return { ...opened, snapshot: null, past: [], analysis: null, studies: [], notes }
  }
  const { step, tensors, state } = found
  if (state && state.experiment !== (await fingerprintOf(experiment, state))) {
    throw new InputError(`${weights}: was saved under another experiment than ${EXPERIMENT} describes`)
  }
  const table = tableOf(experiment, battery)
  const network = damageOf(weights!, () => networkOf(tensors, table))
  if (state?.finished === false) {
    const steps = experiment.training.steps.toLocaleString('en-US')
    notes.push(`The training of ${source} is not finished: step ${step.toLocaleString('en-US')} of ${steps}.`)
  }
  const analysis = await analysisAmong(files, step, notes)
  const text = (path: string) => textOf(path, files.get(path)!)
  const studies = record ? await studiesAmong(files.keys(), text, record, step, notes) : []
  const snapshot: WholeSnapshot = {
    step,
    ...network,
    connections: connections(table, (name) => network.parameters[name]),
    evaluation: null,
  }
  try {
    const names = battery.tasks.map(({ name }) => name)
    if (analysis) snapshot.evaluation = evaluatedOf(analysis, names, network.places.length)
  } catch (error) {
    notes.push(`The analysis of ${source} cannot be used: ${(error as Error).message}.`)
  }
  const past = await pastAmong(files, described.experiment, battery, step, notes)
  return { ...opened, snapshot, past, analysis: snapshot.evaluation && analysis, studies, notes }
}

/** The kept moments before a step. If they are damaged, a note says so and the network is shown without them. */
async function pastAmong(
  files: Files,
  experiment: Experiment,
  battery: Battery,
  step: number,
  notes: string[],
): Promise<Snapshot[]> {
  const file = files.get(MOMENTS_FILE)
  if (!file) return []
  try {
    const bytes = await bytesOf(file)
    const { metadata } = decodeSafetensors(bytes)
    const tasks = battery.tasks.map(({ name }) => name)
    const fingerprint = (await fingerprintOf(experiment, metadata)) as string
    const of = { experiment: fingerprint, tasks, ...sizeOf(experiment, battery) }
    return decodeMoments(bytes, of)
      .filter((moment) => moment.step < step)
      .map((moment) => ({ ...moment, parameters: null }))
  } catch (error) {
    notes.push(
      `${MOMENTS_FILE} is damaged: the network is shown without its growth (${(error as Error).message}).`,
    )
    return []
  }
}

/** The path of the weights to show: the newest checkpoint, or else network.safetensors; null if there are none. */
function weightsAmong(files: Files): string | null {
  const paths = [...files.keys()]
  const newest = paths
    .filter((path) => CHECKPOINT.test(path))
    .sort((a, b) => Number(CHECKPOINT.exec(a)![1]) - Number(CHECKPOINT.exec(b)![1]))
    .at(-1)
  if (newest !== undefined) return newest
  if (files.has(NETWORK_FILE)) return NETWORK_FILE
  const weightFiles = paths.filter((path) => path.endsWith('.safetensors') && path !== MOMENTS_FILE)
  if (weightFiles.length > 1) throw new InputError(`${weightFiles.join(', ')}: open one network at a time`)
  return weightFiles[0] ?? null
}

interface Weights {
  step: number
  tensors: Record<string, Tensor>
  /** In a network that was saved alone: its experiment, as JSON. */
  experiment?: string
  /** In a checkpoint. */
  state?: { experiment?: unknown; finished?: unknown }
}

async function readWeights(path: string, bytes: Uint8Array): Promise<Weights> {
  try {
    const { metadata } = decodeSafetensors(bytes)
    const sealed = isCheckpoint(metadata) ? sealedCheckpoint(bytes) : sealedNetwork(bytes)
    return sealed.open(await sha256(sealed.covered)) as Weights
  } catch (error) {
    throw damaged(path, error)
  }
}

function damageOf<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw damaged(path, error)
  }
}

/**
 * The error for a damaged file. An InputError is not about damage (e.g. the file is of a newer version), so it keeps
 * its text.
 */
function damaged(path: string, error: unknown): InputError {
  const { message } = error as Error
  if (error instanceof InputError) return new InputError(`${path}: ${message}`)
  return new InputError(`${path}: damaged, or no network of gyrus (${message})`)
}

/**
 * The experiment: from experiment.json, from the only other JSON file, or from the metadata of a network saved alone.
 */
async function experimentAmong(
  files: Files,
  weights: Weights | null,
  source: string,
): Promise<{ experiment: Experiment; record: RunRecord | null }> {
  const file = files.get(EXPERIMENT)
  if (file) return readExperiment(EXPERIMENT, await textOf(EXPERIMENT, file), READER)
  if (weights?.experiment !== undefined) return readExperiment(source, weights.experiment, READER)
  const jsonFiles = [...files.keys()].filter((path) => path.endsWith('.json') && !path.includes('/'))
  if (jsonFiles.length === 1) {
    const text = await textOf(jsonFiles[0], files.get(jsonFiles[0])!)
    if (/"preset"/.test(text)) return readExperiment(jsonFiles[0], text, READER)
  }
  throw new InputError(
    weights
      ? `${source}: weights alone do not say what they are of; open ${EXPERIMENT} with them`
      : `${source}: holds no network; open the folder of a run, or ${NETWORK_FILE} and ${EXPERIMENT} together`,
  )
}

function batteryFor(experiment: Experiment): Battery {
  const { battery, network } = experiment
  if (network.cell !== undefined && isModule(network.cell)) {
    throw new InputError(
      `The neurons are those of ${network.cell}, a program that the page does not run; gyrus analyze can show this network`,
    )
  }
  if (isModule(battery)) {
    throw new InputError(
      `The tasks are those of ${battery}, a program that the page does not run; gyrus analyze can show this network`,
    )
  }
  return batteryOf(experiment)
}

/**
 * The experiment's SHA-256, as in a checkpoint. If the browser cannot hash: the checkpoint's own, so that they agree.
 */
async function fingerprintOf(experiment: Experiment, state: { experiment?: unknown }): Promise<unknown> {
  return (await sha256([new TextEncoder().encode(fingerprinted(experiment))])) ?? state.experiment
}

/** The lines of metrics.jsonl; none if there is no such file. @throws InputError if a line is damaged */
export async function metricsAmong(files: Files): Promise<MetricsLine[]> {
  const file = files.get(METRICS)
  return file ? readMetrics(await bytesOf(file), METRICS).lines : []
}

/** The analysis, if there is one of that step. If it is damaged, a note says so and the network is shown without it. */
async function analysisAmong(files: Files, step: number, notes: string[]): Promise<SavedAnalysis | null> {
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      return checked(schema, parseJson(await textOf(path, files.get(path)!)))
    } catch {
      notes.push(`${path} is damaged: the network is shown without its analysis.`)
      return null
    }
  }
  if (!files.has(SUMMARY) || !files.has(DETAILS)) return null
  const summary = await read(SUMMARY, summarySchema)
  const details = await read(DETAILS, detailsSchema)
  return summary && details && summary.step === step ? { summary, details } : null
}

async function textOf(path: string, file: Blob): Promise<string> {
  const bytes = await bytesOf(file)
  return naming(path, () => decodeText(bytes))
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer())
}
