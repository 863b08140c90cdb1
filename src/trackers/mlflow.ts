/** MLflow: a run of its server, with the fields of the experiment as parameters and the numbers of a training as metrics. */
import { basename, resolve } from 'node:path'
import { InputError } from '../errors.js'
import { experimentId } from '../runs/identity.js'
import type { MetricsLine } from '../runs/metricsLines.js'
import { VERSION } from '../runs/versions.js'
import { show } from '../text.js'
import { experimentFields, fieldOf, fieldsOfAll } from '../training/experiment.js'
import { type Metric, MlflowServer, MOST, type Named, type RunStatus, ServerError } from './mlflowServer.js'
import { scalarsOf } from './scalars.js'
import type { Ending, TrackedRun, Tracker, TrackerKind } from './tracker.js'

export const mlflow: TrackerKind = {
  name: 'mlflow',
  usage: 'mlflow=URI',
  target(value = '') {
    const url = URL.canParse(value) ? new URL(value) : null
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new InputError(
        `--log mlflow: must be the address of a server, e.g. mlflow=http://localhost:5000, got ${show(value)}`,
      )
    if (url.username !== '' || url.password !== '')
      throw new InputError(
        '--log mlflow: must be without a password; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD',
      )
    return value.replace(/\/+$/, '')
  },
  open: async (target, run) => new MlflowRun(target, run),
}

/** Numbers are collected so long before they are sent. */
const COLLECT_MS = 1000
/** After a failure it is tried again, after twice the time each time. */
const RETRY_MS = { first: 1000, most: 60_000 } as const
/** Of a server that is down, so many numbers are kept for later; the oldest are dropped then, which metrics.jsonl still has. */
const MOST_KEPT = 20_000
/** How long the end of a training waits for the last numbers to be sent. */
const CLOSE_MS = 5000
/** Longer values are refused by servers of MLflow 1. */
const LONGEST_PARAM = 500
/** Where runs go unless MLflow's own variable says otherwise. */
const EXPERIMENT = 'gyrus'

const STATUS: Record<Ending, RunStatus> = { done: 'FINISHED', stopped: 'KILLED', failed: 'FAILED' }

class MlflowRun implements Tracker {
  readonly #run: TrackedRun
  readonly #uri: string
  readonly #server: MlflowServer
  readonly #ended = new AbortController()
  readonly #began = Date.now()
  /** Its id, once the server knows it; `isDescribed` once it has the parameters as well. */
  #id: string | null = null
  #isDescribed = false
  #kept: Metric[] = []
  /** What is under way; null while nothing is. */
  #sending: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined
  #pause: number = RETRY_MS.first
  /** The server has refused the run, and will refuse all of it. */
  #isRefused = false

  constructor(uri: string, run: TrackedRun) {
    this.#run = run
    this.#uri = uri
    this.#server = new MlflowServer(uri, this.#ended.signal)
    this.#later(0)
  }

  line(line: MetricsLine): void {
    if (this.#isRefused) return
    const timestamp = Date.now()
    const { step } = line
    for (const [key, value] of Object.entries(scalarsOf(line)))
      this.#kept.push({ key, value, timestamp, step })
    if (this.#kept.length > MOST_KEPT) this.#kept.splice(0, this.#kept.length - MOST_KEPT)
    if (this.#timer === undefined && this.#sending === null) this.#later(COLLECT_MS)
  }

  async close(ending: Ending): Promise<void> {
    clearTimeout(this.#timer)
    const given = setTimeout(() => this.#ended.abort(), CLOSE_MS)
    await this.#sending
    clearTimeout(this.#timer) // of what failed meanwhile
    if (!this.#isRefused)
      await this.#orWarn(async () => {
        await this.#send()
        await this.#server.update(await this.#known(), STATUS[ending], Date.now())
      })
    clearTimeout(given)
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#sending = this.#orWarn(() => this.#send()).then((isSent) => {
        this.#sending = null
        if (this.#isRefused || this.#ended.signal.aborted) return
        if (!isSent) {
          this.#later(this.#pause)
          this.#pause = Math.min(2 * this.#pause, RETRY_MS.most)
        } else {
          this.#pause = RETRY_MS.first
          if (this.#kept.length > 0) this.#later(COLLECT_MS)
        }
      })
    }, ms).unref()
  }

  /** Whether it went well. */
  async #orWarn(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      this.#isRefused ||= !error.isTransient
      this.#run.warn(`${this.#uri} ${error.message}; the training goes on, and metrics.jsonl has all numbers`)
      return false
    }
  }

  /** Sends all that is kept. */
  async #send(): Promise<void> {
    const id = await this.#known()
    while (this.#kept.length > 0) {
      const metrics = this.#kept.slice(0, MOST.metrics)
      await this.#server.log(id, { metrics })
      // Some of them may have been dropped meanwhile.
      const [first] = this.#kept
      const dropped = metrics.indexOf(first)
      this.#kept.splice(0, dropped < 0 ? 0 : metrics.length - dropped)
    }
  }

  /** The id of the run of the server: the one of an earlier process, or a new one. */
  async #known(): Promise<string> {
    this.#id ??= await this.#earlier()
    this.#id ??= await this.#create()
    if (!this.#isDescribed) {
      const params = paramsOf(this.#run)
      for (let from = 0; from < params.length; from += MOST.params)
        await this.#server.log(this.#id, { params: params.slice(from, from + MOST.params) })
      this.#isDescribed = true
    }
    return this.#id
  }

  async #create(): Promise<string> {
    const { experiment, dir } = this.#run
    const name = basename(resolve(dir))
    const at = await this.#server.experiment(process.env.MLFLOW_EXPERIMENT_NAME || EXPERIMENT)
    const id = await this.#server.createRun(at, name, this.#began, [
      { key: 'mlflow.runName', value: name },
      { key: 'mlflow.source.name', value: 'gyrus' },
      { key: 'gyrus.version', value: VERSION },
      { key: 'gyrus.experimentId', value: experimentId(experiment) },
    ])
    this.#run.note({ run: id })
    return id
  }

  /** The run of an earlier process, which then runs again; null if there was none, or the server has it no more. */
  async #earlier(): Promise<string | null> {
    const id = this.#run.noted?.run
    if (id === undefined) return null
    try {
      await this.#server.update(id, 'RUNNING')
      return id
    } catch (error) {
      if (error instanceof ServerError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null
      throw error
    }
  }
}

/** The fields of the experiment, without what was read from the files of its sheet. */
function paramsOf({ experiment }: TrackedRun): Named[] {
  return fieldsOfAll([experiment]).flatMap((key) => {
    const value = fieldOf(experiment, key)
    if (value === undefined || (typeof value === 'object' && !experimentFields.has(key))) return []
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const isLong = text.length > LONGEST_PARAM
    return [{ key, value: isLong ? `${text.slice(0, LONGEST_PARAM - 1)}…` : text }]
  })
}
