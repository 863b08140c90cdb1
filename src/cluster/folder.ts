/** What a sweep's folder keeps of the jobs that were submitted: scripts, logs, and who failed for good. */
import { existsSync } from 'node:fs'
import { appendFile, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { diskError } from '../runs/files.js'
import { readText } from '../runs/textFile.js'
import { parseJson, undamaged } from '../text.js'
import { checked } from '../training/experiment.js'
import { jobOptionsSchema } from './options.js'

const submissionSchema = z.object({
  /** The scheduler's id of the array. */
  job: z.string(),
  /** When it was submitted, ISO 8601. */
  submitted: z.string(),
  /** The ids of its rows, by the index in the array. */
  rows: z.array(z.string()),
  options: jobOptionsSchema,
})
/** A job array as it was submitted: a line of jobs.jsonl. */
export type Submission = z.output<typeof submissionSchema>

const failureSchema = z.object({ code: z.number(), job: z.string(), starts: z.number() })
/** How a row failed for good, as the job's script noted it. */
export type Failure = z.output<typeof failureSchema>

const TAIL_BYTES = 8192

export class ClusterFolder {
  /** Absolute. */
  readonly dir: string
  /** Where the output of each element goes, as `<job>_<index>.out`. */
  readonly logs: string
  /** A file for each row that failed for good, named by its id. */
  readonly failed: string
  readonly #jobs: string

  /** @param sweep the sweep's folder */
  constructor(sweep: string) {
    this.dir = resolve(sweep, 'slurm')
    this.logs = join(this.dir, 'logs')
    this.failed = join(this.dir, 'failed')
    this.#jobs = join(this.dir, 'jobs.jsonl')
  }

  /** Makes the folders: a job whose log has no folder fails without a word. @throws InputError if the disk refuses */
  async make(): Promise<void> {
    try {
      for (const folder of [this.logs, this.failed, join(this.dir, 'jobs')])
        await mkdir(folder, { recursive: true })
    } catch (error) {
      throw diskError(error, `making ${this.dir}`)
    }
  }

  /** Where the script of the n-th submission lies, from 1. */
  script(n: number): string {
    return join(this.dir, 'jobs', `${String(n).padStart(4, '0')}.sh`)
  }

  /** All submissions, the oldest first. @throws InputError if the file is damaged */
  async submissions(): Promise<Submission[]> {
    if (!existsSync(this.#jobs)) return []
    const lines = (await readText(this.#jobs)).split('\n').filter((line) => line.trim() !== '')
    return lines.map((line, i) =>
      undamaged(
        `${this.#jobs}: line ${i + 1}`,
        () => checked(submissionSchema, parseJson(line)),
        'delete the line; its rows are then submitted again',
      ),
    )
  }

  /** @throws InputError if the disk refuses */
  async note(submission: Submission): Promise<void> {
    try {
      await appendFile(this.#jobs, `${JSON.stringify(submission)}\n`, { flush: true })
    } catch (error) {
      throw diskError(error, `writing ${this.#jobs}`)
    }
  }

  /** Rows that failed for good, by id. */
  async failures(): Promise<Map<string, Failure>> {
    const names = existsSync(this.failed) ? await readdir(this.failed) : []
    const found = await Promise.all(names.map(async (name) => [name, await this.#failure(name)] as const))
    return new Map(found)
  }

  /** A killed node may have left half a file, which says as much: that the row failed. */
  async #failure(name: string): Promise<Failure> {
    try {
      return failureSchema.parse(JSON.parse(await readFile(join(this.failed, name), 'utf8')))
    } catch {
      return { code: 1, job: '', starts: 1 }
    }
  }

  async forget(row: string): Promise<void> {
    await rm(join(this.failed, row), { force: true })
  }

  logOf(element: string): string {
    return join(this.logs, `${element}.out`)
  }

  /** The last lines of an element's output; none if there is no output. */
  async lastLines(element: string, count: number): Promise<string[]> {
    const file = await open(this.logOf(element), 'r').catch(() => null)
    if (file === null) return []
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(TAIL_BYTES),
        position: Math.max(0, size - TAIL_BYTES),
      })
      const lines = buffer.toString('utf8', 0, bytesRead).split(/[\r\n]+/)
      return lines.filter((line) => line.trim() !== '').slice(-count)
    } finally {
      await file.close()
    }
  }
}
