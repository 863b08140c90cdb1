/** Whether an object is a whole charge, as one of a user's own may not be. */
import { checkFields } from '../fields.js'
import { checkMembers, type Described, isObject, type Members, nameIn } from '../members.js'

const MEMBERS: Members = {
  name: 'name',
  title: 'text?',
  label: 'text',
  charged: 'text?',
  help: 'text',
  fields: 'object',
  free: 'object?',
  swapsOf: 'object?',
  sentence: 'function',
  lengths: 'function?',
  penalty: 'function?',
  afterStep: 'function?',
  masks: 'function?',
  memory: 'function?',
  afterEvaluation: 'function?',
}

/** What stands beside a charge's fields in `regularizer` or in the settings that it gets. */
const TAKEN = ['kind', 'kindSha256', 'lambda', 'schedule', 'metric', 'relocation']

/** Whether an object means to be a charge, whole or not. */
export const meansCharge = (value: unknown): value is Described =>
  isObject(value) && ['label', 'help', 'penalty', 'afterStep', 'masks'].some((name) => name in value)

/** @throws InputError naming the charge and the member that is missing or wrong */
export function checkCharge(charge: Described): void {
  const whose = nameIn('charge', charge)
  checkMembers(whose, charge, MEMBERS)
  checkFields(whose, charge.fields as Described, TAKEN)
  for (const related of [charge.free, charge.swapsOf]) if (isObject(related)) checkCharge(related)
}
