/**
 * One row of a sweep: what is there of its run, and the folder from which `gyrus resume` trains it. A sweep on this
 * machine and an element of a cluster's job array begin a run alike, so that its bits are the same.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeEngine } from '../engine/node.js'
import { InputError } from '../errors.js'
import { sharedSteps } from '../training/beginning.js'
import type { Experiment } from '../training/experiment.js'
import { type Beginning, beginningOf, takeOver } from './beginning.js'
import { type CatalogRow, catalogRow } from './catalog.js'
import { computation } from './computation.js'
import { RunFolder } from './folder.js'
import { isHalfMade, removeHalfMade } from './halfMade.js'
import { alone, heldBy } from './lock.js'
import { modulesOf, wordsOf } from './modules.js'
import { NETWORK_FILE } from './networkFile.js'
import type { SweepFolder, SweepRow } from './sweep.js'

/**
 * The run in a folder of the sweep.
 * @param now time in ms by the clock of the sweep's file system
 * @throws InputError if the folder holds something that is no run, or a damaged run
 */
export async function runAt(
  dir: string,
  now: number,
): Promise<CatalogRow | { status: 'missing' | 'running' }> {
  if (existsSync(join(dir, 'experiment.json'))) {
    const run = await catalogRow(dir, now)
    const isKeptAlone = existsSync(join(dir, NETWORK_FILE))
    // A run that was stopped after its analysis has no report yet; resume makes it.
    return run.status === 'done' && !isKeptAlone && !existsSync(join(dir, 'report.html'))
      ? { ...run, status: 'stopped' }
      : run
  }
  if (!existsSync(dir)) return { status: 'missing' }
  if (heldBy(dir, now) !== null) return { status: 'running' }
  if (await isHalfMade(dir)) return { status: 'missing' }
  throw new InputError(
    `${dir}: has no experiment.json; put it back, or delete the folder to train the run anew`,
  )
}

/** Makes the folder of a new run, from which `resume` trains it; false if another process made it first. */
export async function layOut(sweep: SweepFolder, row: SweepRow): Promise<boolean> {
  const dir = sweep.runDir(row)
  const beginning = await beginningFor(sweep, row)
  if (existsSync(dir)) {
    await alone(sweep.dir, async () => {
      if (await isHalfMade(dir)) await removeHalfMade(dir)
    })
  }
  try {
    const experiment = asked(row)
    const place = { dir, ...wordsOf(experiment, await modulesOf(experiment)) }
    const run = await RunFolder.create(experiment, place, async (made) => {
      if (beginning) await takeOver(made, beginning)
    })
    await run.close()
    return true
  } catch (error) {
    if (existsSync(join(dir, 'experiment.json'))) return false
    throw error
  }
}

/**
 * The longest beginning that a run shares with a finished run of the sweep, so that it need not be trained again; null
 * if there is none, as for most runs. A finished run that cannot be used is skipped: this costs only time.
 */
async function beginningFor(sweep: SweepFolder, row: SweepRow): Promise<Beginning | null> {
  const experiment = asked(row)
  const here = computation(nodeEngine(experiment.engine))
  let best: Beginning | null = null
  for (const finished of sweep.rows) {
    const dir = sweep.runDir(finished)
    if (!existsSync(join(dir, 'report.html'))) continue
    const shared = sharedSteps(asked(finished), experiment)
    const atMost = best?.state.step ?? 0
    if (shared <= atMost) continue
    try {
      const run = await RunFolder.open(dir)
      if (!(await run.checkpointSteps()).some((step) => step <= shared && step > atMost)) continue
      best = await beginningOf(experiment, run, here)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  return best
}

/** The row's experiment as it is run: with one thread unless the sweep says otherwise. */
const asked = (row: SweepRow): Experiment => ({
  ...row.experiment,
  engine: { ...row.experiment.engine, threads: threadsOf(row) },
})

/** The threads of a row's run: one unless the sweep says otherwise. */
export const threadsOf = ({ settings, experiment }: SweepRow) =>
  settings.some((setting) => setting.startsWith('engine.threads=')) ? experiment.engine.threads : 1
