/**
 * The engine of Node: onnxruntime-node. The only file of the engine room that imports it.
 */
import './quiet.js'

import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { InputError } from '../errors.js'
import type { Program } from '../graph/index.js'
import { checkRun, type Engine, type Executable, type Value } from './engine.js'
import { OrtValues } from './ortValues.js'

export interface NodeEngineOptions {
  /** Threads of one operation; 1 unless told. */
  threads?: number
  /** Execution provider: `cpu`, or `cuda` where onnxruntime-node's CUDA libraries are installed. */
  provider?: string
}

const require = createRequire(import.meta.url)
const values = new OrtValues(ort.Tensor)
const { version } = require('onnxruntime-node/package.json') as { version: string }

/** Of the providers that onnxruntime-node knows, those that gyrus offers. */
const OFFERED = ['cpu', 'cuda']

const HOW_TO_GET_CUDA =
  'cuda needs Linux x64 with CUDA 12 and cuDNN 9, and its libraries, which npm does not bring: ' +
  'node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12'

/** Providers whose libraries are on this machine. */
export function availableProviders(): string[] {
  const folder = join(dirname(require.resolve('onnxruntime-node/package.json')), 'bin')
  const installed = (name: string) =>
    readdirSync(folder, { recursive: true }).some((file) =>
      String(file).includes(`onnxruntime_providers_${name}`),
    )
  const known = ort.listSupportedBackends().filter(({ name }) => OFFERED.includes(name))
  return known.filter(({ name, bundled }) => bundled || installed(name)).map(({ name }) => name)
}

/**
 * The engine that runs programs with onnxruntime-node.
 * @throws InputError if the provider is not available, naming those that are and how `cuda` is installed.
 */
export function nodeEngine({ threads = 1, provider = 'cpu' }: NodeEngineOptions = {}): Engine {
  if (provider !== 'cpu') {
    const there = availableProviders()
    if (!there.includes(provider)) {
      const advice = provider === 'cuda' ? `; ${HOW_TO_GET_CUDA}` : ''
      throw new InputError(
        `engine.provider: must be one of those on this machine (${there.join(', ')}), got ${provider}${advice}`,
      )
    }
  }
  return {
    description: { name: 'onnxruntime-node', version, provider, threads },
    compile: (program) => createExecutable(program, { threads, provider }),
  }
}

/**
 * onnxruntime-node copies the outputs of every run into new memory, which is collected many steps later and which
 * glibc then gives back to the system, so that the next steps wait for its pages to be zeroed: 17 ms instead of 8 for a
 * training step of batch 4, six steps in 26. Freeing one large block raises the threshold at which glibc does so.
 */
function keepFreedMemory(): void {
  new ArrayBuffer(31 * 2 ** 20) // never touched; 32 MB is the most that glibc learns from
}

async function createExecutable(program: Program, options: Required<NodeEngineOptions>): Promise<Executable> {
  keepFreedMemory()
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
      checkRun(program, feeds, into)
      const fetches: Record<string, ort.Tensor | null> = {}
      for (const name of Object.keys(program.outputs))
        fetches[name] = name in into ? values.tensor(into[name]) : null
      const results = await session.run(values.tensors(feeds), fetches as ort.InferenceSession.FetchesType)
      const outputs: Record<string, Value> = {}
      for (const name of Object.keys(program.outputs))
        outputs[name] = into[name] ?? values.value(results[name])
      return outputs
    },
    release: () => session.release(),
  }
}
