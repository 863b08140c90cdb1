/** What a sheet is: a grid, or places that were measured. */

/** Manhattan, |Δx| + |Δy| (+ |Δz|), is BIMT's (PAPER.md 2.1); Euclidean is the length of the straight wire. */
export type Metric = 'manhattan' | 'euclidean'

/** A grid: neuron i stands at row ⌊i / columns⌋, column i mod columns. */
export interface Grid {
  /** Neurons from top to bottom. */
  readonly rows: number
  /** Neurons from left to right. */
  readonly columns: number
}

/** Measured places, one entry a neuron in each list. */
export interface Places {
  /** Of the coordinates, such as `um`. */
  readonly unit: string
  /** How wires run between them. */
  readonly distance: Metric
  /** In the unit. */
  readonly x: readonly number[]
  /** In the unit. */
  readonly y: readonly number[]
  /** Depth; the places lie in a plane where it is left out. */
  readonly z?: readonly number[]
  /** Names of the neurons. */
  readonly id?: readonly string[]
  /** The area, layer or population in which each place lies. */
  readonly area?: readonly string[]
  /** As how many times its length a wire between two areas counts where lengths are charged; 1 where left out. */
  readonly between?: number
  /** 1 for a place of an excitatory neuron, −1 for one of an inhibitory neuron. */
  readonly sign?: readonly (1 | -1)[]
}

/** Where the neurons of a network have their places. */
export type Sheet = Grid | Places

/** Whether the neurons stand on a grid, and not at measured places. */
export const isGrid = (sheet: Sheet): sheet is Grid => 'rows' in sheet

/** How many neurons a sheet has. */
export const neuronsOf = (sheet: Sheet): number =>
  isGrid(sheet) ? sheet.rows * sheet.columns : sheet.x.length
