/**
 * Reading text files that come from users, or that users may have edited. Every error is one line that begins with the
 * file's name.
 */
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { decodeText, naming, parseJson, undamaged } from '../text.js'
import { checked } from '../training/experiment.js'
import { diskError } from './files.js'

/** @throws InputError if it cannot be read, or is not UTF-8 */
export async function readText(path: string): Promise<string> {
  return readTextNow(path)
}

/**
 * The value in a JSON file, as its schema has it.
 * @param remedy what to do about a damaged file, e.g. `make it anew with …`
 * @throws InputError if it cannot be read, is not JSON, or of another shape
 */
export async function readJson<Value>(
  path: string,
  schema: z.ZodType<Value>,
  remedy: string,
): Promise<Value> {
  const text = readTextNow(path)
  const read = () => {
    const value = parseJson(text)
    checked(schema, value)
    return value as Value // not the schema's copy, whose fields are in another order: the file may be written again
  }
  return undamaged(path, read, remedy)
}

/**
 * These files are small. Read at once they take a tenth of the processor time that Node's promises take, which is what a
 * table of thousands of runs spends its time on.
 */
function readTextNow(path: string): string {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw diskError(error, `reading ${path}`)
  }
  return naming(path, () => decodeText(bytes))
}
