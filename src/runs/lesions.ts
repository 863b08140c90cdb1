/** The lesions of a run: its last checkpoint taken apart, written into its folder with the figure. */
import { lesionDefinitions } from '../analysis/lesionDefinitions.js'
import {
  defaultRadius,
  importanceMatchedClusters,
  planLesions,
  randomSets,
  shuffledClusters,
} from '../analysis/lesionPlan.js'
import { distinctSets, type LesionMeasures, type LesionStudy, measureLesions } from '../analysis/lesions.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { lesionFigure } from '../figures/lesions.js'
import { Random } from '../random/random.js'
import { lesionCost, lesionOutcomes } from '../training/lesions.js'
import { writeFigure } from './figureFiles.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { activeNetwork, ifFinite } from './measured.js'
import { savedNetwork } from './network.js'
import { updateReport } from './report.js'

/** What is measured; what is left out follows from the network. */
export interface LesionOptions {
  /** Of each task. */
  trials?: number
  /** Of the discs, in cells. */
  radius?: number
  /** Random sets of each kind for each cluster. */
  nulls?: number
}

/** What lesions.json holds. */
export interface Lesions extends LesionMeasures {
  /** Training steps that the network has taken. */
  step: number
  seed: number
  versions: Record<string, string>
  trials: number
  nulls: number
  discNulls: number
  radius: number
  radiusGiven: boolean
  discSpacing: number
  /** Sets of neurons that were silenced, random ones included. */
  lesions: number
  sheet: { rows: number; columns: number }
  tasks: string[]
  activeNeurons: number
  /** Cluster of each neuron of the sheet, −1 = inactive. */
  labels: number[]
  definitions: ReturnType<typeof lesionDefinitions>
}

/** As many trials in all as 20 tasks of 100, of each task at least 50. */
const TRIALS = { total: 2000, most: 100, least: 50 }
/** Random sets of each kind. With the least, p can just be below .05. */
const NULLS = { most: 100, least: 20 }
/** Multiplications that a study may cost by default: some five minutes on one core at 65 billion a second. */
const AFFORDABLE = 2e13
/** Most trials × neurons, as in an evaluation (experiment.ts). */
const MOST_EVALUATED = 2 ** 24

/**
 * Measures and writes `analysis/lesions.json` and `figures/lesions.svg`, `.png`, `.vl.json`; the report shows them.
 * @param progress called with the share that is done and the number of lesions
 * @throws InputError if there is no usable checkpoint, its network is not finite in what it does, no neuron is active, or
 *   an option is of no use
 */
export async function lesionRun(
  run: RunFolder,
  engine: Engine,
  options: LesionOptions,
  progress: (done: number, lesions: number) => void = () => {},
): Promise<Lesions> {
  check(options)
  const saved = await savedNetwork(run)
  const { battery, size, step } = saved
  const { seed, network } = run.experiment
  const { rows, columns } = network
  const tasks = battery.tasks.map(({ name }) => name)
  const trials =
    options.trials ??
    Math.min(TRIALS.most, Math.max(TRIALS.least, Math.round(TRIALS.total / battery.tasks.length)))
  if (trials * size.hidden > MOST_EVALUATED) {
    const most = Math.floor(MOST_EVALUATED / size.hidden)
    throw new InputError(`--trials: must be at most ${most} for ${size.hidden} neurons, got ${trials}`)
  }

  const { taskVariance, importance, active, clusters } = await activeNetwork(run, engine, saved, 'lesion')
  const { labels } = clusters
  const radius = options.radius ?? defaultRadius(active, network, clusters.sizes.length)
  const plan = planLesions({ labels, active, sheet: network, radius })
  const sizes = [...new Set(plan.discs.map(({ neurons }) => neurons.length))].sort((a, b) => a - b)
  const nulls =
    options.nulls ??
    affordableNulls(AFFORDABLE / lesionCost(battery, size, trials), {
      fixed: 1 + plan.clusters.length + plan.discs.length + active.length,
      clusters: plan.clusters.length,
      discSizes: sizes.length,
    })
  const discNulls = discShare(nulls)
  const random = (...path: (string | number)[]) => Random.seeded(seed, 'lesions', ...path)
  const study: LesionStudy = {
    ...plan,
    sizeMatched: shuffledClusters(labels, active, nulls, random('size')),
    importanceMatched: importanceMatchedClusters(labels, active, importance, nulls, random('importance')),
    discMatched: new Map(
      sizes.map((count) => [count, randomSets(active, count, discNulls, random('discs', count))]),
    ),
  }
  const { sets } = distinctSets(study)
  const lesioned = lesionOutcomes(engine, saved, network, sets, { trials, seed }, (done) =>
    progress(done, sets.length),
  )
  const { intact, outcomes } = await ifFinite(run, step, 'lesion', lesioned)
  const onSheet = new Array<number>(size.hidden).fill(-1)
  active.forEach((neuron, i) => {
    onSheet[neuron] = labels[i]
  })
  const result: Lesions = {
    step,
    seed,
    versions: { ...run.record.versions },
    trials,
    nulls,
    discNulls,
    radius,
    radiusGiven: options.radius !== undefined,
    discSpacing: plan.discSpacing,
    lesions: sets.length,
    sheet: { rows, columns },
    tasks,
    activeNeurons: active.length,
    labels: onSheet,
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
    definitions: lesionDefinitions(),
  }
  await run.write('analysis/lesions.json', asJson(result))
  await writeFigure('lesions', lesionFigure(result), (name, content) => run.write(name, content))
  await updateReport(run, saved)
  return result
}

/** For each size of a disc a fifth of the random sets of a cluster: there are many sizes. */
const discShare = (nulls: number): number => Math.ceil(nulls / 5)

/** As many random sets as keep a study within so many lesions. */
export function affordableNulls(
  lesions: number,
  { fixed, clusters, discSizes }: { fixed: number; clusters: number; discSizes: number },
): number {
  const each = 2 * clusters + discSizes / 5
  return Math.min(NULLS.most, Math.max(NULLS.least, Math.floor((lesions - fixed) / each)))
}

function check({ trials, radius, nulls }: LesionOptions): void {
  const whole = (name: string, value: number | undefined) => {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw new InputError(`--${name}: must be an integer from 1, got ${value}`)
  }
  whole('trials', trials)
  whole('nulls', nulls)
  if (radius !== undefined && !(radius > 0 && radius < Number.POSITIVE_INFINITY))
    throw new InputError(`--radius: must be a number of cells above 0, got ${radius}`)
}
