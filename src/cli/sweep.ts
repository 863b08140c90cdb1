/** `gyrus sweep SPEC`: many runs that differ in a few fields. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { checkJobOptions, type JobOptions } from '../cluster/options.js'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { counted } from '../figures/words.js'
import { readSweepFile, type SweepBlock, SweepFolder, sweepName, sweepRows } from '../runs/sweep.js'
import { keyAndValue } from '../text.js'
import { askedTrackers } from '../trackers/trackers.js'
import { presetNames } from '../training/presets.js'
import { LOG, repeated } from './options.js'
import { output } from './output.js'
import { plotOf } from './plotRuns.js'
import {
  type Executor,
  executorOf,
  jobOptionsOf,
  refuseJobOptions,
  submitJobs,
  withJobOptions,
} from './sweepJobs.js'
import { sweepRowCommand } from './sweepRow.js'
import { concludeSweep, JOBS, runSweep } from './sweepRuns.js'
import { sweepCancelCommand, sweepRetryCommand, sweepStatusCommand } from './sweepStatus.js'

interface Options extends JobOptions {
  vary?: string[]
  set?: string[]
  out?: string
  jobs?: number
  executor?: Executor
  plan?: boolean
  dryRun?: boolean
}

export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('grow many networks that differ in a few fields; run again, it does only what is missing')
    .argument('<spec>', 'a preset, a JSON or YAML file, or the folder of a sweep to go on with')
    .option(
      '--vary <key=values>',
      'a field that varies, e.g. regularizer.lambda=1e-5,1e-4 or seed=1..3',
      repeated,
    )
    .option('--set <key=value>', 'a field that is the same in all runs', repeated)
    .option('--out <dir>', 'the folder of the sweep (default: sweeps/<name of spec>)')
    .option('--jobs <n>', 'processes at a time, one thread each unless set (default: one a core)', JOBS)
    .option(...LOG)
    .option(
      '--executor <name>',
      'local: processes here; slurm: jobs on a cluster (docs/clusters.md), with the options below',
      executorOf,
    )
    .option('--plan', 'write the manifest, and do nothing yet')
    .option('--dry-run', 'show the script of the jobs; write and submit nothing')
    .addHelpText('after', HELP)
    .enablePositionalOptions() // what comes after `row` is its own
    .helpCommand(false)
    .addCommand(sweepRowCommand())
    .addCommand(sweepStatusCommand())
    .addCommand(sweepRetryCommand())
    .addCommand(sweepCancelCommand())
  return withJobOptions(command).action(
    async (
      spec: string,
      { vary = [], set = [], out, jobs, log = [], executor = 'local', plan, dryRun, ...more }: Options,
    ) => {
      const say = (text: string) => void console.log(text)
      askedTrackers(log)
      if (plan) {
        refuseJobOptions({ ...more, dryRun })
        const { dir, rows } = await sweepOf(spec, { vary, set, out })
        return say(`sweep in ${dir}\n${counted(rows.length, 'row')} in its manifest`)
      }
      if (executor === 'slurm') {
        const options = jobOptionsOf({ ...more, log })
        checkJobOptions(options)
        if (jobs !== undefined)
          throw new InputError('--jobs: is for this machine; on a cluster it is --max-parallel')
        const sweep = await sweepOf(spec, { vary, set, out }, dryRun)
        return submitJobs({ sweep, options, takes: ['idle', 'left'], dryRun }, say)
      }
      refuseJobOptions({ ...more, dryRun })
      output.matters = false // trainings go on without a reader
      const sweep = await sweepOf(spec, { vary, set, out })
      say(`sweep in ${sweep.dir}`)
      const outcome = await runSweep(sweep, { jobs, say, log })
      concludeSweep(outcome, `npx gyrus sweep ${quoted(sweep.dir)}`, say)
      if (outcome.stopped) return
      say(`Table: npx gyrus runs list ${quoted(sweep.dir)}`)
      say(
        `Figure: ${plotOf(
          sweep.dir,
          sweep.rows.map(({ experiment }) => experiment),
        )}`,
      )
    },
  )
}

async function sweepOf(
  spec: string,
  { vary, set, out }: { vary: string[]; set: string[]; out?: string },
  dryRun = false,
): Promise<SweepFolder> {
  const isPreset = presetNames.includes(spec)
  // A folder that has a preset's name by chance counts as a sweep only if it has a manifest.
  const isFolder = existsSync(spec) && statSync(spec).isDirectory()
  if (isFolder && (!isPreset || existsSync(join(spec, 'manifest.jsonl')))) {
    if (vary.length + set.length > 0 || out !== undefined)
      throw new InputError(`${spec}: is a sweep already; --vary, --set and --out are for a new one`)
    return SweepFolder.open(spec)
  }
  if (!isPreset && !existsSync(spec)) {
    const presets = presetNames.join(', ')
    throw new InputError(`${spec}: must be a preset (${presets}), a file or the folder of a sweep`)
  }
  const blocks: SweepBlock[] = isPreset ? [{ preset: spec }] : await readSweepFile(spec)
  const fixed = Object.fromEntries(set.map((text) => keyAndValue(text, 'seed=7')))
  const varied = Object.fromEntries(vary.map((text) => keyAndValue(text, 'seed=1..3', 'values')))
  const completed = blocks.map((block) => ({
    ...block,
    set: { ...block.set, ...fixed },
    vary: { ...block.vary, ...varied },
  }))
  const dir = out ?? join('sweeps', sweepName(spec))
  const rows = await sweepRows(completed, isPreset ? undefined : spec)
  return dryRun ? SweepFolder.extended(dir, rows) : SweepFolder.extend(dir, rows)
}

const HELP = `
A specification is one block or a list of blocks; every combination of what varies is a run:
  preset: growing-brains
  set: { training.steps: 12000 }
  vary:
    regularizer.lambda: [1e-5, 3e-5, 1e-4]
    seed: 1..3`
