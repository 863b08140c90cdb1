/** The stability of functional clusters, as text for a terminal. */
import type { NullTest } from '../../analysis/nullTest.js'
import { kindName, rangeText } from '../../figures/kinds.js'
import { aligned } from '../../figures/textTable.js'
import { counted, decimal, NONE, whole } from '../../figures/words.js'
import { differenceRows } from '../kindDifferences.js'
import type { Studied } from '../study.js'
import {
  type Anatomical,
  CLEAR_Z,
  meanRelative,
  predicts,
  stabilityDifferences,
  stabilityFinding,
  zOf,
} from './finding.js'
import type { Stability } from './schema.js'

/** The table of one network. */
export function stabilityTable(result: Studied<Stability>): string {
  const { changes, original, leftOut } = result
  return [
    `${result.preset}, seed ${result.seed}: ${counted(result.activeNeurons, 'active neuron')}, ${counted(result.clusters, 'functional cluster')}, ` +
      `${counted(result.wiringParts, 'part')} in the wiring; ${whole(result.trials)} trials of each task`,
    'adjusted Rand index (z) of the clusters found with the original ones, with clusters of places and of wiring; relative: to other trials',
    aligned(
      [
        [
          'input',
          'tasks',
          'clusters',
          'found again',
          'relative',
          'places',
          'wiring',
          'at the original number',
          'places',
          'wiring',
        ],
        [
          'as trained',
          whole(result.tasks.length),
          whole(result.clusters),
          '',
          '',
          text(original.places),
          text(original.wiring),
          '',
          '',
          '',
        ],
        ...changes.map((change) => [
          change.name,
          whole(change.tasks),
          decimal(change.clusters, change.variants > 1 ? 1 : 0),
          text(change.index.chosen),
          decimal(change.relative.chosen, 2),
          text(change.places.chosen),
          text(change.wiring.chosen),
          text(change.index.originalNumber),
          text(change.places.originalNumber),
          text(change.wiring.originalNumber),
        ]),
      ],
      (column) => column > 0,
    ),
    ...(leftOut.length > 0 ? [`not possible with this battery: ${leftOut.join(', ')}`] : []),
    stabilityFinding([result]),
  ].join('\n')
}

/** Compares several networks by kind: a line for each, the differences seed by seed, and one sentence. */
export function stabilityComparison(results: readonly Studied<Stability>[]): string {
  const networks = results.map((result) => {
    const relative = meanRelative(result)
    const z = (by: Anatomical) => rangeText(zOf(result, by), 1)
    return [
      `${kindName(result.kind)}, seed ${result.seed}`,
      decimal(relative, 2),
      result.changes.map(({ index }) => decimal(index.chosen.value, 2)).join(' '),
      text(result.original.places),
      z('places'),
      predicts(result, 'places') ? 'yes' : 'no',
      text(result.original.wiring),
      z('wiring'),
      predicts(result, 'wiring') ? 'yes' : 'no',
    ]
  })
  const differences = differenceRows(stabilityDifferences(results), 2)
  return [
    `found again: ${results[0].changes.map(({ name }) => name).join(', ')}; places and wiring: as trained (z), z as trained and under each change, whether all are ≥ ${CLEAR_Z}`,
    aligned(
      [
        [
          'network',
          'mean relative',
          'found again',
          'places',
          'z in all',
          'predict',
          'wiring',
          'z in all',
          'predicts',
        ],
        ...networks,
      ],
      (column) => column > 0,
    ),
    ...differences,
    '',
    stabilityFinding(results),
  ].join('\n')
}

function text({ value, z }: NullTest): string {
  if (value === null) return NONE
  return `${decimal(value, 2)} (${decimal(z, 1)})`
}
