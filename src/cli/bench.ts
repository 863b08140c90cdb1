/** `gyrus bench`: how long this machine takes for one training step, and for making the batches that feed it. */
import { getHeapStatistics } from 'node:v8'
import { Command } from 'commander'
import { median } from '../analysis/statistics.js'
import { nodeEngine } from '../engine/node.js'
import { InputError } from '../errors.js'
import { regularizerFor } from '../growth/charge.js'
import { chargeNamed } from '../growth/charges/index.js'
import { layOut } from '../growth/sheet.js'
import { initialize, parametersOf } from '../network/cells.js'
import { initialTensors, Trainer } from '../network/trainer.js'
import { Random } from '../random/random.js'
import { Batcher } from '../tasks/batcher.js'
import { batteryByName } from '../tasks/batteries.js'
import { yang19 } from '../tasks/yang19.js'
import { preset } from '../training/presets.js'
import { integer } from './options.js'

interface StepOptions {
  hidden: number
  batch: number
  time: number
  threads: number
  steps: number
  json?: boolean
}

/**
 * Floating-point operations in the matrix products of one training step. Each weight costs two (a multiplication and an
 * addition) in the forward pass and four in the backward pass, for each sequence and time step.
 */
export function stepOperations(
  size: { inputs: number; hidden: number; outputs: number },
  batch: number,
  time: number,
): number {
  const { inputs, hidden, outputs } = size
  const forward = 2 * (inputs * hidden + hidden * hidden + hidden * outputs)
  // No gradient is needed with respect to the inputs.
  return batch * time * (3 * forward - 2 * inputs * hidden)
}

/** Median time of one BIMT training step on the yang19 stream, after warming up. */
export async function benchStep({ hidden, batch, time, threads, steps }: StepOptions) {
  const { network, optimizer, regularizer, relocation } = preset('growing-brains')
  const size = { inputs: yang19.inputCount, hidden, outputs: yang19.outputCount }
  const sheet = { rows: 1, columns: hidden }
  const settings = { ...regularizer, metric: 'manhattan', relocation } as const
  const { penalty } = regularizerFor(chargeNamed(regularizer.kind), settings, sheet, layOut(sheet, yang19))
  const parameters = initialize(size, network, Random.seeded(1, 'weights'))
  const trainer = await Trainer.create(
    nodeEngine({ threads }),
    { size, cell: network, optimizer, penalty, batch },
    initialTensors(parametersOf(size, network), optimizer, parameters),
  )
  const inputs = { data: new Float32Array(time * batch * size.inputs), shape: [time, batch, size.inputs] }
  const labels = { data: new Int32Array(time * batch), shape: [time, batch] }
  Batcher.seeded(yang19, batch, 1, 'bench').fill(inputs.data, labels.data)
  const times: number[] = []
  const warmUp = Math.min(20, steps)
  for (let i = 0; i < warmUp + steps; i++) {
    const start = performance.now()
    await trainer.advance({ inputs, labels, learningRate: 1e-3, lambda: 1e-5 })
    if (i >= warmUp) times.push(performance.now() - start)
  }
  await trainer.release()
  const msPerStep = median(times)
  const gflops = stepOperations(size, batch, time) / msPerStep / 1e6
  return { hidden, batch, time, threads, steps, msPerStep, gflops }
}

interface TasksOptions {
  battery: string
  batch: number
  time: number
  batches: number
  json?: boolean
}

export interface TasksTiming {
  battery: string
  batch: number
  time: number
  batches: number
  /** Time that passed while all batches were made, median of several rounds. */
  wallSeconds: number
  /** Processor time for all batches, median. It varies less than `wallSeconds` on a machine that is busy otherwise. */
  cpuSeconds: number
  /** From `wallSeconds`. */
  batchesPerSecond: number
  /** Bytes allocated on V8's heap for a batch, median. The contents of typed arrays are not on that heap. */
  bytesPerBatch: number
}

const ROUNDS = 7
/** How many batches are made to measure the memory that one allocates. */
const WINDOWS = 201

/**
 * Time and memory of a battery's batches, noise included, after warming up. V8 optimizes the tasks' code according to
 * what ran before in the same process, so batteries must be compared in separate processes.
 * @throws InputError if the battery is unknown or its batches are not cut from streams
 */
export function benchTasks({ battery: name, batch, time, batches }: TasksOptions): TasksTiming {
  const battery = batteryByName(name)
  if (battery.batches !== 'stream') {
    throw new InputError(`--battery: must be one with streams, e.g. yang19, got ${name}`)
  }
  const batcher = Batcher.seeded(battery, batch, 1, 'bench')
  const inputs = new Float32Array(time * batch * battery.inputCount)
  const labels = new Int32Array(time * batch)
  const fill = () => batcher.fill(inputs, labels)
  for (let i = 0; i < batches; i++) fill()

  const wall: number[] = []
  const cpu: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    const before = process.cpuUsage()
    for (let i = 0; i < batches; i++) fill()
    const { user, system } = process.cpuUsage(before)
    wall.push((performance.now() - start) / 1e3)
    cpu.push((user + system) / 1e6)
  }
  const bytesPerBatch = allocatedBy(fill) - allocatedBy(() => {}) // reading the heap's size allocates memory itself
  const wallSeconds = median(wall)
  return {
    battery: name,
    batch,
    time,
    batches,
    wallSeconds,
    cpuSeconds: median(cpu),
    batchesPerSecond: batches / wallSeconds,
    bytesPerBatch,
  }
}

/**
 * Bytes by which V8's heap grows in a call, median of `WINDOWS` calls. Garbage is collected in a few of the calls; the
 * median ignores these outliers.
 */
function allocatedBy(run: () => void): number {
  const grown = Array.from({ length: WINDOWS }, () => {
    const before = getHeapStatistics().used_heap_size
    run()
    return getHeapStatistics().used_heap_size - before
  })
  return median(grown)
}

export function benchCommand(): Command {
  const step = new Command('step')
    .description('the median time of one training step')
    .option('--hidden <n>', 'neurons', integer('--hidden', 1, 5000), 400)
    .option('--batch <n>', 'sequences in a batch', integer('--batch', 1, 1024), 4)
    .option('--time <n>', 'time steps of a sequence', integer('--time', 1, 1000), 100)
    .option('--threads <n>', "the engine's threads", integer('--threads', 1, 256), 1)
    .option('--steps <n>', 'steps measured', integer('--steps', 1, 1e6), 50)
    .option('--json', 'print JSON')
    .action(async (options: StepOptions) => {
      const result = await benchStep(options)
      if (options.json) console.log(JSON.stringify(result))
      else console.log(`${result.msPerStep.toFixed(2)} ms a step, ${result.gflops.toFixed(0)} GFLOP/s`)
    })
  const tasks = new Command('tasks')
    .description("the time and memory that a battery's batches take")
    .option('--battery <name>', 'the battery', 'yang19')
    .option('--batch <n>', 'sequences in a batch', integer('--batch', 1, 1024), 16)
    .option('--time <n>', 'time steps of a sequence', integer('--time', 1, 1000), 100)
    .option('--batches <n>', `batches in each of ${ROUNDS} measurements`, integer('--batches', 1, 1e6), 1000)
    .option('--json', 'print JSON')
    .action((options: TasksOptions) => {
      const result = benchTasks(options)
      if (options.json) return console.log(JSON.stringify(result))
      const { battery, batch, time, batches, wallSeconds, cpuSeconds, batchesPerSecond, bytesPerBatch } =
        result
      console.log(
        `${battery}: ${batches} batches of ${batch} × ${time} steps in ${wallSeconds.toPrecision(3)} s ` +
          `(${cpuSeconds.toPrecision(3)} s of processor time), ${batchesPerSecond.toFixed(0)} batches/s, ` +
          `${bytesPerBatch.toFixed(0)} bytes allocated a batch`,
      )
    })
  return new Command('bench').description('measure speed on this machine').addCommand(step).addCommand(tasks)
}
