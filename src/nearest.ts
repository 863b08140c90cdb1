/** What to suggest when a name is unknown. */
import { distance } from 'fastest-levenshtein'

/**
 * The valid names nearest to a mistyped one, best first. Dotted names are compared as a whole and by their last
 * part, so that `lambda` and `network.lambda` both find `regularizer.lambda`; `lr` finds `learningRate`.
 */
export function nearest(name: string, valid: readonly string[], count = 3): string[] {
  const last = (path: string) => path.slice(path.lastIndexOf('.') + 1)
  const initials = (path: string) =>
    last(path)
      .replace(/(?<=.)[^A-Z]/g, '')
      .toLowerCase()
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
