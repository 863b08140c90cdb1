/** What the figures of the experiments have in common. */
import { COLORS } from '../../figures/fronts.js'
import type { Spec } from '../../figures/style.js'

/** A color for each kind of network. @param titles in the order of the legend */
export const kindColors = (titles: readonly string[]): Spec => ({
  field: 'kind',
  type: 'nominal',
  scale: { domain: titles, range: titles.map((_, i) => COLORS[i]) },
  legend: { orient: 'bottom', title: null },
})
