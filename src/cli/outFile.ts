/** `--out FILE` of the commands that write one file: whole or not at all, and over another one only where told. */
import { lstat, realpath } from 'node:fs/promises'
import { extname } from 'node:path'
import { InputError } from '../errors.js'
import { writeNew, writeWhole } from '../runs/files.js'

/** What `--help` says of it. */
export const FORCE = ['--force', 'write over the file, if there is one of that name'] as const

export interface OutFile<Ending extends string> {
  out: string
  /** What the name may end in, e.g. `.csv`. */
  endings: readonly Ending[]
  force?: boolean
}

/**
 * Writes the file.
 * @param content made only where the file can have its name
 * @throws InputError for another ending, where there is something of that name, or if the disk refuses
 */
export async function writeOut<Ending extends string>(
  { out, endings, force = false }: OutFile<Ending>,
  content: (ending: Ending) => Uint8Array | string | Promise<Uint8Array | string>,
): Promise<void> {
  const ending = endings.find((one) => one === extname(out).toLowerCase())
  if (!ending) {
    const all = endings.length > 1 ? `${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}` : endings[0]
    throw new InputError(`--out: must end in ${all}, got ${JSON.stringify(out)}`)
  }
  if (force) return writeWhole(await whereLinksLead(out), await content(ending))
  const isThere = await lstat(out).then(
    () => true,
    () => false,
  )
  if (isThere || !(await writeNew(out, await content(ending))))
    throw new InputError(`--out: ${out} is there already; name a new file, or write over it with --force`)
}

/** Writing over a link writes over what it leads to. */
const whereLinksLead = (path: string): Promise<string> => realpath(path).catch(() => path)
