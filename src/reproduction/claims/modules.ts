/**
 * Claims on modules: that they form, that correlations between tasks do not explain them, and that they are anatomical.
 */
import { SILHOUETTE_SAMPLES } from '../../analysis/analysis.js'
import { LABEL_SHUFFLES } from '../../analysis/anatomy.js'
import type { NullTest } from '../../analysis/nullTest.js'
import { medianOf } from '../../analysis/statistics.js'
import { PAPER_CLUSTERS, PAPER_LABELS } from '../../figures/paper.js'
import { whole } from '../../figures/words.js'
import { isUnchosen, PAPER_RECIPES, type PaperRecipe, SCHEDULE_CHOSEN_UP_TO } from '../plan.js'
import type { ParetoRow } from '../summary.js'
import {
  ALPHA,
  type At,
  type Claim,
  enough,
  fixed,
  list,
  NO_RUN,
  passes,
  seedsText,
  seedTestText,
  testGroups,
} from './claim.js'

/** A median z at or below this counts as structure. */
export const FAR = -3

/** The test of the z of a kind's seeds, as a phrase for the text of a test. */
const OVER_SEEDS = `the mean z over seeds is above 0 in every kind (one-sided t, Holm over the kinds, p < ${ALPHA})`

export function functional(at: At): Claim {
  const groups = PAPER_RECIPES.map(at)
  const tests = testGroups(groups.map((group) => zOf(group.map(({ silhouette }) => silhouette))))
  const parts = PAPER_RECIPES.map((recipe, i) => {
    const group = groups[i]
    if (group.length === 0) return `${PAPER_LABELS[recipe]}: ${NO_RUN}`
    const silhouettes = group.map(({ silhouette }) => silhouette.value ?? Number.NaN)
    const clusters = group.map(({ clusters }) => clusters.length)
    const inPaper = recipe === 'bimt' ? ` (the paper: ${PAPER_CLUSTERS.length})` : ''
    return `${PAPER_LABELS[recipe]}, ${seedsText(group.length)}: ${list(clusters, 0)} clusters${inPaper}, silhouette ${list(silhouettes, 2)}, ${seedTestText('z', tests[i], 1)}`
  })
  return {
    name: 'groups',
    by: 'paper',
    says: 'Neurons that work on the same tasks form groups (functional modules), with and without a charge on wire.',
    found: {
      held: 'They do in every kind of network: the tasks make the groups, not the charge.',
      not: 'They do not in every kind of network.',
    },
    claim: 'Functional modules form in all three kinds of network',
    test: `z of the silhouette of the Ward clusters against task variances permuted over tasks (${SILHOUETTE_SAMPLES} permutations): ${OVER_SEEDS}. A mild null: it keeps no likeness between tasks`,
    outcome: parts,
    holds: enough(groups) ? tests.every(passes) : null,
  }
}

/** A claim that is not the paper's: clusters are tighter than correlations between tasks alone would make them. */
export function beyondCorrelations(at: At): Claim {
  const groups = PAPER_RECIPES.map((recipe) =>
    at(recipe).map(({ silhouetteGivenCorrelations }) => silhouetteGivenCorrelations),
  )
  const measured = groups.map((group) => group.filter((test) => test !== undefined))
  const tests = testGroups(measured.map(zOf))
  const parts = PAPER_RECIPES.map((recipe, i) => {
    const group = measured[i]
    if (group.length === 0) return `${PAPER_LABELS[recipe]}: ${NO_RUN}`
    const surrogate = group.map((test) => test.nullMean ?? Number.NaN)
    return `${PAPER_LABELS[recipe]}, ${seedsText(group.length)}: the surrogate’s silhouette ${list(surrogate, 2)}, z ${list(zOf(group), 1)}, ${seedTestText('z', tests[i], 1)}`
  })
  const flat = measured.flat()
  const alone = flat.filter((test) => (test.p ?? 1) < 0.01).length
  return {
    name: 'more-than-likeness',
    by: 'gyrus',
    says: 'These groups are more than a by-product of tasks that resemble each other.',
    found: {
      held: 'On average they are: groups are tighter than the likeness of tasks alone would make them.',
      not: 'They are not clearly more: the likeness of tasks may be all that makes them.',
    },
    claim: 'These clusters are tighter than correlations between tasks make them, on average over seeds',
    test: `z of the same silhouette against neurons without groups: a Gaussian-copula surrogate, in which each task keeps all its task variances and each pair of tasks its rank correlation over neurons (${SILHOUETTE_SAMPLES} draws): ${OVER_SEEDS}. Not a claim of the paper’s`,
    outcome: [
      ...parts,
      ...(flat.length > 0 ? [`p < .01 in ${alone} of ${flat.length} networks by themselves`] : []),
    ],
    holds: enough(groups) && groups.flat().every((test) => test !== undefined) ? tests.every(passes) : null,
  }
}

/** The z of networks; NaN if undefined. */
const zOf = (tests: readonly NullTest[]) => tests.map(({ z }) => z ?? Number.NaN)

/** Both anatomical measures of some networks. Medians are null if a z is undefined, or if there are no networks. */
function anatomyOf(group: readonly ParetoRow[]) {
  const [isolated, index] = (['isolatedNeuronRatio', 'indexVariance'] as const).map((name) =>
    group.map((row) => row[name].z),
  )
  const text = (z: readonly (number | null)[]) => {
    const defined = z.filter((value) => value !== null)
    const range =
      defined.length > 1 ? ` (${fixed(Math.min(...defined))} to ${fixed(Math.max(...defined))})` : ''
    return `${fixed(medianOf(z))}${range}`
  }
  return {
    medians: [medianOf(isolated), medianOf(index)],
    text:
      group.length === 0
        ? NO_RUN
        : `isolated neurons ${text(isolated)}, index variance ${text(index)}, ${seedsText(group.length)}`,
  }
}

/** @param shown for each kind of network, the λ at which kinds are compared */
export function anatomical(at: At, shown: Readonly<Record<PaperRecipe, number>>): Claim {
  const groups = PAPER_RECIPES.map((recipe) => at(recipe).filter(isUnchosen))
  const [bimt, l1, none] = groups.map(anatomyOf)
  const far = (z: number | null) => z !== null && z <= FAR
  const near = (z: number | null) => z !== null && z > FAR
  const defined = [bimt, l1, none].every(({ medians }) => medians.every((z) => z !== null))
  const lambda = shown.bimt.toExponential()
  return {
    name: 'together',
    by: 'paper',
    says: 'Where long wires cost more and neurons may swap places (BIMT), the neurons of a group also stand together (anatomical modules).',
    found: {
      held: 'They do; where all wires cost the same (L1) or nothing, the groups lie scattered.',
      not: 'The kinds do not differ as the paper has it.',
    },
    claim: `Anatomical modules form under BIMT (λ ${lambda}), not under L1 and not without regularization`,
    test: `Median z over seeds (and range) against ${whole(LABEL_SHUFFLES)} shuffles of the cluster labels, both measures: ≤ −3 for BIMT, > −3 for the others. Seeds 1 to ${SCHEDULE_CHOSEN_UP_TO} of BIMT are not counted: its schedule was chosen on them by these measures`,
    outcome: [`BIMT: ${bimt.text}`, `L1: ${l1.text}`, `no regularization: ${none.text}`],
    holds:
      enough(groups) && defined
        ? bimt.medians.every(far) && [...l1.medians, ...none.medians].every(near)
        : null,
  }
}
