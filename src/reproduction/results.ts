/** RESULTS.md: the results of a reproduction, written from its rows and never by hand. */

import { SILHOUETTE_SAMPLES } from '../analysis/analysis.js'
import { LABEL_SHUFFLES, SHUFFLES_BY_K } from '../analysis/anatomy.js'
import { MOST_CLUSTERS } from '../analysis/clusters.js'
import { ENOUGH_SEEDS, medianOf } from '../analysis/statistics.js'
import { PAPER_CLUSTERS, PAPER_LABELS, PAPER_NAME, PAPER_PARETO_APPENDIX } from '../figures/paper.js'
import { decimal, whole } from '../figures/words.js'
import { SEEDS_NOTE } from './claims/claim.js'
import { type Claim, claims, FAR } from './claims.js'
import { experimentFigure, trainedText } from './drawings.js'
import type { ExperimentResult } from './experiments/experiment.js'
import { type CostRatio, costRatio, frontPoints, meansOf, timesText } from './fronts.js'
import {
  CHOSEN_ON,
  isRival,
  NAMED,
  PAPER_RECIPES,
  panelOf,
  type Recipe,
  SCHEDULE_CHOSEN_UP_TO,
  SHOWN,
} from './plan.js'
import { anchor, firstScreen, verdict } from './screen.js'
import type { ParetoRow, ReproductionSummary } from './summary.js'
import {
  againstPaper,
  byKTable,
  byKText,
  frontTable,
  rivalsTable,
  structureTable,
  tableOf,
} from './tables.js'

export interface ResultsInput {
  summary: ReproductionSummary
  /** Those whose criteria were fixed before their runs. */
  experiments: readonly ExperimentResult[]
  /** Numbers of runs of each benchmark. */
  counts: Record<'pareto' | 'paretoModcog', { planned: number; done: number }>
  /** Names of the figures that were drawn, and the path to their folder from the page. */
  figures: readonly string[]
  figuresPath: string
  /** The command that makes this page. */
  command: string
}

export function results(input: ResultsInput): string {
  const { pareto, paretoModcog } = input.summary
  const { pareto: ours, paretoModcog: modcog } = input.counts
  const decided = claims(pareto, SHOWN)
  const picture = (name: string, text: string) =>
    input.figures.includes(name) ? `![${text}](${input.figuresPath}/${name}.png)\n` : ''
  const rivals = pareto.filter(({ recipe }) => isRival(recipe))
  const sections = [
    '# Results: Growing Brains, reproduced\n',
    `The paper (${PAPER_NAME}) gave every neuron of a network a place on a sheet, charged each connection by its length and let neurons swap places. This page says what of it could be reproduced, and what its tasks can show. It is written by \`${input.command}\` from its runs, not by hand.\n`,
    `${firstScreen(decided, input.experiments)}\n`,
    `${ours.done + modcog.done} of ${ours.planned + modcog.planned} planned networks are in (${ours.done} of ${ours.planned} on the paper's 20 tasks; ${modcog.done} of ${modcog.planned} on the 82 of Mod-Cog). The paper’s numbers are *digitized* from its figures (active neurons ±1, error ±0.001, wiring ±3%): neither its code nor its data were published. [docs/results.md](docs/results.md) says what it means in words; what is measured is defined in [docs/measures.md](docs/measures.md) and [docs/notation.md](docs/notation.md); what of the paper’s own measures had to be inferred, in [docs/differences.md](docs/differences.md).\n`,
    '## Figures\n',
    picture('main', 'The main figure, ours, with the paper’s digitized values'),
    caption(input),
    picture('pareto', 'Performance against sparsity'),
    picture('anatomy', 'Sheets and null histograms of the three kinds of network'),
    picture('pareto-rivals', 'Rivals and controls under the same harness'),
    picture('pareto-modcog', 'Performance against sparsity on Mod-Cog'),
    '## The claims and their tests\n',
    claimsTable(decided),
    `\nA claim needs ${ENOUGH_SEEDS} seeds; with fewer its numbers stand here and nothing is decided. ${SEEDS_NOTE}\n`,
    ...experimentsSection(input.experiments, picture),
    '## The fronts\n',
    frontsNote(pareto),
    frontTable(pareto.filter(({ recipe }) => !isRival(recipe))),
    '\n## Against the paper’s BIMT front\n',
    againstPaper(frontPoints(pareto)),
    `\n\`gyrus\` and its budgets were chosen on seed ${CHOSEN_ON}; those of 25 and 44 neurons have a λ of their own (docs/differences.md).\n`,
    '## Where the clusters stand\n',
    structureNote(pareto),
    `${structureTable(pareto)}\n`,
    byKSection(pareto),
  ]
  if (rivals.length > 0) {
    sections.push(
      '## Rivals and controls\n',
      'What they can do, not a claim; [docs/regularizers.md](docs/regularizers.md) says what each is. seRNN, clusterability and masks act on recurrent weights alone: input and output weights stay dense, and nearly every neuron active, so compare their wire.\n',
      `${rivalsTable(rivals, pareto)}\n`,
    )
  }
  if (paretoModcog.length > 0) {
    sections.push(
      '## Mod-Cog\n',
      `${frontTable(paretoModcog)}\n`,
      `${structureTable(paretoModcog)}\n`,
      modcogText(paretoModcog),
    )
  }
  sections.push('## Where the rows come from\n', originText([...pareto, ...paretoModcog]))
  return `${sections.filter((text) => text !== '').join('\n')}\n`
}

/** When, where and by which gyrus the rows were made. */
function originText(rows: readonly ParetoRow[]): string {
  const days = rows.map(({ created }) => created.slice(0, 10)).sort()
  return `Made ${days[0] === days.at(-1) ? `on ${days[0]}` : `from ${days[0]} to ${days.at(-1)}`} with: ${unique(rows.map(({ machine }) => machine)).join('; ')}; gyrus ${unique(rows.map(({ gyrus }) => gyrus)).join(', ')}. Each row of summary.json has its machine, time and commit.`
}

/** The experiments, each criterion beside its outcome. */
function experimentsSection(
  experiments: readonly ExperimentResult[],
  picture: (name: string, text: string) => string,
): string[] {
  const there = experiments.filter(({ rows }) => rows.length > 0)
  if (there.length === 0) return []
  return [
    '## Experiments with criteria fixed before\n',
    'Questions that the paper leaves open. Designs and criteria were written down before any of these runs ([docs/experiments.md](docs/experiments.md)), on seeds on which nothing was chosen. A criterion is decided when all of its networks are in.\n',
    tableOf(
      ['Question', 'Criterion', 'Met?', 'What came out', 'networks'],
      experiments.flatMap(({ experiment, rows, planned }) =>
        experiment
          .outcomes(rows)
          .map(({ criterion, outcome, met }, i) => [
            i === 0 ? experiment.question : '',
            criterion,
            met === null ? 'open' : met ? '**yes**' : '**no**',
            outcome,
            i === 0 ? `${rows.length} of ${planned}` : '',
          ]),
      ),
    ),
    ...there.flatMap(({ experiment, rows }) => [
      `\n### ${anchor(experiment.name)}${experiment.question}\n`,
      picture(experimentFigure(experiment), experiment.question),
      `${experiment.table(rows)}\n`,
    ]),
  ]
}

/** Explains how to read the table of structure. */
function structureNote(rows: readonly ParetoRow[]): string {
  const q = PAPER_RECIPES.flatMap((recipe) => {
    const ofRecipe = rows.filter((row) => row.recipe === recipe && row.lambda === SHOWN[recipe])
    const z = medianOf(ofRecipe.map(({ modularityGivenLengths }) => modularityGivenLengths.z))
    return z === null ? [] : [`${PAPER_LABELS[recipe]} ${decimal(z, 1)}`]
  })
  return `z, medians over the seeds named; against ${whole(LABEL_SHUFFLES)} shuffles of the cluster labels where nothing else is said, negative: nearer to each other than chance.

- *Silhouette* of the functional clusters (positive: more), against ${SILHOUETTE_SAMPLES} permutations of the task variances over tasks. At most ${MOST_CLUSTERS} clusters are looked for; how sharp the best number is, docs/differences.md says.
- *Isolated neurons* and *index variance* are the paper’s two measures. They number the active neurons row by row, so that they see clusters apart from top to bottom better than from left to right. *By columns* are the same two with the neurons numbered column by column (–: not kept of older runs).
- *Isolated on the sheet* (share of neurons none of whose four neighbors is of their cluster) and *squared radius* (mean squared distance to the center of the own cluster) know no direction.
- *Q of the wires*: Newman’s modularity of the recurrent weights given the functional clusters, against networks rewired with their degrees and lengths kept (positive: more). At the λ shown: ${q.join(', ')}.

z depends on the numbers of neurons and of clusters: compare it with chance, not between networks.
`
}

function byKSection(rows: readonly ParetoRow[]): string {
  const table = byKTable(rows)
  return (
    table &&
    `The networks shown, cut into a given number of clusters, whatever the silhouette says (against ${whole(SHUFFLES_BY_K)} shuffles of the labels). Clusters stand together by all three medians (≤ ${decimal(FAR, 0)}): ${byKText(rows)}. The cuts are nested, so that these are not as many tests.\n\n${table}\n`
  )
}

const unique = (values: readonly string[]) => [...new Set(values)].sort()

function caption({ figures, summary }: ResultsInput): string {
  const alike = summary.pareto.filter((row) => row.recipe === 'bimt' && row.lambda === SHOWN.bimt)
  const shown = panelOf('bimt', (name) => alike.some(({ seed }) => seed === NAMED[name].seed))
  if (!shown || !figures.includes('main')) return ''
  const { lambda, seed } = NAMED[shown]
  const clusters = alike.map((row) => `${row.clusters.length} (seed ${row.seed})`).join(', ')
  return `*a to f: the network grown under BIMT at λ = ${lambda.toExponential()}, seed ${seed}${seed > SCHEDULE_CHOSEN_UP_TO ? ', the first on which nothing was chosen' : ''}; the paper's digitized panels stand within b, c, d, e and f. How many clusters there are, the silhouette decides (of 2 to ${MOST_CLUSTERS}), and it depends on the seed: ${clusters}; the paper's has ${PAPER_CLUSTERS.length}. g, h: all runs; filled and solid ours, hollow and dashed the paper's.*\n`
}

function claimsTable(list: readonly Claim[]): string {
  return tableOf(
    ['Claim', 'Outcome', 'Numbers', 'Test'],
    list.map((claim) => [
      `${anchor(claim.name)}${claim.claim}`,
      verdict(claim),
      claim.outcome.join('<br>'),
      claim.test,
    ]),
  )
}

/** Explains how to read the table of fronts, and how long the kinds of networks are trained. */
function frontsNote(rows: readonly ParetoRow[]): string {
  const has = (recipe: Recipe) => rows.some((row) => row.recipe === recipe)
  const trials = Math.min(...rows.map(({ trialsPerTask }) => trialsPerTask))
  const parts = [
    `${trainedText(rows)}. Means over seeds ± half of the 95% interval (Student’s t; from three seeds on). An error is that of ${trials} trials a task; its own standard error is at most ${decimal(Math.max(...rows.map(({ errorSe }) => errorSe)), 3)}.`,
  ]
  if (has('none'))
    parts.push(
      'No regularization is trained as the code most likely was that the paper grew from (batch 4, constant learning rate).',
    )
  if (has('swap'))
    parts.push(
      'What the training of BIMT and L1 reaches without a charge is “swaps alone” below: swapping neurons does not change what a network computes.',
    )
  parts.push(
    'All wire: connections of inputs and outputs too, of those networks that say it (older rows do not).',
  )
  return `${parts.join(' ')}\n`
}

/** One or two errors as text: `error 0.146` or `errors 0.082 to 0.154`. */
function rangeText(errors: readonly number[]): string {
  const [from, to] = [errors[0], errors.at(-1)!].map((error) => decimal(error, 3))
  return from === to ? `error ${from}` : `errors ${from} to ${to}`
}

/** Compares the kinds of networks on Mod-Cog with each other and with the paper's second plot, which has no wiring. */
function modcogText(rows: readonly ParetoRow[]): string {
  const points = frontPoints(rows)
  const bimt = meansOf(points, 'bimt')
  const l1 = meansOf(points, 'l1')
  const { bimt: theirBimt, l1: theirL1 } = PAPER_PARETO_APPENDIX
  const comparisons: [who: string, what: string, CostRatio][] = [
    ['L1', 'BIMT’s active neurons', costRatio(bimt, l1, 'activeNeurons')],
    ['L1', 'BIMT’s recurrent wire', costRatio(bimt, l1, 'wiringLength')],
    [
      'our BIMT',
      'the active neurons of the paper’s second plot',
      costRatio(theirBimt, bimt, 'activeNeurons'),
    ],
    ['our L1', 'the active neurons of the paper’s second plot', costRatio(theirL1, l1, 'activeNeurons')],
  ]
  const lines = comparisons.flatMap(([who, what, { errors, ratios }]) =>
    ratios.length === 0 ? [] : `- at ${rangeText(errors)} ${who} needs ${timesText(ratios)} ${what}`,
  )
  return [
    `One seed: nothing is claimed. ${trainedText(rows)}. The ranges below are over errors, not over seeds. That the paper’s second plot is of Mod-Cog is probable, not said; and with as many steps as for the 20 tasks each of the 82 has a quarter of the trials, so that these networks are most likely not trained to the end.\n`,
    ...lines,
  ].join('\n')
}
