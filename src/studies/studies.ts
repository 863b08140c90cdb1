/** The studies that there are: each is a folder here, and a line of this list. */
import { lesions } from './lesions/study.js'
import { psychometric } from './psychometric/study.js'
import { stability } from './stability/study.js'
import type { Study } from './study.js'
import { transfer } from './transfer/study.js'

/** In the order in which the report has them. */
export const STUDIES: readonly Study[] = [psychometric, lesions, stability, transfer]
