/**
 * Runs that several tests begin from: grown once by the command line as it is built now, kept, and copied for each use.
 * What is kept belongs to the sources that it was made with and to the machine, so it is never an old one.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { alone } from '../../scripts/alone.mjs'
import { CACHE, sourceSum } from '../built.js'
import { gyrus, type Outcome, small } from './gyrus.js'

const KEPT = join(CACHE, 'grown')

/**
 * Copies a finished run of the `tiny` preset that trained in a second or two.
 * @param dir the folder of the run, which is made
 * @param settings in addition to those of `small`
 * @returns what `gyrus train` said when the run was grown, then called `run`
 */
export async function grown(dir: string, ...settings: string[]): Promise<Outcome> {
  const source = sourceSum()
  const machine = [process.version, process.arch, cpus()[0]?.model]
  const name = createHash('sha256')
    .update(JSON.stringify([machine, settings]))
    .digest('hex')
  const kept = join(KEPT, source, name)
  const outcome = join(kept, 'outcome.json')
  await alone(`${kept}.lock`, async () => {
    if (existsSync(outcome)) return
    forgetAllBut(source)
    rmSync(kept, { recursive: true, force: true }) // half made
    mkdirSync(kept, { recursive: true })
    const made = await gyrus(['train', 'tiny', '--out', 'run', ...small(...settings)], { cwd: kept })
    if (made.code !== 0) throw new Error(`the run was not grown: ${made.stderr}`)
    writeFileSync(outcome, JSON.stringify(made))
  })
  cpSync(join(kept, 'run'), dir, { recursive: true })
  return JSON.parse(readFileSync(outcome, 'utf8')) as Outcome
}

function forgetAllBut(source: string): void {
  for (const other of readdirSync(KEPT))
    if (other !== source) rmSync(join(KEPT, other), { recursive: true, force: true })
}
