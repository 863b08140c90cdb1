/** The engine of browsers: onnxruntime-web's plain wasm build, in a page or a worker, with threads or without. */
import * as ort from 'onnxruntime-web/wasm'
import type { Engine } from './engine.js'
import { wasmEngine } from './wasm.js'

/** What runs in a page or worker is the same for all of its engines: that of the first. */
export interface WebEngineOptions {
  /**
   * Absolute addresses of ONNX Runtime's files `ort-wasm-simd-threaded.wasm` and `.mjs`, where a page's build has put
   * them. Where left out, a bundler that knows `new URL(…, import.meta.url)` finds them (vite, webpack).
   */
  files?: {
    /** Of `ort-wasm-simd-threaded.wasm`. */
    wasm: string
    /** Of `ort-wasm-simd-threaded.mjs`, where it is not bundled. */
    mjs?: string
  }
  /** Threads of one operation, 1 where left out; more than 1 needs a page that is cross-origin isolated. */
  threads?: number
}

/** The engine of a browser: ONNX Runtime's wasm build, in a page or a worker. */
export function webEngine({ files, threads = 1 }: WebEngineOptions = {}): Engine {
  if (files) ort.env.wasm.wasmPaths = files
  return wasmEngine(ort, threads)
}
