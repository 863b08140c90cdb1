/**
 * Clusterability (Golechha et al. 2025, PAPER.md 5): the share of squared recurrent weight that stays within clusters of
 * neurons, rewarded by the loss −λ·C. The clusters are the network's own functional ones, estimated anew at each
 * evaluation of the training; what they were last is the charge's memory.
 */
import {
  div,
  equal,
  greaterEqual,
  identity,
  logicalAnd,
  maximum,
  mul,
  neg,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from '../../graph/index.js'
import { defineCharge } from '../charge.js'
import { none } from './none.js'

/** ΣW² counts as at least this much, so that a network without connections has C = 0 and no gradient. */
const LEAST_TOTAL = 1e-6

/**
 * C = Σ_{i ≠ j in one cluster} W_ij² / Σ_{i ≠ j} W_ij², from 0 to 1. Self-connections count in neither sum: they are
 * within a cluster whatever the clusters are, so that a network could raise C by them alone.
 *
 * @param weights [n, n]
 * @param clusters int32 [n]; a neuron of a negative one belongs to none
 */
export function clusterability(weights: Tensor, clusters: Tensor): Tensor {
  const n = weights.shape[0] as number
  const row = reshape(clusters, [n, 1])
  const within = logicalAnd(equal(row, reshape(clusters, [1, n])), greaterEqual(row, 0))
  const squares = mul(square(weights), sub(1, identity(n, weights)))
  return div(sum(where(within, squares, 0)), maximum(sum(squares), LEAST_TOTAL))
}

export const clusterabilityReward = defineCharge({
  name: 'clusterability',
  label: 'clusterability',
  charged: 'clusterability',
  help: 'Wires between clusters cost, wires within are free.',
  fields: {},
  free: none,
  /** Before the first evaluation no neuron has a cluster, and C is 0. */
  memory: ({ size: { hidden } }) => ({
    clusters: { data: new Int32Array(hidden).fill(-1), shape: [hidden] },
  }),
  penalty: ({ connections, memory }) => neg(clusterability(connections.recurrentWeights, memory.clusters)),
  afterEvaluation: ({ clusters }, found) => clusters.data.set(found),
  sentence: ({ counted, evaluateEvery, price }) =>
    'It was rewarded for recurrent weights within its functional clusters: −λ·C, C their share of the sum of squares, ' +
    `the clusters found anew every ${counted(evaluateEvery, 'step')}; ${price}.`,
})
