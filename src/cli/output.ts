/** What happens when standard output can no longer be written. */

/** Whether the process is there for what it prints; a training goes on without a reader. */
export const output = { matters: true }

/** A reader that has seen enough (`gyrus … | head`) is no fault, and no answer either; a full disk is one. */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!output.matters) return
    if (code === 'EPIPE') process.exit(process.exitCode ?? 0)
    process.stderr.write(`gyrus: standard output cannot be written (${code})\n`)
    process.exit(2)
  })
  // Nothing can be said of it then; what a training has to say also stands in its files.
  process.stderr.on('error', () => {})
}
