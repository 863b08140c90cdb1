/** `--out FILE` of the commands that write one file. The file is written whole or not at all; `--force` overwrites. */
import { lstat, realpath } from 'node:fs/promises'
import { extname } from 'node:path'
import { InputError } from '../errors.js'
import { writeNew, writeWhole } from '../runs/files.js'

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
  content: (ending: Ending) => Uint8Array | string | Promise<Uint8Array | string>,
): Promise<void> {
  const ending = endings.find((candidate) => candidate === extname(out).toLowerCase())
  if (!ending) {
    const choice = endings.length > 1 ? `${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}` : endings[0]
    throw new InputError(`--out: must end in ${choice}, got ${JSON.stringify(out)}`)
  }
  if (force) return writeWhole(await whereLinksLead(out), await content(ending))
  const isThere = await lstat(out).then(
    () => true,
    () => false,
  )
  if (isThere || !(await writeNew(out, await content(ending))))
    throw new InputError(`--out: ${out} is there already; name a new file, or write over it with --force`)
}

/** The file that a symbolic link points to, so that `--force` overwrites that file and keeps the link. */
const whereLinksLead = (path: string): Promise<string> => realpath(path).catch(() => path)
