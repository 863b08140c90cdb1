/** What the definitions of an analysis have in common: their form, directions, and numbers of null samples. */
import { affordableStructure, MANY } from '../networkStructure.js'
import { affordableSamples, DENSE } from '../wiringNulls.js'

/** Definitions by the names of fields, `a.b` for field b within a. */
export type DefinitionTable = Readonly<
  Record<string, readonly [meaning: string, unit: string, direction: string]>
>

export const LOWER = 'lower is more modular; p counts nulls as low or lower'
export const UPPER = 'higher is more modular; p counts nulls as high or higher'
export const DESCRIPTION = 'a description, not a score'

export const whole = (n: number) => n.toLocaleString('en-US')

/** Numbers of null networks for networks that are not dense, and for dense ones. */
export const [SPARSE_SAMPLES, DENSE_SAMPLES] = [affordableSamples(DENSE), affordableSamples(DENSE + 1)]
/** The same for the measures of the network's structure. */
export const [SPARSE_STRUCTURE, DENSE_STRUCTURE] = [
  affordableStructure(DENSE, MANY),
  affordableStructure(DENSE + 1, MANY),
]
