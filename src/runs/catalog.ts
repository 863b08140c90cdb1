/** Many runs as one table: what each is, how far it came, and what came out. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Summary } from '../analysis/analysis.js'
import { InputError } from '../errors.js'
import { type Experiment, fieldOf, fieldsOfAll } from '../training/experiment.js'
import { lossOf } from './continuation.js'
import { RunFolder, type RunRecord } from './folder.js'
import { experimentId } from './identity.js'
import { heldBy } from './lock.js'
import { summarySchema } from './measureFiles.js'
import { NETWORK_FILE } from './networkFile.js'
import { isTemporary } from './temporary.js'
import { readJson } from './textFile.js'

/**
 * `done` has its analysis; `running` is held by a process; what is `stopped` goes on with resume; what is `lost` cannot,
 * since its checkpoints are gone, or it was not laid out to the end.
 */
export type RunStatus = 'done' | 'running' | 'stopped' | 'lost'

export interface CatalogRow {
  /** `experimentId` of its configuration. */
  id: string
  dir: string
  status: RunStatus
  /** Of the newest checkpoint, or of a kept network's analysis. */
  step: number
  record: RunRecord
  /** Of a run that is done. */
  summary: Summary | null
}

/** A run that cannot be read, and why, in one line. */
export interface DamagedRun {
  dir: string
  fault: string
}

export interface FoundRuns {
  rows: CatalogRow[]
  damaged: DamagedRun[]
}

/** What a table shows of a summary: name, unit and value. */
export const MEASURES: readonly { name: string; unit: string; of(summary: Summary): number | null }[] = [
  { name: 'accuracy', unit: 'share', of: (s) => s.meanAccuracy },
  { name: 'accuracySe', unit: 'share', of: (s) => s.meanAccuracySe },
  { name: 'error', unit: 'share', of: (s) => s.error },
  { name: 'activeNeurons', unit: 'neurons', of: (s) => s.activeNeurons },
  { name: 'wiringLength', unit: 'cells', of: (s) => s.wiringLength },
  { name: 'totalWiringLength', unit: 'cells', of: (s) => s.totalWiringLength ?? null },
  { name: 'weightedWiringLength', unit: 'cells × weight', of: (s) => s.weightedWiringLength },
  { name: 'clusters', unit: 'count', of: (s) => s.clusters.length },
  { name: 'silhouette', unit: '1', of: (s) => s.silhouette.value },
  { name: 'silhouetteZ', unit: 'sd', of: (s) => s.silhouette.z },
  { name: 'isolatedNeuronRatio', unit: 'share', of: (s) => s.isolatedNeuronRatio.value },
  { name: 'isolatedNeuronRatioZ', unit: 'sd', of: (s) => s.isolatedNeuronRatio.z },
  { name: 'indexVariance', unit: 'places²', of: (s) => s.indexVariance.value },
  { name: 'indexVarianceZ', unit: 'sd', of: (s) => s.indexVariance.z },
  { name: 'modularity', unit: '1', of: (s) => s.modularity.value },
  { name: 'modularityZ', unit: 'sd', of: (s) => s.modularity.z },
]

/**
 * The runs in some folders and the folders below them, in the order of their paths. Other folders, and such as cannot
 * be read, are passed over; a run that is damaged is not, and leaves the others alone.
 * @throws InputError if a folder does not exist
 */
export async function findRuns(roots: readonly string[]): Promise<FoundRuns> {
  const dirs: string[] = []
  for (const root of roots) for await (const dir of runFolders(root)) dirs.push(dir)
  return catalogRows(dirs)
}

/** Each of these runs as a row, or what is wrong with it. */
export async function catalogRows(dirs: readonly string[]): Promise<FoundRuns> {
  const found: FoundRuns = { rows: [], damaged: [] }
  for (const dir of dirs) {
    try {
      found.rows.push(await catalogRow(dir))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      found.damaged.push({ dir, fault: error.message })
    }
  }
  return found
}

/**
 * The folders of the runs in a folder, which may be one itself, in the order of their paths. Symbolic links are not
 * followed.
 * @throws InputError if the folder does not exist
 */
export async function* runFolders(root: string): AsyncGenerator<string, void> {
  if (!existsSync(root)) throw new InputError(`${root}: no such folder`)
  if (existsSync(join(root, 'experiment.json'))) {
    yield root
    return
  }
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules' && !isTemporary(entry.name),
  )
  // A folder below may be gone by now: then there is nothing in it.
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (existsSync(join(root, name))) yield* runFolders(join(root, name))
  }
}

/**
 * One run as a row.
 * @param now by the clock of its file system, where that matters (`heldBy`)
 * @throws InputError if it is not a run, damaged or of a newer version
 */
export async function catalogRow(dir: string, now?: number): Promise<CatalogRow> {
  const run = await RunFolder.open(dir)
  const summary = await readSummary(run)
  const steps = await run.checkpointSteps()
  const isSaved = steps.length > 0 || existsSync(run.path(NETWORK_FILE))
  return {
    // Most tables do not show it, and it takes as long as all the rest.
    get id() {
      return experimentId(run.experiment)
    },
    dir,
    status:
      heldBy(dir, now) !== null ? 'running' : summary ? 'done' : isSaved || !lossOf(run) ? 'stopped' : 'lost',
    step: steps.at(-1) ?? summary?.step ?? 0,
    record: run.record,
    summary,
  }
}

async function readSummary(run: RunFolder): Promise<Summary | null> {
  const path = run.path('analysis/summary.json')
  // The details are written after the summary: with them the analysis is whole.
  if (!existsSync(path) || !existsSync(run.path('analysis/details.json'))) return null
  return readJson(path, summarySchema, `make it anew with \`npx gyrus analyze ${run.dir}\``)
}

/** The fields in which the experiments differ, in the schema's order; what modules of a user's own added comes last. */
export function differingFields(experiments: readonly Experiment[]): string[] {
  return fieldsOfAll(experiments).filter((path) => {
    const first = experiments.length > 0 ? fieldOf(experiments[0], path) : undefined
    return experiments.some((experiment) => !isSame(fieldOf(experiment, path), first))
  })
}

/** A field as a reader knows it: a cell or charge of a user's own by its name, where that is noted. */
export function shownField(
  { experiment, cell, charge }: Pick<RunRecord, 'experiment' | 'cell' | 'charge'>,
  path: string,
): unknown {
  if (path === 'network.cell' && cell) return cell.name
  return path === 'regularizer.kind' && charge ? charge.name : fieldOf(experiment, path)
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
