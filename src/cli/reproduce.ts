/** `gyrus reproduce growing-brains`: all runs behind the paper's figures, and ours laid over the paper's numbers. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { counted } from '../figures/words.js'
import { paretoRow } from '../reproduction/collect.js'
import { drawAll, networkDir } from '../reproduction/drawings.js'
import { BENCHMARKS, type Benchmark, NAMED, type PlannedBlock, plan } from '../reproduction/plan.js'
import { results } from '../reproduction/results.js'
import {
  EMPTY,
  formatReproduction,
  type ParetoRow,
  type ReproductionSummary,
  readReproduction,
  withRow,
} from '../reproduction/summary.js'
import { diskError, writeWhole } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'
import { alone } from '../runs/lock.js'
import { keepNetwork } from '../runs/network.js'
import { SweepFolder, type SweepRow, sweepRows } from '../runs/sweep.js'
import { integer } from './options.js'
import { output } from './output.js'
import { concludeSweep, JOBS, runSweep } from './sweepRuns.js'

const WORK = 'growing-brains'
const SEEDS = 3

interface Options {
  seeds: number
  jobs?: number
  quick?: boolean
  draw?: boolean
  out?: string
  runs?: string
}

export function reproduceCommand(): Command {
  return new Command('reproduce')
    .description(
      "everything behind the paper's figures: runs what is missing, writes figures, summary and RESULTS.md",
    )
    .argument('<work>', `what to reproduce: ${WORK}`)
    .option('--seeds <n>', 'seeds of each run', integer('--seeds', 1, 100), SEEDS)
    .option('--jobs <n>', 'processes at a time, one thread each (default: one a core)', JOBS)
    .option('--quick', 'a rough one: one seed, three λ, 4,000 steps, no Mod-Cog and no rivals')
    .option('--draw', 'run nothing: take in the runs that are done, draw and write')
    .option('--out <dir>', `results (default: results/${WORK}, and RESULTS.md beside results/)`)
    .option('--runs <dir>', `the runs (default: sweeps/${WORK})`)
    .action(async (work: string, options: Options) => {
      if (work !== WORK) throw new InputError(`reproduce: must be ${WORK}, got ${JSON.stringify(work)}`)
      await reproduce(options)
    })
}

/** A planned run. */
interface PlannedRow extends Omit<PlannedBlock, 'block'> {
  row: SweepRow
}

async function reproduce({
  seeds: asked,
  jobs,
  quick = false,
  draw = false,
  out: given,
  runs,
}: Options): Promise<void> {
  output.matters = false // trainings go on without a reader
  const say = (text: string) => void console.log(text)
  const name = quick ? `${WORK}-quick` : WORK
  const out = given ?? join('results', name)
  const page = given === undefined && !quick ? 'RESULTS.md' : join(out, 'RESULTS.md')
  const planned = await plannedRows(quick ? 1 : asked, quick)
  const summaryPath = join(out, 'summary.json')
  let summary = await readReproduction(summaryPath)
  const write = async (path: string, content: string | Uint8Array) => {
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeWhole(path, content)
    } catch (error) {
      throw diskError(error, `writing ${path}`)
    }
  }

  const command = `npx gyrus reproduce ${WORK}${quick ? ' --quick' : ''}`
  const options = [
    ...(!quick && asked !== SEEDS ? ['--seeds', String(asked)] : []),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    ...(given === undefined ? [] : ['--out', quoted(given)]),
    ...(runs === undefined ? [] : ['--runs', quoted(runs)]),
  ]
  const wanted = planned.filter((run) => !isIn(summary, run) || isNetworkMissing(out, run))
  say(`${planned.length - wanted.length} of ${planned.length} runs are in ${summaryPath}`)
  const sweep = await SweepFolder.extend(
    runs ?? join('sweeps', name),
    wanted.map(({ row }) => row),
  )
  const byId = new Map(wanted.map((run) => [run.row.id, run]))
  const takeIn = async (run: PlannedRow, dir: string) => {
    const row = await paretoRow(dir, run.recipe)
    await mkdir(out, { recursive: true })
    await alone(out, async () => {
      const there = await readReproduction(summaryPath) // by now: another process may have added to it
      const rows = withRow(rowsOf(there, run.benchmark), row)
      await write(summaryPath, formatReproduction({ ...there, [KEY[run.benchmark]]: rows }))
    })
    const kept = nameOf(run)
    if (kept) await keepNetwork(await RunFolder.open(dir), networkDir(out, kept))
  }
  const outcome = await runSweep(sweep, {
    jobs: draw ? 0 : jobs,
    rows: wanted.map(({ row }) => row),
    say,
    onDone: ({ id }, { dir }) => takeIn(byId.get(id)!, dir),
  })
  concludeSweep(outcome, [command, ...options].join(' '), say)
  summary = await readReproduction(summaryPath)
  if (outcome.stopped && summary === EMPTY) return

  const figures = await drawAll(out, summary, (path, content) => write(join(out, path), content))
  if (figures.length === 0) throw new InputError(`${summaryPath}: no runs yet, so there is nothing to draw`)
  const countOf = (benchmark: Benchmark) => {
    const runs = planned.filter((run) => run.benchmark === benchmark)
    return { planned: runs.length, done: runs.filter((run) => isIn(summary, run)).length }
  }
  const text = results({
    summary,
    counts: { pareto: countOf('yang19'), paretoModcog: countOf('modcog') },
    figures,
    figuresPath: relative(dirname(page), join(out, 'figures')),
    command,
  })
  await write(page, text)
  say(
    `${BENCHMARKS.map((benchmark) => `${counted(rowsOf(summary, benchmark).length, 'run')} on ${benchmark}`).join(', ')}: ${page}`,
  )
}

const KEY = { yang19: 'pareto', modcog: 'paretoModcog' } as const

const rowsOf = (summary: ReproductionSummary, benchmark: Benchmark): ParetoRow[] => summary[KEY[benchmark]]

async function plannedRows(seeds: number, quick: boolean): Promise<PlannedRow[]> {
  const rows: PlannedRow[] = []
  for (const { benchmark, recipe, block } of plan({ seeds, quick })) {
    for (const row of await sweepRows([block])) rows.push({ benchmark, recipe, row })
  }
  return rows
}

const isIn = (summary: ReproductionSummary, { benchmark, row }: PlannedRow): boolean =>
  rowsOf(summary, benchmark).some(({ id }) => id === row.id)

/** The name under which a run's network is kept; undefined for most. */
function nameOf({ benchmark, recipe, row: { experiment } }: PlannedRow): string | undefined {
  if (benchmark !== 'yang19') return undefined
  const lambda = recipe === 'none' ? 0 : experiment.regularizer.lambda
  return Object.entries(NAMED).find(
    ([, named]) =>
      named.recipe === recipe &&
      named.lambda === lambda &&
      named.neurons === experiment.pruning?.neurons &&
      named.seed === experiment.seed,
  )?.[0]
}

function isNetworkMissing(out: string, run: PlannedRow): boolean {
  const name = nameOf(run)
  return name !== undefined && !existsSync(join(networkDir(out, name), 'network.safetensors'))
}
