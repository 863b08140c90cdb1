/**
 * The stability of a run's functional clusters under other input statistics (docs/transfer.md, B): its network
 * evaluated under each, measured, and written into its folder with the figure.
 */

import { type Measured, measureStability, type StabilityMeasures } from '../analysis/stability.js'
import { stabilityDefinitions } from '../analysis/stabilityDefinitions.js'
import type { Engine } from '../engine/engine.js'
import { stabilityFigure } from '../figures/stability.js'
import { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { halfOfTasks, onFirstRing, withCoherences } from '../tasks/statistics.js'
import { writeFigure } from './figureFiles.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { activeNetwork, evaluated, type MeasuredNetwork, measuredNetwork } from './measured.js'
import { savedNetwork } from './network.js'

/** `analysis/stability.json` */
export interface Stability extends MeasuredNetwork, StabilityMeasures {
  /** Of each task, under each statistics. */
  trials: number
  sheet: { rows: number; columns: number }
  tasks: string[]
  /** Changes that this battery does not allow. */
  leftOut: string[]
  definitions: ReturnType<typeof stabilityDefinitions>
}

/** Random halves of the tasks. */
const HALVES = 20

/**
 * Measures and writes `analysis/stability.json` and `figures/stability.svg`, `.png`, `.vl.json`.
 * @throws InputError if there is no usable checkpoint, its network's activity is not finite, or no neuron is active
 */
export async function stabilityRun(run: RunFolder, engine: Engine): Promise<Stability> {
  const saved = await savedNetwork(run)
  const { battery, parameters, step } = saved
  const { seed, network, analysis } = run.experiment
  const { rows, columns } = network
  const { trials } = analysis
  // The trials of the analysis first, whose clusters are to be found again; then others.
  const { taskVariance } = await activeNetwork(run, engine, saved, 'find again')
  const original: Measured = { tasks: battery.tasks.length, taskVariance }
  const measured = async (changed: Battery, from: number): Promise<Measured> => {
    const { taskVariance } = await evaluated(run, engine, { ...saved, battery: changed }, 'find again', from)
    return { tasks: changed.tasks.length, taskVariance }
  }
  const others = (name: string) => Random.seeded(seed, 'stability', 'trials', name).uint32()
  const again = await measured(battery, others('again'))

  const changes: { name: string; variants: Measured[] }[] = []
  const leftOut: string[] = []
  const changedBatteries: [string, Battery | null][] = [
    ['one ring', onFirstRing(battery)],
    ['weakest coherences', withCoherences(battery, 'weakest')],
    ['strongest coherences', withCoherences(battery, 'strongest')],
  ]
  for (const [name, changed] of changedBatteries) {
    if (changed) changes.push({ name, variants: [await measured(changed, others(name))] })
    else leftOut.push(name)
  }
  const random = Random.seeded(seed, 'stability', 'halves')
  const halves = Array.from({ length: HALVES }, () => halfOfTasks(battery, random)).filter(
    (half) => half !== null,
  )
  if (halves.length > 0)
    changes.push({ name: 'half of the tasks', variants: halves.map((half) => rowsOf(original, half)) })
  else leftOut.push('half of the tasks')

  const result: Stability = {
    ...measuredNetwork(run, step),
    trials,
    sheet: { rows, columns },
    tasks: battery.tasks.map(({ name }) => name),
    leftOut,
    ...measureStability({
      sheet: network,
      recurrentWeights: parameters.recurrentWeights,
      original,
      again,
      changes,
      seed,
    }),
    definitions: stabilityDefinitions(),
  }
  await run.write('analysis/stability.json', asJson(result))
  await writeFigure('stability', stabilityFigure([result]), (name, content) => run.write(name, content))
  return result
}

/** The task variance of some of the tasks. */
function rowsOf({ tasks, taskVariance }: Measured, rows: readonly number[]): Measured {
  const hidden = taskVariance.length / tasks
  const chosen = new Float64Array(rows.length * hidden)
  rows.forEach((row, t) => {
    chosen.set(taskVariance.subarray(row * hidden, (row + 1) * hidden), t * hidden)
  })
  return { tasks: rows.length, taskVariance: chosen }
}
