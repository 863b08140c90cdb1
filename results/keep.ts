/**
 * Keeps a finished run among the networks of the results, with the moments of its growth if it has them:
 * `npx tsx results/keep.ts RUN NAME`, e.g. `npx tsx results/keep.ts runs/bimt-s23 bimt-s23`. The page ships
 * growing-brains/networks/bimt-s23, which was made so:
 *
 *     npx gyrus train growing-brains --set seed=23 --set engine.threads=1 --set training.checkpointEvery=200 --set training.keepEvery=200 --out runs/bimt-s23
 *     npx gyrus moments runs/bimt-s23
 *     npx tsx results/keep.ts runs/bimt-s23 bimt-s23
 */
import { fileURLToPath } from 'node:url'
import { RunFolder } from '../src/runs/folder.js'
import { keepNetwork } from '../src/runs/network.js'

const [run, name] = process.argv.slice(2)
if (!run || !name) throw new Error('expected RUN NAME, e.g. runs/bimt-s23 bimt-s23')
const dir = fileURLToPath(new URL(`growing-brains/networks/${name}`, import.meta.url))
await keepNetwork(await RunFolder.open(run), dir)
console.log(dir)
