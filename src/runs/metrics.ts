/**
 * metrics.jsonl: what happened in a run, one JSON object a line, in the order in which it happened. One process
 * appends; a line that a kill has torn is cut away on resume together with all that came after the checkpoint.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { diskError, errorCode } from './files.js'
import { type MetricsLine, readMetrics } from './metricsLines.js'

export type { MetricsLine } from './metricsLines.js'

export class Metrics {
  readonly #path: string
  readonly #remedy: string
  #file: number | null = null

  /** @param remedy what to do about a full disk */
  constructor(path: string, remedy: string) {
    this.#path = path
    this.#remedy = remedy
  }

  /** Adds a line, and hands it to the system: it outlives this process. After a fault the file is as before. */
  append(line: MetricsLine): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    this.#do((file) => {
      const { size } = fstatSync(file)
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      } catch (error) {
        ftruncateSync(file, size) // a full disk takes a part of the line
        throw error
      }
    })
  }

  /** Flushes to the disk: the lines outlive a power cut. */
  sync(): void {
    this.#do(fsyncSync)
  }

  /**
   * Removes all lines after a step, and a torn last one, so that the run can go on from its checkpoint.
   * @param step −1 removes everything
   * @throws InputError if a line between those to be kept is damaged
   */
  cutBack(step: number): void {
    const { end } = readMetrics(this.#bytes(), this.#path, step)
    this.#do((file) => {
      ftruncateSync(file, end)
      fsyncSync(file)
    })
  }

  /**
   * All lines, without a torn last one; none if there is no file.
   * @throws InputError if another line is damaged
   */
  read(): MetricsLine[] {
    return readMetrics(this.#bytes(), this.#path).lines
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #bytes(): Buffer {
    try {
      return readFileSync(this.#path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return Buffer.alloc(0)
      throw diskError(error, `reading ${this.#path}`)
    }
  }

  #do(act: (file: number) => void): void {
    try {
      this.#file ??= openSync(this.#path, 'a')
      act(this.#file)
    } catch (error) {
      throw diskError(error, `writing ${this.#path}`, this.#remedy)
    }
  }
}
