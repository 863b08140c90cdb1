/**
 * The connectome: which active neuron is connected to which, and how strongly, without weights that are too small. It
 * is a dense matrix, because the networks here have at most a few hundred active neurons, often with most connections.
 */
/** A connection exists where |w| exceeds this (PROTOCOL.md). */
export const CONNECTION_THRESHOLD = 0.01

/** |w| of the connections among n neurons, 0 where there is none: `[receiving, sending]`. */
export interface Connectome {
  neurons: number
  strength: Float64Array
}

/**
 * The connections among given neurons.
 *
 * @param recurrentWeights `[hidden, hidden]`, row = receiving neuron
 * @param neurons their indices
 */
export function connectome(
  recurrentWeights: Float32Array | Float64Array,
  neurons: Int32Array,
  threshold = CONNECTION_THRESHOLD,
): Connectome {
  const hidden = Math.sqrt(recurrentWeights.length)
  const n = neurons.length
  const strength = new Float64Array(n * n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      const w = Math.abs(recurrentWeights[neurons[r] * hidden + neurons[s]])
      if (w > threshold) strength[r * n + s] = w
    }
  }
  return { neurons: n, strength }
}

/** Numbers of connections; pairs and density leave self-connections out. */
export interface ConnectionCounts {
  /** Connections between two different neurons. */
  edges: number
  selfConnections: number
  /** Ordered pairs of different neurons. */
  pairs: number
  /** edges / pairs; null for fewer than two neurons. */
  density: number | null
}

export function connectionCounts({ neurons: n, strength }: Connectome): ConnectionCounts {
  let connections = 0
  let selfConnections = 0
  for (const w of strength) if (w > 0) connections++
  for (let i = 0; i < n; i++) if (strength[i * n + i] > 0) selfConnections++
  const pairs = n * n - n
  const edges = connections - selfConnections
  return { edges, selfConnections, pairs, density: pairs > 0 ? edges / pairs : null }
}

/** Share of the possible connections that exist, among pairs of different neurons. */
export interface ConnectionProbability {
  /** Of pairs in one cluster; null if no cluster has two neurons. */
  within: number | null
  /** Of pairs in two clusters; null if there is only one cluster. */
  between: number | null
  /** within / between; Infinity if no connection leaves its cluster, null if either is undefined or both are 0. */
  ratio: number | null
}

/** @param labels cluster of each neuron */
export function connectionProbability(
  { neurons: n, strength }: Connectome,
  labels: Int32Array,
): ConnectionProbability {
  let edgesWithin = 0
  let edgesBetween = 0
  let pairsWithin = 0
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (r === s) continue
      const same = labels[r] === labels[s]
      if (same) pairsWithin++
      if (strength[r * n + s] === 0) continue
      if (same) edgesWithin++
      else edgesBetween++
    }
  }
  const pairsBetween = n * n - n - pairsWithin
  const within = pairsWithin > 0 ? edgesWithin / pairsWithin : null
  const between = pairsBetween > 0 ? edgesBetween / pairsBetween : null
  const defined = within !== null && between !== null && within + between > 0
  return { within, between, ratio: defined ? within / between : null }
}
