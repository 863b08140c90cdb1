/** ONNX Runtime's wasm build as an engine, the same in browsers (web.ts) and in Node (node.ts). */
import type * as Ort from 'onnxruntime-common'
import type { Program } from '../graph/index.js'
import { checkRun, type Engine, type Executable, type Value } from './engine.js'
import { OrtValues } from './ortValues.js'

/** @param threads of one operation; the first engine of a page, worker or process decides for all of them */
export function wasmEngine(ort: typeof Ort, threads: number): Engine {
  const { wasm, versions } = ort.env
  wasm.numThreads ??= threads
  return {
    description: {
      name: 'onnxruntime-web',
      version: versions.web ?? '',
      provider: 'wasm',
      threads: wasm.numThreads,
    },
    compile: (program) => createExecutable(ort, program),
  }
}

async function createExecutable(ort: typeof Ort, program: Program): Promise<Executable> {
  const values = new OrtValues(ort.Tensor)
  const session = await ort.InferenceSession.create(program.bytes, {
    executionProviders: ['wasm'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  })
  return {
    async run(feeds, into = {}) {
      checkRun(program, feeds, into)
      const results = await session.run(values.tensors(feeds), Object.keys(program.outputs))
      const outputs: Record<string, Value> = {}
      for (const name of Object.keys(program.outputs)) {
        const value = values.value(results[name])
        // Results lie in new memory here, whatever is asked for.
        if (name in into) into[name].data.set(value.data as never)
        outputs[name] = into[name] ?? value
      }
      return outputs
    },
    release: () => session.release(),
  }
}
