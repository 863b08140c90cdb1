/** Before all tests: names the folder in which the first test that needs the page builds it for all; removes it after. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PAGE_FOLDER = 'GYRUS_PAGE_FOLDER'

export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gyrus-page-'))
  process.env[PAGE_FOLDER] = folder // the tests' processes inherit it
  return () => rm(folder, { recursive: true, force: true })
}
