/** One network of the page, with everything that is computed once from its experiment. */
import { chargeNamed } from 'gyrus/growth/charges/index.js'
import { type Layout, layOut, type Sheet } from 'gyrus/growth/sheet.js'
import type { Battery } from 'gyrus/tasks/battery.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { sheetOf } from 'gyrus/training/sheet.js'
import { batteryOf } from 'gyrus/training/train.js'
import type { Snapshot } from './brain/snapshot.js'
import type { LossPoint } from './panels/history.js'

export interface Shown {
  experiment: Experiment
  /** A short name: the charge's, e.g. "BIMT", or that of the run from which it was opened. */
  name: string
  battery: Battery
  /** Task names, in the battery's order. */
  tasks: readonly string[]
  layout: Layout
  sheet: Sheet
  /** The newest snapshot; null before there is one. */
  snapshot: Snapshot | null
  losses: readonly LossPoint[]
  evaluations: readonly Evaluated[]
}

/** The name of a network's charge. */
export const chargeName = ({ regularizer: { kind } }: Experiment): string => chargeNamed(kind).label

export function shown(experiment: Experiment, name = chargeName(experiment)): Shown {
  const battery = batteryOf(experiment)
  const sheet = sheetOf(experiment)
  return {
    experiment,
    name,
    battery,
    tasks: battery.tasks.map(({ name }) => name),
    layout: layOut(sheet, battery),
    sheet,
    snapshot: null,
    losses: [],
    evaluations: [],
  }
}
