/** Signals that ask a process to stop, and the exit code that each leaves (PROTOCOL "A run"). */

export const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
export type StopSignal = keyof typeof SIGNALS

export interface Stopping {
  /** Aborted by the first such signal; a second one ends the process at once. */
  readonly signal: AbortSignal
  readonly received: { signal: StopSignal; exitCode: number } | undefined
  /** Gives the signals back to whoever had them. */
  release(): void
}

export function stopOnSignal(): Stopping {
  const controller = new AbortController()
  let received: Stopping['received']
  const listener = (signal: StopSignal) => {
    if (received) process.exit(SIGNALS[signal])
    received = { signal, exitCode: SIGNALS[signal] }
    controller.abort()
  }
  for (const signal of Object.keys(SIGNALS)) process.on(signal, listener)
  return {
    signal: controller.signal,
    get received() {
      return received
    },
    release() {
      for (const signal of Object.keys(SIGNALS)) process.off(signal, listener)
    },
  }
}
