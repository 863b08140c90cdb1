/**
 * metrics.jsonl: what happened in a run, one JSON object a line, in the order in which it happened. One process
 * appends; a line that a kill has torn is cut away on resume together with all that came after the checkpoint.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs'
import { InputError } from '../errors.js'
import { diskError, errorCode } from './files.js'
import { type MetricsLine, metricsOf } from './metricsLines.js'

export type { MetricsLine } from './metricsLines.js'

/** How much of the file is read at a time. */
const PIECE_BYTES = 65_536

export class Metrics {
  readonly #path: string
  readonly #again: string
  #file: number | null = null

  /** @param again what to do when the disk, which has refused a line, takes it */
  constructor(path: string, again: string) {
    this.#path = path
    this.#again = again
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
    let end = 0
    for (const line of metricsOf(this.#pieces(), this.#path, step)) end = line.end
    this.#do((file) => {
      ftruncateSync(file, end)
      fsyncSync(file)
    })
  }

  /**
   * The lines one by one, without a torn last one; none if there is no file. Of the file, some kilobytes are held at a time.
   * @throws InputError at a line after one that is damaged
   */
  *lines(): Generator<MetricsLine, void> {
    for (const { line } of metricsOf(this.#pieces(), this.#path)) yield line
  }

  /** All lines at once. @throws InputError as `lines` */
  read(): MetricsLine[] {
    return [...this.lines()]
  }

  /** @throws InputError as `lines` */
  last(): MetricsLine | undefined {
    let last: MetricsLine | undefined
    for (const line of this.lines()) last = line
    return last
  }

  /**
   * Makes sure that what is written is still in the file of that name: a folder that was deleted, moved to another disk or
   * replaced by a link takes the open file with it, and what is written then is lost, or parted from its checkpoints.
   * @throws InputError if it is not
   */
  ensureInPlace(): void {
    if (this.#file === null) return
    const open = fstatSync(this.#file)
    const named = statSync(this.#path, { throwIfNoEntry: false })
    // On some file systems a file has another number each time it is looked up.
    const isSame = named && ((named.ino === open.ino && named.dev === open.dev) || named.size === open.size)
    if (isSame) return
    throw new InputError(
      `${this.#path}: was deleted, moved or replaced while the run was written; put its folder back, or go on with it where it is now: \`gyrus resume\``,
    )
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  /** The file in pieces. All come in one buffer, so that a piece is gone when the next one is taken. */
  *#pieces(): Generator<Uint8Array> {
    const reading = <T>(act: () => T): T => {
      try {
        return act()
      } catch (error) {
        throw diskError(error, `reading ${this.#path}`)
      }
    }
    const file = reading(() => {
      try {
        return openSync(this.#path, 'r')
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return null
        throw error
      }
    })
    if (file === null) return
    try {
      const piece = Buffer.alloc(PIECE_BYTES)
      for (let read = 1; read > 0; ) {
        read = reading(() => readSync(file, piece))
        if (read > 0) yield piece.subarray(0, read)
      }
    } finally {
      closeSync(file)
    }
  }

  #do(act: (file: number) => void): void {
    try {
      this.#file ??= openSync(this.#path, 'a')
      act(this.#file)
      this.ensureInPlace()
    } catch (error) {
      throw diskError(error, `writing ${this.#path}`, this.#again)
    }
  }
}
