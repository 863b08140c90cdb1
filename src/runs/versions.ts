/** What computes: the versions and the machine that a run notes down, since its bits depend on them. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import type { Engine } from '../engine/engine.js'
import { instructionSetOf } from './instructionSet.js'

/** Of gyrus, and of the engine in use: `onnxruntime-node`, or `onnxruntime-web` in its place. */
export interface Versions {
  /** Of gyrus. */
  gyrus: string
  /** Of the native engine, where it computes. */
  'onnxruntime-node'?: string
  /** Of the wasm engine, where it computes. */
  'onnxruntime-web'?: string
}

/** The machine, as far as the last bits and the speed depend on it. */
export interface Machine {
  /** Its processor, as the system names it. */
  cpu: string
  /** Cores that this process may use. */
  cores: number
  /** The version of Node. */
  node: string
  /** Operating system and processor type, e.g. `linux x64`. */
  platform: string
  /** Of the processor, as far as the last bits depend on it, e.g. `avx512`; `unknown` where it cannot be found out. */
  instructionSet: string
}

// src/runs and dist/runs lie equally deep, so that one path serves both.
const OWN = new URL('../../package.json', import.meta.url)
/** The version of gyrus. Read once: a catalog opens thousands of runs. */
export const { version: VERSION } = JSON.parse(readFileSync(OWN, 'utf8')) as { version: string }

const CPUINFO = cpuinfo()

/** The versions of gyrus and of the engine that a run is grown by. */
export const versions = ({ description: { name, version } }: Engine): Versions => ({
  gyrus: VERSION,
  [name]: version,
})

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    instructionSet: instructionSetOf(process.arch, CPUINFO),
  }
}

/** Linux tells of its processor here; empty elsewhere, and in a container that hides it. */
function cpuinfo(): string {
  try {
    return process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : ''
  } catch {
    return ''
  }
}
