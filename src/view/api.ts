/**
 * What `gyrus view` answers, as the page reads it: `api/runs` a list of ServedRun, `api/runs/ID` a ServedFolder,
 * `api/runs/ID/files/PATH` the bytes of one file (of metrics.jsonl its whole lines, `?from=BYTE` those from there on).
 */

/** One of the runs that are served. */
export interface ServedRun {
  /** Names it in an address, for as long as the server lives. */
  id: string
  /** Its folder, as the user named it. */
  name: string
  /** What is wrong with the run, as one line; null if nothing is. The fields below are there only then. */
  fault: string | null
  /** `running`: a process trains it now; `lost`: it cannot go on. */
  status?: 'done' | 'running' | 'stopped' | 'lost'
  /** Of the newest checkpoint or of a kept network; 0 without either. */
  step?: number
  /** How many the training takes. */
  steps?: number
  preset?: string
  seed?: number
  battery?: string
  regularizer?: string
  lambda?: number
  rows?: number
  columns?: number
}

/** A run with the files of it that are there at this moment. */
export interface ServedFolder extends ServedRun {
  /** Bytes by path, e.g. `checkpoints/step-00002000.safetensors`. */
  files: Record<string, number>
}

/** Where the page finds the API: the content of this `meta` element, which only a server of runs adds. */
export const API_META = 'gyrus-runs'
export const API_PATH = 'api/runs'
