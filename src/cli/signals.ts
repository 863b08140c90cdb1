/**
 * Signals that ask a process to stop, and the exit code that each leaves (PROTOCOL "A run"). `main` takes them before
 * anything else is loaded: until then SIGUSR1 would open Node's debugger, and SIGUSR2 end the process unsaved.
 */
import inspector from 'node:inspector'
import { isUnderNohup } from './nohup.js'

export const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGUSR1: 138, SIGUSR2: 140, SIGTERM: 143 } as const
export type StopSignal = keyof typeof SIGNALS

/** Two signals without a fixed meaning; batch systems send one of them some time before they end a job. */
const WARNINGS: readonly StopSignal[] = ['SIGUSR1', 'SIGUSR2']

/**
 * A signal may come twice for one request: a terminal or a batch system sends it to npx and to a sweep as well, and
 * both pass it on. Only a signal that comes later than this counts as a second one.
 */
const AGAIN_MS = 1000

const underNohup = isUnderNohup()
const asking = (Object.keys(SIGNALS) as StopSignal[]).filter((name) => !(underNohup && name === 'SIGHUP'))

/** Takes the signals whose default is not what is wanted; the others end a process that has nothing to save. */
export function takeSignals(): void {
  // A SIGUSR1 that came while Node itself began has opened the debugger already.
  if (inspector.url() !== undefined && !isDebuggerWanted()) {
    inspector.close()
    process.exit(SIGNALS.SIGUSR1)
  }
  if (underNohup) process.on('SIGHUP', () => {})
  for (const name of WARNINGS) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(SIGNALS[name]) // nobody saves anything
    })
  }
}

const isDebuggerWanted = () =>
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) => text.includes('--inspect'))

export interface Stopping {
  /** Aborted by the first signal; one that asks again ends the process at once. */
  readonly signal: AbortSignal
  readonly received: { signal: StopSignal; exitCode: number } | undefined
  /** Everything is saved: from now on the first signal ends the process at once. */
  saved(): void
  /** Gives the signals back to whoever had them. */
  release(): void
}

/** @param lastWords called before the process ends at once */
export function stopOnSignal(lastWords: (signal: StopSignal) => void = () => {}): Stopping {
  const controller = new AbortController()
  let received: Stopping['received']
  let since = 0
  let isSaved = false
  const listener = (signal: StopSignal) => {
    const now = performance.now()
    if (received && now - since < AGAIN_MS) return
    if (received || isSaved) {
      lastWords(signal)
      process.exit(SIGNALS[signal])
    }
    received = { signal, exitCode: SIGNALS[signal] }
    since = now
    controller.abort()
  }
  for (const name of asking) process.on(name, listener)
  return {
    signal: controller.signal,
    get received() {
      return received
    },
    saved() {
      isSaved = true
    },
    release() {
      for (const name of asking) process.off(name, listener)
    },
  }
}
