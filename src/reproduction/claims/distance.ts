/** Claims on how weight depends on distance under BIMT. */
import { fallOf, PLACE_SHUFFLES, type RatioTest, riseOf } from '../../analysis/distanceNull.js'
import { PAPER_DISTANCE } from '../../figures/paper.js'
import { pText, whole } from '../../figures/words.js'
import { ALPHA, type At, type Claim, enough, factorText, fixed, NO_RUN, passes, testGroups } from './claim.js'

const PAPER_MEANS = PAPER_DISTANCE.map(({ mean }) => mean)

/** The test of the seeds' ratios, as a phrase for the text of a test. */
const OVER_SEEDS = `over the median of ${whole(PLACE_SHUFFLES)} shuffles of the active neurons’ places: the mean logarithm over seeds is above 0 (one-sided t, p < ${ALPHA})`

export function falls(at: At): Claim {
  const tests = at('bimt').map(({ distance }) => distance.fall)
  return {
    name: 'near-is-strong',
    by: 'paper',
    says: 'Under BIMT near neurons are connected more strongly than far ones.',
    found: {
      held: `They are: strength falls ${fixed(Math.exp(overNull(tests).mean), 1)} times as far as where places are drawn at random.`,
      not: 'They are not, beyond what random places give.',
    },
    claim: 'Weight falls with distance under BIMT',
    test: `Mean |w| among active neurons at .05 to .1 over the lowest at .25 to .45, ${OVER_SEEDS}`,
    outcome: [...ratiosOf(tests), `the paper: ${fixed(fallOf(PAPER_MEANS))}`],
    holds: enough([tests]) ? passes(overNull(tests)) : null,
  }
}

export function humps(at: At): Claim {
  const group = at('bimt').map(({ distance }) => distance)
  const tests = group.map(({ hump }) => hump)
  return {
    name: 'second-hump',
    by: 'paper',
    says: 'And connections grow stronger again at about half the length of the sheet.',
    found: {
      held: 'They do.',
      not: 'They do not: there is no second hump.',
    },
    claim: 'and rises again to a second hump at about .55',
    test: `Highest mean |w| among active neurons at .45 to .7 over the lowest at .25 to .45 (1 at least, since both have .45), ${OVER_SEEDS}`,
    outcome: [
      ...ratiosOf(tests),
      ...(group.length > 0
        ? [`at .55 itself ${group.map(({ mean }) => fixed(riseOf(mean), 2)).join(', ')}`]
        : []),
      `the paper at .55: ${fixed(riseOf(PAPER_MEANS))}`,
    ],
    holds: enough([tests]) ? passes(overNull(tests)) : null,
  }
}

/** Test of the logarithm of each seed's ratio divided by the median of its null; NaN if one of these is undefined. */
const overNull = (tests: readonly RatioTest[]) =>
  testGroups([
    tests.map(({ value, nullMedian }) => Math.log((value ?? Number.NaN) / (nullMedian ?? Number.NaN))),
  ])[0]

/** The ratio of each seed with its null, and the test over seeds, as text. */
function ratiosOf(tests: readonly RatioTest[]): string[] {
  if (tests.length === 0) return [NO_RUN]
  const of = (name: 'value' | 'nullMedian' | 'p', digits: number) => {
    const texts = tests.map((test) => fixed(test[name], digits))
    return new Set(texts).size === 1 ? texts[0] : texts.join(', ')
  }
  const { holmP, signFlipP, ...interval } = overNull(tests)
  return [
    `by seed ${of('value', 1)}; medians of the null ${of('nullMedian', 1)}`,
    `over the null ${factorText(interval)}, ${pText(holmP)}, by signs ${fixed(signFlipP, 3)}`,
    `each network by itself: p ${of('p', 3)}`,
  ]
}
