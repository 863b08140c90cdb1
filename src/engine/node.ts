/**
 * The engine of Node: onnxruntime-node. The only file of the engine room that imports it.
 */
import { createRequire } from 'node:module'
import * as ort from 'onnxruntime-node'
import { InputError } from '../errors.js'
import type { Program } from '../graph/index.js'
import { checkFeeds, type Data, type Engine, type Executable, type Value, type Values } from './engine.js'

export interface NodeEngineOptions {
  /** Threads of one operation; 1 unless told. */
  threads?: number
  /** Execution provider: `cpu`, or `cuda` where onnxruntime-node's CUDA libraries are installed. */
  provider?: string
}

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }

/**
 * The engine that runs programs with onnxruntime-node.
 * @throws InputError if the provider is not available, naming those that are and how `cuda` is installed.
 */
export function nodeEngine({ threads = 1, provider = 'cpu' }: NodeEngineOptions = {}): Engine {
  const available = ort.listSupportedBackends()
  const loaded = available.find(({ name, bundled }) => name === provider && bundled !== false)
  if (loaded === undefined) {
    const names = available.filter(({ bundled }) => bundled !== false).map(({ name }) => name)
    const advice =
      provider === 'cuda'
        ? ' (cuda needs Linux x64, CUDA 12 with cuDNN 9, and its libraries: npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12)'
        : ''
    throw new InputError(`engine.provider: must be one of ${names.join(', ')}, got ${provider}${advice}`)
  }
  return {
    description: { name: 'onnxruntime-node', version, provider, threads },
    compile: (program) => createExecutable(program, { threads, provider }),
  }
}

async function createExecutable(program: Program, options: Required<NodeEngineOptions>): Promise<Executable> {
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(program.bytes, {
      executionProviders: [options.provider],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    })
  } catch (cause) {
    if (options.provider === 'cpu') throw cause
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new InputError(`engine.provider: ${options.provider} could not be started: ${reason}`)
  }
  return {
    async run(feeds, into = {}) {
      checkFeeds(program.inputs, feeds)
      const fetches: Record<string, ort.Tensor | null> = {}
      for (const name of Object.keys(program.outputs))
        fetches[name] = name in into ? tensor(into[name]) : null
      const results = await session.run(tensors(feeds), fetches as ort.InferenceSession.FetchesType)
      const values: Record<string, Value> = {}
      for (const name of Object.keys(program.outputs)) {
        const { data, dims } = results[name]
        values[name] = into[name] ?? { data: data as Data, shape: dims }
      }
      return values
    },
    release: () => session.release(),
  }
}

function tensors(values: Values): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensor(value)]))
}

function tensor({ data, shape }: Value): ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, shape)
  if (data instanceof Float64Array) return new ort.Tensor('float64', data, shape)
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, shape)
  return new ort.Tensor('bool', data, shape)
}
