/**
 * Signals that ask a process to stop, and the exit code for each (PROTOCOL "A run"). `main` takes them before it loads
 * anything else: before that, SIGUSR1 would open Node's debugger and SIGUSR2 would end the process without saving.
 */
import inspector from 'node:inspector'
import { isUnderNohup } from './nohup.js'

export const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGUSR1: 138, SIGUSR2: 140, SIGTERM: 143 } as const
export type StopSignal = keyof typeof SIGNALS

/**
 * Two signals without a fixed meaning. Batch systems send one of them some time before they end a job, as a warning.
 */
const WARNINGS: readonly StopSignal[] = ['SIGUSR1', 'SIGUSR2']

/**
 * One request may arrive as several signals: a terminal or a batch system sends it to this process, to npx and to a
 * sweep, and the last two pass it on. A signal counts as a second request only if it comes later than this.
 */
const AGAIN_MS = 1000

const underNohup = isUnderNohup()
const asking = (Object.keys(SIGNALS) as StopSignal[]).filter((name) => !(underNohup && name === 'SIGHUP'))

/**
 * Takes SIGUSR1, SIGUSR2 and, under `nohup`, SIGHUP. The default action of the others, to end the process, is right
 * until there is something to save.
 */
export function takeSignals(): void {
  // A SIGUSR1 that came while Node was still starting has opened the debugger.
  if (inspector.url() !== undefined && !isDebuggerWanted()) {
    inspector.close()
    process.exit(SIGNALS.SIGUSR1)
  }
  if (underNohup) process.on('SIGHUP', () => {})
  for (const name of WARNINGS) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(SIGNALS[name]) // no other listener: nothing to save
    })
  }
}

const isDebuggerWanted = () =>
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) => text.includes('--inspect'))

export interface Stopping {
  /** Aborted by the first signal. A second request ends the process at once. */
  readonly signal: AbortSignal
  readonly received: { signal: StopSignal; exitCode: number } | undefined
  /** To be called when everything is saved: from then on the first signal ends the process at once. */
  saved(): void
  /** Stops listening to signals. */
  release(): void
}

/**
 * Listens to the signals that ask the process to stop.
 * @param lastWords called before the process ends at once
 */
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
