/** `gyrus bench step`: how long one training step takes on this machine. */
import { Command, InvalidArgumentError } from 'commander'
import { nodeEngine } from '../engine/node.js'
import { wiringRegularizer } from '../growth/regularizer.js'
import { layOut } from '../growth/sheet.js'
import { initialize } from '../network/initialization.js'
import { initialTensors, Trainer } from '../network/trainer.js'
import { Random } from '../random/random.js'
import { Batcher } from '../tasks/batcher.js'
import { yang19 } from '../tasks/yang19.js'
import { preset } from '../training/presets.js'

interface StepOptions {
  hidden: number
  batch: number
  time: number
  threads: number
  steps: number
  json?: boolean
}

/** A whole number from 1 to `most`: what a machine can hold, and what an experiment may ask for. */
const upTo = (most: number) => (text: string) => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new InvalidArgumentError(`must be an integer from 1 to ${most}.`)
}

/** Floating-point operations of the matrix products of a step: two a weight forward, four backward. */
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
  const layout = layOut({ rows: 1, columns: hidden }, yang19)
  const { penalty } = wiringRegularizer({ ...regularizer, metric: 'manhattan', relocation }, layout)
  const parameters = initialize(size, network, Random.seeded(1, 'weights'))
  const trainer = await Trainer.create(
    nodeEngine({ threads }),
    { size, cell: network, optimizer, penalty, batch },
    initialTensors(size, optimizer, parameters),
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
  const sorted = times.sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const msPerStep = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  const gflops = stepOperations(size, batch, time) / msPerStep / 1e6
  return { hidden, batch, time, threads, steps, msPerStep, gflops }
}

export function benchCommand(): Command {
  const step = new Command('step')
    .description('the median time of one training step')
    .option('--hidden <n>', 'neurons', upTo(5000), 400)
    .option('--batch <n>', 'sequences in a batch', upTo(1024), 4)
    .option('--time <n>', 'time steps of a sequence', upTo(1000), 100)
    .option('--threads <n>', "the engine's threads", upTo(256), 1)
    .option('--steps <n>', 'steps measured', upTo(1e6), 50)
    .option('--json', 'print JSON')
    .action(async (options: StepOptions) => {
      const result = await benchStep(options)
      if (options.json) console.log(JSON.stringify(result))
      else console.log(`${result.msPerStep.toFixed(2)} ms a step, ${result.gflops.toFixed(0)} GFLOP/s`)
    })
  return new Command('bench').description('measure speed on this machine').addCommand(step)
}
