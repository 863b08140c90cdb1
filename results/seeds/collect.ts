/**
 * Seeds of each preset, as one table. Copies experiment.json and analysis/summary.json of finished runs here and
 * writes README.md from what is here.
 *
 *     npx tsx results/seeds/collect.ts runs/growing-brains-s1 runs/growing-brains-s2 …
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Summary } from '../../src/analysis/analysis.js'
import type { RunRecord } from '../../src/runs/folder.js'

const here = dirname(fileURLToPath(import.meta.url))
const read = <T>(...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as T

for (const run of process.argv.slice(2)) {
  const { preset, seed } = read<RunRecord>(run, 'experiment.json').experiment
  const to = join(here, `${preset}-s${seed}`)
  mkdirSync(to, { recursive: true })
  cpSync(join(run, 'experiment.json'), join(to, 'experiment.json'))
  cpSync(join(run, 'analysis/summary.json'), join(to, 'summary.json'))
}

const runs = readdirSync(here)
  .filter((name) => existsSync(join(here, name, 'summary.json')))
  .sort()
  .map((name) => ({
    record: read<RunRecord>(here, name, 'experiment.json'),
    summary: read<Summary>(here, name, 'summary.json'),
  }))

const z = (value: number | null) => (value === null ? '–' : value.toFixed(1).replace('-', '−'))
const median = (values: (number | null)[]) => {
  const sorted = values.map((value) => value ?? Number.NaN).sort((a, b) => a - b)
  return sorted.length % 2
    ? sorted[sorted.length >> 1]
    : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2
}

const rows = runs.map(({ record, summary: s }) =>
  [
    record.experiment.preset,
    s.seed,
    `${(100 * s.meanAccuracy).toFixed(1)} ± ${(100 * s.meanAccuracySe).toFixed(1)}`,
    s.activeNeurons,
    Math.round(s.wiringLength).toLocaleString('en-US'),
    s.clusters.join(', '),
    `${s.silhouette.value?.toFixed(2)} (${z(s.silhouette.z)})`,
    z(s.isolatedNeuronRatio.z),
    z(s.indexVariance.z),
    z(s.isolatedNeuronRatio2d.z),
    z(s.meanSquaredRadius.z),
  ].join(' | '),
)
const presets = [...new Set(runs.map(({ record }) => record.experiment.preset))]
const medians = presets.map((preset) => {
  const own = runs.filter(({ record }) => record.experiment.preset === preset).map(({ summary }) => summary)
  const of = (value: (summary: Summary) => number | null) => z(median(own.map(value)))
  const list = [
    of((s) => s.isolatedNeuronRatio.z),
    of((s) => s.indexVariance.z),
    of((s) => s.isolatedNeuronRatio2d.z),
    of((s) => s.meanSquaredRadius.z),
  ]
  return `| ${preset} | ${own.length} | ${list.join(' | ')} |`
})
const machines = [
  ...new Set(
    runs.map(({ record: { machine } }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`),
  ),
]
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: here, encoding: 'utf8' }).trim()

writeFileSync(
  join(here, 'README.md'),
  `# Seeds of each preset

Written by \`collect.ts\` after commit ${commit} from the runs' own files beside it (experiment.json has the whole configuration, versions and time). Machine: ${machines.join('; ')}. 500 trials a task; z against 10,000 shuffles of the cluster labels (silhouette: 200 permutations of each unit's task variances).

| preset | seed | accuracy % (± se) | active neurons | wiring (cells) | functional clusters | silhouette (z) | isolated neurons z | index variance z | isolated neurons 2-D z | mean squared radius z |
|---|---|---|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}

Medians of z over the seeds:

| preset | seeds | isolated neurons | index variance | isolated neurons 2-D | mean squared radius |
|---|---|---|---|---|---|
${medians.join('\n')}
`,
)
