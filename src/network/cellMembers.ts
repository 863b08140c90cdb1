/** Whether an object is a whole cell, as one of a user's own may not be. */
import { InputError } from '../errors.js'
import { checkFields } from '../fields.js'
import { checkMembers, type Described, isObject, type Members, nameIn } from '../members.js'
import { show } from '../text.js'

const MEMBERS: Members = {
  name: 'name',
  uses: 'list',
  fields: 'object?',
  sentence: 'function',
  make: 'function',
}

/** What stands beside a cell's fields in `network`. */
const TAKEN = [
  'rows',
  'columns',
  'activation',
  'form',
  'alpha',
  'noise',
  'initialization',
  'gain',
  'cell',
  'cellSha256',
]

/** What a cell of a user's own may use of the settings of every experiment; others are fields of its own. */
const USED: readonly unknown[] = ['alpha', 'noise']

/** Whether an object means to be a cell, whole or not. */
export const meansCell = (value: unknown): value is Described =>
  isObject(value) && ['make', 'uses'].some((name) => name in value)

/** @throws InputError naming the cell and the member that is missing or wrong */
export function checkCell(definition: Described): void {
  const whose = nameIn('cell', definition)
  checkMembers(whose, definition, MEMBERS)
  const stranger = (definition.uses as unknown[]).find((setting) => !USED.includes(setting))
  if (stranger !== undefined) {
    throw new InputError(`${whose}: uses must be a list of ${USED.join(', ')}, got ${show(stranger)}`)
  }
  if (definition.fields !== undefined) checkFields(whose, definition.fields as Described, TAKEN)
}

/** What `make` must return. */
const MADE: Members = {
  parameters: 'function',
  initialize: 'function',
  dynamics: 'function',
  silenceIsExact: 'flag',
  projected: 'function?',
}

/** @throws InputError naming what is missing of what a cell's `make` returned */
export function checkMade(name: string, cell: unknown): void {
  const whose = `the cell ${name}: what make returns`
  if (!isObject(cell)) throw new InputError(`${whose} must be an object, got ${show(cell)}`)
  checkMembers(whose, cell, MADE)
}
