/** ONNX Runtime's native build as an engine. */
import { readdirSync } from 'node:fs'
import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { InputError } from '../errors.js'
import type { Program } from '../graph/index.js'
import { checkRun, type Engine, type Executable, type Value } from './engine.js'
import { OrtValues } from './ortValues.js'
import { type NativeRuntime, nativeFolder } from './runtime.js'

interface Options {
  threads: number
  provider: string
}

/** Of the providers that onnxruntime-node knows, those that gyrus offers. */
const OFFERED = ['cpu', 'cuda']

/** Providers whose libraries are on this machine. */
export function nativeProviders(ort: NativeRuntime): string[] {
  const installed = (name: string) =>
    readdirSync(nativeFolder(), { recursive: true }).some((file) =>
      String(file).includes(`onnxruntime_providers_${name}`),
    )
  const known = ort.listSupportedBackends().filter(({ name }) => OFFERED.includes(name))
  return known.filter(({ name, bundled }) => bundled || installed(name)).map(({ name }) => name)
}

/** @param options.provider one of `nativeProviders` */
export function nativeEngine(ort: NativeRuntime, options: Options): Engine {
  return {
    description: { name: 'onnxruntime-node', version: ort.env.versions.node ?? '', ...options },
    compile: (program) => createExecutable(ort, program, options),
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

/** Numbers in the largest array that a program is fed: the recurrent weights of 1,448 neurons. */
const LARGE = 2 ** 21

/**
 * Whether a program's arrays are so large that ONNX Runtime should take each from the system and give it back. Its own
 * store of memory, with which small arrays are faster, grows by doubling and never shrinks: a training of 2,048 neurons
 * took 776 MB with it and 545 without, in the same time.
 */
function isLarge({ inputs }: Program): boolean {
  return Object.values(inputs).some(({ shape }) => {
    const known = shape.filter((size): size is number => typeof size === 'number')
    return known.reduce((numbers, size) => numbers * size, 1) >= LARGE
  })
}

async function createExecutable(
  ort: NativeRuntime,
  program: Program,
  { threads, provider }: Options,
): Promise<Executable> {
  keepFreedMemory()
  const values = new OrtValues(ort.Tensor)
  let session: InferenceSession
  try {
    session = await ort.InferenceSession.create(program.bytes, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      enableCpuMemArena: !isLarge(program),
    })
  } catch (cause) {
    if (provider === 'cpu') throw cause
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new InputError(`engine.provider: ${provider} could not be started: ${reason}`)
  }
  return {
    async run(feeds, into = {}) {
      checkRun(program, feeds, into)
      const fetches: Record<string, Tensor | null> = {}
      for (const name of Object.keys(program.outputs))
        fetches[name] = name in into ? values.tensor(into[name]) : null
      const results = await session.run(values.tensors(feeds), fetches)
      const outputs: Record<string, Value> = {}
      for (const name of Object.keys(program.outputs))
        outputs[name] = into[name] ?? values.value(results[name])
      return outputs
    },
    release: () => session.release(),
  }
}
