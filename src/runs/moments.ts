/** The growth of a network in moments, from the checkpoints that its run kept. */
import { matchedLabels } from '../analysis/labelMatching.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { ifFinite } from '../studies/network.js'
import { evaluateMoment } from '../training/evaluated.js'
import type { RunFolder } from './folder.js'
import { encodeMoments, MOMENTS_FILE, type Moment } from './momentsFile.js'
import { savedNetwork } from './network.js'
import { fingerprint } from './record.js'
import { readAnalysis } from './report.js'

/** Weights below it are not kept: the page draws from .05 on, unless its user asks for more. */
const WEAKEST = 0.02
export interface MomentsRequest {
  /** How many moments. */
  count: number
  /** Most wires of one moment. */
  wires: number
}

/**
 * Writes `moments.safetensors` into the folder of a run that kept checkpoints (`training.keepEvery`): each is evaluated,
 * and its clusters get the numbers of those in the next moment from which most of their neurons are, so that a module
 * keeps its color; the last get those of the analysis.
 * @param progress hears how many are done
 * @returns the steps of the moments, and the bytes of the file
 * @throws InputError if the run kept no earlier checkpoints, or has no analysis
 */
export async function writeMoments(
  run: RunFolder,
  engine: Engine,
  { count, wires }: MomentsRequest,
  progress: (done: number, of: number) => void = () => {},
): Promise<{ steps: number[]; bytes: number }> {
  const { experiment, dir } = run
  const { summary, details } = await readAnalysis(run)
  const earlier = (await run.checkpointSteps()).filter((step) => step < summary.step)
  if (earlier.length < 2) {
    const every = Math.max(1, Math.round(experiment.training.steps / count))
    throw new InputError(
      `${dir}: has no checkpoints of earlier steps to make moments of; train it anew with --set training.checkpointEvery=${every} --set training.keepEvery=${every}`,
    )
  }
  const steps = spread(earlier, summary.step, count)
  const last = await savedNetwork(run, summary.step)
  const { battery, size } = last
  const moments: Moment[] = []
  for (const step of steps) {
    const network = await savedNetwork(run, step)
    const evaluation = await ifFinite(
      { name: dir, experiment, step },
      evaluateMoment(engine, experiment, network),
    )
    moments.push({ step, places: network.places, connections: network.connections, evaluation })
    progress(moments.length, steps.length)
  }
  keepNumbers(moments, { places: last.places, clusters: Int32Array.from(details.labels) })
  const content = encodeMoments(
    moments,
    { experiment: fingerprint(experiment), tasks: battery.tasks.map(({ name }) => name), ...size },
    { most: wires, weakest: WEAKEST },
  )
  await run.write(MOMENTS_FILE, content)
  return { steps, bytes: content.length }
}

/** So many of the steps, closer together at the beginning, when most changes: moment i is near (i / count)^1.5 of all. */
function spread(steps: readonly number[], last: number, count: number): number[] {
  const most = Math.min(count, steps.length)
  const chosen: number[] = []
  for (let i = 0; i < most; i++) {
    const wanted = last * (i / most) * Math.sqrt(i / most)
    // None twice, and enough are left for the moments that follow.
    const open = steps.slice(
      chosen.length === 0 ? 0 : steps.indexOf(chosen[i - 1]) + 1,
      steps.length - (most - i) + 1,
    )
    chosen.push(
      open.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best)),
    )
  }
  return chosen
}

/** Renames the clusters of moments from the last to the first, each after the one that follows. */
function keepNumbers(moments: readonly Moment[], end: { places: Int32Array; clusters: Int32Array }): void {
  let next = byNeuron(end.places, end.clusters)
  for (const { places, evaluation } of moments.toReversed()) {
    const now = matchedLabels(byNeuron(places, evaluation.clusters), next)
    evaluation.clusters = places.map((neuron) => now[neuron])
    next = now
  }
}

/** The cluster of each neuron, by its identity. */
function byNeuron(places: Int32Array, clusters: Int32Array): Int32Array {
  const labels = new Int32Array(places.length)
  places.forEach((neuron, place) => {
    labels[neuron] = clusters[place]
  })
  return labels
}
