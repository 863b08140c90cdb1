/** Experiment 3: do functional and anatomical modules emerge together, in time? */
import { z } from 'zod'
import { SILHOUETTE_SAMPLES } from '../../analysis/analysis.js'
import { anatomy, SHUFFLES_BY_K } from '../../analysis/anatomy.js'
import { correlatedSilhouetteNull, functionalClusters } from '../../analysis/clusters.js'
import { GRADIENT_PERMUTATIONS, gradientWithinClusters } from '../../analysis/gradient.js'
import { type NullTest, nullTest, nullTestOf } from '../../analysis/nullTest.js'
import { activeUnits, importance, ofUnits, profiles } from '../../analysis/taskVariance.js'
import { InputError } from '../../errors.js'
import { type FigureSpec, figure, MUTED, panelTitle, type Spec } from '../../figures/style.js'
import { decimal, list, whole } from '../../figures/words.js'
import type { RunFolder } from '../../runs/folder.js'
import { nullTestSchema } from '../../runs/measureFiles.js'
import { savedNetwork } from '../../runs/network.js'
import { studied } from '../../runs/study.js'
import { evaluated } from '../../studies/network.js'
import { sheetOf } from '../../training/sheet.js'
import { tableOf } from '../tables.js'
import { type Experiment, type Means, type NetworkRow, NO_ROW, type Outcome, ofGroup } from './experiment.js'
import { grown, MOMENTS_EVERY } from './networks.js'
import { kindColors } from './style.js'

/** Standard deviations of the null beyond which a measure counts, and how many evaluations in a row must be. */
const BEYOND = 3
const IN_A_ROW = 3
/** Steps between two onsets up to which both emerge together. */
const TOGETHER = 2000
const SEEDS = 3
/** The number of clusters at which the gradient is measured, as in experiment 2. */
const CUT = 12

/** Measures of one moment; by each of them, further from 0 in its direction is more of a module. */
const MEASURES = {
  silhouette: { title: 'functional: silhouette', sign: 1 },
  meanSquaredRadius: { title: 'anatomical: squared radius', sign: -1 },
  gradient: { title: `gradient within ${CUT} clusters`, sign: 1 },
} as const
type Measure = keyof typeof MEASURES
const NAMES = Object.keys(MEASURES) as Measure[]

interface Moment extends Record<Measure, NullTest> {
  step: number
  activeNeurons: number
  error: number
}
interface Growth {
  moments: Moment[]
}
type Row = NetworkRow & Growth

const schema: z.ZodType<Growth> = z.looseObject({
  moments: z.array(
    z.looseObject({
      step: z.number(),
      activeNeurons: z.number(),
      error: z.number(),
      silhouette: nullTestSchema,
      meanSquaredRadius: nullTestSchema,
      gradient: nullTestSchema,
    }),
  ),
})

export const together: Experiment<Growth> = {
  name: 'together-in-time',
  question: 'Do functional and anatomical modules emerge together?',
  groups: [grown('bimt', SEEDS), grown('l1+swap', SEEDS), grown('l1', SEEDS)],
  schema,
  async measure(run, means) {
    const { steps } = run.experiment.training
    const there = await run.checkpointSteps()
    const wanted = Array.from({ length: steps / MOMENTS_EVERY }, (_, i) => MOMENTS_EVERY * (i + 1))
    const lacking = wanted.filter((step) => !there.includes(step))
    if (lacking.length > 0) {
      throw new InputError(
        `${run.dir}: must have kept a checkpoint every ${whole(MOMENTS_EVERY)} steps (training.keepEvery), lacks those of ${list(lacking.slice(0, 3).map(whole))}; train it anew with it`,
      )
    }
    const moments: Moment[] = []
    for (const step of wanted) moments.push(await momentOf(run, step, means))
    return { moments }
  },
  outcomes: (rows) => [areTogether(rows)],
  table: (rows) =>
    tableOf(
      ['network', 'seed', ...NAMES.map((name) => `onset, ${MEASURES[name].title}`)],
      together.groups.flatMap(({ name, title }) =>
        ofGroup(rows, name).map((row) => [
          title,
          row.seed,
          ...NAMES.map((measure) => onsetText(onset(row, measure))),
        ]),
      ),
    ),
  figure: drawn,
}

async function momentOf(run: RunFolder, step: number, { engine, random }: Means): Promise<Moment> {
  const network = await studied(run, await savedNetwork(run, step))
  const { battery, size, experiment } = network
  const { counts, taskVariance } = await evaluated(network, engine, battery)
  const tasks = battery.tasks.length
  const active = activeUnits(importance(taskVariance, size.hidden))
  const profile = profiles(taskVariance, size.hidden, active)
  const { labels, silhouette, cuts } = functionalClusters(profile, tasks)
  const sheet = sheetOf(experiment)
  const surrogate =
    silhouette === null
      ? new Float64Array()
      : correlatedSilhouetteNull(
          ofUnits(taskVariance, size.hidden, active),
          tasks,
          SILHOUETTE_SAMPLES,
          random('correlations', step),
        )
  const { meanSquaredRadius } = anatomy(labels, active, sheet, SHUFFLES_BY_K, random('labels', step))
  const cut = cuts.find(({ k }) => k === CUT)
  const mapped = { profiles: profile, tasks, labels: cut?.labels ?? [], places: active, sheet }
  const right = counts.reduce((sum, { correct, trials }) => sum + correct / trials, 0) / counts.length
  return {
    step,
    activeNeurons: active.length,
    error: 1 - right,
    silhouette: nullTestOf(nullTest(silhouette, surrogate, 'upper')),
    meanSquaredRadius: nullTestOf(meanSquaredRadius),
    gradient: nullTestOf(gradientWithinClusters(mapped, GRADIENT_PERMUTATIONS, random('gradient', step))),
  }
}

/** The first of so many evaluations in a row that lie beyond the null; null if there is none. */
export function onset({ moments }: Growth, measure: Measure): number | null {
  const isBeyond = ({ [measure]: { z } }: Moment) => z !== null && MEASURES[measure].sign * z > BEYOND
  const first = moments.findIndex(
    (_, i) => i + IN_A_ROW <= moments.length && moments.slice(i, i + IN_A_ROW).every(isBeyond),
  )
  return first < 0 ? null : moments[first].step
}

const onsetText = (step: number | null) => (step === null ? 'never' : whole(step))

function areTogether(rows: readonly Row[]): Outcome {
  const onsets = ofGroup(rows, 'bimt').map((row) => ({
    functional: onset(row, 'silhouette'),
    anatomical: onset(row, 'meanSquaredRadius'),
  }))
  const apart = onsets.map(({ functional, anatomical }) =>
    functional === null || anatomical === null ? null : functional - anatomical,
  )
  const near = apart.filter((steps) => steps !== null && Math.abs(steps) <= TOGETHER)
  const isWhole = onsets.length >= SEEDS
  const met = near.length === onsets.length
  const isPlaceFirst = apart.every((steps) => steps !== null && steps > TOGETHER)
  const steps = onsets.map(
    ({ functional, anatomical }) => `${onsetText(functional)}, anatomical ones at ${onsetText(anatomical)}`,
  )
  return {
    criterion: `Onset: the first of ${IN_A_ROW} evaluations in a row beyond ${BEYOND} sd of the null. Together, if in each of the three BIMT networks the onsets of silhouette and squared radius are at most ${whole(TOGETHER)} steps apart.`,
    outcome:
      onsets.length === 0
        ? NO_ROW
        : `Under BIMT functional modules appear at step ${steps.join('; ')}${isWhole && !met && isPlaceFirst ? ': not together, the order on the sheet comes first' : ''}`,
    met: isWhole ? met : null,
  }
}

function drawn(rows: readonly Row[]): FigureSpec {
  const titleOf = (group: string) => together.groups.find(({ name }) => name === group)!.title
  const panel = (measure: Measure): Spec => ({
    title: panelTitle(MEASURES[measure].title),
    width: 230,
    height: 230,
    layer: [
      {
        data: {
          values: rows.flatMap((row) =>
            row.moments.flatMap(({ step, [measure]: { z } }) =>
              z === null ? [] : [{ kind: titleOf(row.group), network: `${row.group} ${row.seed}`, step, z }],
            ),
          ),
        },
        mark: { type: 'line', strokeWidth: 1.4, opacity: 0.85 },
        encoding: {
          x: {
            field: 'step',
            type: 'quantitative',
            axis: { title: 'training step', format: '~s', tickCount: 5, grid: false },
          },
          y: { field: 'z', type: 'quantitative', axis: { title: measure === NAMES[0] ? 'z' : null } },
          color: kindColors(together.groups.map(({ title }) => title)),
          detail: { field: 'network' },
        },
      },
      {
        data: { values: [{ z: MEASURES[measure].sign * BEYOND }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: MUTED },
        encoding: { y: { field: 'z', type: 'quantitative' } },
      },
    ],
  })
  return figure(
    {
      title: 'When modules appear',
      subtitle: `z of three measures while the networks grow, a line a network. Dashed: ${decimal(BEYOND, 0)} standard deviations of the null, beyond which a measure counts. Functional: silhouette against neurons with the same correlations between tasks. Anatomical: squared distance to the cluster’s center against shuffled labels (negative: closer).`,
      width: 850,
    },
    { hconcat: NAMES.map(panel), spacing: 62, bounds: 'flush', resolve: { scale: { y: 'independent' } } },
  )
}
