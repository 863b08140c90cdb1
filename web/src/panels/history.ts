/** The data of the curves: measures of one or two networks over their training. */
import type { Evaluated } from 'gyrus/training/evaluated.js'

export interface LossPoint {
  step: number
  taskLoss: number
}

/** One network's past. */
export interface History {
  /** A short name, e.g. "by length, swaps". */
  name: string
  losses: readonly LossPoint[]
  evaluations: readonly Evaluated[]
}

export const MEASURES = ['loss', 'accuracy', 'active', 'wiring', 'modularity'] as const
export type Measure = (typeof MEASURES)[number]

export const MEASURE_WORDS: Readonly<Record<Measure, { title: string; unit: string }>> = {
  loss: { title: 'Loss', unit: 'nats a step' },
  accuracy: { title: 'Accuracy', unit: '%' },
  active: { title: 'Active neurons', unit: '' },
  wiring: { title: 'Wiring', unit: 'cells' },
  modularity: { title: 'Modularity', unit: 'Q' },
}

export interface Line {
  /** 0 or 1. */
  network: number
  /** The task whose line it is; null for the main line. */
  task: string | null
  x: number[]
  y: (number | null)[]
}

/** The lines of a chart. Main lines come last, so that they are drawn on top. */
export function linesOf(measure: Measure, networks: readonly History[], tasks: readonly string[]): Line[] {
  const lines: Line[] = []
  networks.forEach(({ losses, evaluations }, network) => {
    const x = evaluations.map(({ step }) => step)
    const main = (y: (number | null)[], at = x) => lines.push({ network, task: null, x: at, y })
    switch (measure) {
      case 'loss':
        main(
          losses.map(({ taskLoss }) => positive(taskLoss)),
          losses.map(({ step }) => step),
        )
        break
      case 'accuracy':
        for (const task of tasks) {
          const y = evaluations.map(({ accuracy }) => (task in accuracy ? 100 * accuracy[task] : null))
          lines.push({ network, task, x, y })
        }
        main(evaluations.map(({ meanAccuracy }) => 100 * meanAccuracy))
        break
      case 'active':
        main(evaluations.map(({ activeNeurons }) => activeNeurons))
        break
      case 'wiring':
        main(evaluations.map(({ wiringLength }) => positive(wiringLength)))
        break
      case 'modularity':
        main(evaluations.map(({ modularity }) => modularity))
    }
  })
  return lines.sort((a, b) => Number(a.task === null) - Number(b.task === null))
}

/** The last value of a measure at or before a step, as text; "–" if there is none. */
export function valueAt(measure: Measure, history: History, step: number): string {
  const [line] = linesOf(measure, [history], [])
  const at = line.x.findLastIndex((x) => x <= step)
  const value = at < 0 ? null : line.y[at]
  return value === null || !Number.isFinite(value) ? '–' : readable(measure, value)
}

export function readable(measure: Measure, value: number): string {
  switch (measure) {
    case 'loss':
      return value.toPrecision(2)
    case 'accuracy':
      return value.toFixed(1)
    case 'modularity':
      return value.toFixed(2)
    default:
      return value < 1e5 ? Math.round(value).toLocaleString('en-US') : compact(value)
  }
}

/** A number in short, e.g. 1.9M or 20k. */
export const compact = (value: number): string =>
  value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 }).replace('K', 'k')

/** Null for values that a logarithmic axis cannot show. */
const positive = (value: number): number | null => (value > 0 ? value : null)
