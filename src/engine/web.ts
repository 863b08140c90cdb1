/**
 * The engine of browsers: onnxruntime-web's plain wasm build, which runs in a page or a worker, with threads or without.
 */
import type * as node from 'onnxruntime-node'
import * as ort from 'onnxruntime-web/wasm'
import type { Program } from '../graph/index.js'
import { checkRun, type Engine, type Executable, type Value } from './engine.js'
import { OrtValues } from './ortValues.js'

export interface WebEngineOptions {
  /** Absolute addresses of `ort-wasm-simd-threaded.wasm` and `.mjs`, where the page's build has put them. */
  files: { wasm: string; mjs: string }
  /** Threads of one operation; more than 1 needs a page that is cross-origin isolated. */
  threads?: number
}

const values = new OrtValues(ort.Tensor as unknown as typeof node.Tensor)

/** The engine that runs programs with onnxruntime-web. Its files are the same for all engines of a page or worker. */
export function webEngine({ files, threads = 1 }: WebEngineOptions): Engine {
  ort.env.wasm.wasmPaths = files
  ort.env.wasm.numThreads = threads
  return {
    description: { name: 'onnxruntime-web', version: ort.env.versions.web ?? '', provider: 'wasm', threads },
    compile: createExecutable,
  }
}

async function createExecutable(program: Program): Promise<Executable> {
  const session = await ort.InferenceSession.create(program.bytes, {
    executionProviders: ['wasm'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  })
  return {
    async run(feeds, into = {}) {
      checkRun(program, feeds, into)
      const results = await session.run(
        values.tensors(feeds) as unknown as ort.InferenceSession.FeedsType,
        Object.keys(program.outputs),
      )
      const outputs: Record<string, Value> = {}
      for (const name of Object.keys(program.outputs)) {
        const value = values.value(results[name] as unknown as node.Tensor)
        // Results lie in new memory here, whatever is asked for.
        if (name in into) into[name].data.set(value.data as never)
        outputs[name] = into[name] ?? value
      }
      return outputs
    },
    release: () => session.release(),
  }
}
