/** What computes: the versions and the machine that a run notes down, since its bits depend on them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus } from 'node:os'

export interface Versions {
  gyrus: string
  'onnxruntime-node': string
}

export interface Machine {
  cpu: string
  /** Cores that this process may use. */
  cores: number
  node: string
  /** Operating system and processor type, e.g. `linux x64`. */
  platform: string
}

/** The versions of gyrus and of the engine that is installed beside it. */
export function versions(): Versions {
  // src/runs and dist/runs lie equally deep, so that one path serves both.
  const own = new URL('../../package.json', import.meta.url)
  const engine = createRequire(import.meta.url).resolve('onnxruntime-node/package.json')
  return { gyrus: versionIn(own), 'onnxruntime-node': versionIn(engine) }
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

function versionIn(manifest: URL | string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
