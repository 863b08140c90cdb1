/** `--out` of the commands that write a file or a folder. It is written whole or not at all; `--force` overwrites. */
import { lstat, realpath } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { InputError } from '../errors.js'
import { type Content, writeNew, writeNewFolder, writeWhole } from '../runs/files.js'

/** The option `--force`, and its text in `--help`. */
export const FORCE = ['--force', 'write over the file, if there is one of that name'] as const

export interface OutFile<Ending extends string> {
  out: string
  /** The endings that the name may have, e.g. `.csv`. */
  endings: readonly Ending[]
  force?: boolean
}

/**
 * Writes the file.
 * @param content makes the file's content; called only if the file may be written
 * @throws InputError if the name has another ending, if it exists already (without `force`), or if the disk refuses
 */
export async function writeOut<Ending extends string>(
  { out, endings, force = false }: OutFile<Ending>,
  content: (ending: Ending) => Content | Promise<Content>,
): Promise<void> {
  const ending = endings.find((candidate) => candidate === extname(out).toLowerCase())
  if (!ending) {
    const choice = endings.length > 1 ? `${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}` : endings[0]
    throw new InputError(`--out: must end in ${choice}, got ${JSON.stringify(out)}`)
  }
  if (force) return writeWhole(await whereLinksLead(out), await content(ending))
  await refuseIfThere(out)
  if (!(await writeNew(out, await content(ending)))) throw taken(out)
}

/**
 * Writes the files of a folder: of a new one all together, into one that is there, with `force`, one after the other.
 * @throws InputError where there is something of that name, or if the disk refuses
 */
export async function writeOutFolder(
  out: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  force = false,
): Promise<void> {
  if (!(await isThere(out))) {
    if (!(await writeNewFolder(out, files))) throw taken(out)
    return
  }
  if (!force) throw taken(out)
  for (const [name, content] of Object.entries(files)) await writeWhole(join(out, name), content)
}

/** @throws InputError where there is something of that name */
export async function refuseIfThere(out: string): Promise<void> {
  if (await isThere(out)) throw taken(out)
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const taken = (out: string) =>
  new InputError(`--out: ${out} is there already; name a new file, or write over it with --force`)

/** The file that a symbolic link points to, so that `--force` overwrites that file and keeps the link. */
const whereLinksLead = (path: string): Promise<string> => realpath(path).catch(() => path)
