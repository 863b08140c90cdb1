/**
 * What a training step costs by how many of 400 neurons run, against the step of the whole network: where the others
 * sleep, and where they were pruned. All take the same batches in turn, with the charge; medians of 40, on one thread and
 * on two: `npm run bench:awake`.
 */

import { performance } from 'node:perf_hooks'
import { median } from '../src/analysis/statistics.js'
import { nodeEngine } from '../src/engine/node.js'
import { Pruning } from '../src/growth/prune.js'
import { layOut } from '../src/growth/sheet.js'
import { initialize, parametersOf } from '../src/network/cells.js'
import { initialTensors, Trainer } from '../src/network/trainer.js'
import { Random } from '../src/random/random.js'
import { seededBatches } from '../src/tasks/batches.js'
import { preset } from '../src/training/presets.js'
import { sheetOf } from '../src/training/sheet.js'
import { batteryOf, regularizerOf, sizeOf } from '../src/training/train.js'

const STEPS = 40
const WARM = 5
const KINDS = ['whole', 'asleep', 'pruned'] as const

const experiment = preset('growing-brains')
const { network: cell, optimizer, training } = experiment
const battery = batteryOf(experiment)
const size = sizeOf(experiment, battery)
const sheet = sheetOf(experiment)
const { penalty } = regularizerOf(experiment, battery)

for (const threads of [1, 2]) {
  console.log(
    `${threads} ${threads === 1 ? 'thread' : 'threads'}\nneurons   ms whole   asleep   pruned   of whole: asleep   pruned`,
  )
  for (const neurons of [400, 360, 320, 280, 240, 200, 160, 120, 80, 40]) {
    const weights = initialize(size, { ...cell, initialization: 'gaussian', gain: 1 }, Random.seeded(1))
    const tensors = initialTensors(parametersOf(size, cell), optimizer, weights)
    new Pruning(sheet, layOut(sheet, battery), { first: 1, last: 1, every: 1, neurons }).round(
      parametersOf(size, cell),
      tensors,
      1,
    )
    const present = Array.from({ length: size.hidden }, (_, i) => isPresent(weights.recurrentWeights, i))
    // What is cut can never be active, so that it may sleep; those that are left never do.
    weights.recurrentBias.forEach((_, i, bias) => {
      bias[i] = present[i] ? 0.1 : -1
    })
    const specification = { size, cell, optimizer, penalty, batch: training.batch }
    const trainer = await Trainer.create(nodeEngine({ threads }), specification, tensors)
    const batches = seededBatches(battery, training, 1, 'training')
    const taken = { whole: [] as number[], asleep: [] as number[], pruned: [] as number[] }
    for (let i = 0; i < WARM + STEPS; i++) {
      const batch = batches.next()
      for (const kind of KINDS) {
        const lastAwake = trainer.tensors.lastAwake.data
        for (let neuron = 0; neuron < size.hidden; neuron++)
          lastAwake[neuron] = kind === 'whole' || present[neuron] ? trainer.step : -1000
        // Every tenth step of a whole network looks who is awake: this one is to be of the others.
        if (kind === 'whole' && (trainer.step + 1) % 10 === 0) trainer.step++
        const start = performance.now()
        // Rate 0: the network stays as it is.
        await trainer.advance({ ...batch, learningRate: 0, lambda: 1e-5, pruned: kind === 'pruned' })
        if (i >= WARM) taken[kind].push(performance.now() - start)
      }
    }
    await trainer.release()
    const [whole, asleep, pruned] = KINDS.map((kind) => median(taken[kind]))
    const columns = [whole, asleep, pruned].map((ms) => ms.toFixed(1).padStart(9))
    const shares = [asleep, pruned].map((ms) => (ms / whole).toFixed(2))
    console.log(
      `${String(neurons).padStart(7)}${columns.join('')}${shares[0].padStart(18)}${shares[1].padStart(9)}`,
    )
  }
}

/** Whether anything goes into or comes out of a neuron. */
function isPresent(recurrent: Float32Array, neuron: number): boolean {
  const { hidden } = size
  for (let i = 0; i < hidden; i++)
    if (recurrent[neuron * hidden + i] !== 0 || recurrent[i * hidden + neuron] !== 0) return true
  return false
}
