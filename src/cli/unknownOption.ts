/**
 * Hints for an option that a command does not have, if it is clear what was meant: a field of the experiment, which
 * `--set` sets, or an option that was typed before its command.
 */
import type { Command, Option } from 'commander'
import { quoted } from '../figures/command.js'
import { isCalled } from '../nearest.js'
import { experimentFields } from '../training/experiment.js'

/**
 * @param flag the unknown option as it was typed, e.g. `--seed` or `--seed=3`
 * @param words of the command line, without the program's name
 * @returns one line; null if there is no better message than commander's
 */
export function unknownOptionHint(program: Command, flag: string, words: readonly string[]): string | null {
  const [name] = flag.split('=', 1)
  const at = words.indexOf(flag)
  const { command, path, last } = commandOf(program, words)
  if (command === program) {
    const having = [...commandsBelow(program)].filter((candidate) => optionOf(candidate, name))
    if (having.length === 0) return null
    return `${name}: must come after its command, one of ${having.map(pathOf).join(', ')}`
  }
  const option = optionOf(command, name)
  if (option && at < last) {
    const moved = words.slice(at, at + (takesNext(option, flag) ? 2 : 1))
    const unmoved = words.filter((_, i) => i < at || i >= at + moved.length).slice(path.length)
    const corrected = ['gyrus', ...path, ...unmoved, ...moved].map(quoted).join(' ')
    return `${name}: must come after its command; type: ${corrected}`
  }
  const fields = [...experimentFields.keys()].filter((field) => isCalled(name.replace(/^--?/, ''), field))
  if (!flag.startsWith('--') || !optionOf(command, '--set') || fields.length === 0) return null
  const value = flag === name ? valueAt(words, at + 1) : flag.slice(name.length + 1)
  const varies = optionOf(command, '--vary') && /,|\.\./.test(value)
  const settings = fields.map((field) => `${varies ? '--vary' : '--set'} ${quoted(`${field}=${value}`)}`)
  return `${name}: not an option but a field of the experiment; type: ${settings.join(' or ')}`
}

/**
 * The command that a command line names.
 * @returns `path`: the names that lead to it, e.g. `['runs', 'list']`; `last`: the index in `words` of the last name
 */
function commandOf(program: Command, words: readonly string[]) {
  let command = program
  const path: string[] = []
  let last = -1
  for (let i = 0; i < words.length && command.commands.length > 0; i++) {
    const next = command.commands.find((candidate) => candidate.name() === words[i])
    if (next) {
      command = next
      path.push(next.name())
      last = i
    } else if ([...commandsBelow(command)].some((each) => takesNext(optionOf(each, words[i]), words[i]))) i++
  }
  return { command, path, last }
}

function* commandsBelow(command: Command): Generator<Command> {
  for (const each of command.commands) {
    yield each
    yield* commandsBelow(each)
  }
}

const optionOf = (command: Command, name: string): Option | undefined =>
  command.options.find(({ long, short }) => name === long || name === short)

/** Whether the word after an option is its value. */
const takesNext = (option: Option | undefined, word: string): boolean =>
  option !== undefined && (option.required || option.optional) && !word.includes('=')

/** The names that lead to a command, e.g. `runs list`. */
function pathOf(command: Command): string {
  const { parent } = command
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name()
}

/** The word at an index, as an option's value; `…` if there is none or if it is another option. */
const valueAt = (words: readonly string[], at: number): string =>
  at < words.length && !/^-\D/.test(words[at]) ? words[at] : '…'
