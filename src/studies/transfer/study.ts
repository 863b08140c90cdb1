/**
 * Transfer: how soon does a network learn a task that was held out of its training, if all of its weights learn, or
 * only those of one input, of one functional cluster, or of random sets of neurons (docs/transfer.md, A)?
 */
import { meanAccuracy, taskAccuracy } from '../../analysis/accuracy.js'
import { clusterSizes } from '../../analysis/partition.js'
import { InputError } from '../../errors.js'
import type { Parameters, ParameterTable } from '../../network/parameters.js'
import { countPlastic, exchanged, onlyInput, onlyNeurons } from '../../network/plastic.js'
import { taskByName } from '../../tasks/battery.js'
import { relatives } from '../../tasks/statistics.js'
import type { Task } from '../../tasks/task.js'
import { activeNeurons } from '../network.js'
import { choice, integer, positive } from '../options.js'
import { importanceMatched, randomSets } from '../randomSets.js'
import type { Means, OptionValues, StudiedNetwork, Study } from '../study.js'
import { DEFINITIONS } from './definitions.js'
import { transferFigure } from './figure.js'
import { type Learned, type Plastic, transferFinding } from './finding.js'
import { AnswerCounter, learn, oneTask } from './learn.js'
import { MODULE_CHOICES, modulesOf } from './modules.js'
import { type Transfer, type TransferredTask, type TransferSettings, transferSchema } from './schema.js'
import { transferComparison, transferTable } from './table.js'

/** Defaults of the options, as in docs/transfer.md. */
const DEFAULTS = { steps: 400, evaluateEvery: 20, trials: 100, oldTrials: 50, criterion: 0.9, randomSets: 3 }

const OPTIONS = {
  steps: { value: integer(1), unit: 'n', help: `steps of 16 trials, at most (${DEFAULTS.steps})` },
  evaluateEvery: {
    value: integer(1),
    unit: 'n',
    help: `steps between two evaluations (${DEFAULTS.evaluateEvery})`,
  },
  trials: { value: integer(1), unit: 'n', help: `trials of an evaluation (${DEFAULTS.trials})` },
  oldTrials: {
    value: integer(1),
    unit: 'n',
    help: `trials of each old task, for what is lost there (${DEFAULTS.oldTrials})`,
  },
  criterion: {
    value: positive(1),
    unit: 'share',
    help: `of the ideal observer's accuracy, at which learning ends (${DEFAULTS.criterion})`,
  },
  modules: {
    value: choice(MODULE_CHOICES),
    unit: 'choice',
    help: 'the cluster that learns: busiest in the family of the task (default), or distinct, another one for each task',
  },
  randomSets: { value: integer(1), unit: 'n', help: `random sets of either kind (${DEFAULTS.randomSets})` },
}
type Options = OptionValues<typeof OPTIONS>

export const transfer: Study<typeof OPTIONS, Transfer> = {
  name: 'transfer',
  question: 'How soon does it learn what its training held out?',
  description:
    'learn each task that a training held out (--set heldOut=…), with all weights, the task’s input, one functional cluster or random sets of neurons; several runs are compared by kind',
  options: OPTIONS,
  definitions: DEFINITIONS,
  schema: transferSchema,
  measure,
  finding: (result) => transferFinding([result]),
  figure: (result) => transferFigure([result]),
  table: transferTable,
  compare: transferComparison,
}

function settingsOf(options: Options): TransferSettings {
  const { steps = DEFAULTS.steps, evaluateEvery = DEFAULTS.evaluateEvery } = options
  if (steps % evaluateEvery !== 0)
    throw new InputError(`steps: must be a multiple of evaluateEvery (${evaluateEvery}), got ${steps}`)
  return {
    batch: 16,
    steps,
    evaluateEvery,
    learningRate: 1e-3,
    clip: 1,
    trials: options.trials ?? DEFAULTS.trials,
    oldTrials: options.oldTrials ?? DEFAULTS.oldTrials,
    criterion: options.criterion ?? DEFAULTS.criterion,
    randomSets: options.randomSets ?? DEFAULTS.randomSets,
    ...(options.modules && { modules: options.modules }),
  }
}

async function measure(network: StudiedNetwork, options: Options, means: Means): Promise<Transfer> {
  const { name, battery, wholeBattery, parameters, cell, table, size, experiment } = network
  const { heldOut, seed } = experiment
  const settings = settingsOf(options)
  if (heldOut === undefined) {
    throw new InputError(
      `${name}: held no task out, so there is none to learn; train one that did, e.g. \`npx gyrus train tiny --set heldOut=anti\``,
    )
  }
  const { engine, random } = means
  const { taskVariance, importance, active, clusters } = await activeNeurons(network, engine)
  const mixed = exchanged(parameters, table, active, random('exchange'))
  const optimizer = { ...experiment.optimizer, kind: 'adam' as const, weightDecay: 0, clip: settings.clip }

  const old = await AnswerCounter.create(engine, battery, { size, cell }, settings.oldTrials, seed)
  const oldAccuracyOf = async (weights: Parameters<Float32Array>) =>
    meanAccuracy((await old.count(weights)).map(taskAccuracy)).accuracy
  try {
    const oldAccuracy = await oldAccuracyOf(parameters)
    const tasks: TransferredTask[] = []
    const held = heldOut.map((name) => taskByName(wholeBattery, name))
    const kinOf = held.map((task) => relatives(battery, task))
    const families = kinOf.map((kin) => kin.map(({ index }) => index))
    const { labels, modules } = modulesOf(
      settings.modules ?? 'busiest',
      { taskVariance, hidden: size.hidden, active, families },
      clusters,
    )
    for (const [t, name] of heldOut.entries()) {
      const [task, kin, cluster] = [held[t], kinOf[t], modules[t]]
      const members = active.filter((_, i) => labels[i] === cluster)
      const sets = settings.randomSets
      const matched = importanceMatched(members, active, importance, sets, random('importance', name))
      const sized = randomSets(active, members.length, sets, random('size', name))
      const conditions = conditionsOf(table, inputOf(network, task), members, sized, matched.sets)

      const alone = oneTask(wholeBattery, name)
      const counter = await AnswerCounter.create(engine, alone, { size, cell }, settings.trials, seed)
      const plan = { ...settings, criterion: settings.criterion * task.ceiling }
      const learned: Learned[] = []
      try {
        for (const { plastic, exchanged, masks } of conditions) {
          const done = tasks.length * conditions.length + learned.length
          means.progress(
            done / (heldOut.length * conditions.length),
            `${heldOut.length * conditions.length} learnings`,
          )
          const learner = { size, cell, parameters: exchanged ? mixed : parameters }
          const { parameters: after, ...course } = await learn(
            engine,
            alone,
            learner,
            counter,
            optimizer,
            plan,
            seed,
            masks,
          )
          const interference = exchanged ? null : oldAccuracy - (await oldAccuracyOf(after))
          learned.push({ plastic, exchanged, weights: countPlastic(table, masks), ...course, interference })
        }
      } finally {
        await counter.release()
      }
      tasks.push({
        task: name,
        ceiling: task.ceiling,
        module: {
          cluster,
          neurons: members.length,
          relatives: kin.map((relative) => relative.name),
          overlap: matched.overlap,
        },
        learned,
      })
    }
    return { settings, activeNeurons: active.length, clusters: clusterSizes(labels), oldAccuracy, tasks }
  } finally {
    await old.release()
  }
}

/** A condition of the study: which weights learn, and in which network. */
interface Condition {
  plastic: Plastic
  /** Whether W_h was exchanged at random, so that it has lost its structure. */
  exchanged: boolean
  /** 1 for the weights that learn, 0 for others; if left out, all learn. */
  masks?: Parameters<Float32Array>
}

/** All conditions. @param input index of the task's input */
function conditionsOf(
  table: ParameterTable,
  input: number,
  module: Int32Array,
  sameSize: readonly Int32Array[],
  sameImportance: readonly Int32Array[],
): Condition[] {
  const neurons = (plastic: Plastic, set: Int32Array): Condition => ({
    plastic,
    exchanged: false,
    masks: onlyNeurons(table, set),
  })
  const chosen: Condition[] = [
    { plastic: 'everything', exchanged: false },
    { plastic: 'task input', exchanged: false, masks: onlyInput(table, input) },
    neurons('module', module),
  ]
  return [
    ...chosen,
    ...sameSize.map((set) => neurons('same size', set)),
    ...sameImportance.map((set) => neurons('same importance', set)),
    ...chosen.map((condition) => ({ ...condition, exchanged: true })),
  ]
}

const inputOf = ({ wholeBattery }: StudiedNetwork, { channel }: Task): number =>
  wholeBattery.stimulusCount + channel
