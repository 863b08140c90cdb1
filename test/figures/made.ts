/**
 * Made-up runs for the figures: the published task variances and sheet map with weights invented around them, so
 * that the real `analyze` has something to measure; and networks in which nothing is to be found.
 */
import { readFileSync } from 'node:fs'
import { type Analysis, analyze } from '../../src/analysis/analysis.js'
import type { FigureData } from '../../src/figures/data.js'
import { layOut } from '../../src/growth/sheet.js'
import { Random } from '../../src/random/random.js'
import { type Battery, subset } from '../../src/tasks/battery.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { preset } from '../../src/training/presets.js'
import { FEW_SAMPLES } from '../analysis/fixtures.js'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
const VERSIONS = { gyrus: '0.1.0', 'onnxruntime-node': '1.30.0' }

/** A run like the paper's: 123 active neurons in 7 clusters, weights that fall with distance. */
export function publishedRun(seed = 1): FigureData {
  const random = Random.seeded(seed, 'made')
  const rows = fixture('norm_task_variance_20x123.csv').trim().split('\n')
  const profiles = rows.map((row) => row.split(',').map(Number)) // [task][unit]
  const map = fixture('cluster_maps_20x20.txt').split('\n\n')[0].replaceAll('\n', '')
  const sizes = [36, 7, 24, 32, 5, 5, 14]
  const next = sizes.map((_, c) => sizes.slice(0, c).reduce((a, b) => a + b, 0))
  const taskVariance = new Float64Array(20 * 400)
  const cluster = new Int32Array(400).fill(-1)
  for (let neuron = 0; neuron < 400; neuron++) {
    const digit = map[neuron]
    if (digit === 'k') {
      if (random.chance(0.9)) taskVariance[neuron] = 10 ** (-5 - 3 * random.uniform())
      continue
    }
    const unit = next[Number(digit) - 1]++
    cluster[neuron] = Number(digit) - 1
    const size = 10 ** (-1 + 1.8 * random.uniform())
    for (let t = 0; t < 20; t++) taskVariance[t * 400 + neuron] = size * profiles[t][unit]
  }
  return finish(taskVariance, wired(cluster, yang19, random), yang19, random, seed)
}

/** A run in which no neuron is active and no weight is left. */
export function deadRun(): FigureData {
  const weights = {
    inputWeights: new Float32Array(400 * yang19.inputCount),
    recurrentWeights: new Float32Array(400 * 400),
    outputWeights: new Float32Array(yang19.outputCount * 400),
  }
  const random = Random.seeded(1, 'dead')
  return { ...finish(new Float64Array(20 * 400), weights, yang19, random, 1, 1 / 17), metrics: [] }
}

/** Two tasks on a sheet of 2 × 3: two neurons that do the same, hence one cluster. */
export function smallestRun(): FigureData {
  const battery = subset(yang19, ['go', 'anti'])
  const taskVariance = new Float64Array(12)
  taskVariance[1] = taskVariance[4] = 1
  const random = Random.seeded(3, 'smallest')
  const weights = {
    inputWeights: Float32Array.from({ length: 6 * battery.inputCount }, () => random.normal()),
    recurrentWeights: Float32Array.from({ length: 36 }, () => random.normal()),
    outputWeights: Float32Array.from({ length: battery.outputCount * 6 }, () => random.normal()),
  }
  return finish(taskVariance, weights, battery, random, 3, 0.5, { rows: 2, columns: 3 })
}

/** A run by what it was measured to be, however little that is. */
export interface Little {
  sheet: { rows: number; columns: number }
  tasks: string[]
  variance(task: number, neuron: number): number
  /** Every weight, if they are all the same; drawn otherwise. */
  weight?: number
  /** Share of trials right. */
  accuracy: number
  metrics?: FigureData['metrics']
}

export function littleRun({ sheet, tasks, variance, weight, accuracy, metrics }: Little): FigureData {
  const battery = subset(yang19, tasks)
  const hidden = sheet.rows * sheet.columns
  const random = Random.seeded(5, 'little')
  const matrix = (count: number) => Float32Array.from({ length: count }, () => weight ?? random.normal())
  const weights = {
    inputWeights: matrix(hidden * battery.inputCount),
    recurrentWeights: matrix(hidden * hidden),
    outputWeights: matrix(battery.outputCount * hidden),
  }
  const taskVariance = Float64Array.from({ length: tasks.length * hidden }, (_, i) =>
    variance(Math.floor(i / hidden), i % hidden),
  )
  const run = finish(taskVariance, weights, battery, random, 5, accuracy, sheet)
  return metrics ? { ...run, metrics } : run
}

type Weights = FigureData['weights']

function wired(cluster: Int32Array, battery: Battery, random: Random): Weights {
  const { hidden, input, output } = layOut({ rows: 20, columns: 20 }, battery)
  const fill = (receiving: Float64Array, sending: Float64Array, scale: (r: number, s: number) => number) => {
    const [rows, columns] = [receiving.length / 2, sending.length / 2]
    return Float32Array.from({ length: rows * columns }, (_, i) => {
      const [r, s] = [Math.floor(i / columns), i % columns]
      const d =
        Math.abs(receiving[2 * r] - sending[2 * s]) + Math.abs(receiving[2 * r + 1] - sending[2 * s + 1])
      const size = scale(r, s) * Math.exp(-4 * d)
      return size * random.normal() * (random.chance(0.15) ? 3 : 0.05)
    })
  }
  const quiet = 1e-4
  return {
    inputWeights: fill(hidden, input, (r) => (cluster[r] < 0 ? quiet : 0.8)),
    recurrentWeights: fill(hidden, hidden, (r, s) => {
      if (cluster[r] < 0 || cluster[s] < 0) return quiet
      return r === s ? 0.5 : cluster[r] === cluster[s] ? 0.35 : 0.12
    }),
    outputWeights: fill(output, hidden, (_, s) => (cluster[s] < 0 ? quiet : 0.8)),
  }
}

function finish(
  taskVariance: Float64Array,
  weights: Weights,
  battery: Battery,
  random: Random,
  seed: number,
  accuracy?: number,
  sheet = { rows: 20, columns: 20 },
): FigureData {
  const trials = 500
  const base = preset('growing-brains')
  const experiment = { ...base, seed, network: { ...base.network, ...sheet } }
  const analysis = analyze({
    weights,
    sheet,
    tasks: battery.tasks.map(({ name }) => name),
    taskVariance,
    accuracy: battery.tasks.map(({ ceiling }) => ({
      correct: Math.round(
        trials * (accuracy ?? Math.min(1, ceiling - 0.06 * random.uniform() * (ceiling < 1 ? 1 : 0.2))),
      ),
      trials,
    })),
    ceiling: battery.tasks.map(({ ceiling }) => ceiling),
    random,
    structureSamples: FEW_SAMPLES,
    step: experiment.training.steps,
    seed,
    versions: VERSIONS,
  })
  return {
    analysis,
    weights,
    battery,
    metrics: madeMetrics(experiment.training.steps, analysis, random),
    studies: [],
    dir: 'runs/made',
    record: {
      versions: VERSIONS,
      created: '2026-11-22T10:00:00.000Z',
      machine: {
        cpu: 'Example CPU',
        cores: 2,
        node: 'v20.20.2',
        platform: 'linux x64',
        instructionSet: 'avx2',
      },
      experiment,
    },
  }
}

/** Lines as a training writes them, to the analysis' last values. */
function madeMetrics(steps: number, { summary }: Analysis, random: Random) {
  const lines = []
  for (let step = 0; step <= steps; step += 100) {
    const f = step / steps
    const lambda = 1e-4 * (f <= 0.25 || f > 0.75 ? 0.1 : 1)
    const taskLoss = (0.03 + 2.2 * Math.exp(-12 * f)) * Math.exp(0.25 * random.normal())
    if (step > 0) {
      const learningRate = 0.0005 * (1 + Math.cos(Math.PI * f))
      const penalty = lambda * 3000
      lines.push({
        type: 'step',
        step,
        learningRate,
        lambda,
        loss: taskLoss + penalty,
        taskLoss,
        penalty,
        gradientNorm: 1,
        elapsed: step / 100,
      })
    }
    if (step % 1000 === 0) {
      lines.push({
        type: 'evaluation',
        step,
        meanAccuracy: summary.meanAccuracy * (1 - 0.94 * Math.exp(-9 * f)),
        activeNeurons: Math.round(summary.activeNeurons + (400 - summary.activeNeurons) * Math.exp(-7 * f)),
        wiringLength: Math.round(summary.wiringLength + 2e6 * Math.exp(-15 * f)),
        trialsPerTask: 50,
        elapsed: step / 100,
      })
    }
  }
  return lines
}
