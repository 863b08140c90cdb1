/**
 * Python's pickle (Lib/pickletools.py has every opcode, protocols 2 to 5), read without running anything: a pickle is a
 * program that builds values, and may name any function of Python to be called. Here the functions are those of a list that
 * the caller gives, each of them ours; whatever else is named is refused by its name.
 */
import { Machine, type Pickled, type PickleReader } from './pickleMachine.js'
import { STEPS } from './pickleSteps.js'

export { type Pickled, PickleFunction, type PickleReader } from './pickleMachine.js'

/**
 * The value that a pickle builds.
 * @throws Error with one line that says what is wrong with it, or what it names that is not known
 */
export function unpickle(bytes: Uint8Array, reader: PickleReader): Pickled {
  const machine = new Machine(bytes, reader)
  try {
    return machine.run(STEPS)
  } catch (error) {
    // Of a DataView: a number that reaches beyond the end.
    throw error instanceof RangeError ? new Error('truncated: the pickle ends early') : error
  }
}
