/**
 * The built command line, in two ways. `gyrus` runs it in this process, which is quick: a process of its own takes half
 * a second to begin. `gyrusProcess` runs it as a user does, for all that only a process has: signals, its environment, an
 * output that is closed or full, others at the same time.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Console } from 'node:console'
import { closeSync, openSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { ensureBuilt, ROOT } from '../built.js'

const main = `${ROOT}dist/cli/main.js`

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** What one command line says and leaves, run in this process; one after the other, since a process has one output. */
export function gyrus(args: readonly string[], { cwd = ROOT }: { cwd?: string } = {}): Promise<Outcome> {
  const outcome = before.then(() => inThisProcess(args, cwd))
  before = outcome.catch(() => {})
  return outcome
}

/** The one line by which bad input is refused: with exit code 2, and nothing on the output. */
export async function refusalOf(args: readonly string[], where: { cwd?: string } = {}): Promise<string> {
  const { code, stderr, stdout } = await gyrus(args, where)
  expect(stderr.trim().split('\n'), stderr).toHaveLength(1)
  expect(stdout).toBe('')
  expect(code).toBe(2)
  return stderr
}

let before: Promise<unknown> = Promise.resolve()

async function inThisProcess(args: readonly string[], cwd: string): Promise<Outcome> {
  ensureBuilt('node')
  const { runProgram } = (await import(pathToFileURL(`${ROOT}dist/cli/program.js`).href)) as {
    runProgram(words: readonly string[]): Promise<void>
  }
  const output = { stdout: '', stderr: '' }
  const { argv, exitCode, stdout, stderr } = process
  const was = { cwd: process.cwd(), console, out: stdout.write, err: stderr.write }
  const into = (name: keyof typeof output) =>
    ((text: string | Uint8Array) => {
      output[name] += typeof text === 'string' ? text : Buffer.from(text).toString()
      return true
    }) as typeof stdout.write
  process.chdir(cwd)
  process.argv = [process.execPath, main, ...args] // a sweep's pool runs this program
  process.exitCode = undefined
  stdout.write = into('stdout')
  stderr.write = into('stderr')
  globalThis.console = new Console(stdout, stderr)
  try {
    await runProgram(args)
    return { code: Number(process.exitCode ?? 0), signal: null, ...output }
  } finally {
    stdout.write = was.out
    stderr.write = was.err
    globalThis.console = was.console
    process.argv = argv
    process.exitCode = exitCode
    process.chdir(was.cwd)
  }
}

/**
 * Starts `gyrus` with these arguments; `begun` is called at once, `seen` with all of its standard
 * output so far. With `deaf`, its
 * standard output is closed before it says anything, as by a reader that has seen enough; with `full`, it goes to a
 * disk that is full.
 */
export function gyrusProcess(
  args: readonly string[],
  {
    cwd,
    begun,
    seen,
    deaf,
    full,
    from = main,
    through = [],
    stdin = 'ignore',
    env,
  }: {
    cwd?: string
    begun?: (child: ChildProcess) => void
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
  ensureBuilt('node')
  const disk = full ? openSync('/dev/full', 'w') : null
  const [program, ...rest] = [...through, process.execPath, from, ...args]
  const child = spawn(program, rest, {
    cwd,
    env,
    detached: env !== undefined,
    stdio: [stdin, disk ?? 'pipe', 'pipe'],
  })
  if (disk !== null) closeSync(disk)
  begun?.(child)
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

/** Does something once, when what `--json` prints has come to a checkpoint of a step. */
export function atStep(step: number, act: (child: ChildProcess) => void) {
  let done = false
  return (stdout: string, child: ChildProcess) => {
    if (done || !stdout.includes(`"checkpoint","step":${step},`)) return
    done = true
    act(child)
  }
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

/** The same for nine neurons, where a process of its own analyzes and reports, which takes a third longer with 25. */
export const smallest = (...settings: string[]): string[] =>
  small('network.rows=3', 'network.columns=3', ...settings)

/** The environment of this process without a trace of `nohup`, under which the tests may run. */
export const withoutNohup = (): NodeJS.ProcessEnv => ({ ...process.env, _: undefined })
