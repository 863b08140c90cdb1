/**
 * Whether an object of a user's own (a charge, a cell, a study) has the members that it must have, and no others. The types
 * say the same; but a user's module need not have been compiled, so it is looked at when it runs as well.
 */
import { InputError } from './errors.js'
import { nearest } from './nearest.js'
import { plain, show } from './text.js'

type MemberType = 'name' | 'text' | 'number' | 'flag' | 'function' | 'object' | 'list'
/** What a member is; with `?` it may be left out. */
export type Member = MemberType | `${MemberType}?`
/** By name. */
export type Members = Readonly<Record<string, Member>>
/** An object of any members. */
export type Described = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Described =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * @param whose words for the object, e.g. `the charge hub-cost`
 * @throws InputError naming the object and the member that is missing, wrong or unknown
 */
export function checkMembers(whose: string, value: Described, members: Members): void {
  for (const [name, member] of Object.entries(members)) {
    const given = value[name]
    if (given === undefined && member.endsWith('?')) continue
    const { words, is } = TYPES[member.replace('?', '') as MemberType]
    const came = typeof given === 'function' ? 'a function' : show(given)
    if (!is(given)) throw new InputError(`${whose}: ${name} must be ${words}, got ${came}`)
  }
  const stranger = Object.keys(value).find((name) => !Object.hasOwn(members, name))
  if (stranger === undefined) return
  const near = nearest(stranger, Object.keys(members)).join(', ')
  throw new InputError(`${whose}: has no use for ${plain(stranger)}; nearest: ${near}`)
}

/** How messages name such an object: by its name, if it has one. */
export const nameIn = (what: string, { name }: Described): string =>
  typeof name === 'string' && name !== '' ? `the ${what} ${plain(name)}` : `the ${what}`

const TYPES: Readonly<Record<MemberType, { words: string; is(value: unknown): boolean }>> = {
  name: {
    words: 'a name of letters, digits, "-", "_", "." and "+", 40 at most',
    is: (value) => typeof value === 'string' && /^\w[\w.+-]{0,39}$/.test(value),
  },
  text: { words: 'a text', is: (value) => typeof value === 'string' && value.trim() !== '' },
  number: { words: 'a finite number', is: Number.isFinite },
  flag: { words: 'true or false', is: (value) => typeof value === 'boolean' },
  function: { words: 'a function', is: (value) => typeof value === 'function' },
  object: { words: 'an object', is: isObject },
  list: { words: 'a list', is: Array.isArray },
}
