/** A claim with its test and outcome; and texts that several claims share. */
import { holm, leastEffect, type SeedTest, testOverSeeds } from '../../analysis/overSeeds.js'
import { ENOUGH_SEEDS, type MeanInterval } from '../../analysis/statistics.js'
import { counted, decimal, pText } from '../../figures/words.js'
import type { PaperRecipe } from '../plan.js'
import type { ParetoRow } from '../summary.js'

export interface Claim {
  /** Lowercase letters and hyphens: the anchor of its row. */
  name: string
  /** Whether the paper claims it, or we do. */
  by: 'paper' | 'gyrus'
  /** The claim for a reader who knows no word of the field, as a sentence. */
  says: string
  /** What came out, as such a sentence; used where the claim is decided. */
  found: { held: string; not: string }
  claim: string
  /** The test of the claim, with its null. */
  test: string
  /** The numbers, one line each. */
  outcome: string[]
  /** Whether the claim holds; null if there are too few runs to decide. */
  holds: boolean | null
  /** Whether it holds for the runs so far, if there are too few of them but they can be tested. */
  soFar?: boolean
}

/** Rows of the networks of one kind, at the λ on which the paper's structural claims are tested. */
export type At = (recipe: PaperRecipe) => ParetoRow[]

/** A test over seeds counts if its p is below this, corrected for the number of tests of its claim. */
export const ALPHA = 0.05

export const fixed = (x: number | null, digits = 1) => decimal(x, digits)
export const NO_RUN = 'no run yet'
export const NO_SHARED_ERROR = 'no error that both reach yet'
export const enough = (groups: readonly (readonly unknown[])[]) =>
  groups.every((group) => group.length >= ENOUGH_SEEDS)
export const seedsText = (n: number) => counted(n, 'seed')
export const list = (values: readonly number[], digits: number) =>
  values.map((value) => fixed(value, digits)).join(', ')

/** Explains how to read p over seeds. */
export const SEEDS_NOTE = `A test over seeds takes one value of each seed and asks whether their mean lies above 0 (Student’s t, one-sided; *corrected* by Holm for the tests of one claim); *by signs* is the share of all ways to choose the values’ signs whose mean is as high, which cannot be below 1/8 for three seeds. With probability .8 three seeds find a mean of ${fixed(leastEffect(3, ALPHA))} standard deviations between seeds, six one of ${fixed(leastEffect(6, ALPHA))}.`

export interface CorrectedTest extends SeedTest {
  /** p corrected by Holm for the groups of the claim; null if p is null. */
  holmP: number | null
}

/** Tests for each group whether its mean over seeds is above 0, corrected for the number of groups. */
export function testGroups(groups: readonly (readonly number[])[]): CorrectedTest[] {
  const tests = groups.map(testOverSeeds)
  const corrected = holm(tests.map(({ p }) => p ?? 1))
  return tests.map((test, i) => ({ ...test, holmP: test.p === null ? null : corrected[i] }))
}

export const passes = ({ holmP }: CorrectedTest) => holmP !== null && holmP < ALPHA

/** A test as text, e.g. `mean z 4.2 ± 1.9, p .001, by signs .016`; ± is half of the 95 % interval. */
export function seedTestText(what: string, test: CorrectedTest, digits: number): string {
  const { mean, halfWidth, holmP, signFlipP } = test
  const interval = halfWidth === null ? '' : ` ± ${fixed(halfWidth, digits)}`
  return `mean ${what} ${fixed(mean, digits)}${interval}, ${pText(holmP)}, by signs ${fixed(signFlipP, 3)}`
}

/** A mean of logarithms as a factor with its 95 % interval, e.g. `2.37 times (1.36 to 4.13)`. */
export function factorText({ mean, halfWidth }: MeanInterval): string {
  const factor = (logarithm: number) => fixed(Math.exp(logarithm), 2)
  const range = halfWidth === null ? '' : ` (${factor(mean - halfWidth)} to ${factor(mean + halfWidth)})`
  return `${factor(mean)} times${range}`
}
