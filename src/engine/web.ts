/** The engine of browsers: onnxruntime-web's plain wasm build, in a page or a worker, with threads or without. */
import * as ort from 'onnxruntime-web/wasm'
import type { Engine } from './engine.js'
import { wasmEngine } from './wasm.js'

export interface WebEngineOptions {
  /** Absolute addresses of `ort-wasm-simd-threaded.wasm` and `.mjs`, where the page's build has put them. */
  files: { wasm: string; mjs: string }
  /** Threads of one operation; more than 1 needs a page that is cross-origin isolated. */
  threads?: number
}

/** The engine that runs programs with onnxruntime-web. Files and threads are the same for all engines of a page or worker. */
export function webEngine({ files, threads = 1 }: WebEngineOptions): Engine {
  ort.env.wasm.wasmPaths = files
  return wasmEngine(ort, threads)
}
