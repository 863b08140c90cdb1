/**
 * `gyrus reproduce growing-brains`: all runs behind the paper's figures, and figures that show them beside the paper's
 * numbers.
 */
import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { counted } from '../figures/words.js'
import { EXPERIMENTS, ExperimentFolder, experimentOf } from '../reproduction/experiments.js'
import { BENCHMARKS } from '../reproduction/plan.js'
import { Reproduction } from '../reproduction/reproduction.js'
import { SweepFolder, type SweepRow } from '../runs/sweep.js'
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
  experiment?: string
  out?: string
  runs?: string
}

/** What is to be run: which rows are missing, and what is done with a run that is done. */
interface Work<Run extends { row: SweepRow }> {
  readonly planned: readonly Run[]
  missing(): Promise<Run[]>
  takeIn(run: Run, dir: string): Promise<void>
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
    .option(
      '--experiment <name>',
      `one of the experiments with criteria fixed before (docs/experiments.md): ${EXPERIMENTS.map(({ name }) => name).join(', ')}`,
    )
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
  const { seeds, quick = false } = options
  if (quick && options.experiment !== undefined)
    throw new InputError('--quick: must stand without --experiment, whose networks are fixed')
  const name = quick ? `${WORK}-quick` : WORK
  const out = options.out ?? join('results', name)
  const page = options.out === undefined && !quick ? 'RESULTS.md' : join(out, 'RESULTS.md')
  const reproduction = await Reproduction.at(out, page, { seeds: quick ? 1 : seeds, quick })
  const command = `npx gyrus reproduce ${WORK}${quick ? ' --quick' : ''}`
  const goOn = [command, ...furtherOptions(options)].join(' ')
  const run = <Run extends { row: SweepRow }>(work: Work<Run>, file: string, runs: string) =>
    runMissing(work, { file, runs: options.runs ?? join('sweeps', runs), goOn, say, ...options })
  const experiment = options.experiment && experimentOf(options.experiment)
  let isStopped: boolean
  if (experiment) {
    const work = await ExperimentFolder.at(out, experiment)
    isStopped = await run(work, work.rowsPath, `${name}-experiments`)
  } else isStopped = await run(reproduction, reproduction.summaryPath, name)
  if (isStopped && (await reproduction.isEmpty())) return

  const counts = await reproduction.draw(command)
  const texts = BENCHMARKS.map((benchmark) => `${counted(counts[benchmark], 'run')} on ${benchmark}`)
  say(`${texts.join(', ')}: ${page}`)
}

/** Runs what is missing and takes it in. @returns whether a signal stopped it */
async function runMissing<Run extends { row: SweepRow }>(
  work: Work<Run>,
  {
    file,
    runs,
    goOn,
    draw = false,
    jobs,
    say,
  }: Options & {
    file: string
    runs: string
    goOn: string
    say(text: string): void
  },
): Promise<boolean> {
  const missing = await work.missing()
  say(`${work.planned.length - missing.length} of ${work.planned.length} runs are in ${file}`)
  const rows = missing.map(({ row }) => row)
  const byId = new Map(missing.map((run) => [run.row.id, run]))
  const outcome = await runSweep(await SweepFolder.extend(runs, rows), {
    jobs: draw ? 0 : jobs,
    rows,
    say,
    onDone: ({ id }, { dir }) => work.takeIn(byId.get(id)!, dir),
  })
  concludeSweep(outcome, goOn, say)
  return outcome.stopped !== null
}

/** The options other than `--quick` that the user must give again to go on with a reproduction that was stopped. */
function furtherOptions({ seeds, jobs, quick, experiment, out, runs }: Options): string[] {
  return [
    ...(experiment === undefined ? [] : ['--experiment', experiment]),
    ...(!quick && seeds !== SEEDS ? ['--seeds', String(seeds)] : []),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    ...(out === undefined ? [] : ['--out', quoted(out)]),
    ...(runs === undefined ? [] : ['--runs', quoted(runs)]),
  ]
}
