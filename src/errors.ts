/**
 * What a user gave cannot be used: a wrong field, an unreadable folder, a damaged file. The message is one
 * line that says what was expected, what came and what to do; the command line prints it without a stack
 * trace and exits with code 2. Mistakes of a programmer (a wrong shape, a broken invariant) are plain errors.
 */
export class InputError extends Error {
  /** How it is told from other errors. */
  override name = 'InputError'
}
