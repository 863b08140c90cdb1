/** npm as a user runs it: nothing of what the npm that runs the tests tells its scripts. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ensureBuilt } from '../built.js'

const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))

export interface Npm {
  /** A Node that it runs under. */
  node: string
  cli: string
}

export interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs a program in a folder, with its own folder first on the path. */
export function run(file: string, args: readonly string[], cwd: string): Ran {
  const env = { ...ENV, PATH: `${dirname(file)}:${ENV.PATH}` }
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** @param cache the folder of its cache; the user's where left out */
export function npm({ node, cli }: Npm, args: readonly string[], cwd: string, cache?: string): Ran {
  const where = cache === undefined ? [] : ['--cache', cache]
  return run(node, [cli, ...args, ...where, '--no-update-notifier'], cwd)
}

/** The npm that lies beside the Node that runs the tests. */
export const HERE: Npm = { node: process.execPath, cli: npmBeside(process.execPath) }

function npmBeside(node: string): string {
  const near = [
    join(dirname(node), '../lib/node_modules'),
    join(dirname(node), '../share/nodejs'),
    join(dirname(node), 'node_modules'),
  ]
  const found = near.map((place) => join(place, 'npm/bin/npm-cli.js')).find(existsSync)
  return found ?? execFileSync('sh', ['-c', 'readlink -f "$(command -v npm)"'], { encoding: 'utf8' }).trim()
}

/**
 * Packs gyrus as it is built.
 * @returns the path of the tarball
 */
export function pack(folder: string): string {
  ensureBuilt('node')
  ensureBuilt('web')
  const { status, stdout, stderr } = npm(
    HERE,
    ['pack', '--ignore-scripts', '--pack-destination', folder],
    resolve('.'),
  )
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`)
  return join(folder, stdout.trim().split('\n').at(-1) ?? '')
}
