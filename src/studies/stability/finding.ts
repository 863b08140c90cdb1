/** The finding of the stability of functional clusters, as text that is true whatever the data are. */

import { ENOUGH_SEEDS } from '../../analysis/statistics.js'
import {
  type KindDifference,
  kindDifferences,
  kindName,
  kindsOf,
  type Measure,
  rangeText,
} from '../../figures/kinds.js'
import { decimal, list } from '../../figures/words.js'
import type { Change, StabilityMeasures } from './measures.js'
import { UNCHANGED } from './settings.js'

/** The parts of a result that a finding needs. */
export interface StableNetwork extends StabilityMeasures {
  kind: string
  seed: number
}

export type Anatomical = 'places' | 'wiring'

/** An index with this z or more is above chance (docs/transfer.md). */
export const CLEAR_Z = 3

/** All z that are defined of how well anatomical clusters predict the original clusters and those under each change. */
export const zOf = ({ original, changes }: StabilityMeasures, by: Anatomical): number[] =>
  [original[by], ...changes.map((change) => change[by].chosen)].flatMap(({ z }) => z ?? [])

/** Whether anatomical clusters predict the original clusters and those under all changes: each z ≥ `CLEAR_Z`. */
export function predicts(measures: StabilityMeasures, by: Anatomical): boolean {
  const z = zOf(measures, by)
  return z.length === 1 + measures.changes.length && z.every((value) => value >= CLEAR_Z)
}

const changed = (network: StabilityMeasures): Change[] =>
  network.changes.filter(({ name }) => name !== UNCHANGED)

/** The mean over changes of the index relative to that on other trials; null if one is undefined. */
export function meanRelative(network: StabilityMeasures): number | null {
  const values = changed(network).map(({ relative }) => relative.chosen)
  if (values.length === 0 || values.some((value) => value === null)) return null
  return values.reduce<number>((sum, value) => sum + value!, 0) / values.length
}

/** One sentence about one network, or about the differences between kinds of networks. */
export function stabilityFinding(networks: readonly StableNetwork[]): string {
  if (networks.length !== 1) return comparison(networks)
  const [network] = networks
  const indices = changed(network).map(({ index }) => index.chosen.value ?? 0)
  const [unchanged] = network.changes
  if (network.clusters < 2) return 'One functional cluster: nothing that other inputs could divide otherwise'
  if (indices.length === 0) return 'No change of the input is possible with this battery'
  const by = (['places', 'wiring'] as const).filter((anatomical) => predicts(network, anatomical))
  return (
    `Under changed inputs functional clusters are found again with an index of ${rangeText(indices)} ` +
    `(${decimal(unchanged.index.chosen.value, 2)} on other trials); ` +
    (by.length === 0
      ? 'neither places nor wiring predict them under all of them'
      : `${list(by)} predict${by.length === 1 ? 's' : ''} them under all of them`.replace(
          'places predicts',
          'places predict',
        ))
  )
}

function comparison(networks: readonly StableNetwork[]): string {
  const kinds = kindsOf(networks)
  const perKind = kinds.map((kind) => networks.filter((network) => network.kind === kind))
  const relative = (of: readonly StableNetwork[]): string =>
    rangeText(of.flatMap((network) => meanRelative(network) ?? []))
  const seeds = Math.min(...perKind.map(({ length }) => length))
  const numbers = kinds.map((kind, k) => `${kindName(kind)} ${relative(perKind[k])}`).join(', ')
  const few = seeds < ENOUGH_SEEDS ? `; fewer than ${ENOUGH_SEEDS} seeds of a kind: nothing is claimed` : ''
  return `Functional clusters under changed inputs, index relative to other trials: ${numbers}${few}`
}

/** Differences between kinds of networks in the relative index under each change, and in its mean over changes. */
export function stabilityDifferences(networks: readonly StableNetwork[]): KindDifference[] {
  const names = changed(networks[0]).map(({ name }) => name)
  return kindDifferences<StableNetwork>(networks, [
    ...names.map(
      (name): Measure<StableNetwork> => [
        name,
        (network) => network.changes.find((change) => change.name === name)?.relative.chosen ?? null,
      ],
    ),
    ['mean of the changes', meanRelative],
  ])
}
