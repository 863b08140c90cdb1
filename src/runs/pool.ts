/**
 * A pool of processes, each running the command line on one task: what fails in one leaves the others alone, and each
 * can use a core. They are in process groups of their own, so that Ctrl-C reaches only this process, which passes it on.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface PoolTask {
  /**
   * The arguments of the command line, asked for when it begins: they may depend on what has ended by then. Null if there
   * is nothing left to do.
   */
  args(): Promise<readonly string[] | null>
}

export interface PoolEnd<Task extends PoolTask> {
  task: Task
  /** The exit code; null if a signal ended the process. */
  code: number | null
  /** The last line of its standard error. */
  message: string
  /** Since its start. */
  seconds: number
}

export interface PoolOptions<Task extends PoolTask> {
  /** Processes at a time. */
  jobs: number
  /** The program that takes the arguments: its path, for this Node. */
  program: string
  /** Aborted, it stops what runs (SIGTERM: a training saves its state) and begins nothing more. */
  signal?: AbortSignal
  onStart?(task: Task): void
  /** A line of a task's standard output. */
  onLine?(task: Task, line: string): void
  /** A line of its standard error. */
  onMessage?(task: Task, line: string): void
  /** Awaited. What it or a task's `args` throws stops the pool as the signal does, and is thrown by it. */
  onEnd?(end: PoolEnd<Task>): void | Promise<void>
}

/**
 * Keeps Node from opening its debugger in a process that SIGUSR1 reaches before it could take the signal. Node 20 does
 * not have the option.
 */
const WITHOUT_DEBUGGER = ['--disable-sigusr1'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag))

/** Runs all tasks, in their order; ends when all that were begun have ended. */
export async function runPool<Task extends PoolTask>(
  tasks: readonly Task[],
  options: PoolOptions<Task>,
): Promise<PoolEnd<Task>[]> {
  const waiting = [...tasks]
  const ends: PoolEnd<Task>[] = []
  const fault = new AbortController()
  const signal = AbortSignal.any([fault.signal, ...(options.signal ? [options.signal] : [])])
  const worker = async () => {
    while (!signal.aborted) {
      const task = waiting.shift()
      if (task === undefined) return
      try {
        const args = await task.args()
        if (signal.aborted) return
        if (args === null) continue
        const end = await runOne(task, args, { ...options, signal })
        ends.push(end)
        await options.onEnd?.(end)
      } catch (error) {
        fault.abort(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, tasks.length) }, worker))
  if (fault.signal.aborted) throw fault.signal.reason
  return ends
}

async function runOne<Task extends PoolTask>(
  task: Task,
  args: readonly string[],
  { program, signal, onStart, onLine, onMessage }: PoolOptions<Task>,
): Promise<PoolEnd<Task>> {
  const start = performance.now()
  onStart?.(task)
  const child = spawn(process.execPath, [...WITHOUT_DEBUGGER, program, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = () => terminate(child)
  signal?.addEventListener('abort', stop)
  let message = ''
  createInterface({ input: child.stdout }).on('line', (line) => onLine?.(task, line))
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() === '') return
    message = line
    onMessage?.(task, line)
  })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve) // after the last line has been read
    })
    return { task, code, message, seconds: (performance.now() - start) / 1000 }
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

function terminate(child: ChildProcess): void {
  if (child.exitCode === null) child.kill('SIGTERM')
}
