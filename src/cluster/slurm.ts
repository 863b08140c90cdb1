/** Slurm by its commands, which every installation has: sbatch, squeue, scancel, scontrol. Accounting is not needed. */
import { spawn } from 'node:child_process'
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { show } from '../text.js'

export interface CommandResult {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs a command to its end. @throws InputError if there is no such command */
export type RunCommand = (command: string, args: readonly string[]) => Promise<CommandResult>

/** What the environment can change of what gyrus asks: it goes before what a script says. */
const MISLEADING = /^(SQUEUE_|SBATCH_(ARRAY_INX|OPEN_MODE|SIGNAL|NO_REQUEUE|REQUEUE)$)/

const runCommand: RunCommand = (command, args) =>
  new Promise((resolve, reject) => {
    const kept = Object.entries(process.env).filter(([name]) => !MISLEADING.test(name))
    const child = spawn(command, args, {
      env: { ...Object.fromEntries(kept), LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const fault = `${command}: cannot be run here (${cause.code}); use a machine of the cluster`
      reject(new InputError(fault, { cause }))
    })
    child.on('close', (status) => resolve({ status, ...output }))
  })

/** An element of an array that the scheduler still has. */
export interface QueuedElement {
  state: 'waiting' | 'running'
  /** Why it waits, in Slurm's word, e.g. `Priority`. */
  reason: string
}

/** By `<job>_<index>`. */
export type Queue = ReadonlyMap<string, QueuedElement>

/** Slurm's words for a job that has not begun, or is to begin again. */
const WAITING = ['PENDING', 'REQUEUED', 'REQUEUE_HOLD', 'REQUEUE_FED', 'RESV_DEL_HOLD', 'SPECIAL_EXIT']
/** And for one that has. */
const RUNNING = [
  'RUNNING',
  'COMPLETING',
  'CONFIGURING',
  'SUSPENDED',
  'STOPPED',
  'SIGNALING',
  'RESIZING',
  'STAGE_OUT',
]

export class Slurm {
  readonly #run: RunCommand

  constructor(run: RunCommand = runCommand) {
    this.#run = run
  }

  /**
   * Submits a script.
   * @param after the id of a job that has to end before
   * @returns the job's id
   * @throws InputError with what Slurm says, if it refuses
   */
  async submit(script: string, after?: string): Promise<string> {
    const { stdout } = await this.#ask('sbatch', submitArgs(script, after))
    const [, job] = /^(\d+)(;.*)?$/m.exec(stdout) ?? []
    if (job === undefined)
      throw new InputError(`sbatch: must say the id of the job, said ${show(stdout.trim())}`)
    return job
  }

  /** What it still has of some jobs. @throws InputError if it does not answer */
  async queue(jobs: readonly string[]): Promise<Queue> {
    if (jobs.length === 0) return new Map()
    const args = ['--array', '--noheader', `--jobs=${jobs.join(',')}`, '--format=%F|%K|%T|%r']
    const result = await this.#run('squeue', args)
    // One job that it has forgotten is a fault to it; among others it is passed over.
    if (/Invalid job id/i.test(result.stderr)) return new Map()
    return parseQueue(succeeded('squeue', result).stdout)
  }

  /** @param elements ids of jobs, or `<job>_<index>` @throws InputError if it refuses */
  async cancel(elements: readonly string[]): Promise<void> {
    await this.#ask('scancel', elements)
  }

  /** How many elements an array may have. */
  async mostElements(): Promise<number> {
    return parseMostElements((await this.#ask('scontrol', ['show', 'config'])).stdout)
  }

  /** @throws InputError naming those there are, if one of these, divided by commas, is none */
  async checkPartitions(names: string): Promise<void> {
    const { stdout } = await this.#ask('sinfo', ['--noheader', '--all', '--format=%R'])
    const valid = [...new Set(stdout.split('\n').filter((name) => name !== ''))]
    const unknown = names.split(',').find((name) => !valid.includes(name))
    if (unknown === undefined) return
    const near = nearest(unknown, valid)
    throw new InputError(
      `--partition: must be one of ${valid.join(', ')}, got ${show(unknown)}; nearest: ${near.join(', ')}`,
    )
  }

  async #ask(command: string, args: readonly string[]): Promise<CommandResult> {
    return succeeded(command, await this.#run(command, args))
  }
}

/** The arguments of sbatch. */
export const submitArgs = (script: string, after?: string): string[] => [
  '--parsable',
  ...(after === undefined ? [] : [`--dependency=afterany:${after}`]),
  script,
]

function succeeded(command: string, result: CommandResult): CommandResult {
  if (result.status === 0) return result
  const said = result.stderr.trim().split('\n').at(-1) ?? ''
  throw new InputError(said === '' ? `${command}: ended with exit code ${result.status}` : said)
}

/** @param text lines of `%F|%K|%T|%r`: job, index, state, reason */
export function parseQueue(text: string): Queue {
  const queue = new Map<string, QueuedElement>()
  for (const line of text.split('\n')) {
    const [job, index, word, ...reason] = line.trim().split('|')
    const state = WAITING.includes(word) ? 'waiting' : RUNNING.includes(word) ? 'running' : null
    if (state !== null) queue.set(`${job}_${index}`, { state, reason: reason.join('|') })
  }
  return queue
}

/** @param config what `scontrol show config` says; MaxArraySize is one more than the greatest index */
export function parseMostElements(config: string): number {
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(config) ?? []
  if (size === undefined || Number(size) < 2)
    throw new InputError(
      'scontrol: this cluster has no job arrays (MaxArraySize); use --executor local in a job',
    )
  return Number(size)
}
