/** The built command line as a user runs it: a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/**
 * Starts `gyrus` with these arguments; `seen` is called with all of its standard output so far. With `deaf`, its
 * standard output is closed before it says anything, as by a reader that has seen enough; with `full`, it goes to a
 * disk that is full.
 */
export function gyrus(
  args: readonly string[],
  {
    cwd,
    seen,
    deaf,
    full,
    from = main,
    through = [],
    stdin = 'ignore',
    env,
  }: {
    cwd?: string
    seen?: (stdout: string, child: ChildProcess) => void
    deaf?: boolean
    full?: boolean
    /** The command line of another copy of gyrus. */
    from?: string
    /** A command that runs Node with the arguments that follow it, e.g. a shell with a script. */
    through?: readonly string[]
    stdin?: 'ignore' | number
    /** Instead of this process' environment. Given, the process also leads a job of its own, as a shell starts one. */
    env?: NodeJS.ProcessEnv
  } = {},
): Promise<Outcome> {
  const disk = full ? openSync('/dev/full', 'w') : null
  const [program, ...rest] = [...through, process.execPath, from, ...args]
  const child = spawn(program, rest, {
    ...{ cwd, env, detached: env !== undefined },
    stdio: [stdin, disk ?? 'pipe', 'pipe'],
  })
  if (disk !== null) closeSync(disk)
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
    seen?.(output.stdout, child)
  })
  if (deaf) child.stdout?.destroy()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...output }))
  })
}

/** `--set` arguments for a network that trains in a second or two. */
export const small = (...settings: string[]): string[] =>
  [
    'network.rows=5',
    'network.columns=5',
    'training.steps=300',
    'training.batch=2',
    'training.time=25',
    'training.evaluateEvery=100',
    'training.evaluationTrials=5',
    'training.checkpointEvery=50',
    'analysis.trials=10',
    'engine.threads=1',
    ...settings,
  ].flatMap((setting) => ['--set', setting])

/** The environment of this process without a trace of `nohup`, under which the tests may run. */
export const withoutNohup = (): NodeJS.ProcessEnv => ({ ...process.env, _: undefined })
