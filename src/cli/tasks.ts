/**
 * `gyrus tasks`: lists batteries, draws a trial, writes trials as arrays, and compares reference files with a battery.
 */
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { aligned } from '../figures/textTable.js'
import { trialFigure } from '../figures/trial.js'
import { encodeNpz } from '../formats/npz.js'
import { nearest } from '../nearest.js'
import { Random } from '../random/random.js'
import { RunFolder } from '../runs/folder.js'
import { readText } from '../runs/textFile.js'
import { batteryOfRun, loadBattery } from '../runs/userBattery.js'
import { type Battery, inputNames, taskByName } from '../tasks/battery.js'
import { trialPicture } from '../tasks/picture.js'
import { readReference } from '../tasks/reference.js'
import { sampleTrials } from '../tasks/sample.js'
import { stepRange } from '../tasks/steps.js'
import type { Task } from '../tasks/task.js'
import { drawTrial, makeTrial } from '../tasks/trial.js'
import { verify } from '../tasks/verify.js'
import { integer } from './options.js'
import { FORCE, writeOut } from './outFile.js'

/** The most mismatches that `verify` prints; further ones are only counted. */
const SHOWN = 20

export function tasksCommand(): Command {
  const command = new Command('tasks').description(
    'the task batteries: list them, show a trial, sample, verify',
  )

  command
    .command('list')
    .description('the tasks of a battery')
    .option('--battery <name>', 'the battery: a name or a file, e.g. ./my-battery.mjs', 'yang19')
    .action(async (options: { battery: string }) => {
      const { battery } = await loadBattery(options.battery)
      print(listing(battery))
    })

  command
    .command('show')
    .description('one trial as a picture, in the terminal or in a file')
    .argument('<task>', 'the task, e.g. dlydm1')
    .option('--battery <name>', 'the battery: a name or a file, e.g. ./my-battery.mjs', 'yang19')
    .option('--seed <n>', 'which trial', integer('--seed', 0), 0)
    .option('--out <file>', 'write the picture to a new .svg, .png or .json (Vega-Lite) file instead')
    .option(...FORCE)
    .action(async (name: string, options: ShowCommandOptions) => {
      const { battery } = await loadBattery(options.battery)
      const task = taskByName(battery, name)
      const random = Random.seeded(options.seed, 'show', task.name)
      const trial = makeTrial(battery, task, drawTrial(battery, task, random))
      const { out, force } = options
      if (out === undefined) return print(trialPicture(trial, battery))
      await writeOut({ out, endings: ['.svg', '.png', '.json'], force }, async (ending) => {
        const { figureFile } = await import('../figures/render.js')
        return figureFile(trialFigure(trial, battery), ending)
      })
      print(`wrote ${out}`)
    })

  command
    .command('sample')
    .description("single trials as arrays in a file for NumPy's np.load")
    .requiredOption('--out <file>', 'a new .npz file')
    .option(...FORCE)
    .option('--battery <name>', 'the battery: a name or a file, e.g. ./my-battery.mjs (default: "yang19")')
    .option('--run <dir>', 'instead: the tasks of this run, with the inputs that its network takes')
    .option('--task <name...>', 'only this task; may come several times')
    .option('--n <n>', 'trials of each task', integer('--n', 1), 100)
    .option('--seed <n>', 'which trials', integer('--seed', 0), 0)
    .option('--no-noise', 'leave the noise out')
    .action(async ({ out, force, n: trials, seed, ...options }: SampleCommandOptions) => {
      const battery = await batteryToSample(options)
      const tasks = options.task?.map((name) => taskToSample(battery, name, options.run)) ?? battery.tasks
      let names: string[] = []
      await writeOut({ out, endings: ['.npz'], force }, () => {
        const sample = sampleTrials(battery, tasks, { trials, seed, noise: options.noise })
        names = Object.keys(sample)
        return encodeNpz(sample)
      })
      print(`wrote ${tasks.length * trials} trials to ${out}: ${names.join(', ')}`)
    })

  command
    .command('verify')
    .description('hold a file of reference trials against a battery; exit code 1 if any differs')
    .argument('<file>', 'JSON lines')
    .option('--battery <name>', 'the battery: a name or a file, e.g. ./my-battery.mjs', 'yang19')
    .action(async (file: string, options: { battery: string }) => {
      const { battery } = await loadBattery(options.battery)
      const { total, mismatches, ties } = verify(battery, readReference(await readText(file), file))
      if (mismatches.length > 0) process.exitCode = 1 // set before printing, because the reader may close the pipe
      for (const { line, task, reason } of mismatches.slice(0, SHOWN))
        print(`line ${line}, ${task}: ${reason}`)
      if (mismatches.length > SHOWN) print(`and ${mismatches.length - SHOWN} more`)
      print(`${total} trials, ${mismatches.length} mismatches (${ties} ties)`)
    })

  return command
}

function listing(battery: Battery): string {
  const rows = battery.tasks.map((task) => [
    `${task.index}`,
    task.name,
    task.family,
    steps(task, battery.dt),
    ceilingOf(task),
    task.asks,
  ])
  rows.unshift(['', 'task', 'family', 'steps', 'ceiling', 'asks to'])
  return aligned(rows)
}

/**
 * A ceiling as text, e.g. `0.965`, or `0.917 ± 1e-7` with its standard error. Has more digits if three would give 1.
 */
function ceilingOf({ ceiling, ceilingSe }: Task): string {
  let digits = 3
  while (ceiling < 1 && digits < 9 && Number(ceiling.toFixed(digits)) === 1) digits++
  return ceiling.toFixed(digits) + (ceilingSe === undefined ? '' : ` ± ${ceilingSe.toExponential(0)}`)
}

/** A trial's time steps as text, e.g. `15`, or `9 to 11` if durations are drawn at random. */
function steps({ periods }: Task, dt: number): string {
  const ranges = periods.map(({ lasts }) => stepRange(lasts, dt))
  const [least, most] = [0, 1].map((end) => ranges.reduce((sum, range) => sum + range[end], 0))
  return least === most ? `${least}` : `${least} to ${most}`
}

/** The battery named by `--battery`, or the battery of the run named by `--run`. */
async function batteryToSample({ battery, run }: Pick<SampleCommandOptions, 'battery' | 'run'>) {
  if (run === undefined) return (await loadBattery(battery ?? 'yang19')).battery
  if (battery === undefined) return batteryOfRun((await RunFolder.open(run)).experiment)
  throw new InputError(`--battery: a run has a battery of its own, give --run ${run} or --battery ${battery}`)
}

/**
 * A task by its name.
 * @param run the folder of the run whose battery it is, if it is a run's
 * @throws InputError if the battery does not have the task
 */
function taskToSample(battery: Battery, name: string, run?: string): Task {
  if (run === undefined || battery.tasks.some((task) => task.name === name)) return taskByName(battery, name)
  const names = battery.tasks.map((task) => task.name)
  throw new InputError(
    inputNames(battery).includes(`task ${name}`)
      ? `--task: "${name}" was held out in ${run}, which has an input for it and no trials of it`
      : `--task: "${name}" is not among the tasks of ${run}; nearest: ${nearest(name, names).join(', ')}`,
  )
}

interface ShowCommandOptions {
  battery: string
  seed: number
  out?: string
  force?: boolean
}

interface SampleCommandOptions {
  battery?: string
  run?: string
  task?: string[]
  n: number
  seed: number
  noise: boolean
  out: string
  force?: boolean
}

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
