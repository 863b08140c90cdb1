/**
 * Leiden's method (Traag, Waltman and van Eck 2019, "From Louvain to Leiden") for Newman's modularity Q of a directed,
 * weighted connectome (Leicht and Newman 2008). Three steps take turns: single nodes move to the part where they raise
 * Q most; each part is refined into well-connected pieces; the pieces become the nodes of a smaller graph, whose nodes
 * move in turn. Louvain's method lacks the second step, and its parts may fall into pieces without a connection.
 */
import type { Random } from '../random/random.js'
import type { Connectome } from './connectome.js'

/**
 * A directed graph with all that Q depends on. Weights are shares of the total weight, so that gains are gains of Q.
 */
export interface Graph {
  nodes: number
  /** Where each node's neighbors begin in `neighbor` and `link`; one entry more than there are nodes. */
  begin: Int32Array
  /** The other nodes that a node is connected to, in either direction, ascending. */
  neighbor: Int32Array
  /** Weight between the two in both directions together; above 0. */
  link: Float64Array
  /** Total weight that each node receives, self-connections included; `outgoing`: that it sends. */
  incoming: Float64Array
  outgoing: Float64Array
}

/** Gains below this count as rounding errors. */
const LEAST_GAIN = 1e-12

/**
 * θ of the paper (with the paper's value), the temperature of the refinement's random choices. If a node can join two
 * pieces, and the gain of one is smaller by θ times the mean weight of a link, that one is e times less likely.
 */
const RANDOMNESS = 0.01

/** The graph of a connectome. @returns null for a connectome without connections, whose Q is undefined */
export function graphOf({ neurons: n, strength }: Connectome): Graph | null {
  const total = strength.reduce((sum, w) => sum + w, 0)
  if (total === 0) return null
  const incoming = new Float64Array(n)
  const outgoing = new Float64Array(n)
  const begin = new Int32Array(n + 1)
  const neighbor: number[] = []
  const link: number[] = []
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const received = strength[i * n + j] / total
      const sent = strength[j * n + i] / total
      incoming[i] += received
      outgoing[i] += sent
      if (i === j || received + sent === 0) continue
      neighbor.push(j)
      link.push(received + sent)
    }
    begin[i + 1] = neighbor.length
  }
  return {
    nodes: n,
    begin,
    neighbor: Int32Array.from(neighbor),
    link: Float64Array.from(link),
    incoming,
    outgoing,
  }
}

/**
 * One run of the method. It repeats the three steps until a whole round of them changes nothing.
 *
 * @param start the partition to start from: part of each node, 0..nodes−1
 * @param random decides the order in which nodes are visited, and the choices of the refinement
 * @returns part of each node, 0..k−1. Each part is connected if directions are ignored, Q is not lower than that of
 * `start`, and Q cannot be raised by moving a single node to another part or into a new one
 */
export function leiden(graph: Graph, start: Int32Array, random: Random): Int32Array<ArrayBuffer> {
  let parts = connectedPieces(graph, start)
  for (;;) {
    const next = round(graph, parts, random)
    if (next === null) return parts
    parts = connectedPieces(graph, next)
  }
}

/** Repeats moves, refinement and aggregation until the refinement merges nothing; null if no node moved at all. */
function round(graph: Graph, start: Int32Array, random: Random): Int32Array | null {
  let level = graph
  let parts = Int32Array.from(start)
  let moves = moveNodes(level, parts, random)
  // For each node of the original graph, the node of the present graph into which it was merged.
  const place = ascending(graph.nodes)
  for (;;) {
    const { labels: pieces, count } = numbered(refine(level, parts, random))
    if (count === level.nodes) break
    const partOfPiece = new Int32Array(count)
    for (let node = 0; node < level.nodes; node++) partOfPiece[pieces[node]] = parts[node]
    for (let i = 0; i < place.length; i++) place[i] = pieces[place[i]]
    level = aggregate(level, pieces, count)
    parts = numbered(partOfPiece).labels
    moves += moveNodes(level, parts, random)
  }
  return moves > 0 ? place.map((node) => parts[node]) : null
}

/**
 * Moves single nodes, each to the part where it raises Q most. All nodes are visited once, and again whenever a
 * neighbor has moved to another part than theirs. Changes `parts`.
 *
 * @returns how many moves were made
 */
function moveNodes(graph: Graph, parts: Int32Array, random: Random): number {
  const { nodes, begin, neighbor } = graph
  const totals = new Totals(graph, parts)
  const empty: number[] = []
  for (let part = nodes - 1; part >= 0; part--) if (totals.size[part] === 0) empty.push(part)
  const links = new Links(nodes)
  const queue = random.shuffle(ascending(nodes))
  const waiting = new Uint8Array(nodes).fill(1)
  let moves = 0
  for (let head = 0, length = nodes; length > 0; ) {
    const node = queue[head]
    head = (head + 1) % nodes
    length--
    waiting[node] = 0
    const part = parts[node]
    totals.add(node, part, -1)
    links.clear()
    links.addAll(graph, node, parts)
    let best = part
    let most = links.to[part] - totals.expectedLink(node, part)
    for (let f = 0; f < links.count; f++) {
      const part = links.found[f]
      const gain = links.to[part] - totals.expectedLink(node, part)
      if (gain > most + LEAST_GAIN) {
        best = part
        most = gain
      }
    }
    // A node alone in a part has gain 0. So if all gains are negative, the node gets a new part.
    if (most < -LEAST_GAIN) best = empty.pop()!
    totals.add(node, best, 1)
    if (best === part) continue
    parts[node] = best
    if (totals.size[part] === 0) empty.push(part)
    moves++
    for (let at = begin[node]; at < begin[node + 1]; at++) {
      const other = neighbor[at]
      if (waiting[other] === 1 || parts[other] === best) continue
      waiting[other] = 1
      queue[(head + length) % nodes] = other
      length++
    }
  }
  return moves
}

/**
 * Merges the nodes of each part into pieces. At first, each node is a piece. A node that is still alone may join a
 * piece of its part that it is linked to if Q does not fall, and if node and piece are both well connected, that is,
 * linked to the rest of the part with at least the expected weight. If there are several such pieces, one is drawn at
 * random, with a much higher chance for a larger gain.
 *
 * @returns piece of each node; the number of a piece is that of one of its nodes
 */
function refine(graph: Graph, parts: Int32Array, random: Random): Int32Array {
  const { nodes, begin, neighbor, link } = graph
  const pieces = ascending(graph.nodes)
  const ofParts = new Totals(graph, parts)
  const ofPieces = new Totals(graph, pieces)
  // Weight of the links between each piece and the rest of its part.
  const toRest = new Float64Array(nodes)
  let mean = 0
  for (let node = 0; node < nodes; node++) {
    for (let at = begin[node]; at < begin[node + 1]; at++) {
      mean += link[at] / link.length
      if (parts[neighbor[at]] === parts[node]) toRest[node] += link[at]
    }
  }
  const wellConnected = (piece: number) => {
    const part = parts[piece]
    const received = ofPieces.incoming[piece]
    const sent = ofPieces.outgoing[piece]
    const expected = received * (ofParts.outgoing[part] - sent) + sent * (ofParts.incoming[part] - received)
    return toRest[piece] >= expected - LEAST_GAIN
  }
  const links = new Links(nodes)
  const choice = new Int32Array(nodes)
  const gains = new Float64Array(nodes)
  for (const node of random.shuffle(ascending(nodes))) {
    if (ofPieces.size[node] !== 1 || !wellConnected(node)) continue
    links.clear()
    for (let at = begin[node]; at < begin[node + 1]; at++) {
      const other = neighbor[at]
      if (parts[other] === parts[node]) links.add(pieces[other], link[at])
    }
    // Staying alone is a choice as well, with gain 0.
    let choices = 0
    let most = 0
    for (let f = 0; f < links.count; f++) {
      const piece = links.found[f]
      if (!wellConnected(piece)) continue
      const gain = links.to[piece] - ofPieces.expectedLink(node, piece)
      if (gain < 0) continue
      choice[choices] = piece
      gains[choices++] = gain
      if (gain > most) most = gain
    }
    choice[choices] = node
    gains[choices++] = 0
    const piece = choice[drawn(gains, choices, most, RANDOMNESS * mean, random)]
    if (piece === node) continue
    pieces[node] = piece
    ofPieces.add(node, node, -1)
    ofPieces.add(node, piece, 1)
    toRest[piece] += toRest[node] - 2 * links.to[piece]
  }
  return pieces
}

/** The graph whose nodes are the pieces. Links between pieces are sums over the links between their nodes. */
function aggregate(graph: Graph, pieces: Int32Array, count: number): Graph {
  const { incoming, outgoing } = new Totals(graph, pieces)
  const members: number[][] = Array.from({ length: count }, () => [])
  for (let node = 0; node < graph.nodes; node++) members[pieces[node]].push(node)
  const links = new Links(count)
  const begin = new Int32Array(count + 1)
  const neighbor = new Int32Array(graph.neighbor.length)
  const link = new Float64Array(graph.link.length)
  for (let piece = 0; piece < count; piece++) {
    links.clear()
    for (const node of members[piece]) links.addAll(graph, node, pieces)
    let end = begin[piece]
    for (let other = 0; other < count; other++) {
      if (other === piece || links.to[other] === 0) continue
      neighbor[end] = other
      link[end++] = links.to[other]
    }
    begin[piece + 1] = end
  }
  return {
    nodes: count,
    begin,
    neighbor: neighbor.subarray(0, begin[count]),
    link: link.subarray(0, begin[count]),
    incoming: incoming.subarray(0, count),
    outgoing: outgoing.subarray(0, count),
  }
}

/**
 * Divides each part into its connected components. Q does not fall: all links stay within parts, and the weight
 * expected within parts becomes smaller.
 */
function connectedPieces({ nodes, begin, neighbor }: Graph, parts: Int32Array): Int32Array<ArrayBuffer> {
  const pieces = new Int32Array(nodes).fill(-1)
  let count = 0
  for (let first = 0; first < nodes; first++) {
    if (pieces[first] >= 0) continue
    pieces[first] = count
    const reached = [first]
    for (const node of reached) {
      for (let at = begin[node]; at < begin[node + 1]; at++) {
        const other = neighbor[at]
        if (pieces[other] >= 0 || parts[other] !== parts[node]) continue
        pieces[other] = count
        reached.push(other)
      }
    }
    count++
  }
  return pieces
}

/** Size and total weights of each part. */
class Totals {
  readonly size: Int32Array
  readonly incoming: Float64Array
  readonly outgoing: Float64Array
  readonly #graph: Graph

  constructor(graph: Graph, parts: Int32Array) {
    this.#graph = graph
    this.size = new Int32Array(graph.nodes)
    this.incoming = new Float64Array(graph.nodes)
    this.outgoing = new Float64Array(graph.nodes)
    for (let node = 0; node < graph.nodes; node++) this.add(node, parts[node], 1)
  }

  /** Adds a node to a part (`sign` 1), or removes it (−1). */
  add(node: number, part: number, sign: number): void {
    this.size[part] += sign
    this.incoming[part] += sign * this.#graph.incoming[node]
    this.outgoing[part] += sign * this.#graph.outgoing[node]
  }

  /** Expected weight between a node and a part that does not contain it, both directions together. */
  expectedLink(node: number, part: number): number {
    const { incoming, outgoing } = this.#graph
    return incoming[node] * this.outgoing[part] + outgoing[node] * this.incoming[part]
  }
}

/** Weight of the links between one or several nodes and each part. */
class Links {
  readonly to: Float64Array
  readonly found: Int32Array
  count = 0

  constructor(parts: number) {
    this.to = new Float64Array(parts)
    this.found = new Int32Array(parts)
  }

  add(part: number, link: number): void {
    if (this.to[part] === 0) this.found[this.count++] = part
    this.to[part] += link
  }

  addAll({ begin, neighbor, link }: Graph, node: number, parts: Int32Array): void {
    for (let at = begin[node]; at < begin[node + 1]; at++) this.add(parts[neighbor[at]], link[at])
  }

  clear(): void {
    for (let f = 0; f < this.count; f++) this.to[this.found[f]] = 0
    this.count = 0
  }
}

/** The same partition, numbered 0..k−1 in the order of first appearance. */
function numbered(labels: Int32Array): { labels: Int32Array<ArrayBuffer>; count: number } {
  const numbers = new Int32Array(labels.length).fill(-1)
  let count = 0
  for (const label of labels) if (numbers[label] < 0) numbers[label] = count++
  return { labels: labels.map((label) => numbers[label]), count }
}

/** 0, 1, …, n−1. */
function ascending(n: number): Int32Array<ArrayBuffer> {
  const numbers = new Int32Array(n)
  for (let i = 0; i < n; i++) numbers[i] = i
  return numbers
}

/** Index of a choice, drawn with probability proportional to exp(gain / temperature). */
function drawn(
  gains: Float64Array,
  choices: number,
  most: number,
  temperature: number,
  random: Random,
): number {
  let total = 0
  for (let i = 0; i < choices; i++) total += Math.exp((gains[i] - most) / temperature)
  let remaining = random.uniform() * total
  for (let i = 0; i + 1 < choices; i++) {
    remaining -= Math.exp((gains[i] - most) / temperature)
    if (remaining < 0) return i
  }
  return choices - 1
}
