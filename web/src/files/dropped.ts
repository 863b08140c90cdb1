/**
 * Files and folders that were dropped on the page or chosen, as one map from paths to files. Only names are read here,
 * no contents.
 */
import { InputError } from 'gyrus/errors.js'
import { isWanted } from './groups.js'

/** The part of the browsers' File and Directory Entries API that is used here. */
export interface Entry {
  readonly isFile: boolean
  readonly isDirectory: boolean
  readonly name: string
  file?(found: (file: File) => void, failed: (error: unknown) => void): void
  createReader?(): EntryReader
}

interface EntryReader {
  readEntries(found: (entries: Entry[]) => void, failed: (error: unknown) => void): void
}

/** A folder with more entries is refused: it is not a folder of runs but, for example, a home folder. */
const MOST_ENTRIES = 20_000
/** Names of folders that are skipped. */
const PASSED_OVER = /^(\.|node_modules$|figures$)/

/** All dropped files, by their paths. @throws InputError if there are too many, or one no longer exists */
export async function filesIn(entries: readonly Entry[]): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>()
  let seen = 0
  const walk = async (entry: Entry, folder: string): Promise<void> => {
    if (++seen > MOST_ENTRIES)
      throw new InputError(
        `${entries[0].name}: holds more than ${MOST_ENTRIES} files; drop the folder of a run`,
      )
    const path = folder + entry.name
    if (entry.isFile && isWanted(path)) files.set(path, await fileOf(entry, path))
    if (!entry.isDirectory || PASSED_OVER.test(entry.name)) return
    for (const inside of await entriesOf(entry, path)) await walk(inside, `${path}/`)
  }
  for (const entry of entries) await walk(entry, '')
  return files
}

export interface ChosenFile extends Blob {
  readonly name: string
  /** Path below the chosen folder; empty for a file that was chosen by itself. */
  readonly webkitRelativePath?: string
}

/** The files of an `<input>`, by their path in the chosen folder, or by their name. */
export function filesOf(list: Iterable<ChosenFile>): Map<string, Blob> {
  const paths = Array.from(list, (file): [string, Blob] => [file.webkitRelativePath || file.name, file])
  return new Map(
    paths.filter(([path]) => isWanted(path) && !path.split('/').some((p) => PASSED_OVER.test(p))),
  )
}

function fileOf(entry: Entry, path: string): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file!(resolve, () => reject(new InputError(`${path}: cannot be read; is it still there?`)))
  })
}

async function entriesOf(entry: Entry, path: string): Promise<Entry[]> {
  const reader = entry.createReader!()
  const entries: Entry[] = []
  for (;;) {
    // A browser returns at most a hundred entries at a time, and none when there are no more.
    const batch = await new Promise<Entry[]>((resolve, reject) => {
      reader.readEntries(resolve, () => reject(new InputError(`${path}: cannot be read; is it still there?`)))
    })
    if (batch.length === 0) return entries
    entries.push(...batch)
  }
}
