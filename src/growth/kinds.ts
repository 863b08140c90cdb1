/**
 * The regularizers by name: BIMT's kinds, and their rivals and controls (docs/regularizers.md).
 */
import { clusterabilityRegularizer } from './clusterability.js'
import { communicabilityRegularizer } from './communicability.js'
import { wireDistances } from './distance.js'
import { maskRegularizer } from './mask.js'
import {
  REGULARIZERS,
  type Regularizer,
  sizeOfLayout,
  type WiringOptions,
  wiringRegularizer,
} from './regularizer.js'
import type { Layout, Sheet } from './sheet.js'
import { matrixScales } from './wiring.js'

export const KINDS = [...REGULARIZERS, 'sernn', 'clusterability', 'mask'] as const
export type Kind = (typeof KINDS)[number]

export interface RegularizerOptions extends Omit<WiringOptions, 'kind'> {
  kind: Kind
  /** Of a mask, in cells. */
  radius?: number
}

/**
 * The regularizer of a kind for a network laid out on its sheet.
 * @throws RangeError for a mask without a radius
 */
export function regularizerOfKind(options: RegularizerOptions, sheet: Sheet, layout: Layout): Regularizer {
  const { kind, metric, normalization, radius } = options
  const size = sizeOfLayout(layout)
  switch (kind) {
    case 'sernn':
      return communicabilityRegularizer(
        wireDistances(layout, metric).recurrentWeights,
        matrixScales(normalization, size).recurrentWeights,
      )
    case 'clusterability':
      return clusterabilityRegularizer(size.hidden)
    case 'mask':
      if (radius === undefined) throw new RangeError('regularizerOfKind: a mask must have a radius')
      return maskRegularizer(sheet, radius, metric)
    default:
      return wiringRegularizer({ ...options, kind }, layout)
  }
}
