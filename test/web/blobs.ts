/** Files as the page has them, from disk: blobs by path. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const NETWORKS = 'results/growing-brains/networks'

export function blobs(dir: string, under = ''): Map<string, Blob> {
  const paths = (readdirSync(dir, { recursive: true }) as string[]).filter((p) =>
    statSync(join(dir, p)).isFile(),
  )
  return new Map(
    paths.map((path) => [under + path, new Blob([new Uint8Array(readFileSync(join(dir, path)))])]),
  )
}

export const textBlob = (value: unknown): Blob =>
  new Blob([typeof value === 'string' ? value : JSON.stringify(value)])

export async function bytesOf(blob: Blob | undefined): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob!.arrayBuffer())
}
