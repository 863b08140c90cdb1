/** Sorts files into groups that belong to one run each, for when a folder with several runs is dropped. */
import { InputError } from 'gyrus/errors.js'
import type { Files, Opened } from './read.js'

/** At most two networks are opened, because the page shows two side by side. */
const MOST = 2

/** Whether the page reads a file. It skips the pictures and reports of a run. */
export const isWanted = (path: string): boolean =>
  /\.(json|jsonl|safetensors|zip)$/i.test(path) && !path.endsWith('.vl.json')

/** A name for several files together: the name of their folder, or else of the file with the weights. */
export const sourceOf = (names: readonly string[]): string =>
  names.find((name) => !name.includes('.')) ?? names.find((name) => name.endsWith('.safetensors')) ?? names[0]

/**
 * The files of each run, by the run's folder and then by their path within it. A run is a folder with an
 * experiment.json, with all files below it. Files outside of such folders form one more group, with an empty name, and
 * are in it by their names without folders.
 */
export function groups(files: Files): Map<string, Map<string, Blob>> {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  const runs = [...files.keys()].filter((path) => /(^|\/)experiment\.json$/.test(path)).map(folderOf)
  const result = new Map<string, Map<string, Blob>>()
  for (const [path, file] of files) {
    // If a run lies within another run, the inner folder (the longer path) has the file.
    const run = runs.filter((folder) => path.startsWith(folder)).sort((a, b) => b.length - a.length)[0]
    const name = (run ?? '').replace(/\/$/, '')
    const inside = run === undefined ? path.slice(path.lastIndexOf('/') + 1) : path.slice(run.length)
    const group = result.get(name) ?? new Map<string, Blob>()
    result.set(name, group.set(inside, file))
  }
  return result
}

/**
 * The networks among some files, at most two.
 * @param source what to call them if they have no folder of their own
 * @throws InputError if there is none, or one cannot be shown
 */
export async function openAll(files: Files, source: string): Promise<Opened[]> {
  const grouped = groups(files)
  if (grouped.size > 1) grouped.delete('') // files beside runs that belong to none of them
  const runs = [...grouped].sort(([a], [b]) => (a < b ? -1 : 1))
  if (runs.length === 0) throw new InputError(`${source}: holds no network of gyrus`)
  const { openNetwork } = await import('./read.js')
  const opened: Opened[] = []
  for (const [folder, inside] of runs.slice(0, MOST)) {
    opened.push(await openNetwork(inside, folder.split('/').at(-1) || source))
  }
  if (runs.length > MOST) {
    opened[0].notes.push(`${source} holds ${runs.length} runs: the first two are shown.`)
  }
  return opened
}
