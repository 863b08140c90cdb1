/**
 * What `training.windows` changes in `growing-brains`. Takes in the runs of the sweeps named here, as rows of
 * results/growing-brains/summary.json are, writes rows.json, then README.md from rows.json.
 *
 *     npx gyrus sweep growing-brains --vary training.windows=continued,neurogym,fresh --vary seed=21..23 \
 *       --set engine.threads=1 --out SWEEP && npx tsx results/windows/collect.ts SWEEP/runs/??/*
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pairedDifference } from '../../src/analysis/paired.js'
import { mean } from '../../src/analysis/statistics.js'
import { decimal } from '../../src/figures/words.js'
import { paretoRow } from '../../src/reproduction/collect.js'
import type { ParetoRow } from '../../src/reproduction/summary.js'
import { interval, tableOf } from '../../src/reproduction/tables.js'
import { RunFolder } from '../../src/runs/folder.js'
import { WINDOWS } from '../../src/tasks/batches.js'

type Windows = (typeof WINDOWS)[number]
type Row = ParetoRow & { windows: Windows }

const SEEDS = [21, 22, 23]
/** Points of mean accuracy: if the means differ by more, the presets would have to follow. */
const LARGE = 1

const MEASURES: readonly [name: string, of: (row: Row) => number, digits: number][] = [
  ['accuracy, %', ({ error }) => 100 * (1 - error), 1],
  ['active neurons', ({ activeNeurons }) => activeNeurons, 0],
  ['recurrent wire, cells', ({ wiringLength }) => wiringLength, 0],
  ['isolated neurons, z', ({ isolatedNeuronRatio }) => isolatedNeuronRatio.z!, 1],
  ['index variance, z', ({ indexVariance }) => indexVariance.z!, 1],
]
const [ACCURACY] = MEASURES

const here = dirname(fileURLToPath(import.meta.url))
const path = join(here, 'rows.json')
let rows = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Row[]) : []
for (const dir of process.argv.slice(2)) {
  const { experiment } = await RunFolder.open(dir)
  if (!existsSync(join(dir, 'analysis/summary.json'))) continue // not finished yet
  const { windows = 'continued' } = experiment.training
  const row: Row = { ...(await paretoRow(dir, 'bimt')), windows }
  rows = [...rows.filter(({ id }) => id !== row.id), row]
}
rows.sort((a, b) => WINDOWS.indexOf(a.windows) - WINDOWS.indexOf(b.windows) || a.seed - b.seed)
writeFileSync(path, `${JSON.stringify(rows, null, 2)}\n`)

const of = (windows: Windows) => rows.filter((row) => row.windows === windows)
const isWhole = (windows: Windows) => SEEDS.every((seed) => of(windows).some((row) => row.seed === seed))
const heads = MEASURES.map(([name]) => name)

const runs = tableOf(
  ['windows', 'seed', ...heads],
  rows.map((row) => [
    row.windows,
    row.seed,
    ...MEASURES.map(([, value, digits]) => decimal(value(row), digits)),
  ]),
)

const others = WINDOWS.filter((windows) => windows !== 'continued')
const compared = others.flatMap((windows) => {
  const pairs = MEASURES.map(([, value, digits]) => {
    const values = (rows: Row[]) => rows.map((row) => ({ seed: row.seed, value: value(row) }))
    const difference = pairedDifference(values(of(windows)), values(of('continued')))
    return difference && { n: difference.n, text: interval(difference, digits) }
  })
  const [first] = pairs
  return first ? [[windows, first.n, ...pairs.map((pair) => pair!.text)]] : []
})
const differences =
  compared.length > 0
    ? `\n\n${tableOf(['difference to `continued`', 'seeds', ...heads], compared)}`
    : ' none yet.'

const meanAccuracy = (windows: Windows) => mean(of(windows).map(ACCURACY[1]))
const verdict = others
  .map((windows) => {
    if (!isWhole('continued') || !isWhole(windows))
      return `Not all runs with \`${windows}\` are in yet, so nothing is said of it.`
    const difference = meanAccuracy(windows) - meanAccuracy('continued')
    const is = Math.abs(difference) > LARGE ? 'more' : 'no more'
    return `The mean accuracy with \`${windows}\` is ${decimal(difference, 2)} points from that with \`continued\`: ${is} than a point.`
  })
  .join(' ')

writeFileSync(
  join(here, 'README.md'),
  `# What the windows change

Written by \`collect.ts\` from rows.json (machine, commit and time of each are there). \`growing-brains\` on one thread, seeds on which nothing was chosen; what \`training.windows\` means is in [docs/differences.md](../../docs/differences.md#windows). Stated there before any outcome: what is compared, and that the presets keep \`continued\` unless the means differ by more than a point of accuracy.

${runs}

Paired by seed, mean difference ± half of the 95% interval (Student's t; from three seeds on):${differences}

${verdict}
`,
)
