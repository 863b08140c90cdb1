/**
 * The experiments whose criteria were fixed before their runs, and their rows: `experiments/NAME.json` in the folder of
 * the results, a line a network.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { nodeEngine } from '../engine/node.js'
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { Random } from '../random/random.js'
import { diskError, writeWhole } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'
import { alone } from '../runs/lock.js'
import { readAnalysis } from '../runs/report.js'
import { type SweepRow, sweepRows } from '../runs/sweep.js'
import { readJson } from '../runs/textFile.js'
import { allWire } from './experiments/allWire.js'
import { type Experiment, type NetworkRow, networkRowSchema } from './experiments/experiment.js'
import { laterTasks } from './experiments/laterTasks.js'
import { mapOrModules } from './experiments/mapOrModules.js'
import { substrate } from './experiments/substrate.js'
import { together } from './experiments/together.js'
import { wireNeeded } from './experiments/wireNeeded.js'
import { provenance } from './provenance.js'

/** All of them, in the order of docs/experiments.md. */
export const EXPERIMENTS: readonly Experiment[] = [
  wireNeeded,
  mapOrModules,
  together,
  substrate,
  laterTasks,
  allWire,
]

/** @throws InputError naming those that there are */
export function experimentOf(name: string): Experiment {
  const names = EXPERIMENTS.map((experiment) => experiment.name)
  const found = EXPERIMENTS.find((experiment) => experiment.name === name)
  if (found) return found
  throw new InputError(
    `--experiment: must be one of ${names.join(', ')}, got ${JSON.stringify(name)} (nearest: ${nearest(name, names)[0]})`,
  )
}

/** A network that an experiment needs. */
export interface ExperimentRun {
  /** Name of its group. */
  group: string
  row: SweepRow
}

/** An experiment in a folder of results: which of its networks have a row, and how one gets it. */
export class ExperimentFolder {
  private constructor(
    readonly out: string,
    readonly experiment: Experiment,
    readonly planned: readonly ExperimentRun[],
  ) {}

  /** @param out folder of the results */
  static async at(out: string, experiment: Experiment): Promise<ExperimentFolder> {
    const planned: ExperimentRun[] = []
    for (const { name, block } of experiment.groups) {
      for (const row of await sweepRows([block])) planned.push({ group: name, row })
    }
    return new ExperimentFolder(out, experiment, planned)
  }

  /** The file of the rows. */
  get rowsPath(): string {
    return join(this.out, 'experiments', `${this.experiment.name}.json`)
  }

  /** The rows so far. @throws InputError if their file is damaged */
  async rows(): Promise<NetworkRow[]> {
    if (!existsSync(this.rowsPath)) return []
    const row = z.intersection(networkRowSchema, this.experiment.schema)
    return readJson(
      this.rowsPath,
      z.array(row) as z.ZodType<NetworkRow[]>,
      'put it back, or delete it to begin anew',
    )
  }

  /** The planned runs that have no row. */
  async missing(): Promise<ExperimentRun[]> {
    const rows = await this.rows()
    return this.planned.filter(({ row }) => !rows.some(({ id }) => id === row.id))
  }

  /** Measures the network of a finished run and adds its row. @throws InputError if it has no analysis or checkpoint */
  async takeIn({ group }: ExperimentRun, dir: string): Promise<void> {
    const row = await this.#measured(group, await RunFolder.open(dir))
    const order = this.experiment.groups.map(({ name }) => name)
    const place = (row: NetworkRow) => order.indexOf(row.group)
    await mkdir(dirname(this.rowsPath), { recursive: true })
    await alone(dirname(this.rowsPath), async () => {
      const others = (await this.rows()).filter(({ id }) => id !== row.id) // another process may have added some
      const rows = [...others, row].sort((a, b) => place(a) - place(b) || a.seed - b.seed)
      const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')
      await writeWhole(this.rowsPath, `[\n${lines}\n]\n`).catch((error: unknown) => {
        throw diskError(error, `writing ${this.rowsPath}`)
      })
    })
  }

  async #measured(group: string, run: RunFolder): Promise<NetworkRow> {
    const { summary } = await readAnalysis(run)
    const { totalWiringLength } = summary
    if (totalWiringLength === undefined) {
      throw new InputError(
        `${run.dir}: was analyzed by a gyrus that knew no length of all wires; \`npx gyrus analyze ${run.dir}\``,
      )
    }
    const { seed, engine } = run.experiment
    const { name } = this.experiment
    const measured = await this.experiment.measure(run, {
      engine: nodeEngine(engine),
      random: (...path) => Random.seeded(seed, 'experiments', name, ...path),
    })
    return {
      group,
      seed,
      activeNeurons: summary.activeNeurons,
      error: summary.error,
      errorSe: summary.meanAccuracySe,
      wiringLength: summary.wiringLength,
      totalWiringLength,
      steps: summary.step,
      ...measured,
      ...provenance(run),
    }
  }
}
