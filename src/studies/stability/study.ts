/**
 * Stability: are the functional clusters of a network found again with other statistics of the input, and do clusters
 * of places and of wiring predict them (docs/transfer.md, B)?
 */
import type { Random } from '../../random/random.js'
import type { Battery } from '../../tasks/battery.js'
import { halfOfTasks, onFirstRing, withCoherences } from '../../tasks/statistics.js'
import { sheetOf } from '../../training/sheet.js'
import { activeNeurons, evaluated } from '../network.js'
import type { Means, StudiedNetwork, Study } from '../study.js'
import { DEFINITIONS, HALVES } from './definitions.js'
import { stabilityFigure } from './figure.js'
import { stabilityFinding } from './finding.js'
import type { Measured, StabilityInput } from './measures.js'
import { type Stability, stabilitySchema } from './schema.js'
import { stabilityComparison, stabilityTable } from './table.js'

export const stability: Study<Record<never, never>, Stability> = {
  name: 'stability',
  question: 'Are its clusters the same under other inputs?',
  description:
    'find the functional clusters again under changed inputs, and predict them from places and from wiring; several runs are compared by kind',
  options: {},
  definitions: DEFINITIONS,
  schema: stabilitySchema,
  measure,
  finding: (result) => stabilityFinding([result]),
  figure: (result) => stabilityFigure([result]),
  table: stabilityTable,
  compare: stabilityComparison,
}

async function measure(network: StudiedNetwork, _: unknown, means: Means): Promise<Stability> {
  const { battery, experiment, connections } = network
  const { engine, random } = means
  // First the trials of the analysis, whose clusters are to be found again; then the changes.
  const { taskVariance } = await activeNeurons(network, engine)
  const original: Measured = { tasks: battery.tasks.length, taskVariance }
  const changedBatteries: [name: string, battery: Battery | null][] = [
    ['one ring', onFirstRing(battery)],
    ['weakest coherences', withCoherences(battery, 'weakest')],
    ['strongest coherences', withCoherences(battery, 'strongest')],
  ]
  let evaluations = 1
  const measured = async (changed: Battery, trials: string): Promise<Measured> => {
    means.progress(evaluations++ / (2 + changedBatteries.length), 'evaluations under other inputs')
    const seed = random('trials', trials).uint32()
    const { taskVariance } = await evaluated(network, engine, changed, seed)
    return { tasks: changed.tasks.length, taskVariance }
  }
  const again = await measured(battery, 'again')

  const changes: StabilityInput['changes'] = []
  const leftOut: string[] = []
  for (const [name, changed] of changedBatteries) {
    if (changed) changes.push({ name, variants: [await measured(changed, name)] })
    else leftOut.push(name)
  }
  const halves = halvesOf(original, battery, random('halves'))
  if (halves.length > 0) changes.push({ name: 'half of the tasks', variants: halves })
  else leftOut.push('half of the tasks')

  // Loaded when it is asked for: k-means would take a fifth of the time in which any command starts.
  const { measureStability } = await import('./measures.js')
  return {
    trials: experiment.analysis.trials,
    sheet: sheetOf(experiment),
    tasks: battery.tasks.map(({ name }) => name),
    leftOut,
    ...measureStability({
      sheet: sheetOf(experiment),
      recurrentWeights: connections.recurrentWeights,
      original,
      again,
      changes,
      random,
    }),
  }
}

/** The task variance in random halves of the tasks; an empty list if the battery cannot be halved (`halfOfTasks`). */
function halvesOf({ taskVariance }: Measured, battery: Battery, random: Random): Measured[] {
  const hidden = taskVariance.length / battery.tasks.length
  return Array.from({ length: HALVES }, () => halfOfTasks(battery, random)).flatMap((rows) => {
    if (rows === null) return []
    const half = new Float64Array(rows.length * hidden)
    rows.forEach((row, t) => {
      half.set(taskVariance.subarray(row * hidden, (row + 1) * hidden), t * hidden)
    })
    return [{ tasks: rows.length, taskVariance: half }]
  })
}
