/**
 * The progress of a training: a live line on a terminal, plain lines elsewhere, JSON lines if asked for. And a progress
 * bar for other work.
 */
import cliProgress from 'cli-progress'
import { countsOf, meanAccuracyInterval } from '../analysis/accuracy.js'
import { duration, NONE, percent, percentWithInterval, whole } from '../figures/words.js'
import { lengthUnit } from '../growth/sheetWords.js'
import type { MetricsLine } from '../runs/metrics.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'

/** A listener of a training's lines. */
export interface Progress {
  line(line: MetricsLine): void
  /** Ends the live line, so that other text can be printed. */
  stop(): void
}

export function progressFor(experiment: Experiment, fromStep: number, json: boolean): Progress {
  if (json) return { line: (line) => console.log(JSON.stringify(line)), stop: () => {} }
  return process.stderr.isTTY ? liveProgress(experiment, fromStep) : plainProgress(experiment, fromStep)
}

/** Steps per second since the start of this process, and the seconds that remain at that rate. */
function rate({ training }: Experiment, fromStep: number, { step, elapsed }: MetricsLine) {
  const perSecond = (step - fromStep) / Math.max(elapsed as number, 1e-9)
  const seconds = perSecond > 0 ? (training.steps - step) / perSecond : Number.NaN
  return { perSecond, remaining: seconds }
}

function plainProgress(experiment: Experiment, fromStep: number): Progress {
  let loss = Number.NaN
  return {
    line(line) {
      if (line.type === 'step') loss = line.loss as number
      if (line.type !== 'evaluation') return
      const { perSecond, remaining } = rate(experiment, fromStep, line)
      const counts = countsOf(line.accuracy as Record<string, number>, line.trialsPerTask as number)
      const parts = [
        `step ${line.step}/${experiment.training.steps}`,
        ...(line.step > fromStep ? [`${perSecond.toFixed(0)} steps/s`, `${duration(remaining)} left`] : []),
        ...(Number.isNaN(loss) ? [] : [`loss ${loss.toFixed(3)}`]),
        `accuracy ${percentWithInterval(line.meanAccuracy as number, meanAccuracyInterval(counts))}`,
        `${line.activeNeurons} active neurons`,
        `wiring ${whole(line.wiringLength as number)} ${lengthUnit(sheetOf(experiment))}`,
      ]
      console.log(parts.join('  '))
    },
    stop: () => {},
  }
}

/** Columns of the live line without its bar, so that the line fits into a terminal of 80 columns. */
const TEXT_WIDTH = 77

function liveProgress(experiment: Experiment, fromStep: number): Progress {
  const bar = new cliProgress.SingleBar({
    format:
      '{step}/{total} {bar} {remaining}  {rate}/s  loss {loss}  acc {accuracy}  {active} active  wire {wiring}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.min(24, Math.max(3, (process.stderr.columns ?? 80) - TEXT_WIDTH)),
    hideCursor: true,
    stream: process.stderr,
    fps: 4,
    gracefulExit: false, // the training handles signals itself
    linewrap: null,
  })
  const shown = {
    step: fromStep,
    rate: NONE,
    remaining: NONE,
    loss: NONE,
    accuracy: NONE,
    active: NONE,
    wiring: NONE,
  }
  bar.start(experiment.training.steps, fromStep, shown)
  return {
    line(line) {
      const { perSecond, remaining } = rate(experiment, fromStep, line)
      shown.step = line.step
      if (line.step > fromStep) {
        shown.rate = perSecond.toFixed(0)
        shown.remaining = duration(remaining)
      }
      if (line.type === 'step') shown.loss = (line.loss as number).toFixed(3)
      if (line.type === 'evaluation') {
        shown.accuracy = percent(line.meanAccuracy as number)
        shown.active = String(line.activeNeurons)
        shown.wiring = (line.wiringLength as number).toExponential(1)
      }
      bar.update(line.step, shown)
    },
    stop: () => bar.stop(),
  }
}

/** A bar on a terminal for work whose share done (0 to 1) is known; null elsewhere. */
export function workProgress(): { update(share: number, work: string): void; stop(): void } | null {
  if (!process.stderr.isTTY) return null
  const bar = new cliProgress.SingleBar({
    format: '{work} {bar} {percentage}%  {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    gracefulExit: false,
  })
  let started = false
  return {
    update(share, work) {
      if (!started) bar.start(1000, 0, { work })
      started = true
      bar.update(Math.round(1000 * share), { work })
    },
    stop: () => bar.stop(),
  }
}
