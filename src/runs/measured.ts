/** Which network a measurement is of, as every file of one says it. */
import type { RunFolder } from './folder.js'

export interface MeasuredNetwork {
  preset: string
  /** Of regularizer, and its λ at the schedule's peak. */
  kind: string
  lambda: number
  seed: number
  /** Training steps that the network has taken. */
  step: number
  versions: Record<string, string>
}

export function measuredNetwork({ experiment, record }: RunFolder, step: number): MeasuredNetwork {
  const { preset, seed, regularizer } = experiment
  const { kind, lambda } = regularizer
  return { preset, kind, lambda, seed, step, versions: { ...record.versions } }
}
