/**
 * What a browser hands over when something is dropped on the page or chosen: files, and folders with all that is in
 * them, as one map of paths. Nothing is read yet but names.
 */
import { InputError } from 'gyrus/errors.js'
import { isWanted } from './groups.js'

/** As browsers have it: the File and Directory Entries API, of which this much is used. */
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

/** A folder of more is not one of runs: a home folder, say. */
const MOST_ENTRIES = 20_000
/** Folders that are never looked into. */
const PASSED_OVER = /^(\.|node_modules$|figures$)/

/** The files in what was dropped, by their paths. @throws InputError if there are far too many, or one is gone */
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
  /** Empty for one that was chosen by itself. */
  readonly webkitRelativePath?: string
}

/** The files of an `<input>`, of which those from a chosen folder know their path. */
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
  const all: Entry[] = []
  for (;;) {
    // A browser hands out a hundred at a time, and none at the end.
    const some = await new Promise<Entry[]>((resolve, reject) => {
      reader.readEntries(resolve, () => reject(new InputError(`${path}: cannot be read; is it still there?`)))
    })
    if (some.length === 0) return all
    all.push(...some)
  }
}
