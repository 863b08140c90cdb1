/**
 * Transfer: the network of a run that held tasks out learns each of them, with all of its weights, one input line, one
 * functional cluster or random sets of neurons (docs/transfer.md, A).
 */
import { meanAccuracy, taskAccuracy } from '../analysis/accuracy.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { transferFigure } from '../figures/transfer.js'
import type { Learned, Plastic } from '../figures/transferFinding.js'
import type { Parameters } from '../network/parameters.js'
import { countPlastic, exchanged, onlyInput, onlyNeurons } from '../network/plastic.js'
import { Random } from '../random/random.js'
import { importanceMatched, randomSets } from '../studies/randomSets.js'
import { taskByName } from '../tasks/battery.js'
import { relatives } from '../tasks/statistics.js'
import { AnswerCounter, type LearningPlan, learn, oneTask } from '../training/transfer.js'
import { writeFigure } from './figureFiles.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { activeNetwork, type MeasuredNetwork, measuredNetwork } from './measured.js'
import { savedNetwork } from './network.js'
import { batteryOfRun } from './userBattery.js'

export interface TransferredTask {
  task: string
  ceiling: number
  /** The cluster that learns: that with the highest task variance, summed over the task's relatives. */
  module: { cluster: number; neurons: number; relatives: string[]; overlap: number }
  learned: Learned[]
}

/** `analysis/transfer.json` */
export interface Transfer extends MeasuredNetwork {
  settings: typeof SETTINGS
  activeNeurons: number
  clusters: number[]
  /** Mean over the old tasks, before. */
  oldAccuracy: number
  tasks: TransferredTask[]
}

const SETTINGS = {
  batch: 16,
  steps: 400,
  evaluateEvery: 20,
  learningRate: 1e-3,
  clip: 1,
  /** Of the task, in each evaluation. */
  trials: 100,
  /** Of each old task. */
  oldTrials: 50,
  /** Share of the ideal observer's accuracy. */
  criterion: 0.9,
  randomSets: 3,
}

/**
 * Measures and writes `analysis/transfer.json` and `figures/transfer.svg`, `.png`, `.vl.json`.
 * @param progress called with what is about to be learned
 * @throws InputError if the run held no task out, there is no usable checkpoint, its network's activity is not finite, or
 *   no neuron is active
 */
export async function transferRun(
  run: RunFolder,
  engine: Engine,
  progress: (done: number, all: number) => void = () => {},
): Promise<Transfer> {
  const { heldOut, seed, optimizer } = run.experiment
  if (heldOut === undefined) {
    throw new InputError(
      `${run.dir}: held no task out, so there is none to learn; train one that did, e.g. \`npx gyrus train tiny --set heldOut=anti\``,
    )
  }
  const saved = await savedNetwork(run)
  const { battery, size, parameters, step } = saved
  const whole = await batteryOfRun({ ...run.experiment, heldOut: undefined })
  const cell = run.experiment.network
  const { taskVariance, importance, active, clusters } = await activeNetwork(run, engine, saved, 'learn with')
  const random = (...path: string[]) => Random.seeded(seed, 'transfer', ...path)
  const mixed = exchanged(parameters, size, active, random('exchange'))

  const old = await AnswerCounter.create(engine, battery, { size, cell }, SETTINGS.oldTrials, seed)
  const oldAccuracyOf = async (weights: Parameters<Float32Array>) =>
    meanAccuracy((await old.count(weights)).map(taskAccuracy)).accuracy
  const oldAccuracy = await oldAccuracyOf(parameters)

  const tasks: TransferredTask[] = []
  const all = heldOut.length * (6 + 2 * SETTINGS.randomSets)
  let done = 0
  for (const held of heldOut) {
    const task = taskByName(whole, held)
    const alone = oneTask(whole, held)
    const kin = relatives(battery, task)
    const cluster = busiest(
      taskVariance,
      size.hidden,
      active,
      clusters.labels,
      kin.map(({ index }) => index),
    )
    const members = active.filter((_, i) => clusters.labels[i] === cluster)
    const matched = importanceMatched(
      members,
      active,
      importance,
      SETTINGS.randomSets,
      random('importance', held),
    )
    const sets: [Plastic, boolean, Parameters<Float32Array> | undefined][] = [
      ['everything', false, undefined],
      ['task input', false, onlyInput(size, whole.stimulusCount + task.channel)],
      ['module', false, onlyNeurons(size, members)],
      ...randomSets(active, members.length, SETTINGS.randomSets, random('size', held)).map(
        (set): [Plastic, boolean, Parameters<Float32Array>] => ['same size', false, onlyNeurons(size, set)],
      ),
      ...matched.sets.map((set): [Plastic, boolean, Parameters<Float32Array>] => [
        'same importance',
        false,
        onlyNeurons(size, set),
      ]),
    ]
    const conditions = [
      ...sets,
      ...sets.slice(0, 3).map(([plastic, , masks]): (typeof sets)[number] => [plastic, true, masks]),
    ]
    const counter = await AnswerCounter.create(engine, alone, { size, cell }, SETTINGS.trials, seed)
    const plan: LearningPlan = { ...SETTINGS, criterion: SETTINGS.criterion * task.ceiling }
    const adam = { ...optimizer, kind: 'adam' as const, weightDecay: 0, clip: SETTINGS.clip }
    const learned: Learned[] = []
    for (const [plastic, mix, masks] of conditions) {
      progress(done++, all)
      const network = { size, cell, parameters: mix ? mixed : parameters }
      const { parameters: after, ...course } = await learn(
        engine,
        ...([alone, network, counter, adam, plan, seed, masks] as const),
      )
      learned.push({
        plastic,
        exchanged: mix,
        weights: countPlastic(size, masks),
        ...course,
        interference: mix ? null : oldAccuracy - (await oldAccuracyOf(after)),
      })
    }
    await counter.release()
    const module = {
      cluster,
      neurons: members.length,
      relatives: kin.map(({ name }) => name),
      overlap: matched.overlap,
    }
    tasks.push({ task: held, ceiling: task.ceiling, module, learned })
  }
  await old.release()
  const result: Transfer = {
    ...measuredNetwork(run, step),
    settings: SETTINGS,
    activeNeurons: active.length,
    clusters: clusters.sizes,
    oldAccuracy,
    tasks,
  }
  await run.write('analysis/transfer.json', asJson(result))
  await writeFigure('transfer', transferFigure([result]), (file, content) => run.write(file, content))
  return result
}

/** The cluster whose neurons vary most in some tasks, in sum; the first of equals. */
export function busiest(
  taskVariance: Float64Array,
  hidden: number,
  active: Int32Array,
  labels: Int32Array,
  tasks: readonly number[],
): number {
  const sums: number[] = []
  active.forEach((neuron, i) => {
    for (const t of tasks) sums[labels[i]] = (sums[labels[i]] ?? 0) + taskVariance[t * hidden + neuron]
  })
  return sums.indexOf(Math.max(...sums))
}
