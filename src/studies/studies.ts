/** The list of all studies. Each is a folder here, and a name in this list. */
import { lesions } from './lesions/study.js'
import { psychometric } from './psychometric/study.js'
import { stability } from './stability/study.js'
import type { Study } from './study.js'
import { transfer } from './transfer/study.js'

/** All studies, in the order of the report. */
export const STUDIES: readonly Study[] = [psychometric, lesions, stability, transfer]
