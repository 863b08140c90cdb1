/**
 * What the page hands out, in the command line's own formats: the configuration for `gyrus train FILE`, the weights
 * for other tools and for the page, and a folder of both, zipped, that `gyrus analyze` and `gyrus view` take.
 */
import { zipSync } from 'fflate'
import { coveredByChecksum, putChecksum } from 'gyrus/runs/checksum.js'
import { UNKNOWN } from 'gyrus/runs/instructionSet.js'
import { encodeNetwork, NETWORK_FILE } from 'gyrus/runs/networkFile.js'
import { FORMAT_VERSION, type RunRecord } from 'gyrus/runs/runRecord.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, tableOf } from 'gyrus/training/train.js'
import manifest from '../../../package.json' with { type: 'json' }
import type { Snapshot } from '../brain/snapshot.js'
import { sha256 } from './sha256.js'

/** The text of a JSON file that `gyrus train` takes, and the page too. */
export const configurationFile = (experiment: Experiment): string =>
  `${JSON.stringify(experiment, null, 2)}\n`

/**
 * The bytes of `network.safetensors`: parameters and places, laid out as a kept network, with the step and the
 * experiment in the metadata so that the file can be opened alone.
 */
export async function weightsFile(
  experiment: Experiment,
  snapshot: Snapshot,
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
 * @param origin what experiment.json said where the network was opened from files; left out for one grown here
 * @param created when it was grown
 */
export async function folderZip(
  folder: string,
  experiment: Experiment,
  snapshot: Snapshot,
  created: Date,
  origin: RunRecord | null = null,
): Promise<Uint8Array> {
  const record = origin ? { ...origin, experiment } : recordOf(experiment, created)
  const files = {
    [`${folder}/experiment.json`]: new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`),
    [`${folder}/${NETWORK_FILE}`]: await weightsFile(experiment, snapshot),
  }
  // A fixed date, so that the same network gives the same bytes; zip has local time and knows none before 1980.
  return zipSync(files, { level: 1, mtime: new Date(1980, 0, 1) })
}

/** The record of a network that was grown in a browser, whose machine a page does not get to know. */
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
