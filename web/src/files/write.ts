/**
 * The files that the page saves, in the formats of the command line: the configuration for `gyrus train FILE`, the
 * weights for other tools and for this page, and a zipped folder of both for `gyrus analyze` and `gyrus view`.
 */
import { zipSync } from 'fflate'
import { coveredByChecksum, putChecksum } from 'gyrus/runs/checksum.js'
import { UNKNOWN } from 'gyrus/runs/instructionSet.js'
import { encodeNetwork, NETWORK_FILE } from 'gyrus/runs/networkFile.js'
import { FORMAT_VERSION, type RunRecord } from 'gyrus/runs/runRecord.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, tableOf } from 'gyrus/training/train.js'
import manifest from '../../../package.json' with { type: 'json' }
import type { WholeSnapshot } from '../brain/snapshot.js'
import { sha256 } from './sha256.js'

/** The text of a JSON file that `gyrus train` and this page can read. */
export const configurationFile = (experiment: Experiment): string =>
  `${JSON.stringify(experiment, null, 2)}\n`

/**
 * The bytes of `network.safetensors`, in the format of the same file in a run: parameters and places, and in the
 * metadata the step and the experiment, so that the file can be opened alone.
 */
export async function weightsFile(
  experiment: Experiment,
  snapshot: WholeSnapshot,
): Promise<Uint8Array<ArrayBuffer>> {
  const table = tableOf(experiment, batteryOf(experiment))
  const bytes = encodeNetwork(table, snapshot, JSON.stringify(experiment))
  const hash = await sha256(coveredByChecksum(bytes))
  if (hash !== null) putChecksum(bytes, hash)
  return bytes
}

/**
 * A zip of one folder with experiment.json and network.safetensors.
 * @param folder its name
 * @param origin the record from experiment.json if the network was opened from files; null if it grew here
 * @param created the time for the record of a network that grew here
 */
export async function folderZip(
  folder: string,
  experiment: Experiment,
  snapshot: WholeSnapshot,
  created: Date,
  origin: RunRecord | null = null,
): Promise<Uint8Array> {
  const record = origin ? { ...origin, experiment } : recordOf(experiment, created)
  const files = {
    [`${folder}/experiment.json`]: new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`),
    [`${folder}/${NETWORK_FILE}`]: await weightsFile(experiment, snapshot),
  }
  // A fixed date, so that the same network gives the same bytes. Zip stores local time, from 1980 on.
  return zipSync(files, { level: 1, mtime: new Date(1980, 0, 1) })
}

/** The record of a network that grew in a browser. A page cannot find out on which machine it runs. */
function recordOf(experiment: Experiment, created: Date): RunRecord {
  const engine = manifest.devDependencies['onnxruntime-web']
  const machine = { cpu: 'unknown', cores: 1, node: 'none, but a browser', platform: 'browser' }
  return {
    formatVersion: FORMAT_VERSION,
    versions: { gyrus: manifest.version, 'onnxruntime-web': engine },
    created: created.toISOString(),
    machine: { ...machine, instructionSet: UNKNOWN },
    experiment,
  }
}
