/**
 * How time and memory grow with neurons, sequences in a batch and steps of a sequence: a training step, a round of swaps,
 * a checkpoint, analysis and report, each row in a process of its own and printed as it ends; then the exponents, fitted
 * by least squares in logarithms. `npm run bench:scale`, under half an hour on two quiet cores; `-- --neurons 1024` for
 * the widths up to a number.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type AnalysisInput, analyze } from '../src/analysis/analysis.js'
import { median } from '../src/analysis/statistics.js'
import { nodeEngine } from '../src/engine/node.js'
import { power } from '../src/network/optimizer.js'
import { Random } from '../src/random/random.js'
import { writeFigures } from '../src/runs/figureFiles.js'
import { RunFolder } from '../src/runs/folder.js'
import { record } from '../src/runs/record.js'
import type { Battery } from '../src/tasks/battery.js'
import type { Experiment } from '../src/training/experiment.js'
import { applyOverrides } from '../src/training/overrides.js'
import { preset } from '../src/training/presets.js'
import { batteryOf, train } from '../src/training/train.js'

interface Row {
  rows: number
  columns: number
  batch: number
  time: number
  /** Steps that are timed. */
  steps: number
}

/** Of a training: processor time in ms, of all cores together, which other work on the machine changes least; memory in MB. */
interface Training {
  step: number
  swaps: number
  checkpoint: number
  peak: number
}

/** Of one analysis: seconds of processor time, and memory in MB. */
interface Measuring {
  active: number
  analysis: number
  report: number
  peak: number
}

const WIDTHS: Row[] = [
  { rows: 10, columns: 10, batch: 16, time: 100, steps: 60 },
  { rows: 16, columns: 16, batch: 16, time: 100, steps: 40 },
  { rows: 20, columns: 20, batch: 16, time: 100, steps: 40 },
  { rows: 32, columns: 32, batch: 16, time: 100, steps: 12 },
  { rows: 32, columns: 64, batch: 16, time: 100, steps: 6 },
  { rows: 64, columns: 64, batch: 16, time: 100, steps: 4 },
]
const BATCHES: Row[] = [4, 16, 64, 256].map((batch) => ({
  rows: 20,
  columns: 20,
  batch,
  time: 100,
  steps: batch > 64 ? 6 : 20,
}))
const TIMES: Row[] = [100, 300, 1000].map((time) => ({ rows: 20, columns: 20, batch: 16, time, steps: 10 }))
/** Of the presets. */
const SWAP_EVERY = preset('growing-brains').relocation.every
/** Rounds of swaps in a row's steps: the first ones wait for V8 to make their code. */
const ROUNDS = 5
const THREADS = preset('growing-brains').engine.threads

function experimentOf({ rows, columns, batch, time, steps }: Row): Experiment {
  return applyOverrides(preset('growing-brains'), [
    ...[`network.rows=${rows}`, `network.columns=${columns}`, `training.batch=${batch}`],
    ...[`training.time=${time}`, `training.steps=${steps + 1}`, `training.checkpointEvery=${steps}`],
    ...[`training.evaluationTrials=1`, `relocation.every=${Math.ceil(steps / ROUNDS)}`],
  ])
}

const peak = () => process.resourceUsage().maxRSS / 1e3
const cpu = () => (({ user, system }) => (user + system) / 1e3)(process.cpuUsage())

/** Trains for some steps, as `gyrus train` does, to a round of swaps and a checkpoint. */
async function training(row: Row, folder: string): Promise<Training> {
  const experiment = experimentOf(row)
  const run = await RunFolder.create(experiment, { dir: join(folder, 'run') })
  const steps: number[] = []
  const swaps: number[] = []
  let checkpoint = 0
  let since = cpu()
  for await (const event of train(experiment, nodeEngine(experiment.engine), { stepEvery: 1 })) {
    if (event.type === 'step') steps.push(cpu() - since)
    if (event.type === 'swap') swaps.push(cpu() - since)
    since = cpu()
    await record(run, event, 0, [])
    if (event.type === 'checkpoint') {
      checkpoint = cpu() - since
      break
    }
    since = cpu()
  }
  await run.close()
  // The first step waits for its memory.
  return { step: median(steps.slice(1)), swaps: median(swaps), checkpoint, peak: peak() }
}

/** Analysis and report of a network as the preset grows them: a third of its neurons active, 26 connections to each. */
async function measuring(row: Row, folder: string): Promise<Measuring> {
  const experiment = experimentOf(row)
  const battery = batteryOf(experiment)
  const { input, weights } = grownNetwork(row, battery)
  const run = await RunFolder.create(experiment, { dir: join(folder, 'run') })
  const start = cpu()
  const analysis = analyze(input)
  const analyzed = cpu()
  const data = { analysis, weights, battery, record: run.record, studies: [], metrics: [], dir: run.dir }
  await writeFigures(data, (name, content) => run.write(name, content))
  const ended = cpu()
  await run.close()
  const active = analysis.summary.activeNeurons
  return { active, analysis: (analyzed - start) / 1000, report: (ended - analyzed) / 1000, peak: peak() }
}

const ACTIVE_SHARE = 0.35
const CONNECTIONS = 26
/** Mean length of a connection in cells, and neurons of a functional cluster. */
const REACH = 4
const CLUSTER = 20

function grownNetwork({ rows, columns }: Row, { tasks, inputCount, outputCount }: Battery) {
  const hidden = rows * columns
  const random = Random.seeded(1, 'bench', 'scale', hidden)
  const exponential = () => -Math.log(1 - random.uniform())
  const weight = () => random.normal() / 5
  const active = Int32Array.from({ length: hidden }, (_, i) => i).filter(() => random.chance(ACTIVE_SHARE))
  const isActive = new Uint8Array(hidden)
  for (const neuron of active) isActive[neuron] = 1
  const recurrentWeights = new Float32Array(hidden * hidden)
  for (const neuron of active) {
    for (let c = 0; c < CONNECTIONS; ) {
      const step = () => Math.round((REACH / 2) * exponential()) * (random.chance(0.5) ? 1 : -1)
      const row = Math.floor(neuron / columns) + step()
      const column = (neuron % columns) + step()
      const sending = row * columns + column
      const isThere = row >= 0 && row < rows && column >= 0 && column < columns && isActive[sending] === 1
      if (isThere) recurrentWeights[neuron * hidden + sending] = weight()
      if (isThere || random.chance(0.1)) c++
    }
  }
  const kinds = Array.from({ length: Math.ceil(active.length / CLUSTER) }, () =>
    tasks.map(() => exponential()),
  )
  const taskVariance = new Float64Array(tasks.length * hidden)
  active.forEach((neuron, a) => {
    const kind = kinds[Math.floor(a / CLUSTER)]
    tasks.forEach((_, t) => {
      taskVariance[t * hidden + neuron] = 0.1 * power(kind[t], 2) * exponential() + 1e-3
    })
  })
  const sparse = (length: number) => new Float32Array(length).map(() => (random.chance(0.05) ? weight() : 0))
  const weights = {
    inputWeights: sparse(hidden * inputCount),
    recurrentWeights,
    recurrentBias: new Float32Array(hidden),
    outputWeights: sparse(outputCount * hidden),
    outputBias: new Float32Array(outputCount),
  }
  const input: AnalysisInput = {
    weights,
    sheet: { rows, columns },
    tasks: tasks.map(({ name }) => name),
    taskVariance,
    accuracy: tasks.map(() => ({ correct: 450, trials: 500 })),
    ceiling: tasks.map(() => 1),
    random: Random.seeded(1, 'nulls'),
    step: 0,
    seed: 1,
    versions: {},
  }
  return { input, weights }
}

function inProcess<Result>(row: Row, of: 'training' | 'analysis'): Result {
  const script = fileURLToPath(import.meta.url)
  const flags = ['--row', JSON.stringify(row), '--of', of]
  const output = execFileSync(process.execPath, [...process.execArgv, script, ...flags], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(output) as Result
}

function compareRows(most: number): void {
  console.log(`${cpus()[0].model}, ${availableParallelism()} cores; growing-brains on yang19; processor time`)
  console.log(
    '| neurons | batch | time | step, ms | swaps, ms | share, at most | checkpoint, ms | peak, MB |',
  )
  console.log(
    '| ------- | ----- | ---- | -------- | --------- | -------------- | -------------- | -------- |',
  )
  const neurons = ({ rows, columns }: Row) => rows * columns
  const widths = WIDTHS.filter((row) => neurons(row) <= most)
  const trained = (rows: readonly Row[]) =>
    rows.map((row) => {
      const found = inProcess<Training>(row, 'training')
      // Were a step's work shared evenly among its threads, which is the least time that it can take.
      const share = found.swaps / ((SWAP_EVERY * found.step) / THREADS + found.swaps)
      const cells = [neurons(row), row.batch, row.time, rounded(found.step), rounded(found.swaps)]
      const more = [`${(100 * share).toFixed(1)} %`, ...[found.checkpoint, found.peak].map(rounded)]
      console.log(`| ${[...cells, ...more].join(' | ')} |`)
      return found
    })
  const [byWidth, byBatch, byTime] = [widths, BATCHES, TIMES].map(trained)
  console.log(
    '\n| neurons | active | analysis, s | report, s | peak, MB |\n| ------- | ------ | ----------- | --------- | -------- |',
  )
  const measured = widths.map((row) => {
    const found = inProcess<Measuring>(row, 'analysis')
    console.log(
      `| ${[neurons(row), ...[found.active, found.analysis, found.report, found.peak].map(rounded)].join(' | ')} |`,
    )
    return found
  })
  console.log('\nExponents, over the upper half of each series:')
  const say = (what: string, of: string, sizes: number[], values: number[]) =>
    console.log(`${what} ∝ ${of}^${exponent(sizes, values).toFixed(2)}`)
  for (const what of ['step', 'swaps', 'checkpoint', 'peak'] as const)
    say(
      what,
      'neurons',
      widths.map(neurons),
      byWidth.map((found) => found[what]),
    )
  for (const what of ['step', 'peak'] as const) {
    say(
      what,
      'batch',
      BATCHES.map(({ batch }) => batch),
      byBatch.map((found) => found[what]),
    )
    say(
      what,
      'time',
      TIMES.map(({ time }) => time),
      byTime.map((found) => found[what]),
    )
  }
  for (const what of ['analysis', 'report', 'peak'] as const)
    say(
      `${what} of a network`,
      'neurons',
      widths.map(neurons),
      measured.map((found) => found[what]),
    )
}

const rounded = (x: number) => (x < 10 ? x.toFixed(1) : x.toFixed(0))

/** Slope in logarithms, of the larger half of the sizes: small ones are constant costs. */
function exponent(sizes: readonly number[], values: readonly number[]): number {
  const from = Math.min(Math.floor(sizes.length / 2), Math.max(0, sizes.length - 2))
  const xs = sizes.slice(from).map(Math.log)
  const ys = values.slice(from).map(Math.log)
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
  const [x0, y0] = [mean(xs), mean(ys)]
  const [top, bottom] = [xs.map((x, i) => (x - x0) * (ys[i] - y0)), xs.map((x) => (x - x0) * (x - x0))]
  return mean(top) / mean(bottom)
}

const { values: options } = parseArgs({
  options: { row: { type: 'string' }, of: { type: 'string' }, neurons: { type: 'string' } },
})
if (options.row === undefined) compareRows(Number(options.neurons ?? Number.POSITIVE_INFINITY))
else {
  const row = JSON.parse(options.row) as Row
  const folder = mkdtempSync(join(tmpdir(), 'gyrus-scale-'))
  try {
    console.log(JSON.stringify(await (options.of === 'training' ? training : measuring)(row, folder)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
