/** RESULTS.md: what came out of a reproduction, written from its rows and never by hand. */
import { type MeanInterval, median } from '../analysis/statistics.js'
import { PAPER_CLUSTERS, PAPER_NAME, PAPER_PARETO, PAPER_PARETO_APPENDIX } from '../figures/paper.js'
import { counted, decimal, whole } from '../figures/words.js'
import { type Claim, claims, ENOUGH_SEEDS } from './claims.js'
import { RECIPE_NAMES, stepsText } from './drawings.js'
import {
  atOrUnder,
  type CostRatio,
  costOfError,
  costRatio,
  type FrontPoint,
  frontPoints,
  meansOf,
  timesText,
} from './fronts.js'
import { CHOSEN_ON, hasBudget, isRival, NAMED, type Recipe, SHOWN } from './plan.js'
import { type ParetoRow, type ReproductionSummary, strength } from './summary.js'

export interface ResultsInput {
  summary: ReproductionSummary
  /** Of each benchmark. */
  counts: Record<'pareto' | 'paretoModcog', { planned: number; done: number }>
  /** Names of the figures that were drawn, and the path to their folder from the page. */
  figures: readonly string[]
  figuresPath: string
  /** The command that makes this. */
  command: string
}

/** The interval of two seeds is 13 standard errors wide to either side, and says nothing. */
const interval = ({ n, mean, halfWidth }: MeanInterval, digits = 0) =>
  n < ENOUGH_SEEDS ? decimal(mean, digits) : `${decimal(mean, digits)} ± ${decimal(halfWidth!, digits)}`
const row = (cells: readonly (string | number)[]) =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
const tableOf = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

export function results(input: ResultsInput): string {
  const { pareto, paretoModcog } = input.summary
  const { pareto: ours, paretoModcog: modcog } = input.counts
  const all = [...pareto, ...paretoModcog]
  const days = all.map(({ created }) => created.slice(0, 10)).sort()
  const picture = (name: string, text: string) =>
    input.figures.includes(name) ? `![${text}](${input.figuresPath}/${name}.png)\n` : ''
  const sections = [
    '# Results: Growing Brains, reproduced\n',
    `Written by \`${input.command}\` from its runs; not edited by hand. What the paper (${PAPER_NAME}) shows is drawn in or stands beside, *digitized* from its figures (active neurons ±1, error ±0.001, wiring ±3%): neither its code nor its data were published. What is measured, and how, is in docs/differences.md and in the runs' own \`definitions\`.\n`,
    `${ours.done + modcog.done} of ${ours.planned + modcog.planned} planned runs are in (${ours.done} of ${ours.planned} on the paper's tasks; ${modcog.done} of ${modcog.planned} on Mod-Cog), made ${days[0] === days.at(-1) ? `on ${days[0]}` : `from ${days[0]} to ${days.at(-1)}`} with: ${unique(all.map(({ machine }) => machine)).join('; ')}; gyrus ${unique(all.map(({ gyrus }) => gyrus)).join(', ')}; each row of summary.json has its machine, time and commit.\n`,
    picture('main', 'The main figure, ours, with the paper’s digitized values'),
    caption(input),
    '## What held, and what did not\n',
    claimsTable(claims(pareto, SHOWN)),
    `\nA claim needs ${ENOUGH_SEEDS} seeds; with fewer its numbers stand here and nothing is decided.\n`,
    '## The fronts\n',
    picture('pareto', 'Performance against sparsity'),
    frontsNote(pareto),
    frontTable(pareto.filter(({ recipe }) => !isRival(recipe))),
    '\n## Against the paper’s BIMT front\n',
    againstPaper(frontPoints(pareto)),
    howChosen(pareto),
    '\n## Where the clusters stand\n',
    picture('anatomy', 'Sheets and null histograms of the three kinds of network'),
  ]
  const others = pareto.filter(({ recipe }) => isRival(recipe))
  if (others.length > 0) {
    sections.push(
      '## Rivals and controls\n',
      picture('pareto-rivals', 'Rivals and controls under the same harness'),
      'What they can do, not a claim; [docs/regularizers.md](docs/regularizers.md) says what each is. seRNN, clusterability and masks act on recurrent weights alone: input and output weights stay dense, and nearly every neuron active, so compare their wire.\n',
      `${rivalsTable(others, pareto)}\n`,
    )
  }
  if (paretoModcog.length > 0) {
    sections.push(
      `## Mod-Cog, ${stepsText(paretoModcog)} steps\n`,
      picture('pareto-modcog', 'Performance against sparsity on Mod-Cog'),
      `${frontTable(paretoModcog)}\n`,
      modcogText(frontPoints(paretoModcog)),
    )
  }
  return `${sections.filter((text) => text !== '').join('\n')}\n`
}

const unique = (values: readonly string[]) => [...new Set(values)].sort()

function caption({ figures, summary }: ResultsInput): string {
  if (!figures.includes('main')) return ''
  const { lambda, seed } = NAMED['bimt-s1']
  const alike = summary.pareto.filter((row) => row.recipe === 'bimt' && row.lambda === lambda)
  const clusters = alike.map((row) => `${row.clusters.length} (seed ${row.seed})`).join(', ')
  return `*a to f: the network grown under BIMT at λ = ${lambda.toExponential()}, seed ${seed}; the paper's digitized panels stand within b, c, d, e and f. How many clusters there are, the silhouette decides, and it depends on the seed: ${clusters}; the paper's has ${PAPER_CLUSTERS.length}. g, h: all runs; filled and solid ours, hollow and dashed the paper's.*\n`
}

function verdict({ holds, soFar }: Claim): string {
  if (holds !== null) return holds ? '**held**' : '**did not hold**'
  return soFar === undefined ? 'open' : `open; so far ${soFar ? 'for' : 'against'} it`
}

function claimsTable(list: readonly Claim[]): string {
  return tableOf(
    ['Claim', 'Outcome', 'Numbers', 'Test'],
    list.map((one) => [one.claim, verdict(one), one.outcome, one.test]),
  )
}

/** How the fronts' table is to be read; how BIMT and L1, and how no regularization is trained. */
function frontsNote(rows: readonly ParetoRow[]): string {
  const of = (...recipes: Recipe[]) => rows.filter(({ recipe }) => recipes.includes(recipe))
  const [charged, none, swaps] = [of('bimt', 'l1'), of('none'), of('swap')]
  const parts = [
    `BIMT and L1: ${stepsText(charged)} steps.`,
    'Means over seeds ± half of the 95% interval (Student’s t; from three seeds on); clusters of each seed; z: medians over seeds, of the first two against 10,000 shuffles of the cluster labels, of the silhouette against 200 permutations of the task variances over tasks.',
  ]
  if (none.length > 0 && stepsText(none) !== stepsText(charged)) {
    parts.push(
      `No regularization has ${stepsText(none)} steps, since it is trained as the code was that the paper grew from (batch 4, constant learning rate), and so has the paper’s number of active neurons.`,
    )
    if (swaps.length > 0)
      parts.push(
        'What the training of BIMT and L1 reaches without a charge is “swaps alone” below, since a swap changes no answer.',
      )
  }
  return `${parts.join(' ')}\n`
}

/** What a column of a front's table is called, and what it says of a point and the rows behind it. */
type Column = [head: string, of: (point: FrontPoint, rows: readonly ParetoRow[]) => string | number]

const zColumn = (head: string, name: 'isolatedNeuronRatio' | 'indexVariance' | 'silhouette'): Column => [
  `${head} z`,
  (_, rows) => {
    const values = rows.flatMap((one) => one[name].z ?? [])
    return values.length === 0 ? '–' : decimal(median(values), 1)
  },
]

const COLUMNS: readonly Column[] = [
  ['network', ({ recipe }) => RECIPE_NAMES[recipe]],
  ['λ', strengthText],
  ['seeds', ({ error }) => error.n],
  ['active neurons', ({ activeNeurons }) => interval(activeNeurons)],
  ['error', ({ error }) => interval(error, 3)],
  ['wiring (cells)', ({ wiringLength }) => interval(wiringLength)],
  ['clusters', (_, rows) => rows.map(({ clusters }) => clusters.length).join(', ')],
  zColumn('isolated neurons', 'isolatedNeuronRatio'),
  zColumn('index variance', 'indexVariance'),
  zColumn('silhouette', 'silhouette'),
]

/** A row a point, in the order of the rows. */
function frontTable(rows: readonly ParetoRow[], columns: readonly Column[] = COLUMNS): string {
  return tableOf(
    columns.map(([head]) => head),
    frontPoints(rows).map((point) => {
      const own = rows.filter((one) => one.recipe === point.recipe && strength(one) === point.strength)
      return columns.map(([, of]) => of(point, own))
    }),
  )
}

/** The rivals, and what their wire comes to beside BIMT's. */
function rivalsTable(rivals: readonly ParetoRow[], all: readonly ParetoRow[]): string {
  const curve = meansOf(frontPoints(all), 'bimt')
  const share: Column = [
    'wire, BIMT of the same error = 1',
    ({ error, wiringLength }) => {
      const theirs = costOfError(curve, 'wiringLength', error.mean)
      return theirs === null ? '–' : decimal(wiringLength.mean / theirs, 2)
    },
  ]
  return frontTable(rivals, COLUMNS.toSpliced(6, 0, share))
}

/** `error 0.146`, `errors 0.082 to 0.154`. */
function rangeText(errors: readonly number[]): string {
  const [from, to] = [errors[0], errors.at(-1)!].map((error) => decimal(error, 3))
  return from === to ? `error ${from}` : `errors ${from} to ${to}`
}

/** How the kinds stand to each other there, and to the paper's second plot, which has no wiring. */
function modcogText(points: readonly FrontPoint[]): string {
  const bimt = meansOf(points, 'bimt')
  const l1 = meansOf(points, 'l1')
  const { bimt: theirBimt, l1: theirL1 } = PAPER_PARETO_APPENDIX
  const comparisons: [who: string, what: string, CostRatio][] = [
    ['L1', 'BIMT’s active neurons', costRatio(bimt, l1, 'activeNeurons')],
    ['L1', 'BIMT’s wire', costRatio(bimt, l1, 'wiringLength')],
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
    'One seed: nothing is claimed. That the paper’s second plot is of Mod-Cog is probable, not said.\n',
    ...lines,
  ].join('\n')
}

const seedsOf = ({ error: { n } }: FrontPoint) => counted(n, 'seed')

function strengthText({ recipe, strength }: FrontPoint): string {
  if (recipe === 'mask') return `radius ${strength}`
  if (recipe === 'gyrus') return `≤ ${strength} neurons`
  return strength === 0 ? '–' : strength.toExponential()
}

/** `gyrus` was found by trying: what do the seeds say on which nothing was tried? */
function howChosen(rows: readonly ParetoRow[]): string {
  const others = rows.filter(({ recipe, seed }) => recipe === 'gyrus' && seed !== CHOSEN_ON)
  const points = frontPoints(others)
  const passed = PAPER_PARETO.bimt.filter((theirs) => atOrUnder(points, theirs).length > 0)
  const alone = ` The means over the other seeds alone are at or under ${passed.length} of the ${PAPER_PARETO.bimt.length} points.`
  return `\n\`gyrus\` and its budgets were chosen on seed ${CHOSEN_ON}; those of 25 and 44 neurons have a λ of their own (docs/differences.md).${others.length > 0 ? alone : ''}`
}

/**
 * For each of the paper's points: is a mean of ours at or under it in all three, what does `gyrus` reach with its budget,
 * and what does BIMT, as reconstructed, need for its error?
 */
function againstPaper(points: readonly FrontPoint[]): string {
  const curve = meansOf(points, 'bimt')
  if (curve.length === 0) return 'No BIMT run yet.'
  const cost = (name: 'activeNeurons' | 'wiringLength', error: number) => {
    const value = costOfError(curve, name, error)
    return value === null ? 'not reached' : whole(value)
  }
  const rows = PAPER_PARETO.bimt.map((theirs) => {
    const candidates = atOrUnder(points, theirs)
    const under = candidates.find(({ error }) => error.n >= ENOUGH_SEEDS) ?? candidates[0]
    const ours = points.find(
      ({ recipe, strength }) => recipe === 'gyrus' && strength === theirs.activeNeurons,
    )
    return [
      `${theirs.activeNeurons}, ${theirs.error}, ${whole(theirs.wiringLength)}`,
      ours
        ? `${whole(ours.activeNeurons.mean)}, ${decimal(ours.error.mean, 3)}, ${whole(ours.wiringLength.mean)} (${seedsOf(ours)})`
        : hasBudget(theirs.activeNeurons)
          ? 'not run'
          : 'no such budget',
      under
        ? `${under.error.n < ENOUGH_SEEDS ? 'open' : 'yes'} (${RECIPE_NAMES[under.recipe]}, ${strengthText(under)}; ${seedsOf(under)})`
        : 'no',
      cost('activeNeurons', theirs.error),
      cost('wiringLength', theirs.error),
    ]
  })
  return tableOf(
    [
      'the paper’s point: active neurons, error, wiring',
      '`gyrus` with that budget',
      `a mean of ours at or under it in all three (open: of fewer than ${ENOUGH_SEEDS} seeds)`,
      'active neurons BIMT needs here for that error',
      'wiring it needs',
    ],
    rows,
  )
}
