/**
 * What the kept networks lose without their recurrent connections of |w| ≤ .01, which no wiring length counts: accuracy
 * on the trials of their analysis, before and after.
 *
 *     npx tsx results/threshold.ts
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CONNECTION_THRESHOLD } from '../src/analysis/connectome.js'
import { mean } from '../src/analysis/statistics.js'
import { nodeEngine } from '../src/engine/node.js'
import { decimal, percent } from '../src/figures/words.js'
import { RunFolder } from '../src/runs/folder.js'
import { savedNetwork } from '../src/runs/network.js'
import { studied } from '../src/runs/study.js'
import { evaluated } from '../src/studies/network.js'
import type { StudiedNetwork } from '../src/studies/study.js'

const folder = new URL('growing-brains/networks', import.meta.url).pathname

async function accuracy(network: StudiedNetwork): Promise<number> {
  const { counts } = await evaluated(network, nodeEngine(network.experiment.engine), network.battery)
  return mean(counts.map(({ correct, trials }) => correct / trials))
}

for (const name of readdirSync(folder).sort()) {
  const run = await RunFolder.open(join(folder, name))
  const network = await studied(run, await savedNetwork(run))
  const { parameters } = network
  const recurrentWeights = parameters.recurrentWeights.map((w) =>
    Math.abs(w) > CONNECTION_THRESHOLD ? w : 0,
  )
  const before = await accuracy(network)
  const after = await accuracy({ ...network, parameters: { ...parameters, recurrentWeights } })
  console.log(
    `${name}: ${percent(before, 2)}, without ${percent(after, 2)}: ${decimal(100 * (before - after), 2)} points less`,
  )
}
