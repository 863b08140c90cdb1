/** The runs in the folders that `gyrus runs …` is given, and how those that cannot be read are told. */
import { existsSync } from 'node:fs'
import { InputError } from '../errors.js'
import { type DamagedRun, type FoundRuns, findRuns } from '../runs/catalog.js'

/** The folders that are searched for runs if none are given. */
const DEFAULT_ROOTS = ['runs', 'sweeps']

/** The argument's text in `--help`. */
export const DIRS = 'folders to look through (default: runs and sweeps)'

/** @throws InputError if there are none, or none that can be read */
export async function runsIn(roots: readonly string[]): Promise<FoundRuns> {
  const found = await findRuns(roots.length > 0 ? roots : DEFAULT_ROOTS.filter((root) => existsSync(root)))
  if (found.rows.length + found.damaged.length === 0)
    throw new InputError(`no runs in ${(roots.length > 0 ? roots : DEFAULT_ROOTS).join(', ')}`)
  refuseIfAllDamaged(found)
  return found
}

export function refuseIfAllDamaged({ rows, damaged }: FoundRuns): void {
  if (rows.length === 0) throw new InputError(damaged[0].fault)
}

/** A line for each damaged run. It stands below the table, because such a run has no row there. */
export const damagedLines = (damaged: readonly DamagedRun[]): string[] =>
  damaged.map(({ dir, fault }) => `${dir}  damaged: ${fault}`)
