/** `gyrus runs`: the runs that are there, as a table, side by side, as a figure, or as a file for other tools. */
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { type TableColumn, table } from '../figures/textTable.js'
import { counted, decimal, percent, whole } from '../figures/words.js'
import {
  type CatalogRow,
  catalogRows,
  differingFields,
  type FoundRuns,
  MEASURES,
  shownField,
} from '../runs/catalog.js'
import { ENDINGS, exportRuns } from '../runs/exportRuns.js'
import { DIRS, damagedLines, refuseIfAllDamaged, runsIn } from './foundRuns.js'
import { FORCE, writeOut } from './outFile.js'
import { plotCommand } from './plotRuns.js'

const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

const compare = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0

const measure = (
  head: string,
  of: (summary: NonNullable<CatalogRow['summary']>) => string,
): TableColumn<CatalogRow> => ({ head, right: true, of: ({ summary }) => (summary ? of(summary) : '–') })

const z = (value: number | null) => (value === null ? '–' : decimal(value, 1))

/**
 * A table with a row for each run and a column for each field in which the runs differ; rows are sorted by these
 * fields.
 */
export function runsTable(unordered: readonly CatalogRow[]): string {
  const differing = differingFields(unordered.map(({ record }) => record.experiment))
    .filter((path) => path !== 'preset' && path !== 'seed' && !path.startsWith('engine.'))
    .concat('seed')
  const order = ['preset', ...differing]
  const keyed = unordered.map((row) => ({
    row,
    keys: order.map((path) => shownField(row.record, path)),
  }))
  keyed.sort((a, b) => {
    for (let i = 0; i < order.length; i++) {
      const difference = compare(a.keys[i], b.keys[i])
      if (difference !== 0) return difference
    }
    return 0
  })
  const rows = keyed.map(({ row }) => row)
  return table(rows, [
    { head: 'run', of: ({ dir }) => dir },
    { head: 'preset', of: ({ record }) => record.experiment.preset },
    ...differing.map((path) => ({
      head: path.split('.').at(-1)!,
      of: ({ record }: CatalogRow) => text(shownField(record, path)),
    })),
    { head: 'status', of: ({ status }) => status },
    { head: 'step', right: true, of: ({ step }) => whole(step) },
    measure('accuracy', (s) => percent(s.meanAccuracy)),
    measure('active', (s) => whole(s.activeNeurons)),
    measure('wiring', (s) => whole(s.wiringLength)),
    measure('isolated z', (s) => z(s.isolatedNeuronRatio.z)),
    measure('index z', (s) => z(s.indexVariance.z)),
  ])
}

/** Runs side by side: the fields in which they differ, and their measures. */
export function comparison(rows: readonly CatalogRow[]): string {
  const experiments = rows.map(({ record }) => record.experiment)
  const lines = [
    ...differingFields(experiments).map((path) => [
      path,
      ...rows.map(({ record }) => text(shownField(record, path))),
    ]),
    ['status', ...rows.map(({ status }) => status)],
    ['step', ...rows.map(({ step }) => whole(step))],
    ...MEASURES.map(({ name, of }) => [
      name,
      ...rows.map(({ summary }) => {
        const value = summary && of(summary)
        return value === null ? '–' : Number(value.toPrecision(4)).toLocaleString('en-US').replace('-', '−')
      }),
    ]),
  ]
  return table(lines, [
    { head: '', of: (line) => line[0] },
    ...rows.map(({ dir }, i) => ({ head: dir, right: true, of: (line: string[]) => line[i + 1] })),
  ])
}

export function runsCommand(): Command {
  const list = new Command('list')
    .description('a table of runs: what varies among them, how far they came, what came out')
    .argument('[dirs...]', DIRS)
    .option('--json', 'print JSON lines')
    .action(async (dirs: string[], { json = false }: { json?: boolean }) => {
      const { rows, damaged } = await runsIn(dirs)
      if (!json) return console.log([runsTable(rows), ...damagedLines(damaged)].join('\n'))
      for (const row of rows) console.log(JSON.stringify(row))
      for (const { dir, fault } of damaged) console.log(JSON.stringify({ dir, status: 'damaged', fault }))
    })
  const sideBySide = new Command('compare')
    .description('runs side by side: the fields in which they differ, and every measure')
    .argument('<dirs...>', 'the folders of two or more runs')
    .action(async (dirs: string[]) => {
      if (dirs.length < 2) throw new InputError(`runs compare: needs two runs or more, got ${dirs.length}`)
      const found = await catalogRows(dirs)
      refuseIfAllDamaged(found)
      console.log([comparison(found.rows), ...damagedLines(found.damaged)].join('\n'))
    })
  const exported = new Command('export')
    .description('runs as a file: a row each, a column for every field and measure')
    .argument('[dirs...]', DIRS)
    .requiredOption('--out <file>', 'a new .csv or .parquet file')
    .option(...FORCE)
    .action(async (dirs: string[], { out, force }: { out: string; force?: boolean }) => {
      let found: FoundRuns = { rows: [], damaged: [] }
      await writeOut({ out, endings: ENDINGS, force }, async (ending) => {
        found = await runsIn(dirs)
        return exportRuns(found, ending)
      })
      const lines = damagedLines(found.damaged)
      console.log([`${counted(found.rows.length + lines.length, 'run')} in ${out}`, ...lines].join('\n'))
    })
  return new Command('runs')
    .description('look at runs: list, compare, plot, export')
    .addCommand(list)
    .addCommand(sideBySide)
    .addCommand(plotCommand())
    .addCommand(exported)
}
