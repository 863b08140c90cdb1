/**
 * The data from which the figures and the report of a run are made. These types do not name run folders, because this
 * room must not import runs/; runs/ passes objects that have these fields.
 */
import type { Analysis } from '../analysis/analysis.js'
import type { Battery } from '../tasks/battery.js'
import type { Experiment } from '../training/experiment.js'
import type { CellWords } from './cellWords.js'
import type { ChargeWords } from './chargeWords.js'
import type { DrawnWeights } from './network.js'
import type { FigureSpec } from './spec.js'
import type { TrainingLine } from './training.js'

/** A section that a study adds to the report. */
export interface StudySection {
  /** Name of the study, and of its figure. */
  name: string
  /** The heading of the section. */
  question: string
  paragraphs: readonly string[]
  figure: FigureSpec
}

export interface FigureData {
  analysis: Analysis
  weights: DrawnWeights
  /** The battery, with only the tasks that were trained. */
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

/** The data without metrics after the analyzed checkpoint; a run that was killed can have logged later steps. */
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
  /** The words of its cell, where that is of a user's own. */
  cell?: CellWords
  /** The words of its charge, where that is of a user's own. */
  charge?: ChargeWords
  /** If neurons were laid out anew after the training: the run whose network this was before. */
  layoutOf?: string
  /** Where the network comes from, where gyrus did not train it. */
  imported?: ImportedFrom
}

/** The file of a network that another program trained. */
export interface ImportedFrom {
  /** Its name, without its folder. */
  file: string
  /** Of its bytes. */
  sha256: string
  /** For people, e.g. `PyTorch`. */
  format: string
  /** The names that its tensors had, by the part of the network that they are. */
  tensors: Record<string, string>
  /** Whether swaps laid its neurons out, or neuron i stands at place i. */
  places: 'layout' | 'row-major'
}
