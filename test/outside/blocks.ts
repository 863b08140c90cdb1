/** What docs/extending.md shows, by its headings: the tests build it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../built.js'

/** One way of writing something of one's own. */
export interface Way {
  /** Files by name, each a block that begins with `// NAME`. */
  files: Record<string, string>
  /** What to add to gyrus, as `git apply` takes it; empty where all is in the files. */
  diff: string
  /** Lines that begin with `npx gyrus`, as words. */
  commands: string[][]
}

export interface Extension {
  outside: Way
  inside: Way
}

/** By the heading: `A task`, `A charge`, … */
export function extensions(): Record<string, Extension> {
  const page = readFileSync(join(ROOT, 'docs/extending.md'), 'utf8')
  const sections = page.split(/^## (?=An? )/m).slice(1)
  return Object.fromEntries(
    sections.map((section) => {
      const [heading] = section.split('\n', 1)
      const [outside, inside] = section.split('**In gyrus itself.**')
      if (inside === undefined)
        throw new Error(`docs/extending.md: "${heading}" does not say how inside gyrus`)
      return [heading, { outside: wayOf(outside), inside: wayOf(inside) }]
    }),
  )
}

function wayOf(text: string): Way {
  const blocks = Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, language, code]) => ({
    language,
    code,
  }))
  const named = blocks.map(({ code }) => [/^\/\/ (\S+)\n/.exec(code)?.[1], code] as const)
  return {
    files: Object.fromEntries(named.filter((one): one is [string, string] => one[0] !== undefined)),
    diff: blocks
      .filter(({ language }) => language === 'diff')
      .map(({ code }) => code)
      .join(''),
    commands: Array.from(text.matchAll(/^ {4}npx gyrus (.*)$/gm), ([, line]) =>
      line.replace(/ +#.*/, '').split(/ +/),
    ),
  }
}
