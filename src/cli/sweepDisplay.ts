/** The progress of a sweep: bars on a terminal; elsewhere a line for each run when it ends. */
import cliProgress from 'cli-progress'
import { counted, duration, percent, whole } from '../figures/words.js'
import { lengthUnit } from '../growth/sheetWords.js'
import type { CatalogRow } from '../runs/catalog.js'
import type { MetricsLine } from '../runs/metrics.js'
import type { RowName, SweepRow } from '../runs/sweep.js'
import { sheetOf } from '../training/sheet.js'

/** How a run of a sweep ended. */
export interface RunEnd {
  row: SweepRow
  dir: string
  /** The exit code of its process; null if a signal ended it. */
  code: number | null
  /** The last line that the process wrote to standard error. */
  message: string
  seconds: number
  /** Whether it was stopped because the sweep was. The sweep goes on with it when it is started again. */
  stopped: boolean
  /** The run's row in the catalog; null if the run is not finished. */
  run: CatalogRow | null
}

export interface SweepDisplay {
  start(row: SweepRow): void
  line(row: SweepRow, line: MetricsLine | null): void
  end(end: RunEnd): void
  /** Notes that a run is not done here, and why. */
  pass(row: SweepRow, why: string): void
  /** Says something that is of no run alone. */
  note(text: string): void
  close(): void
}

export function sweepDisplay(total: number, say: (text: string) => void): SweepDisplay {
  return process.stderr.isTTY ? new LiveDisplay(total) : new PlainDisplay(total, say)
}

/** A run's name within its sweep: its id and the fields that vary, without their group (`lambda=…`). */
export const labelOf = ({ id, varied }: RowName) =>
  `${id}  ${varied.map((text) => text.replace(/^[^=]*\./, '')).join(' ')}`.trim()

function resultOf({ row, dir, code, message, seconds, stopped, run }: RunEnd): string {
  const said = message.replace(/^gyrus: /, '')
  if (stopped) return said || 'stopped'
  if (code !== 0) return `failed (${code === null ? 'killed' : `exit code ${code}`}): ${said || `see ${dir}`}`
  const summary = run?.summary
  if (!summary) return `done in ${duration(seconds)}`
  return (
    `accuracy ${percent(summary.meanAccuracy)}  ${whole(summary.activeNeurons)} active  ` +
    `wiring ${whole(summary.wiringLength)} ${lengthUnit(sheetOf(row.experiment))}  ${duration(seconds)}`
  )
}

class PlainDisplay implements SweepDisplay {
  #ended = 0
  constructor(
    readonly total: number,
    readonly say: (text: string) => void,
  ) {}
  start(_row: SweepRow): void {}
  line(_row: SweepRow, _line: MetricsLine | null): void {}
  end(end: RunEnd): void {
    this.#say(end.row, resultOf(end))
  }
  pass(row: SweepRow, why: string): void {
    this.#say(row, why)
  }
  note(text: string): void {
    this.say(text)
  }
  close(): void {}

  #say(row: SweepRow, text: string): void {
    this.say(`[${++this.#ended}/${this.total}] ${labelOf(row)}  ${text}`)
  }
}

/**
 * A bar for the sweep and one for each run that trains. Lines about runs that have ended scroll up above the bars.
 */
class LiveDisplay implements SweepDisplay {
  readonly #bars = new cliProgress.MultiBar({
    format: '{bar} {percentage}%  {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 16,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    fps: 4,
    gracefulExit: false, // the sweep handles signals itself
    linewrap: null,
  })
  readonly #all
  readonly #running = new Map<string, { bar: cliProgress.SingleBar; accuracy: string }>() // by id
  #ended = 0
  readonly #start = performance.now()

  constructor(readonly total: number) {
    this.#all = this.#bars.create(total, 0, { text: `0 of ${counted(total, 'run')}` })
  }

  start(row: SweepRow): void {
    const bar = this.#bars.create(row.experiment.training.steps, 0, { text: labelOf(row) })
    this.#running.set(row.id, { bar, accuracy: '' })
  }

  line(row: SweepRow, line: MetricsLine | null): void {
    const shown = this.#running.get(row.id)
    if (!shown || !line) return
    if (line.type === 'evaluation') {
      shown.accuracy = `  acc ${percent(line.meanAccuracy as number)}  ${line.activeNeurons} active`
    }
    const text = line.type === 'done' ? '  analyzing' : shown.accuracy
    shown.bar.update(line.step, { text: labelOf(row) + text })
  }

  end(end: RunEnd): void {
    this.#say(end.row, resultOf(end))
  }

  pass(row: SweepRow, why: string): void {
    this.#say(row, why)
  }

  note(text: string): void {
    this.#bars.log(`${text}\n`)
  }

  close(): void {
    this.#bars.stop()
  }

  #say(row: SweepRow, text: string): void {
    const shown = this.#running.get(row.id)
    if (shown) this.#bars.remove(shown.bar)
    this.#running.delete(row.id)
    this.#ended++
    const perRun = (performance.now() - this.#start) / 1000 / this.#ended
    const remaining =
      this.#ended < this.total ? `, about ${duration(perRun * (this.total - this.#ended))} left` : ''
    this.#bars.log(`${labelOf(row)}  ${text}\n`)
    this.#all.update(this.#ended, { text: `${this.#ended} of ${counted(this.total, 'run')}${remaining}` })
  }
}
