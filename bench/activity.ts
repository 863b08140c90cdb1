/**
 * `gyrus activity` beside an evaluation of the same network on the same trials: how long each takes, in five alternations,
 * and how much memory the command takes at most. A kept network of 400 neurons, all quantities.
 * `npm run bench:activity -- [trials of each of the 20 tasks]`, 500 where left out.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../src/analysis/statistics.js'
import { nodeEngine } from '../src/engine/node.js'
import { QUANTITIES, writeActivity } from '../src/runs/activity.js'
import { exportedNetwork } from '../src/runs/exportedNetwork.js'
import { Evaluator } from '../src/training/evaluation.js'

const ALTERNATIONS = 5
const RUN = fileURLToPath(new URL('../results/growing-brains/networks/bimt-s4', import.meta.url))

const network = await exportedNetwork(RUN)
const { battery, size, cell, parameters, experiment } = network
const engine = nodeEngine(experiment.engine)
const [trials = experiment.analysis.trials, only] = process.argv.slice(2).map(Number)

async function evaluate(): Promise<void> {
  const evaluator = await Evaluator.create(engine, battery, size, cell, trials, experiment.seed)
  await evaluator.evaluate(parameters)
  await evaluator.release()
}

async function write(path: string): Promise<void> {
  const file = await open(path, 'w')
  const request = { tasks: battery.tasks, trials, quantities: QUANTITIES, held: false }
  await writeActivity(file, network, engine, request)
  await file.sync()
  await file.close()
}

/** Seconds by the clock, and of processor time. */
async function timed(work: () => Promise<void>): Promise<{ wall: number; cpu: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 }
}

const folder = mkdtempSync(join(tmpdir(), 'gyrus-bench-'))
const out = join(folder, 'activity.npz')
try {
  if (only) {
    await write(out)
    console.log(process.resourceUsage().maxRSS / 1e3)
  } else await compare()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function compare(): Promise<void> {
  const took = { evaluation: [] as number[], writing: [] as number[], ratio: [] as number[] }
  for (let n = 0; n < ALTERNATIONS; n++) {
    const evaluation = await timed(evaluate)
    const writing = await timed(() => write(out))
    took.evaluation.push(evaluation.wall)
    took.writing.push(writing.wall)
    took.ratio.push(evaluation.cpu / writing.cpu)
  }
  const script = fileURLToPath(import.meta.url)
  const peak = execFileSync(process.execPath, [...process.execArgv, script, `${trials}`, '1'], {
    encoding: 'utf8',
  })
  const [evaluation, writing] = [median(took.evaluation), median(took.writing)]
  console.log(
    `${battery.tasks.length} tasks × ${trials} trials × ${size.hidden} neurons, ${(statSync(out).size / 1e6).toFixed(0)} MB on ` +
      `${cpus()[0].model}, ${availableParallelism()} cores, ${experiment.engine.threads} threads: ` +
      `evaluation ${evaluation.toFixed(1)} s, activity ${writing.toFixed(1)} s; ` +
      `${(evaluation / writing).toFixed(2)} of the speed, ${median(took.ratio).toFixed(2)} by processor time; ` +
      `peak ${Number(peak).toFixed(0)} MB`,
  )
}
