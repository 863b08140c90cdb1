/** Lesions: which tasks fail when neurons of a network are silenced (docs/lesions.md)? */
import { labelsAtPlaces } from '../../analysis/partition.js'
import { InputError } from '../../errors.js'
import { whole } from '../../figures/words.js'
import { sheetOf } from '../../training/sheet.js'
import { activeNeurons } from '../network.js'
import { integer, positive } from '../options.js'
import { importanceMatchedClusters, randomSets, shuffledClusters } from '../randomSets.js'
import type { Means, OptionValues, StudiedNetwork, Study } from '../study.js'
import { DEFINITIONS } from './definitions.js'
import { lesionFigure } from './figure.js'
import { lesionFinding, lesionStory } from './finding.js'
import { distinctSets, type LesionStudy, measureLesions } from './measures.js'
import { lesionCost, lesionOutcomes } from './outcomes.js'
import { defaultRadius, planLesions } from './plan.js'
import { type Lesions, lesionsSchema } from './schema.js'
import { lesionTable } from './table.js'

/** Default numbers of trials: 2,000 divided among the tasks, but for each task at most 100 and at least 50. */
const TRIALS = { total: 2000, most: 100, least: 50 }
/** Default limits for the number of random sets of each kind. With the least, p can just be below .05. */
const NULLS = { most: 100, least: 20 }
/** The most multiplications of a study by default: about five minutes on one core with 65 billion a second. */
const AFFORDABLE = 2e13
/** The most trials × neurons, as in an evaluation (experiment.ts). */
const MOST_EVALUATED = 2 ** 24

const OPTIONS = {
  trials: { value: integer(1), unit: 'n', help: 'trials of each task (100 for 20 tasks or fewer)' },
  radius: {
    value: positive(),
    unit: 'cells',
    help: 'of the discs, in the unit of measured places where there are such (default: a disc holds as many active neurons as a cluster)',
  },
  nulls: {
    value: integer(1),
    unit: 'n',
    help: 'random sets of each kind for each cluster (at most 100, fewer where they take long)',
  },
}

export const lesions: Study<typeof OPTIONS, Lesions> = {
  name: 'lesions',
  question: 'What fails without each module?',
  description:
    'silence each functional cluster, disc of the sheet and neuron, against random sets of neurons',
  options: OPTIONS,
  definitions: DEFINITIONS,
  schema: lesionsSchema,
  measure,
  finding: lesionFinding,
  story: lesionStory,
  figure: lesionFigure,
  table: lesionTable,
}

async function measure(
  network: StudiedNetwork,
  options: OptionValues<typeof OPTIONS>,
  { engine, random, progress }: Means,
): Promise<Lesions> {
  const { battery, experiment, size } = network
  const sheet = sheetOf(experiment)
  const tasks = battery.tasks.map(({ name }) => name)
  const trials =
    options.trials ?? Math.min(TRIALS.most, Math.max(TRIALS.least, Math.round(TRIALS.total / tasks.length)))
  if (trials * size.hidden > MOST_EVALUATED) {
    const most = Math.floor(MOST_EVALUATED / size.hidden)
    throw new InputError(`trials: must be at most ${most} for ${size.hidden} neurons, got ${trials}`)
  }

  const { taskVariance, importance, active, clusters } = await activeNeurons(network, engine)
  const { labels } = clusters
  const radius = options.radius ?? defaultRadius(active, sheet, clusters.sizes.length)
  const plan = planLesions({ labels, active, sheet, radius })
  const sizes = [...new Set(plan.discs.map(({ neurons }) => neurons.length))].sort((a, b) => a - b)
  const nulls =
    options.nulls ??
    affordableNulls(AFFORDABLE / lesionCost(battery, size, trials), {
      fixed: 1 + plan.clusters.length + plan.discs.length + active.length,
      clusters: plan.clusters.length,
      discSizes: sizes.length,
    })
  const discNulls = discShare(nulls)
  const study: LesionStudy = {
    ...plan,
    sizeMatched: shuffledClusters(labels, active, nulls, random('size')),
    importanceMatched: importanceMatchedClusters(labels, active, importance, nulls, random('importance')),
    discMatched: new Map(
      sizes.map((count) => [count, randomSets(active, count, discNulls, random('discs', count))]),
    ),
  }
  const { sets } = distinctSets(study)
  const { seed } = experiment
  const { intact, outcomes } = await lesionOutcomes(
    engine,
    network,
    network.cell,
    sets,
    { trials, seed },
    (done) => progress(done, `${whole(sets.length)} lesions`),
  )
  return {
    trials,
    nulls,
    discNulls,
    radius,
    radiusGiven: options.radius !== undefined,
    discSpacing: plan.discSpacing,
    lesions: sets.length,
    sheet,
    tasks,
    activeNeurons: active.length,
    labels: labelsAtPlaces(labels, active, size.hidden),
    ...measureLesions({
      tasks,
      preferredTasks: clusters.preferredTasks.map((t) => tasks[t]),
      labels,
      taskVariance,
      importance,
      study,
      intact,
      outcomes,
      random: random('permutations'),
    }),
  }
}

/**
 * The number of random sets for each size of a disc. It is a fifth of that for a cluster, because there are many sizes.
 */
const discShare = (nulls: number): number => Math.ceil(nulls / 5)

/** The number of random sets for which a study has at most a given number of lesions. */
export function affordableNulls(
  lesions: number,
  { fixed, clusters, discSizes }: { fixed: number; clusters: number; discSizes: number },
): number {
  const each = 2 * clusters + discSizes / 5
  return Math.min(NULLS.most, Math.max(NULLS.least, Math.floor((lesions - fixed) / each)))
}
