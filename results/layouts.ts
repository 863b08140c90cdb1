/**
 * The kept networks that grew without swaps, laid out once by all of their wires, by their recurrent wires alone, and by
 * those of the channels alone: recurrent wire, and where their functional clusters stand (experiment 2 of
 * docs/experiments.md does the same for fresh seeds).
 *
 *     npx tsx results/layouts.ts
 */
import { join } from 'node:path'
import { nodeEngine } from '../src/engine/node.js'
import { decimal, whole } from '../src/figures/words.js'
import { Random } from '../src/random/random.js'
import { mapOrModules } from '../src/reproduction/experiments/mapOrModules.js'
import { RunFolder } from '../src/runs/folder.js'

const folder = new URL('growing-brains/networks', import.meta.url).pathname

for (const name of ['l1-s1', 'none-s1']) {
  const run = await RunFolder.open(join(folder, name))
  const { layouts } = await mapOrModules.measure(run, {
    engine: nodeEngine({ threads: 1, provider: 'cpu' }),
    random: (...path) => Random.seeded(run.experiment.seed, 'layouts', ...path),
  })
  for (const { layout, wiringLength, ...tests } of layouts) {
    const z = [tests.isolatedNeuronRatio, tests.indexVariance, tests.meanSquaredRadius]
    console.log(
      `${name}, ${layout}: ${whole(wiringLength)} cells; z ${z.map((test) => decimal(test.z, 1)).join(', ')}; gradient within 12 clusters ${decimal(tests.gradient.find(({ k }) => k === 12)?.test.z ?? null, 1)}`,
    )
  }
}
