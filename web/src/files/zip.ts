/** Unpacks zipped folders, so that they are opened like the files in them. */
import { InputError } from 'gyrus/errors.js'
import { isWanted } from './groups.js'
import type { Files } from './read.js'

/** Most bytes that a zip may unpack to; enough for the largest sheet. */
const MOST_BYTES = 2 ** 30

/** The files, with each zip replaced by the files in it. @throws InputError if a zip is damaged or too large */
export async function unzipped(files: Files): Promise<Map<string, Blob>> {
  const result = new Map<string, Blob>()
  for (const [path, file] of files) {
    if (!/\.zip$/i.test(path)) {
      result.set(path, file)
      continue
    }
    for (const [name, bytes] of Object.entries(
      await unpack(path, new Uint8Array(await file.arrayBuffer())),
    )) {
      result.set(name, new Blob([bytes as Uint8Array<ArrayBuffer>]))
    }
  }
  return result
}

async function unpack(path: string, bytes: Uint8Array): Promise<Record<string, Uint8Array>> {
  const { unzipSync } = await import('fflate')
  let total = 0
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!isWanted(name) || /\.zip$/i.test(name)) return false
        total += originalSize
        if (total > MOST_BYTES) throw new InputError(`${path}: unpacks to more than ${MOST_BYTES} bytes`)
        return true
      },
    })
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${path}: damaged, it is no zip (${(error as Error).message})`)
  }
}
