/**
 * What `gyrus layout` makes of networks that grew without swaps. Writes rows.json from the folders named here (as rows
 * of results/growing-brains/summary.json are), then README.md from rows.json and that summary.
 *
 *     npx gyrus layout RUN --out laid-out && npx tsx results/layout/collect.ts laid-out …
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decimal, percent, whole } from '../../src/figures/words.js'
import { paretoRow } from '../../src/reproduction/collect.js'
import { RECIPE_NAMES } from '../../src/reproduction/drawings.js'
import { costOfError, frontPoints, meansOf } from '../../src/reproduction/fronts.js'
import { type Recipe, SHOWN } from '../../src/reproduction/plan.js'
import { type ParetoRow, readReproduction, withRow } from '../../src/reproduction/summary.js'
import { tableOf } from '../../src/reproduction/tables.js'
import { RunFolder } from '../../src/runs/folder.js'

const here = dirname(fileURLToPath(import.meta.url))
const path = join(here, 'rows.json')
let rows = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ParetoRow[]) : []
for (const dir of process.argv.slice(2)) {
  const { experiment, record } = await RunFolder.open(dir)
  if (record.layoutOf === undefined)
    throw new Error(`${dir}: must be what \`npx gyrus layout\` wrote, is a run as it was trained`)
  rows = withRow(rows, await paretoRow(dir, experiment.regularizer.kind as Recipe))
}
writeFileSync(path, `${JSON.stringify(rows, null, 2)}\n`)

const { pareto } = await readReproduction(join(here, '../growing-brains/summary.json'))
const curve = meansOf(frontPoints(pareto), 'bimt')
const cells = (name: string, row: ParetoRow) => {
  const z = [
    row.isolatedNeuronRatio,
    row.indexVariance,
    row.columnMajor?.isolatedNeuronRatio,
    row.columnMajor?.indexVariance,
    row.isolatedNeuronRatio2d,
    row.meanSquaredRadius,
  ]
  const bimt = costOfError(curve, 'wiringLength', row.error)
  return [
    name,
    row.seed,
    row.activeNeurons,
    percent(1 - row.error),
    whole(row.wiringLength),
    bimt === null ? '–' : decimal(row.wiringLength / bimt, 2),
    ...z.map((test) => (test ? decimal(test.z!, 1) : '–')),
  ]
}
const trained = (row: ParetoRow) => pareto.find(({ id }) => id === row.id)!
const seeds = new Set(rows.map(({ seed }) => seed))
const table = tableOf(
  [
    'network',
    'seed',
    'active neurons',
    'accuracy',
    'recurrent wire (cells)',
    'the same, BIMT of the same error = 1',
    'isolated neurons, z',
    'index variance, z',
    'isolated, by columns, z',
    'index variance, by columns, z',
    'isolated on the sheet, z',
    'squared radius, z',
  ],
  [
    ...rows.flatMap((row) => [
      cells(`${RECIPE_NAMES[row.recipe]}, as trained`, trained(row)),
      cells(`${RECIPE_NAMES[row.recipe]}, laid out`, row),
    ]),
    ...pareto
      .filter(({ recipe, lambda, seed }) => recipe === 'bimt' && lambda === SHOWN.bimt && seeds.has(seed))
      .map((row) => cells('BIMT, grown', row)),
  ],
)
writeFileSync(
  join(here, 'README.md'),
  `# Layout after training

Written by \`collect.ts\` from rows.json (machine, commit and time of each are there). Networks of \`growing-brains-l1\` and \`growing-brains-none\`, laid out once after their training by \`gyrus layout\`: swaps of two neurons until none shortens Σ|w|·d. A swap changes no answer, so accuracy and active neurons are those of the training. z against 10,000 shuffles of the cluster labels; “BIMT of the same error”: on the lines between the means of BIMT's front.

${table}
`,
)
