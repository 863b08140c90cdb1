/** Differences between kinds of networks as a table for the terminal. */
import { type KindDifference, kindName } from '../figures/kinds.js'
import { aligned } from '../figures/textTable.js'
import { decimal, NONE, whole } from '../figures/words.js'

/** Lines of the table, after an empty line and a heading; no lines if there is only one kind. */
export function differenceRows(differences: readonly KindDifference[], digits: number): string[] {
  if (differences.length === 0) return []
  const rows = differences.map(({ what, kinds: [first, second], difference, claimed }) => [
    `${kindName(first)} − ${kindName(second)}`,
    what,
    difference === null
      ? NONE
      : decimal(difference.mean, digits) +
        (difference.halfWidth === null ? '' : ` ± ${decimal(difference.halfWidth, digits)}`),
    whole(difference?.n ?? 0),
    claimed ? 'yes' : 'no',
  ])
  return [
    '',
    'differences, same seed, mean ± 95% interval; claimed where three seeds or more exclude 0',
    aligned([['kinds', 'measure', 'difference', 'seeds', 'claimed'], ...rows]),
  ]
}
