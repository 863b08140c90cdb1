/** The psychometric curves of a run: its last checkpoint measured, written into its folder with the figure. */
import { psychometricDefinitions } from '../analysis/psychometric.js'
import type { Engine } from '../engine/engine.js'
import { psychometricFigure } from '../figures/psychometric.js'
import { type PsychometricOptions, psychometricCurves, type TaskCurves } from '../training/psychometric.js'
import { writeFigure } from './figureFiles.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { ifFinite } from './measured.js'
import { savedNetwork } from './network.js'
import { updateReport } from './report.js'

/** What psychometric.json holds. */
export interface Psychometric {
  /** Training steps that the network has taken. */
  step: number
  seed: number
  versions: Record<string, string>
  /** Trials of each point. */
  trials: number
  definitions: ReturnType<typeof psychometricDefinitions>
  tasks: TaskCurves[]
}

/**
 * Measures and writes `analysis/psychometric.json` and `figures/psychometric.svg`, `.png`, `.vl.json`; the report shows them.
 * @throws InputError if there is no usable checkpoint, its network's output is not finite, there is no decision task, or
 *   an option is of no use
 */
export async function psychometricRun(
  run: RunFolder,
  engine: Engine,
  options: PsychometricOptions,
): Promise<Psychometric> {
  const saved = await savedNetwork(run)
  const { seed, network } = run.experiment
  const curves = psychometricCurves(engine, saved, network, options, seed)
  const tasks = await ifFinite(run, saved.step, 'analyze', curves)
  const { trials } = options
  const result: Psychometric = {
    step: saved.step,
    seed,
    versions: { ...run.record.versions },
    trials,
    definitions: psychometricDefinitions(),
    tasks,
  }
  await run.write('analysis/psychometric.json', asJson(result))
  await writeFigure('psychometric', psychometricFigure(tasks, trials), (name, content) =>
    run.write(name, content),
  )
  await updateReport(run, saved)
  return result
}
