/** Psychometric curves as text for a terminal. */
import { aligned } from '../../figures/textTable.js'
import { decimal } from '../../figures/words.js'
import type { Psychometric } from './schema.js'

/** A table with a line for each curve. */
export function psychometricTable({ tasks }: Psychometric): string {
  const rows = tasks.flatMap(({ task, curves, variedIs }) =>
    curves.map(({ duration, fit, reason }) => [
      task,
      `${variedIs} ${duration} ms`,
      fit
        ? [`μ ${withError(fit.mu)}`, `σ ${withError(fit.sigma)}`, `λ ${withError(fit.lapse)}`].join('  ')
        : `no fit: ${reason}`,
    ]),
  )
  return aligned(rows)
}

const withError = ({ value, se }: { value: number; se: number }): string =>
  `${decimal(value, 3)} ± ${decimal(se, 3)}`.padEnd(15)
