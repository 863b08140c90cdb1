/**
 * Whether the network with which the page opens shows modules at any seed: trains `growing-brains`, of which the page plays
 * one, at ten seeds, and holds medians and each seed against what a visitor should see. `npm run bench:demo`: some ten
 * minutes of a core a seed; `-- RUN…` judges finished runs that are there instead. Ends with exit code 1 if they do not
 * show it.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { medianOf } from '../src/analysis/statistics.js'
import { RunFolder } from '../src/runs/folder.js'
import { readAnalysis } from '../src/runs/report.js'

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1)
/** z of both measures of place against shuffled modules, at most: medians over seeds. */
const MOST_Z = -3
/** Modules of so many neurons, and accuracy, at least: of each seed. */
const LEAST_MODULES = 4
const NEURONS = 5
const LEAST_ACCURACY = 0.85

function trained(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'gyrus-demo-'))
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
  return SEEDS.map((seed) => {
    const out = join(folder, `s${seed}`)
    const settings = ['--set', `seed=${seed}`, '--set', 'engine.threads=1']
    execFileSync('node', [main, 'train', 'growing-brains', ...settings, '--out', out], { stdio: 'inherit' })
    return out
  })
}

const given = process.argv.slice(2)
const rows = []
console.log('seed  accuracy  modules of 5  all  z isolated  z squared radius  Q')
for (const dir of given.length > 0 ? given : trained()) {
  const run = await RunFolder.open(dir)
  const { summary } = await readAnalysis(run)
  const { clusters, meanAccuracy, isolatedNeuronRatio, meanSquaredRadius, modularity } = summary
  const row = {
    seed: run.experiment.seed,
    accuracy: meanAccuracy,
    modules: clusters.filter((neurons) => neurons >= NEURONS).length,
    isolated: isolatedNeuronRatio.z,
    radius: meanSquaredRadius.z,
  }
  rows.push(row)
  const z = (value: number | null) => value?.toFixed(1) ?? 'none'
  console.log(
    `${row.seed}  ${row.accuracy.toFixed(3)}  ${row.modules}  ${clusters.length}  ${z(row.isolated)}  ${z(row.radius)}  ${modularity?.value?.toFixed(2)}`,
  )
}
const isolated = medianOf(rows.map((row) => row.isolated))
const radius = medianOf(rows.map((row) => row.radius))
const few = rows.filter(({ modules }) => modules < LEAST_MODULES).map(({ seed }) => seed)
const poor = rows.filter(({ accuracy }) => accuracy < LEAST_ACCURACY).map(({ seed }) => seed)
const isMet =
  [isolated, radius].every((z) => z !== null && z <= MOST_Z) && few.length === 0 && poor.length === 0
console.log(`median z: isolated neurons ${isolated?.toFixed(1)}, squared radius ${radius?.toFixed(1)}`)
if (few.length > 0)
  console.log(`fewer than ${LEAST_MODULES} modules of ${NEURONS} neurons: seed ${few.join(', ')}`)
if (poor.length > 0) console.log(`accuracy below ${LEAST_ACCURACY}: seed ${poor.join(', ')}`)
console.log(`${rows.length} seeds: ${isMet ? 'shown' : 'not shown'}`)
if (!isMet) process.exitCode = 1
