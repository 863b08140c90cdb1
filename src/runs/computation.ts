/**
 * What computes a training, as far as its last bits depend on it beside the experiment: the program that gyrus writes,
 * the engine that runs it, its threads and the processor's instruction set. Node's version, the number of cores and
 * the processor's name change nothing (docs/reproducibility.md).
 */
import type { Engine } from '../engine/engine.js'
import { counted } from '../figures/words.js'
import type { Checkpoint } from './checkpoint.js'
import { UNKNOWN } from './instructionSet.js'
import type { RunRecord } from './runRecord.js'
import { type Machine, machine, VERSION } from './versions.js'

export interface Computation extends Pick<Machine, 'cpu' | 'platform' | 'instructionSet'> {
  /** Version of gyrus. */
  gyrus: string
  /** Package, version and provider, e.g. `onnxruntime-node 1.30.0 cpu`. */
  engine: string
  threads: number
}

/** What an engine computes with here and now. */
export function computation({ description: { name, version, provider, threads } }: Engine): Computation {
  return {
    ...processorOf(machine()),
    gyrus: VERSION,
    engine: `${name} ${version} ${provider}`,
    threads,
  }
}

/** What a run's record says that it was begun with. */
export function recordedComputation({ versions, machine, experiment }: RunRecord): Computation {
  const { gyrus, 'onnxruntime-node': node, 'onnxruntime-web': web } = versions
  const { threads, provider } = experiment.engine
  const engine = web === undefined ? `onnxruntime-node ${node} ${provider}` : `onnxruntime-web ${web} wasm`
  return { ...processorOf(machine), gyrus, engine, threads }
}

/**
 * All that had a part in a run up to a checkpoint, each once: more than one where it was gone on with elsewhere.
 * @param checkpoint null before the first; of an older gyrus, which noted nothing in it, the record speaks for it
 */
export function computationsOf(record: RunRecord, checkpoint: Checkpoint | null): Computation[] {
  const { computedBy = [] } = (checkpoint?.state ?? {}) as { computedBy?: Computation[] }
  return computedBy.reduce(withComputation, [recordedComputation(record)])
}

/** A list of computations with one more, unless it is there already. */
export function withComputation(list: readonly Computation[], added: Computation): Computation[] {
  return list.some((present) => differences([present], added).length === 0) ? [...list] : [...list, added]
}

/** A part in which what computed so far differs from what computes here, as both have it in words. */
export interface Difference {
  part: Part
  there: string
  here: string
}

type Part = 'gyrus' | 'engine' | 'threads' | 'processor'

const PARTS: Record<
  Part,
  { words(computation: Computation): string; same(a: Computation, b: Computation): boolean }
> = {
  gyrus: { words: ({ gyrus }) => `gyrus ${gyrus}`, same: (a, b) => a.gyrus === b.gyrus },
  engine: { words: ({ engine }) => engine, same: (a, b) => a.engine === b.engine },
  threads: { words: ({ threads }) => counted(threads, 'thread'), same: (a, b) => a.threads === b.threads },
  processor: {
    words: ({ platform, instructionSet, cpu }) =>
      `${platform} ${instructionSet === UNKNOWN ? cpu : instructionSet}`,
    same: sameProcessor,
  },
}

/**
 * How the machines and engines that computed a run so far differ from this one; empty if the last bits of its results
 * are the same here.
 */
export function differences(soFar: readonly Computation[], here: Computation): Difference[] {
  return (Object.keys(PARTS) as Part[]).flatMap((part) => {
    const { words, same } = PARTS[part]
    const earlier = new Set(soFar.filter((computation) => !same(computation, here)).map(words))
    return earlier.size > 0 ? [{ part, there: [...earlier].join(' and '), here: words(here) }] : []
  })
}

/** One side of differences, e.g. `2 threads, linux x64 avx2`. */
export const sideOf = (differing: readonly Difference[], side: 'there' | 'here'): string =>
  differing.map((difference) => difference[side]).join(', ')

/**
 * The wasm engine computes the same on every processor. The native engine is another program on each system, and
 * chooses by the instruction set; where that is not known, processors of one name are taken to have the same.
 */
function sameProcessor(a: Computation, b: Computation): boolean {
  if (isWasm(a) && isWasm(b)) return true
  if (a.platform !== b.platform) return false
  const known = a.instructionSet !== UNKNOWN && b.instructionSet !== UNKNOWN
  return known ? a.instructionSet === b.instructionSet : a.cpu === b.cpu
}

const isWasm = ({ engine }: Computation) => engine.endsWith(' wasm')

const processorOf = ({ cpu, platform, instructionSet }: Machine) => ({ cpu, platform, instructionSet })
