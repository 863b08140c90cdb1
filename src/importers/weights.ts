/** What a file of weights holds, whatever its format. */
import type { Tensor } from '../formats/numbers.js'
import type { Experiment } from '../training/experiment.js'

/** Fields of `network` that decide what given weights compute. */
export const NETWORK_FACTS = ['activation', 'alpha', 'form', 'noise'] as const

/** What a file holds. */
export interface WeightFile {
  /** The format's name, for people. */
  readonly format: 'safetensors' | 'NumPy' | 'PyTorch' | 'ONNX'
  /** By the names that they have in the file. */
  readonly tensors: ReadonlyMap<string, Tensor>
  /** What else it has by name, and what that is: nothing that weights could be. */
  readonly others: ReadonlyMap<string, string>
  readonly facts: Facts
}

/** What a file says of its network beside the weights; each only where it says so. */
export interface Facts {
  readonly network: Partial<Pick<Experiment['network'], (typeof NETWORK_FACTS)[number]>>
  /** Training steps that the network has taken. */
  readonly step?: number
  /** Names of the channels, in their order. */
  readonly inputNames?: readonly string[]
  readonly outputNames?: readonly string[]
}
