/** What to say when a name is unknown: the few valid names that lie nearest to it. */
import { distance } from 'fastest-levenshtein'

/** E.g. `nearest: dlydm1, dlydm2, dms`; ties keep the order of `names`. */
export function nearest(name: string, names: readonly string[], count = 3): string {
  const far = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase())
  const ranked = [...names].sort((a, b) => far(a) - far(b))
  return `nearest: ${ranked.slice(0, count).join(', ')}`
}
