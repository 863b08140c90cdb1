/** How the recurrent wire of a network is shared within and between the areas of its measured places. */
import { geometryOf, wireLength } from '../growth/geometry.js'
import { isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'
import { CONNECTION_THRESHOLD } from './connectome.js'

/** Matrices are [receiving area][sending area]; a neuron's connection to itself is left out. */
export interface AreaWiring {
  /** Of the areas, sorted; of each area its number of neurons, active or not. */
  names: string[]
  neurons: number[]
  /** Connections with |w| > 0.01, and their length in the sheet's unit. */
  connections: number[][]
  wire: number[][]
  /** The length of all pairs: what the wire would be if every neuron sent to every other. */
  allPairs: number[][]
}

/**
 * @param recurrentWeights `[hidden, hidden]`, row = receiving neuron
 * @returns null where the places have no areas
 */
export function areaWiring(recurrentWeights: Float32Array | Float64Array, sheet: Sheet): AreaWiring | null {
  if (isGrid(sheet) || !sheet.area) return null
  const names = [...new Set(sheet.area)].sort()
  const areaOf = sheet.area.map((name) => names.indexOf(name))
  const geometry = geometryOf(sheet)
  const hidden = neuronsOf(sheet)
  const matrix = () => names.map(() => names.map(() => 0))
  const [connections, wire, allPairs] = [matrix(), matrix(), matrix()]
  for (let to = 0; to < hidden; to++) {
    for (let from = 0; from < hidden; from++) {
      if (to === from) continue
      const length = wireLength(geometry, to, from)
      allPairs[areaOf[to]][areaOf[from]] += length
      if (Math.abs(recurrentWeights[to * hidden + from]) <= CONNECTION_THRESHOLD) continue
      connections[areaOf[to]][areaOf[from]]++
      wire[areaOf[to]][areaOf[from]] += length
    }
  }
  const neurons = names.map((_, area) => areaOf.filter((of) => of === area).length)
  return { names, neurons, connections, wire, allPairs }
}

/** The share of a matrix over areas that lies within them; null where all of it is 0. */
export function shareWithin(matrix: readonly (readonly number[])[]): number | null {
  const total = matrix.flat().reduce((sum, x) => sum + x, 0)
  const within = matrix.reduce((sum, row, area) => sum + row[area], 0)
  return total > 0 ? within / total : null
}
