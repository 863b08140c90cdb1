/** The finding of psychometric curves in one line. */
import { counted, whole } from '../../figures/words.js'
import type { TaskCurves } from './measure.js'

/** Answers: do choices follow the evidence, at durations that training could draw? */
export function psychometricFinding(tasks: readonly TaskCurves[]): string {
  const fits = tasks.flatMap(({ curves }) => curves.filter(({ trained }) => trained))
  const rising = fits.filter(({ fit }) => fit).length
  const all = fits.length > 0 ? fits : tasks.flatMap(({ curves }) => curves)
  if (fits.length === 0) return `Choice against coherence in ${counted(tasks.length, 'decision task')}`
  if (rising === 0) return `In none of ${counted(tasks.length, 'decision task')} do the choices tell a curve`
  return `Choice follows the evidence in ${rising === all.length ? 'all' : `${whole(rising)} of`} ${counted(all.length, 'measured curve')} at trained durations`
}
