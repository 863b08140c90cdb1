/**
 * Modules of a user's own: JavaScript files whose default export is a battery, a charge, a cell or a study. A module is
 * code, so whoever was computed with it notes the SHA-256 of its text, and is not gone on with under another. What the
 * module imports is not looked at.
 */
import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../errors.js'
import { decodeText, naming } from '../text.js'
import { diskError } from './files.js'

/** What a module's default export is to be. */
export interface ModuleKind<Value> {
  /** What messages call it, e.g. `battery`. */
  readonly name: string
  /** The function that makes one, e.g. `defineBattery`. */
  readonly maker: string
  /** Structural: the module may have it from another copy of gyrus. */
  is(value: unknown): value is Value
}

export interface LoadedModule<Value> {
  value: Value
  /** SHA-256 of the module's text, hexadecimal. */
  sha256: string
}

let tellForeign: (path: string) => void = () => {}

/**
 * A module is code that runs with the user's rights. One from outside of the working folder may have come with a run or a
 * sweep that somebody else made, so it is told before it is loaded.
 * @param tell called with the module's path, each time
 */
export function onForeignModule(tell: (path: string) => void): void {
  tellForeign = tell
}

/** Whether a file lies outside of the working folder, links followed. */
async function isForeign(path: string): Promise<boolean> {
  const way = relative(await realpath('.'), await realpath(path))
  return isAbsolute(way) || way.split(sep)[0] === '..'
}

/**
 * @param file the path of a .mjs or .js module, from the working directory
 * @param expected the SHA-256 that the module must have
 * @throws InputError if there is no such file, the module fails or exports something else, or it is another than expected
 */
export async function loadModule<Value>(
  kind: ModuleKind<Value>,
  file: string,
  expected?: string,
): Promise<LoadedModule<Value>> {
  const path = resolve(file)
  const text = await readFile(path).catch((error: unknown) => {
    const where = expected === undefined ? '' : '; put it back, or go to the folder where the run was started'
    const fault = diskError(error, `reading the ${kind.name} ${file}`)
    throw fault instanceof InputError ? new InputError(fault.message + where, { cause: error }) : fault
  })
  naming(file, () => decodeText(text))
  const sha256 = createHash('sha256').update(text).digest('hex')
  if (expected !== undefined && expected !== sha256) {
    throw new InputError(
      `${file}: the ${kind.name} is not as it was when the run began (SHA-256 ${expected.slice(0, 12)}…, now ` +
        `${sha256.slice(0, 12)}…); undo the change, or start a new run`,
    )
  }
  if (await isForeign(path)) tellForeign(path)
  // Node keeps modules by their address: with the text's hash in it, another text is another module.
  return { value: await importDefault(kind, file, `${pathToFileURL(path).href}?sha256=${sha256}`), sha256 }
}

async function importDefault<Value>(
  { name, maker, is }: ModuleKind<Value>,
  file: string,
  address: string,
): Promise<Value> {
  let module: { default?: unknown }
  try {
    module = await import(address)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`, { cause: error })
    const { code, message } = error as NodeJS.ErrnoException
    const remedy =
      code === 'ERR_MODULE_NOT_FOUND' && message.includes("'gyrus'")
        ? '; put it into a folder where gyrus is installed (npm install), or into a clone of gyrus'
        : ''
    throw new InputError(`${file}: the ${name} cannot be loaded (${message})${remedy}`, { cause: error })
  }
  const value = module.default
  if (naming(file, () => is(value))) return value as Value
  throw new InputError(
    `${file}: must export a ${name}, export default ${maker}(…), got ${value === undefined ? 'no default export' : typeof value}`,
  )
}
