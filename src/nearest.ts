/** What to suggest when a name is unknown. */
import { distance } from 'fastest-levenshtein'

/**
 * The valid names nearest to a mistyped one, best first. Dotted names are compared as a whole and by their last
 * part, so that `lambda` and `network.lambda` both find `regularizer.lambda`; `lr` finds `learningRate`.
 */
export function nearest(name: string, valid: readonly string[], count = 3): string[] {
  const typed = name.slice(0, 100).toLowerCase() // nobody mistypes more; levenshtein is quadratic
  const score = (candidate: string) => {
    if (initials(candidate) === last(typed)) return 1
    const right = candidate.toLowerCase()
    return Math.min(distance(typed, right), distance(last(typed), last(right)) + 0.5)
  }
  const scored = valid.map((candidate) => ({ candidate, score: score(candidate) }))
  const ranked = scored.sort((a, b) => a.score - b.score).slice(0, count)
  return ranked.filter((each) => each.score <= ranked[0].score + 1).map((each) => each.candidate)
}

/** Whether a name as options are written means a dotted one: `learning-rate`, `learningRate`, `lr` and the whole path do. */
export function isCalled(name: string, path: string): boolean {
  const bare = (text: string) => text.replace(/[-_]/g, '').toLowerCase()
  const typed = bare(name)
  return typed === bare(path) || typed === bare(last(path)) || (typed.length > 1 && typed === initials(path))
}

/** The part behind the last dot. */
const last = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** `lr` of `optimizer.learningRate`. */
const initials = (path: string): string =>
  last(path)
    .replace(/(?<=.)[^A-Z]/g, '')
    .toLowerCase()
