/**
 * A setting of the page: a number, a choice, a list of choices, a text, or places on the sheet; and how it is written in
 * an address and read.
 */

interface Words {
  /** A short name for the control. */
  label: string
  /** One sentence: what the setting does to the network or to the page. */
  help: string
}

interface Place {
  /** The field of an experiment that it sets; none if it only changes the view. */
  path?: string
  /** Whether it belongs to the second network. */
  second?: true
}

interface Base<Name extends string, Value> extends Words, Place {
  readonly name: Name
  readonly default: Value
  /** What a text must be, as a phrase to follow "must be". */
  readonly expected: string
  /** The value that a text stands for; null if the text is not valid. */
  read(text: string): Value | null
  write(value: unknown): string
}

export interface NumberSetting<Name extends string = string> extends Base<Name, number> {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  readonly integer: boolean
}

export interface ChoiceSetting<Name extends string = string, Option extends string = string>
  extends Base<Name, Option> {
  readonly kind: 'choice'
  readonly options: readonly Option[]
}

export interface ListSetting<Name extends string = string> extends Base<Name, readonly string[]> {
  readonly kind: 'list'
  readonly options: readonly string[]
  readonly atLeastOne: boolean
}

export interface TextSetting<Name extends string = string> extends Base<Name, string> {
  readonly kind: 'text'
}

export interface PlacesSetting<Name extends string = string> extends Base<Name, readonly number[]> {
  readonly kind: 'places'
  readonly max: number
}

export type Setting = NumberSetting | ChoiceSetting | ListSetting | TextSetting | PlacesSetting

export function number<Name extends string>(
  name: Name,
  about: Words & Place & { default: number; min: number; max: number; integer?: boolean },
): NumberSetting<Name> {
  const { min, max, integer = false } = about
  return {
    kind: 'number',
    name,
    ...about,
    integer,
    expected: `${integer ? 'a whole number' : 'a number'} from ${short(min)} to ${short(max)}`,
    read(text) {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null
      const value = Number(text) + 0 // turns −0 into 0
      const valid = value >= min && value <= max && (!integer || Number.isInteger(value))
      return valid ? value : null
    },
    write: (value) => short(value as number),
  }
}

export function choice<Name extends string, const Option extends string>(
  name: Name,
  options: readonly Option[],
  about: Words & Place & { default: NoInfer<Option> },
): ChoiceSetting<Name, Option> {
  return {
    kind: 'choice',
    name,
    options,
    ...about,
    expected: `one of ${options.join(', ')}`,
    read: (text) => options.find((option) => option === text) ?? null,
    write: String,
  }
}

/** A list of several options. It is written in the order of the options; a list of all of them is written as `all`. */
export function list<Name extends string>(
  name: Name,
  options: readonly string[],
  about: Words & Place & { default: readonly string[]; atLeastOne?: boolean },
): ListSetting<Name> {
  const { atLeastOne = false } = about
  return {
    kind: 'list',
    name,
    options,
    ...about,
    atLeastOne,
    expected: `all, or some of ${options.join(', ')}, with commas between`,
    read(text) {
      if (text === 'all') return options
      const names = text === '' ? [] : text.split(',')
      if (names.some((each) => !options.includes(each)) || (atLeastOne && names.length === 0)) return null
      return options.filter((option) => names.includes(option))
    },
    write(value) {
      const names = value as readonly string[]
      return names.length === options.length ? 'all' : names.join(',')
    },
  }
}

/** Any text, such as the name of a run. */
export function text<Name extends string>(name: Name, about: Words & Place): TextSetting<Name> {
  return {
    kind: 'text',
    name,
    ...about,
    default: '',
    expected: `at most ${LONGEST_TEXT} characters`,
    read: (text) => (text.length <= LONGEST_TEXT ? text : null),
    write: String,
  }
}
const LONGEST_TEXT = 1000

/** Places on the sheet, ascending, each once. They are written with their stretches: `3,7-12`. */
export function places<Name extends string>(name: Name, about: Words & { max: number }): PlacesSetting<Name> {
  const { max } = about
  return {
    kind: 'places',
    name,
    ...about,
    default: [],
    expected: `whole numbers from 0 to ${max} with commas between, such as 3,7-12`,
    read(text) {
      const found = new Set<number>()
      for (const part of text === '' ? [] : text.split(',')) {
        const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? []
        if (from === undefined || Number(to) > max || Number(from) > Number(to)) return null
        for (let place = Number(from); place <= Number(to); place++) found.add(place)
      }
      return [...found].sort((a, b) => a - b)
    },
    write(value) {
      const stretches: [from: number, to: number][] = []
      for (const place of value as readonly number[]) {
        const last = stretches.at(-1)
        if (last?.[1] === place - 1) last[1] = place
        else stretches.push([place, place])
      }
      return stretches.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',')
    },
  }
}

/** The shortest text of a number, e.g. 3e-4 for 0.0003. */
export function short(value: number): string {
  const [plain, exponential] = [String(value), value.toExponential()].map((text) => text.replace('e+', 'e'))
  return exponential.length < plain.length ? exponential : plain
}
