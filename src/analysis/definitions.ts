/**
 * Definitions of all numbers of an analysis, which are saved with them: one sentence, the unit, and the direction that
 * is better. PROTOCOL.md is the authoritative text; this says the same to a reader who has only the JSON file.
 */
import { MODULES } from './definitions/modules.js'
import { RUN } from './definitions/run.js'
import { STRUCTURE } from './definitions/structure.js'
import { WIRING } from './definitions/wiring.js'
import type { DefinitionTable } from './definitions/words.js'

/** The definition of a number of an analysis or study, saved with the number. */
export interface Definition {
  /** One sentence. */
  meaning: string
  /** 'none' for pure numbers. */
  unit: string
  /** Which direction is better or more modular, and which tail p counts. */
  direction: string
}

const TABLE: DefinitionTable = {
  ...RUN,
  ...MODULES,
  ...WIRING,
  ...STRUCTURE,
}

/**
 * Definitions by the names of fields of `Summary` and `Details`, `a.b` for field b within a. A new object at each call.
 */
export function definitions(): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, [meaning, unit, direction]]) => [name, { meaning, unit, direction }]),
  )
}
