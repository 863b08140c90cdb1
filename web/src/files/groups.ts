/** Which of many files belong together: those of one run each, as when a folder of runs is dropped. */
import { InputError } from 'gyrus/errors.js'
import type { Files, Opened } from './read.js'

/** Two brains stand side by side: no more are opened at once. */
const MOST = 2

/** What the page reads at all; pictures and reports of a run are passed over. */
export const isWanted = (path: string): boolean =>
  /\.(json|jsonl|safetensors|zip)$/i.test(path) && !path.endsWith('.vl.json')

/** What to call some files together: by their folder or else by the weights among them. */
export const sourceOf = (names: readonly string[]): string =>
  names.find((name) => !name.includes('.')) ?? names.find((name) => name.endsWith('.safetensors')) ?? names[0]

/**
 * The files of each run, by its folder: a folder with an experiment.json is one, with all that lies below. The rest
 * are one group more, under the empty name, by their names alone.
 */
export function groups(files: Files): Map<string, Map<string, Blob>> {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  const runs = [...files.keys()].filter((path) => /(^|\/)experiment\.json$/.test(path)).map(folderOf)
  const result = new Map<string, Map<string, Blob>>()
  for (const [path, file] of files) {
    // The longest, so that a run within a run is its own.
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
  const all = groups(files)
  if (all.size > 1) all.delete('') // loose files beside runs
  const runs = [...all].sort(([a], [b]) => (a < b ? -1 : 1))
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
