/**
 * Growing a network in its run folder, from the start or from a checkpoint, to the report. What `train` and
 * `resume` share: recording, progress, signals and how the process ends.
 */
import type { Analysis } from '../analysis/analysis.js'
import type { Engine } from '../engine/engine.js'
import { nodeEngine } from '../engine/node.js'
import { quoted } from '../figures/command.js'
import { duration } from '../figures/words.js'
import { neuronsOf } from '../growth/sheet.js'
import { lengthUnit } from '../growth/sheetWords.js'
import { analyzeRun } from '../runs/analysis.js'
import { type Computation, computation, withComputation } from '../runs/computation.js'
import type { RunFolder } from '../runs/folder.js'
import type { Modules } from '../runs/modules.js'
import { record } from '../runs/record.js'
import type { Battery } from '../tasks/battery.js'
import type { Ending, Tracker } from '../trackers/tracker.js'
import { type AskedTrackers, trackersOf } from '../trackers/trackers.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { NotFiniteError, type TrainingState, type TrainOptions, train } from '../training/train.js'
import { sequenceSteps } from '../training/trialLength.js'
import { conclusion } from './conclusion.js'
import { output } from './output.js'
import { progressFor } from './progress.js'
import { type StopSignal, stopOnSignal } from './signals.js'

/** The exit code of a training that stopped because a number was not finite (PROTOCOL "A run"). */
export const NOT_FINITE = 3

export function engineOf({ engine }: Experiment): Engine {
  return nodeEngine(engine)
}

/** A command line on a run, for the user to copy. */
export const command = (name: string, dir: string) => `npx gyrus ${name} ${quoted(dir)}`

/**
 * Trains, then analyzes and reports; sets the exit code.
 * @param before the machines and engines that computed the training up to the step at which it goes on here
 * @param trackers that are told of it, beside those that the run has had before
 */
export async function grow(
  run: RunFolder,
  engine: Engine,
  modules: Modules,
  from: TrainingState | undefined,
  {
    json,
    before = [],
    trackers: asked,
  }: { json: boolean; before?: readonly Computation[]; trackers?: AskedTrackers },
): Promise<void> {
  const say = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`)
  const computedBy = withComputation(before, computation(engine))
  const began = performance.now()
  const seconds = () => Math.round(performance.now() - began) / 1000
  const progress = progressFor(run.experiment, from?.step ?? 0, json)
  let trained = false
  const sayTrained = (signal: StopSignal) =>
    say(`stopped by ${signal}; trained and saved. Analyze it with: ${command('analyze', run.dir)}`)
  const stopping = stopOnSignal((signal) => {
    progress.stop()
    if (trained) sayTrained(signal)
  })
  output.matters = false
  let trackers: Tracker | undefined
  let ending: Ending = 'failed'
  try {
    trackers = await trackersOf(run, from?.step ?? 0, asked ?? new Map(), complain)
    let taskVariance: Float64Array | null = null
    const listening: TrainOptions = {
      signal: stopping.signal,
      onEvaluation: (of) => {
        taskVariance = of
      },
    }
    for await (const event of train(run.experiment, engine, { ...modules, from, ...listening })) {
      const line = await record(run, event, seconds(), computedBy)
      if (line) {
        progress.line(line)
        trackers.line(line, event.type === 'evaluation' ? taskVariance : null)
      }
      trained ||= event.type === 'done'
    }
    ending = trained ? 'done' : 'stopped'
    progress.stop()
    stopping.saved()
    if (stopping.received) {
      const { signal, exitCode } = stopping.received
      process.exitCode = exitCode
      if (trained) sayTrained(signal)
      else say(`stopped by ${signal}; saved. Go on with: ${command('resume', run.dir)}`)
      return
    }
    say(`trained in ${duration(seconds())}; analyzing`)
    await conclude(run, engine, say)
    say(`${duration(seconds())} in all`)
  } catch (error) {
    progress.stop()
    if (!(error instanceof NotFiniteError)) throw error
    process.exitCode = NOT_FINITE
    const steps = await run.checkpointSteps()
    const saved =
      steps.length > 0
        ? `the last good checkpoint is of step ${steps[steps.length - 1]}`
        : 'there is no checkpoint yet'
    process.stderr.write(
      `gyrus: ${error.message}: training stopped; ${saved} in ${run.dir}. ` +
        `Try a new run with ${remedies(error, run.experiment, modules.battery)}\n`,
    )
  } finally {
    stopping.release()
    await trackers?.close(ending)
    await run.close()
  }
}

const complain = (text: string) => void process.stderr.write(`${text}\n`)

/** Tells trackers of a training that is done: those asked for now, and those that a kill has kept from hearing of its end. */
export async function tellDone(run: RunFolder, step: number, asked: AskedTrackers): Promise<void> {
  const trackers = await trackersOf(run, step, asked, complain)
  await trackers.close('done')
}

/** Changes that may keep the numbers of a new run finite, the likeliest first, as a phrase: `this, that or another`. */
export function remedies(
  { cause }: Pick<NotFiniteError, 'cause'>,
  experiment: Experiment,
  battery: Pick<Battery, 'batches'>,
): string {
  const { optimizer, regularizer } = experiment
  const sequence = sequenceSteps(experiment, battery)
  const slower = slowerRate(optimizer.learningRate)
  const first = [
    ...(cause && sequence !== null && cause.steps > sequence
      ? [`--set training.time=${cause.steps}`, 'shorter trials']
      : []),
    ...(slower === null ? [] : [`--set optimizer.learningRate=${slower}`]),
    ...(regularizer.lambda > 0 ? ['a smaller regularizer.lambda'] : []),
  ].join(', ')
  const last = optimizer.clip === null ? '--set optimizer.clip=1' : 'a smaller optimizer.clip'
  return first === '' ? last : `${first} or ${last}`
}

/**
 * `usual`: the presets' learning rate; no higher one is proposed. `least`: for a rate below it, no lower one is
 * proposed.
 */
const RATES = { usual: 1e-3, least: 1e-6 }

/**
 * A tenth of a learning rate, rounded to one digit, and at most the usual rate. Null if the rate is so small that it
 * cannot be the reason why numbers are not finite.
 */
export function slowerRate(rate: number): number | null {
  return rate < RATES.least ? null : Math.min(RATES.usual, Number((rate / 10).toPrecision(1)))
}

/** Analyzes and reports, and says what came out. */
export async function conclude(
  run: RunFolder,
  engine: Engine,
  say: (text: string) => void,
): Promise<Analysis> {
  const analysis = await analyzeRun(run, engine)
  const sheet = sheetOf(run.experiment)
  say(
    `${conclusion(analysis.summary, neuronsOf(sheet), lengthUnit(sheet))}\nReport: ${run.path('report.html')}`,
  )
  return analysis
}
