/**
 * What the figures and the report of a run are made from. Structural on purpose: the room of run folders lies to the
 * right of this one, and hands in what it has.
 */
import type { Analysis } from '../analysis/analysis.js'
import type { Battery } from '../tasks/battery.js'
import type { Experiment } from '../training/experiment.js'
import type { ChargeWords } from './chargeWords.js'
import type { DrawnWeights } from './network.js'
import type { FigureSpec } from './spec.js'
import type { TrainingLine } from './training.js'

/** What a study of the network adds to the report. */
export interface StudySection {
  /** Of the study, and of its figure. */
  name: string
  /** Its heading. */
  question: string
  paragraphs: readonly string[]
  figure: FigureSpec
}

export interface FigureData {
  analysis: Analysis
  weights: DrawnWeights
  /** With the tasks that were trained. */
  battery: Battery
  /** The studies that were made of this network. */
  studies: readonly StudySection[]
  /** The lines of metrics.jsonl. */
  metrics: readonly TrainingLine[]
  /** The run's experiment.json, as far as the report speaks of it. */
  record: RunInformation
  /** The run's folder as the user named it. */
  dir: string
}

/** Without what was logged after the checkpoint that was analyzed: a run that was killed has steps beyond it. */
export function upToCheckpoint(data: FigureData): FigureData {
  const { step: last } = data.analysis.summary
  return { ...data, metrics: data.metrics.filter(({ step }) => step <= last) }
}

export interface RunInformation {
  experiment: Experiment
  versions: Readonly<Record<string, string>> | { gyrus: string }
  /** ISO 8601, UTC. */
  created: string
  machine: { cpu: string; cores: number; node: string; platform: string; instructionSet: string }
  /** The words of its charge, where that is of a user's own. */
  charge?: ChargeWords
  /** The run whose network this is, its neurons laid out anew after the training. */
  layoutOf?: string
}
