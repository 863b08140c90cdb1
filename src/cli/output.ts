/** What happens when standard output can no longer be written. */

/** Whether printing is the purpose of the process. A training is not: it goes on when nobody reads what it prints. */
export const output = { matters: true }

/** Ends the process when standard output closes: quietly if its reader has (`gyrus … | head`), else with an error. */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!output.matters) return
    if (code === 'EPIPE') process.exit(process.exitCode ?? 0)
    process.stderr.write(`gyrus: standard output cannot be written (${code})\n`)
    process.exit(2)
  })
  // If standard error cannot be written, there is nowhere to say so. What a training reports is in its files as well.
  process.stderr.on('error', () => {})
}
