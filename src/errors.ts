/**
 * What a user gave cannot be used: a wrong field, an unreadable folder, a damaged file. The message is one
 * line that says what was expected, what came and what to do; the command line prints it without a stack
 * trace and exits with code 2. Mistakes of a programmer (a wrong shape, a broken invariant) are plain errors.
 */
export class InputError extends Error {
  /** How it is told from other errors. */
  override name = 'InputError'

  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message), options)
  }
}

/** What says so: V8 of an array or of WebAssembly's memory, and ONNX Runtime. */
const OUT_OF_MEMORY = /allocation failed|bad_alloc|(failed|not) (to )?allocate memory/i

/** Whether an error came of memory that the system did not give. */
export const isOutOfMemory = (error: unknown): error is Error =>
  error instanceof Error && OUT_OF_MEMORY.test(error.message)

/**
 * A message on one line, without the characters by which a terminal is told what to do. What it quotes of a file or of
 * another parser's message may have some.
 */
function oneLine(message: string): string {
  return message.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
