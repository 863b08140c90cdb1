/**
 * Python for the tests that read our files with the tools that their users have. A machine may have several Pythons, each
 * with other versions of a tool: a file must be right for all of them. Where none has what a test needs, the test is not
 * run, which is said at the end and fails where CI=true (notRun.ts).
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './built.js'

/** Those on the path, and Debian's, whose packages `.ci/run` installs. */
const PYTHONS = ['python3', '/usr/bin/python3']

/** The first line of a script that imports the files of `python/`, which leaves nothing beside them. */
export const READERS = `import sys; sys.dont_write_bytecode = True; sys.path.insert(0, ${JSON.stringify(join(ROOT, 'python'))})
`

/** The Pythons that can import some modules. */
export function pythonsWith(...modules: string[]): string[] {
  return PYTHONS.filter(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' }).status === 0,
  )
}

/**
 * What a script prints, as JSON.
 * @param args its `sys.argv[1:]`
 * @throws Error with what Python says, if the script fails
 */
export function fromPython(python: string, script: string, args: readonly string[] = []): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-', ...args], {
    input: script,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`${python} failed:\n${stderr}`)
  return JSON.parse(stdout)
}
