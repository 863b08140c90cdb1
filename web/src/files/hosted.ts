/**
 * Opens a network that is hosted somewhere on the web, under an address that the page was given: the folder of a run, a
 * zip of it, or a file of weights. Only files below that address are asked for, without cookies, and what answers is
 * read as files from a disk are.
 */
import { InputError } from 'gyrus/errors.js'
import { openAll } from './groups.js'
import type { Opened } from './read.js'
import { unzipped } from './zip.js'

/** Most bytes of one file; a checkpoint of the largest sheet has fewer. */
const MOST_BYTES = 2 ** 28
const EXPERIMENT = 'experiment.json'
const NETWORK = 'network.safetensors'
/** What is asked for in a folder beside its experiment and its weights; it need not be there. */
const BESIDE = ['metrics.jsonl', 'analysis/summary.json', 'analysis/details.json']

/**
 * The whole address of what is to be opened.
 * @param base what it may be relative to, the address of the page
 * @throws InputError if it is none of the web
 */
export function hostedAddress(text: string, base: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new InputError(
      `The address names ${text} as a source: expected an address that begins with https://`,
    )
  url.hash = ''
  return url
}

/** The networks at an address. @throws InputError if none can be read there */
export async function openHosted(
  url: URL,
  get: typeof fetch = (input, init) => fetch(input, init),
): Promise<Opened[]> {
  const name = url.pathname.split('/').filter(Boolean).at(-1) ?? url.host
  if (/\.(zip|safetensors)$/i.test(url.pathname)) {
    const file = await fetched(url, get, true)
    return openAll(await unzipped(new Map([[name, file]])), name)
  }
  return openAll(await folderAt(url, get), name)
}

/** The files of a run's folder. Of a run that was trained to its end, the checkpoint's name is known by its steps. */
async function folderAt(folder: URL, get: typeof fetch): Promise<Map<string, Blob>> {
  const at = (path: string) => {
    const url = new URL(folder)
    url.pathname = `${folder.pathname.replace(/\/$/, '')}/${path}`
    return url
  }
  const experiment = await fetched(at(EXPERIMENT), get, true)
  const files = new Map([[EXPERIMENT, experiment]])
  const steps = /"steps"\s*:\s*(\d{1,12})\b/.exec(await experiment.text())?.[1] ?? '0'
  const last = `checkpoints/step-${steps.padStart(8, '0')}.safetensors`
  const network = await fetched(at(NETWORK), get, false)
  if (network) files.set(NETWORK, network)
  else files.set(last, await fetched(at(last), get, true))
  for (const path of BESIDE) {
    const file = await fetched(at(path), get, false)
    if (file) files.set(path, file)
  }
  return files
}

function fetched(url: URL, get: typeof fetch, needed: true): Promise<Blob>
function fetched(url: URL, get: typeof fetch, needed: boolean): Promise<Blob | null>
/** A file; null if it is not there and need not be. */
async function fetched(url: URL, get: typeof fetch, needed: boolean): Promise<Blob | null> {
  // A host that sends on to another one is not followed: the user was asked about this one alone.
  const response = await get(url, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
  }).catch(() => null)
  if (!response) {
    throw new InputError(
      `${url.href} cannot be read: it does not answer, sends on to another address, or does not let other pages read it (CORS)`,
    )
  }
  // Some hosts answer with a page where there is no file.
  const missing = !response.ok || /^text\/html\b/.test(response.headers.get('content-type') ?? '')
  if (missing && !needed) return null
  if (missing) throw new InputError(`${url.href} is not there (${url.host} answers ${response.status})`)
  return bodyOf(response, url)
}

async function bodyOf(response: Response, url: URL): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body!.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new InputError(`${url.href} broke off after ${size} bytes; try again`)
    })
    if (done) return new Blob(parts)
    size += value.length
    if (size > MOST_BYTES) {
      void reader.cancel()
      throw new InputError(
        `${url.href} is larger than ${MOST_BYTES / 2 ** 20} MiB, the most that the page loads`,
      )
    }
    parts.push(value)
  }
}
