/** The worker in which networks grow, so that the page never waits for a training step. */
import * as Comlink from 'comlink'
import type { Engine } from 'gyrus/engine/engine.js'
import { webEngine } from 'gyrus/engine/web.js'
import { compile, input, neg } from 'gyrus/graph/index.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import { type BrainEvent, Brains } from './brains.js'
import { evaluate } from './evaluated.js'
import { evidence } from './evidence.js'
import { lesion, randomLesions, trial } from './inspect.js'
import { NOT_STARTED } from './notStarted.js'
import { Patience } from './patience.js'
import type { WholeSnapshot } from './snapshot.js'
import { tuning } from './tuning.js'

const absolute = (path: string) => new URL(path, self.location.href).href
const web = webEngine({ files: { wasm: absolute(wasm), mjs: absolute(mjs) } })
/** onnxruntime-web, with a plain message if its files cannot be loaded or the browser cannot run them. */
const engine: Engine = {
  ...web,
  compile: (program) =>
    web.compile(program).catch((error: unknown) => {
      console.warn(error)
      throw new Error(NOT_STARTED, { cause: error })
    }),
}

/** The buffers of an event's arrays, which the message hands over instead of copying them. */
function buffersOf(event: BrainEvent): Transferable[] {
  if (event.type !== 'snapshot') return []
  const { parameters, connections, places } = event.snapshot
  // Without gates, the connections are the cell's own matrices, and no buffer may be handed over twice: hence the Set.
  const arrays = [...Object.values(parameters), ...Object.values(connections), places]
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]
}

let brains: Brains | null = null
const patience = new Patience()
/** A promise that resolves when the page has received the last event. */
let heard: unknown
/** Whether the page has been sent a snapshot yet. */
let seen = false

const api = {
  /** Loads the engine before it is needed. Compiling a program loads it, so this compiles one of no use. */
  async prepare(): Promise<void> {
    const nothing = await engine.compile(compile({ y: neg(input('x', [])) })).catch(() => null)
    await nothing?.release()
  },
  /** Makes new networks, in place of those before. They do not run yet. */
  async grow(experiments: readonly Experiment[], tell: (event: BrainEvent) => unknown): Promise<void> {
    const before = brains
    patience.stop()
    brains = new Brains(engine, experiments, (event) => {
      heard = tell(Comlink.transfer(event, buffersOf(event)))
      if (seen || event.type !== 'snapshot') return
      seen = true
      // Loads the schema that brain.ts needs for an edit, so that an edit does not wait, even if the server has ended.
      void import('gyrus/training/experiment.js').catch(() => null)
    })
    await before?.dispose()
  },
  run: () => {
    patience.stop()
    brains?.run()
  },
  /** Pauses. When this resolves, the page has received the network as it is then. */
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
  evaluate: (experiment: Experiment, snapshot: Pick<WholeSnapshot, 'step' | 'parameters' | 'connections'>) =>
    evaluate(engine, experiment, snapshot),
  /** @returns null if it was ended, as that of `evidence`; so is `randomLesions` */
  lesion: (
    experiment: Experiment,
    snapshot: Pick<WholeSnapshot, 'parameters'>,
    neurons: readonly number[],
    network: number,
  ) =>
    patience.measure(engine, `lesion ${network}`, (patient) =>
      lesion(patient, experiment, snapshot, neurons),
    ),
  randomLesions: (
    experiment: Experiment,
    snapshot: Pick<WholeSnapshot, 'parameters'>,
    clusters: Int32Array,
    neurons: readonly number[],
    network: number,
  ) =>
    patience.measure(engine, `lesion ${network}`, (patient) =>
      randomLesions(patient, experiment, snapshot, clusters, neurons),
    ),
  /** @returns null if it was ended, because the networks train again or another moment was asked for */
  evidence: (experiment: Experiment, snapshot: WholeSnapshot, network: number) =>
    patience.measure(engine, `evidence ${network}`, (patient) => evidence(patient, experiment, snapshot)),
  trial: (experiment: Experiment, snapshot: Pick<WholeSnapshot, 'parameters'>, name: string, draw: number) =>
    trial(engine, experiment, snapshot, name, draw),
  /** @returns null if it was ended, as that of `evidence` */
  tuning: (experiment: Experiment, snapshot: Pick<WholeSnapshot, 'parameters'>) =>
    patience.measure(engine, 'tuning', (patient) => tuning(patient, experiment, snapshot)),
}

export type BrainWorker = typeof api
Comlink.expose(api)
