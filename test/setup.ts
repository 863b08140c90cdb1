/** The property tests draw the same cases in every run; `FC_SEED=7 npm test` draws others. */
import fc from 'fast-check'
import { some } from './length.js'

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1), numRuns: some(100) })
