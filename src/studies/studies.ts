/** The studies that there are: each is a folder here, and a line of this list. */
import { stability } from './stability/study.js'
import type { Study } from './study.js'

/** In the order in which the report has them. */
export const STUDIES: readonly Study[] = [stability]
