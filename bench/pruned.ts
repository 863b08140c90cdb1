/**
 * What a training step costs when neurons were pruned, against the step of the whole network: `npm run bench:pruned`.
 * Both take the same batches in turn, on one thread, without charge; medians of 30.
 */
import { performance } from 'node:perf_hooks'
import { median } from '../src/analysis/statistics.js'
import { nodeEngine } from '../src/engine/node.js'
import { Pruning } from '../src/growth/prune.js'
import { initialize } from '../src/network/initialization.js'
import { initialTensors, Trainer } from '../src/network/trainer.js'
import { Random } from '../src/random/random.js'
import { seededBatches } from '../src/tasks/batches.js'
import { preset } from '../src/training/presets.js'
import { batteryOf, regularizerOf, sizeOf } from '../src/training/train.js'

const STEPS = 30
const WARM = 5

const experiment = preset('gyrus')
const { network: cell, optimizer, training } = experiment
const battery = batteryOf(experiment)
const size = sizeOf(experiment, battery)
const { penalty } = regularizerOf(experiment, battery)

console.log('neurons    ms whole   ms pruned   times as fast')
for (const neurons of [400, 300, 200, 109, 44]) {
  const weights = initialize(size, { initialization: 'gaussian', gain: 1 }, Random.seeded(1))
  const tensors = initialTensors(size, optimizer, weights)
  new Pruning(cell, { first: 1, last: 1, every: 1, neurons }).round(tensors, 1)
  const specification = { size, cell, optimizer, penalty, batch: training.batch }
  const trainer = await Trainer.create(nodeEngine(), specification, tensors)
  const batches = seededBatches(battery, training, 1, 'training')
  const taken = { whole: [] as number[], pruned: [] as number[] }
  for (let i = 0; i < WARM + STEPS; i++) {
    const batch = batches.next()
    for (const kind of ['whole', 'pruned'] as const) {
      const start = performance.now()
      // Rate 0: the network stays as it is.
      await trainer.advance({ ...batch, learningRate: 0, lambda: 0, pruned: kind === 'pruned' })
      if (i >= WARM) taken[kind].push(performance.now() - start)
    }
  }
  await trainer.release()
  const [whole, pruned] = [median(taken.whole), median(taken.pruned)]
  const columns = [
    whole.toFixed(1).padStart(12),
    pruned.toFixed(1).padStart(12),
    (whole / pruned).toFixed(2).padStart(16),
  ]
  console.log(String(neurons).padStart(7) + columns.join(''))
}
