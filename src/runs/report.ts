/** The figures and the report of a run, drawn from all that has been measured of its newest network. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Analysis, Details, Summary } from '../analysis/analysis.js'
import { InputError } from '../errors.js'
import type { FigureData } from '../figures/data.js'
import { writeFigures } from '../figures/figures.js'
import type { RunFolder } from './folder.js'
import type { SavedNetwork } from './network.js'

/** Draws `figures/` and `report.html`; lesions and psychometric curves are in the report where they were measured. */
export async function writeReport(
  run: RunFolder,
  { parameters, battery, step }: SavedNetwork,
  analysis: Analysis,
): Promise<void> {
  const lesions = await measured<NonNullable<FigureData['lesions']>>(run, 'lesions', step)
  const psychometric = await measured<NonNullable<FigureData['psychometric']>>(run, 'psychometric', step)
  const data: FigureData = {
    ...{ analysis, weights: parameters, battery, record: run.record, metrics: run.metrics.read() },
    ...(lesions && { lesions }),
    ...(psychometric && { psychometric }),
    dir: run.dir,
  }
  await writeFigures(data, (name, content) => run.write(name, content))
}

/** Draws them anew after another measurement; not where the network of this step has no analysis yet. */
export async function updateReport(run: RunFolder, network: SavedNetwork): Promise<void> {
  const summary = await measured<Summary>(run, 'summary', network.step)
  if (!summary) return
  const details = JSON.parse(await readFile(run.path('analysis/details.json'), 'utf8')) as Details
  await writeReport(run, network, { summary, details })
}

/**
 * What `analysis/` holds under a name; null if nothing, or of another step: the training has gone on since.
 * @throws InputError if it is damaged
 */
async function measured<Measured>(run: RunFolder, name: string, step: number): Promise<Measured | null> {
  const path = run.path(`analysis/${name}.json`)
  if (!existsSync(path)) return null
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Measured & { step: number }
    return found.step === step ? found : null
  } catch {
    throw new InputError(`${path}: damaged, it is not JSON; delete it, and measure again`)
  }
}
