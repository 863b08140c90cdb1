/**
 * The engine of Node: ONNX Runtime's native build, and where that does not load its wasm build in its place, which says
 * so in one line.
 */
import { InputError } from '../errors.js'
import type { Engine } from './engine.js'
import { nativeEngine, nativeProviders } from './native.js'
import { nativeFolder, nativeRuntime, wasmRuntime } from './runtime.js'
import { wasmEngine } from './wasm.js'

/** What runs in Node, and how. */
export interface NodeEngineOptions {
  /** Threads of one operation; 1 unless told. */
  threads?: number
  /**
   * Execution provider: `cpu`; `cuda` where the CUDA libraries of onnxruntime-node are installed; `wasm`, which runs
   * on any machine and computes the same on all, but is slow (docs/install.md).
   */
  provider?: string
}

/** Providers that can be chosen on this machine. */
export function availableProviders(): string[] {
  const native = nativeRuntime()
  return [...(typeof native === 'string' ? ['cpu'] : nativeProviders(native)), 'wasm']
}

/**
 * The engine that runs programs with ONNX Runtime. Where `cpu` is asked for and the native build does not load, the wasm
 * build runs, and a line on standard error says so, once in a process.
 * @throws InputError if the provider is not available, naming those that are and how `cuda` is installed.
 */
export function nodeEngine({ threads = 1, provider = 'cpu' }: NodeEngineOptions = {}): Engine {
  if (provider === 'wasm') return wasmEngine(wasmRuntime(), threads)
  const available = availableProviders()
  if (!available.includes(provider)) {
    const advice = provider === 'cuda' ? `; ${howToGetCuda()}` : ''
    throw new InputError(
      `engine.provider: must be one of those on this machine (${available.join(', ')}), got ${provider}${advice}`,
    )
  }
  const native = nativeRuntime()
  if (typeof native !== 'string') return nativeEngine(native, { threads, provider })
  sayWasmRuns(native)
  return wasmEngine(wasmRuntime(), threads)
}

const howToGetCuda = () =>
  'cuda needs Linux x64 with CUDA 12 and cuDNN 9, and two libraries that npm does not bring, in ' +
  `${nativeFolder()}: docs/install.md`

let said = false

function sayWasmRuns(why: string): void {
  if (said) return
  said = true
  process.stderr.write(
    `gyrus: ONNX Runtime's native engine does not load here (${why}), so its wasm engine computes: 2 to 3 times slower, ` +
      'with other last bits. There is a native one for Linux with glibc 2.28 or later and Windows, on x64 and arm64, and ' +
      'for macOS on arm64: docs/install.md\n',
  )
}
