/** The worker in which networks grow: the page never waits for a training step. */
import * as Comlink from 'comlink'
import type { Engine } from 'gyrus/engine/engine.js'
import { webEngine } from 'gyrus/engine/web.js'
import { compile, input, neg } from 'gyrus/graph/index.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import { type BrainEvent, Brains } from './brains.js'
import { evaluate } from './evaluated.js'
import { lesion, trial } from './inspect.js'
import { NOT_STARTED } from './notStarted.js'
import type { Snapshot } from './snapshot.js'

const absolute = (path: string) => new URL(path, self.location.href).href
const web = webEngine({ files: { wasm: absolute(wasm), mjs: absolute(mjs) } })
/** Says plainly where the files of onnxruntime-web do not come, or the browser cannot run them. */
const engine: Engine = {
  ...web,
  compile: (program) =>
    web.compile(program).catch((error: unknown) => {
      console.warn(error)
      throw new Error(NOT_STARTED, { cause: error })
    }),
}

/** Messages that carry arrays hand them over instead of copying them. */
function buffersOf(event: BrainEvent): Transferable[] {
  if (event.type !== 'snapshot') return []
  const { parameters, connections, places } = event.snapshot
  // Where the cell has no gates its connections are its matrices, and nothing may be handed over twice.
  const arrays = [...Object.values(parameters), ...Object.values(connections), places]
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]
}

let brains: Brains | null = null
/** Done once the page has heard the last that it was told. */
let heard: unknown
/** Whether the page has seen anything yet. */
let seen = false

const api = {
  /** Loads what computes: the first program that is compiled brings it along, so this is one that computes nothing. */
  async prepare(): Promise<void> {
    const nothing = await engine.compile(compile({ y: neg(input('x', [])) })).catch(() => null)
    await nothing?.release()
  },
  /** Takes the place of what grew before; nothing runs yet. */
  async grow(experiments: readonly Experiment[], tell: (event: BrainEvent) => unknown): Promise<void> {
    const before = brains
    brains = new Brains(engine, experiments, (event) => {
      heard = tell(Comlink.transfer(event, buffersOf(event)))
      if (seen || event.type !== 'snapshot') return
      seen = true
      // What checks an edited experiment (brain.ts): an edit then need not wait for it, or miss it.
      void import('gyrus/training/experiment.js').catch(() => null)
    })
    await before?.dispose()
  },
  run: () => brains?.run(),
  /** Stands still, and the page has the network as it is then. */
  pause: async () => {
    await brains?.pause()
    await heard
  },
  stepOnce: () => brains?.stepOnce(),
  rewind: () => brains?.rewind(),
  setSpeed: (stepsPerSecond: number | null) => brains?.setSpeed(stepsPerSecond),
  setShowing: (ms: number) => brains?.setShowing(ms),
  setPauseAt: (step: number | null) => brains?.setPauseAt(step),
  change: (network: number, fields: Parameters<Brains['change']>[1]) => brains?.change(network, fields),
  evaluate: (experiment: Experiment, snapshot: Pick<Snapshot, 'step' | 'parameters' | 'connections'>) =>
    evaluate(engine, experiment, snapshot),
  lesion: (experiment: Experiment, snapshot: Pick<Snapshot, 'parameters'>, neurons: readonly number[]) =>
    lesion(engine, experiment, snapshot, neurons),
  trial: (experiment: Experiment, snapshot: Pick<Snapshot, 'parameters'>, name: string, draw: number) =>
    trial(engine, experiment, snapshot, name, draw),
}

export type BrainWorker = typeof api
Comlink.expose(api)
