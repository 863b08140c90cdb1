/**
 * `gyrus reproduce growing-brains`: all runs behind the paper's figures, and figures that show them beside the paper's
 * numbers.
 */
import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { counted } from '../figures/words.js'
import { BENCHMARKS } from '../reproduction/plan.js'
import { Reproduction } from '../reproduction/reproduction.js'
import { SweepFolder } from '../runs/sweep.js'
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

async function reproduce(options: Options): Promise<void> {
  output.matters = false // trainings go on without a reader
  const say = (text: string) => void console.log(text)
  const { seeds, jobs, quick = false, draw = false } = options
  const name = quick ? `${WORK}-quick` : WORK
  const out = options.out ?? join('results', name)
  const page = options.out === undefined && !quick ? 'RESULTS.md' : join(out, 'RESULTS.md')
  const reproduction = await Reproduction.at(out, page, { seeds: quick ? 1 : seeds, quick })
  const { planned, summaryPath } = reproduction

  const missing = await reproduction.missing()
  say(`${planned.length - missing.length} of ${planned.length} runs are in ${summaryPath}`)
  const rows = missing.map(({ row }) => row)
  const sweep = await SweepFolder.extend(options.runs ?? join('sweeps', name), rows)
  const byId = new Map(missing.map((run) => [run.row.id, run]))
  const outcome = await runSweep(sweep, {
    jobs: draw ? 0 : jobs,
    rows,
    say,
    onDone: ({ id }, { dir }) => reproduction.takeIn(byId.get(id)!, dir),
  })
  const command = `npx gyrus reproduce ${WORK}${quick ? ' --quick' : ''}`
  concludeSweep(outcome, [command, ...furtherOptions(options)].join(' '), say)
  if (outcome.stopped && (await reproduction.isEmpty())) return

  const counts = await reproduction.draw(command)
  const texts = BENCHMARKS.map((benchmark) => `${counted(counts[benchmark], 'run')} on ${benchmark}`)
  say(`${texts.join(', ')}: ${page}`)
}

/** The options other than `--quick` that the user must give again to go on with a reproduction that was stopped. */
function furtherOptions({ seeds, jobs, quick, out, runs }: Options): string[] {
  return [
    ...(!quick && seeds !== SEEDS ? ['--seeds', String(seeds)] : []),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    ...(out === undefined ? [] : ['--out', quoted(out)]),
    ...(runs === undefined ? [] : ['--runs', quoted(runs)]),
  ]
}
