/**
 * A run as a folder, and nothing else is the truth: experiment.json (what was asked, by which versions, on which
 * machine), metrics.jsonl, checkpoints/, analysis/, figures/, report.html. This file makes and opens such
 * folders and puts files into them so that a kill or a full disk at any moment leaves a run that can go on;
 * it neither trains nor knows what the files of its results say.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { nodeEngine } from '../engine/node.js'
import { InputError } from '../errors.js'
import { decodeText, naming } from '../text.js'
import { type Experiment, parseExperiment } from '../training/experiment.js'
import { pruningSteps } from '../training/rates.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.js'
import { diskError, errorCode, syncFolder, writeWhole } from './files.js'
import { RunLock } from './lock.js'
import { Metrics } from './metrics.js'
import { FORMAT_VERSION, type RunRecord, readRecord, recordText } from './runRecord.js'
import { isTemporary, removeAbandoned, temporaryName } from './temporary.js'
import { machine, VERSION, versions } from './versions.js'

export type { RunRecord } from './runRecord.js'

/** One to go on from, one more in case the disk damages it. */
const CHECKPOINTS_KEPT = 2

/** What the folder of a run is called until it is whole. */
const HIDDEN = 'run'

/** Where a new run is made, and what is noted of it besides its experiment. */
export interface RunPlace extends Pick<RunRecord, 'layoutOf' | 'imported' | 'cell' | 'charge'> {
  /** Its folder; without it `<root>/<preset>-s<seed>`. */
  dir?: string
  /** `runs` where left out. */
  root?: string
}

/** The folder of a run: opened by `RunFolder.open('runs/tiny-s1')`. */
export class RunFolder {
  /** The folder as the user named it. */
  readonly dir: string
  /** What `experiment.json` says: the experiment, and by which versions and on which machine it was begun. */
  readonly record: RunRecord
  /** @internal */
  readonly metrics: Metrics
  readonly #lock: RunLock | null
  /** What to do when a training that the disk has stopped can go on. */
  readonly #again: string

  private constructor(
    dir: string,
    record: RunRecord,
    lock: RunLock | null,
    again = `\`gyrus resume ${dir}\``,
  ) {
    this.dir = dir
    this.record = record
    this.#lock = lock
    this.#again = again
    this.metrics = new Metrics(join(dir, 'metrics.jsonl'), again)
  }

  /** What was asked. */
  get experiment(): Experiment {
    return this.record.experiment
  }

  /**
   * Makes the folder of a new run and locks it for this process. Without `dir` it is `<root>/<preset>-s<seed>`,
   * with -2, -3, … appended if there is one. The folder appears whole, with all that `fill` puts into it, or not at all.
   * @throws InputError if `dir` exists or the folder cannot be made; nothing is left behind then
   * @internal
   */
  static async create(
    experiment: Experiment,
    where: RunPlace = {},
    fill: (run: RunFolder) => Promise<void> = async () => {},
  ): Promise<RunFolder> {
    const record: RunRecord = {
      formatVersion: FORMAT_VERSION,
      versions: versions(nodeEngine(experiment.engine)),
      created: new Date().toISOString(),
      machine: machine(),
      ...(where.layoutOf !== undefined && { layoutOf: where.layoutOf }),
      ...(where.imported && { imported: where.imported }),
      ...(where.cell && { cell: where.cell }),
      ...(where.charge && { charge: where.charge }),
      experiment: parseExperiment(experiment),
    }
    if (where.dir !== undefined) {
      const run = await RunFolder.#make(where.dir, record, fill)
      if (run) return run
      throw new InputError(`${where.dir}: exists already; name a new folder or delete it`)
    }
    const name = join(where.root ?? 'runs', `${experiment.preset}-s${experiment.seed}`)
    for (let n = 1; ; n++) {
      const run = await RunFolder.#make(n === 1 ? name : `${name}-${n}`, record, fill)
      if (run) return run
    }
  }

  /**
   * Makes a folder under a temporary name, then renames it to its final one; null if a folder has that name already.
   */
  static async #make(
    dir: string,
    record: RunRecord,
    fill: (run: RunFolder) => Promise<void>,
  ): Promise<RunFolder | null> {
    if (await isThere(dir)) return null
    const above = dirname(dir)
    const hidden = join(above, temporaryName(HIDDEN))
    let at = hidden
    let lock: RunLock | undefined
    try {
      await make(above)
      await mkdir(hidden)
      await removeAbandoned(above, HIDDEN)
      lock = await RunLock.take(hidden, dir)
      const run = new RunFolder(hidden, record, lock, 'try again')
      await run.#makeFolder('checkpoints')
      await fill(run)
      run.metrics.close()
      await writeWhole(run.path('experiment.json'), recordText(record))
      await rename(hidden, dir)
      at = dir
      lock.movedTo(dir)
      await syncFolder(above)
      return new RunFolder(dir, record, lock)
    } catch (error) {
      await lock?.release()
      await rm(at, { recursive: true, force: true }).catch(() => {})
      if (await isThere(dir)) return null // another process was faster
      const told = diskError(error, `making the folder ${dir}`)
      if (!(told instanceof InputError)) throw told
      throw new InputError(told.message.replaceAll(hidden, dir), { cause: error })
    }
  }

  /**
   * Opens the folder of a run; with `lock`, for this process alone to go on with it.
   * @throws InputError if it is missing, not a run, damaged, of a newer version, or locked by another process
   */
  static async open(dir: string, { lock = false } = {}): Promise<RunFolder> {
    const record = readRecord(
      join(dir, 'experiment.json'),
      readText(dir, 'experiment.json'),
      `gyrus ${VERSION}`,
    )
    if (!lock) return new RunFolder(dir, record, null)
    const run = new RunFolder(dir, record, await RunLock.take(dir))
    try {
      await run.#clear()
      return run
    } catch (error) {
      await run.close()
      throw error
    }
  }

  /**
   * Puts a file into the folder, whole or not at all, e.g. `write('analysis/summary.json', text)`.
   * @param again what to do when the disk, which has refused, takes it
   * @throws InputError if the disk refuses
   */
  async write(
    name: string,
    content: Uint8Array | string,
    again = `\`gyrus analyze ${this.dir}\``,
  ): Promise<void> {
    const path = this.path(name)
    this.metrics.ensureInPlace()
    await this.#makeFolder(dirname(normalize(name)))
    await writeWhole(path, content, again)
  }

  /** Where a file of the run lies, e.g. `path('report.html')`. */
  path(name: string): string {
    if (isAbsolute(name) || normalize(name).startsWith('..')) {
      throw new RangeError(`RunFolder: ${name} lies outside of the run`)
    }
    return join(this.dir, name)
  }

  /**
   * Saves a checkpoint. All lines of its step and before must be in `metrics` by then: they are flushed first, so
   * that the metrics never lag behind a checkpoint. Older ones but the last are removed once this is safe. What stays
   * is what the experiment asks for (`training.keepEvery`), and the last before the network is pruned, since other
   * budgets can go on from it and what was cut cannot be had back.
   * @throws InputError if the disk refuses; the earlier checkpoints are untouched then
   * @internal
   */
  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    if (this.#lock === null) throw new Error('RunFolder: opened without lock, it cannot save checkpoints')
    const bytes = encodeCheckpoint(checkpoint) // before the first wait: the training may go on with its arrays
    this.metrics.sync()
    await this.#makeFolder('checkpoints')
    await writeWhole(this.#checkpointPath(checkpoint.step), bytes, this.#again)
    await this.#removeOlder()
  }

  /** Makes a folder in that of the run, and those between them; not the run's own, which a user may have taken away. */
  async #makeFolder(name: string): Promise<void> {
    if (name === '.') return
    await this.#makeFolder(dirname(name))
    const path = this.path(name)
    try {
      await mkdir(path)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw diskError(error, `making the folder ${path}`, this.#again)
    }
  }

  /** Removes the checkpoints that are not kept. */
  async #removeOlder(): Promise<void> {
    const { first = 0 } = pruningSteps(this.experiment) ?? {}
    const steps = await this.checkpointSteps()
    const whole = steps.findLast((step) => step < first)
    const { keepEvery } = this.experiment.training
    for (const step of steps.slice(0, -CHECKPOINTS_KEPT)) {
      if (step === whole || (keepEvery !== undefined && step % keepEvery === 0)) continue
      await rm(this.#checkpointPath(step), { force: true }).catch(() => {}) // one file too many does no harm
    }
  }

  /**
   * @throws InputError if another process has taken the run over from this one
   * @internal
   */
  ensureHeld(): void {
    this.#lock?.ensureHeld()
  }

  /**
   * The steps of the checkpoints that are there, ascending.
   * @internal
   */
  async checkpointSteps(): Promise<number[]> {
    const matches = list(this.path('checkpoints')).map((name) => /^step-(\d{8,})\.safetensors$/.exec(name))
    return matches.flatMap((match) => (match ? [Number(match[1])] : [])).sort((a, b) => a - b)
  }

  /**
   * The newest checkpoint, null if none was saved. A damaged one is not passed over in silence: it was whole when
   * it was saved, so the disk or a hand has changed it, and that is for the user to know and to decide.
   * @throws InputError if it cannot be used, naming the step of the newest that can
   * @internal
   */
  async latestCheckpoint(): Promise<Checkpoint | null> {
    const [newest, ...older] = (await this.checkpointSteps()).reverse()
    if (newest === undefined) return null
    const checkpoint = await this.#readCheckpoint(newest)
    if (!(checkpoint instanceof Error)) return checkpoint
    for (const step of older) {
      if ((await this.#readCheckpoint(step)) instanceof Error) continue
      throw new InputError(`${checkpoint.message}; delete it to go on from step ${step}, which is whole`)
    }
    throw new InputError(`${checkpoint.message}; there is no other: start the run anew`)
  }

  /**
   * The checkpoint of a step. @throws InputError if it cannot be read or is damaged
   * @internal
   */
  async checkpointOf(step: number): Promise<Checkpoint> {
    const checkpoint = await this.#readCheckpoint(step)
    if (checkpoint instanceof Error) throw checkpoint
    return checkpoint
  }

  /** Closes the metrics and gives the lock back. */
  async close(): Promise<void> {
    this.metrics.close()
    await this.#lock?.release()
  }

  /** The checkpoint of a step or, if it is damaged, an error that says so; other faults are thrown. */
  async #readCheckpoint(step: number): Promise<Checkpoint | InputError> {
    const path = this.#checkpointPath(step)
    let bytes: Uint8Array
    try {
      bytes = await readFile(path)
    } catch (error) {
      throw diskError(error, `reading ${path}`)
    }
    try {
      const checkpoint = decodeCheckpoint(bytes)
      if (checkpoint.step !== step) throw new Error(`it is of step ${checkpoint.step}`)
      return checkpoint
    } catch (error) {
      const { message } = error as Error
      if (error instanceof InputError) throw new InputError(`${path}: ${message}`)
      return new InputError(`${path}: damaged checkpoint (${message})`, { cause: error })
    }
  }

  #checkpointPath(step: number): string {
    return this.path(`checkpoints/step-${String(step).padStart(8, '0')}.safetensors`)
  }

  /** Removes what processes that were killed have left: half files, and checkpoints that were about to be removed. */
  async #clear(): Promise<void> {
    const folders = [this.dir, ...['analysis', 'figures'].map((name) => this.path(name))]
    for (const folder of folders) await removeAbandoned(folder)
    const checkpoints = this.path('checkpoints')
    // Whoever has the lock is the only one that saves any, and this process has begun none yet.
    for (const name of list(checkpoints).filter((entry) => isTemporary(entry))) {
      await rm(join(checkpoints, name), { recursive: true, force: true })
    }
    await this.#removeOlder()
  }
}

/** Whether there is anything of that name, be it a link that leads nowhere. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** Makes a folder, and the folders above it; false if it existed already. */
async function make(path: string): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    try {
      await mkdir(path)
      return true
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false
      // Not mkdir's own recursion: it never ends where a folder cannot be made, as in /proc.
      const above = dirname(path)
      if (errorCode(error) !== 'ENOENT' || attempt > 0 || above === path) {
        throw diskError(error, `making the folder ${path}`)
      }
      await make(above)
    }
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw diskError(error, `reading ${folder}`)
  }
}

/** At once, as `readJson` does. */
function readText(dir: string, name: string): string {
  const path = join(dir, name)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOTDIR') throw new InputError(`${dir}: not a run but a file`)
    if (code !== 'ENOENT') throw diskError(error, `reading ${path}`)
    throw new InputError(existsSync(dir) ? `${dir}: not a run, it has no ${name}` : `${dir}: no such folder`)
  }
  return naming(path, () => decodeText(bytes))
}
