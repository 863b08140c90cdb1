/**
 * Who need not run. In a network that grows, ever more neurons are silent. A silent one adds nothing and gets no
 * gradient from the task (`silenceIsExact`), so a step runs the neurons that were awake lately: those of which the step
 * could not rule out that they were active (`CEILING`). If it turns out that another one has woken up, it is taken
 * anew. When a neuron was last awake is its own, like its moments: it moves with it in swaps and is kept in
 * checkpoints, so that a training that goes on runs the same neurons.
 */
import type { Value } from '../engine/engine.js'

/**
 * Steps that a neuron runs on after the last in which it was awake. Fewer, and more steps are taken twice because
 * someone woke up; more, and more neurons run for nothing (docs/performance.md).
 */
const KEPT_RUNNING = 30

/** Above this share of the network, picking costs more than it saves, and the whole network runs. */
export const WORTH_PICKING = 0.92

/**
 * While the whole network runs, only every tenth step checks which neurons are awake. The check costs a twentieth of a
 * step.
 */
export const LOOK_EVERY = 10

/** Every neuron counts as awake in this step, so that all run for a while. */
export function allAwake(hidden: number, step: number): Value {
  return { data: new Int32Array(hidden).fill(step), shape: [hidden] }
}

/**
 * Those of some neurons that run in a step: at least one.
 * @param lastAwake the step in which each neuron was last awake, [hidden]
 * @param neurons ascending
 */
export function awakeLately(lastAwake: Int32Array, neurons: Int32Array, step: number): Int32Array {
  const awake = neurons.filter((neuron) => step - lastAwake[neuron] <= KEPT_RUNNING)
  return awake.length > 0 ? awake : neurons.slice(0, 1)
}

/** Those of some neurons that a step found awake. NaN is no proof of silence. */
export function foundAwake(ceiling: Float32Array, neurons: Int32Array): Int32Array {
  return neurons.filter((neuron) => !(ceiling[neuron] <= 0))
}

/** The neurons of two ascending lists in one; `a` itself if there is no other in `b`. */
export function union(a: Int32Array, b: Int32Array): Int32Array {
  let i = 0
  const isNew = (neuron: number) => {
    while (a[i] < neuron) i++
    return a[i] !== neuron
  }
  const added = b.filter(isNew)
  return added.length === 0 ? a : Int32Array.of(...a, ...added).sort()
}
