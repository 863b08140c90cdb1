/** A claim that is not the paper's: the preset `gyrus` passes the paper's front. */
import { ENOUGH_SEEDS } from '../../analysis/statistics.js'
import { PAPER_PARETO } from '../../figures/paper.js'
import { pText, whole } from '../../figures/words.js'
import { preset } from '../../training/presets.js'
import { bestUnder, type FrontPoint, frontPoints, isAtOrUnder, rowsOf } from '../fronts.js'
import { CHOSEN_ON } from '../plan.js'
import type { ParetoRow } from '../summary.js'
import { ALPHA, type Claim, type CorrectedTest, fixed, passes, seedsText, testGroups } from './claim.js'

/** Sequences in a training by the code on which the paper builds (docs/PAPER.md 1.3): 40,000 batches of 4. */
const ANCESTOR_SEQUENCES = 160_000

/** The claim that `gyrus`, our own recipe, passes the paper's front. */
export function ahead(rows: readonly ParetoRow[]): Claim {
  const gyrusRows = rows.filter(({ recipe }) => recipe === 'gyrus')
  const measured = frontPoints(gyrusRows).filter(({ error }) => error.n >= ENOUGH_SEEDS)
  const best = PAPER_PARETO.bimt.map((paperPoint) => bestUnder(measured, paperPoint))
  const passed = best.map((point) => point !== undefined)
  const tried = PAPER_PARETO.bimt.map(({ activeNeurons }) =>
    measured.some(({ strength }) => strength === activeNeurons),
  )
  const named = (isNamed: (i: number) => boolean) =>
    PAPER_PARETO.bimt.flatMap(({ activeNeurons }, i) => (isNamed(i) ? [activeNeurons] : [])).join(', ')
  const parts = [
    [
      `at or under ${passed.filter(Boolean).length} of ${passed.length} points, those of`,
      named((i) => passed[i]),
    ],
    ['not at', named((i) => !passed[i] && tried[i])],
    ['open at', named((i) => !passed[i] && !tried[i])],
  ]
  const tests = testGroups(
    best.map((point, i) =>
      point ? rowsOf(gyrusRows, point).map(({ error }) => PAPER_PARETO.bimt[i].error - error) : [],
    ),
  )
  const { steps, batch } = preset('gyrus').training
  return {
    name: 'ahead',
    by: 'gyrus',
    says: 'Our own recipe, `gyrus`, is better than the paper’s networks at each of their seven sizes.',
    found: {
      held: 'It is, beyond chance at each.',
      not: `Not beyond doubt: on average over its seeds its error is lower at ${passed.filter(Boolean).length} of ${passed.length}; by more than chance at ${tests.filter(passes).length}.`,
    },
    claim: 'Ahead of the paper: `gyrus` passes its BIMT front at each of its seven points',
    test: `A budget of \`gyrus\` whose means over ${ENOUGH_SEEDS} seeds are at or under the point in active neurons, error and recurrent wire alike, and whose error lies below the digitized one at each point (one-sided t over seeds, Holm over the ${best.length} points, p < ${ALPHA}). Seed ${CHOSEN_ON} is among them, on which the budgets were chosen: the others alone stand beside it. \`gyrus\` is trained on ${whole(steps)} × ${batch} sequences, ${fixed((steps * batch) / ANCESTOR_SEQUENCES)} times those of the code that the paper grew from`,
    outcome:
      measured.length === 0
        ? [`no budget with ${ENOUGH_SEEDS} seeds yet`]
        : [
            `${parts.flatMap(([what, neurons]) => (neurons ? [`${what} ${neurons}`] : [])).join('; ')} neurons`,
            ...(passed.some(Boolean) ? [`error lower by ${marginsText(best, tests)}`] : []),
            `by the test over seeds at ${tests.filter(passes).length} of ${tests.length} points`,
            ...unchosenText(gyrusRows),
          ],
    holds: passed.every((isPassed, i) => isPassed || tried[i])
      ? passed.every(Boolean) && tests.every(passes)
      : null,
  }
}

/** Text on the seeds on which nothing was chosen: by means over them, and for each network. */
function unchosenText(ours: readonly ParetoRow[]): string[] {
  const unchosen = ours.filter(({ seed }) => seed !== CHOSEN_ON)
  if (unchosen.length === 0) return []
  const points = frontPoints(unchosen)
  const margins = PAPER_PARETO.bimt.flatMap((paperPoint) => {
    const point = bestUnder(points, paperPoint)
    return point ? [`${fixed(paperPoint.error - point.error.mean, 3)} (${paperPoint.activeNeurons})`] : []
  })
  const above = unchosen.filter((row) => {
    const paperPoint = PAPER_PARETO.bimt.find(({ activeNeurons }) => activeNeurons === row.neurons)
    return paperPoint !== undefined && !isAtOrUnder(row, paperPoint)
  })
  const seeds = new Set(unchosen.map(({ seed }) => seed)).size
  const not = above.map(({ neurons, seed }) => `${neurons}, seed ${seed}`).join('; ')
  return [
    `without seed ${CHOSEN_ON} (${seedsText(seeds)}) at or under ${margins.length} of ${PAPER_PARETO.bimt.length}, lower by ${margins.join(', ')}`,
    `of these ${unchosen.length} networks ${unchosen.length - above.length} reach the point of their own budget${not && ` (not ${not})`}`,
  ]
}

/** For each point, e.g. `0.016 ± 0.030 (25 neurons, p 0.185, corrected 0.240)`; ± is half of the 95 % interval. */
function marginsText(best: readonly (FrontPoint | undefined)[], tests: readonly CorrectedTest[]): string {
  return best
    .flatMap((point, i) => {
      if (!point) return []
      const { mean, halfWidth, p, holmP } = tests[i]
      const { activeNeurons } = PAPER_PARETO.bimt[i]
      return [
        `${fixed(mean, 3)} ± ${fixed(halfWidth, 3)} (${activeNeurons} neurons, ${pText(p)}, corrected ${fixed(holmP, 3)})`,
      ]
    })
    .join(', ')
}
