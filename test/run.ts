/** Before all tests: a folder for what holds for this run of the tests alone (built.ts); removed after it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const RUN_FOLDER = 'GYRUS_RUN_FOLDER'

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[RUN_FOLDER] !== undefined) return undefined // each project asks
  const folder = await mkdtemp(join(tmpdir(), 'gyrus-tests-'))
  process.env[RUN_FOLDER] = folder // the tests' processes inherit it
  return async () => {
    delete process.env[RUN_FOLDER]
    await rm(folder, { recursive: true, force: true })
  }
}
