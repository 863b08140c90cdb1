/**
 * A reproduction as a folder of results. It knows which planned runs are in it, takes in the rows of finished runs, and
 * draws the figures and writes the page from all rows. The caller makes the runs.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { InputError } from '../errors.js'
import { diskError, writeWhole } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'
import { alone } from '../runs/lock.js'
import { keepNetwork } from '../runs/network.js'
import { type SweepRow, sweepRows } from '../runs/sweep.js'
import { paretoRow } from './collect.js'
import { drawAll, networkDir } from './drawings.js'
import type { ExperimentResult } from './experiments/experiment.js'
import { EXPERIMENTS, ExperimentFolder } from './experiments.js'
import { type Benchmark, NAMED, type PlannedBlock, type PlanOptions, plan } from './plan.js'
import { results } from './results.js'
import {
  EMPTY,
  formatReproduction,
  type ParetoRow,
  type ReproductionSummary,
  readReproduction,
  withRow,
} from './summary.js'

/** A planned run. */
export interface PlannedRun extends Omit<PlannedBlock, 'block'> {
  row: SweepRow
}

/** The summary's field that holds the rows of each benchmark. */
const KEY = { yang19: 'pareto', modcog: 'paretoModcog' } as const

export class Reproduction {
  private constructor(
    readonly out: string,
    readonly page: string,
    readonly planned: readonly PlannedRun[],
  ) {}

  /**
   * @param out folder of the results: `summary.json`, `figures/`, `networks/`
   * @param page path of RESULTS.md
   */
  static async at(out: string, page: string, options: PlanOptions): Promise<Reproduction> {
    const planned: PlannedRun[] = []
    for (const { benchmark, recipe, block } of plan(options)) {
      for (const row of await sweepRows([block])) planned.push({ benchmark, recipe, row })
    }
    return new Reproduction(out, page, planned)
  }

  get summaryPath(): string {
    return join(this.out, 'summary.json')
  }

  /** The planned runs that have no row in the summary, or whose network shall be kept and is not. */
  async missing(): Promise<PlannedRun[]> {
    const summary = await readReproduction(this.summaryPath)
    return this.planned.filter((run) => !isIn(summary, run) || this.#isNetworkMissing(run))
  }

  /** Adds a finished run's row to the summary and keeps its network if it has a name. */
  async takeIn(run: PlannedRun, dir: string): Promise<void> {
    const row = await paretoRow(dir, run.recipe)
    await mkdir(this.out, { recursive: true })
    await alone(this.out, async () => {
      const summary = await readReproduction(this.summaryPath) // read here, because another process may have added rows
      const rows = withRow(rowsOf(summary, run.benchmark), row)
      await write(this.summaryPath, formatReproduction({ ...summary, [KEY[run.benchmark]]: rows }))
    })
    const name = nameOf(run)
    if (name) await keepNetwork(await RunFolder.open(dir), networkDir(this.out, name))
  }

  /** Whether there are no rows yet. */
  async isEmpty(): Promise<boolean> {
    return (await readReproduction(this.summaryPath)) === EMPTY
  }

  /**
   * Draws the figures and writes the page.
   * @param command the command that the page says it was made with
   * @returns the number of finished runs of each benchmark
   * @throws InputError if there are no runs yet
   */
  async draw(command: string): Promise<Record<Benchmark, number>> {
    const { out, page, planned, summaryPath } = this
    const summary = await readReproduction(summaryPath)
    const experiments: ExperimentResult[] = []
    for (const experiment of EXPERIMENTS) {
      const folder = await ExperimentFolder.at(out, experiment)
      experiments.push({ experiment, rows: await folder.rows(), planned: folder.planned.length })
    }
    const figures = await drawAll(out, summary, experiments, (path, content) =>
      write(join(out, path), content),
    )
    if (figures.length === 0) throw new InputError(`${summaryPath}: no runs yet, so there is nothing to draw`)
    const countOf = (benchmark: Benchmark) => {
      const runs = planned.filter((run) => run.benchmark === benchmark)
      return { planned: runs.length, done: runs.filter((run) => isIn(summary, run)).length }
    }
    const text = results({
      summary,
      experiments,
      counts: { pareto: countOf('yang19'), paretoModcog: countOf('modcog') },
      figures,
      figuresPath: relative(dirname(page), join(out, 'figures')),
      command,
    })
    await write(page, text)
    return { yang19: summary.pareto.length, modcog: summary.paretoModcog.length }
  }

  #isNetworkMissing(run: PlannedRun): boolean {
    const name = nameOf(run)
    return name !== undefined && !existsSync(join(networkDir(this.out, name), 'network.safetensors'))
  }
}

const rowsOf = (summary: ReproductionSummary, benchmark: Benchmark): ParetoRow[] => summary[KEY[benchmark]]

const isIn = (summary: ReproductionSummary, { benchmark, row }: PlannedRun): boolean =>
  rowsOf(summary, benchmark).some(({ id }) => id === row.id)

/** The name under which a run's network is kept; undefined for most runs, whose networks are not kept. */
function nameOf({ benchmark, recipe, row: { experiment } }: PlannedRun): string | undefined {
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

async function write(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeWhole(path, content)
  } catch (error) {
    throw diskError(error, `writing ${path}`)
  }
}
