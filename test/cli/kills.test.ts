/** What is killed again and again, at whatever moment, ends bit for bit as what was not, and leaves nothing half written. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { isLong, some } from '../length.js'
import { grown } from './grown.js'
import { gyrus, gyrusProcess, small } from './gyrus.js'
import { bytesOf, left, unfinished } from './left.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-kills-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Longer than a training with its report takes on a quiet machine, so that some live to the end. */
const LATEST_MS = 3000
const KILLS_OF_EACH = 3

/** Runs a command for a while, then kills it; it may have ended before. */
async function killed(args: readonly string[], ms: number, cwd?: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await gyrusProcess(args, {
    cwd,
    begun: (child) => {
      timer = setTimeout(() => child.kill('SIGKILL'), ms)
    },
  })
  clearTimeout(timer)
}

const isRun = (dir: string) => existsSync(join(dir, 'experiment.json'))

it.each(Array.from({ length: some(1) }, (_, i) => [i + 1]))('run %i', async (number) => {
  const random = Random.seeded(number, 'kills')
  const [whole, dir] = ['whole', 'killed'].map((name) => join(folder, `${name}-${number}`))
  await grown(whole)
  const begin = ['train', 'tiny', '--json', '--out', dir, ...small()]
  for (let kills = 0; kills < KILLS_OF_EACH; kills++)
    await killed(isRun(dir) ? ['resume', dir, '--json'] : begin, LATEST_MS * random.uniform())
  const last = isRun(dir) ? ['resume', dir] : begin
  expect(await gyrus(last)).toMatchObject({ code: 0 })
  expect(left(dir)).toEqual(left(whole))
})

/** Commands on a finished run, in the folder in which it lies, and what appears whole or not at all. */
const COMMANDS = [
  { command: ['lesion', 'run', '--nulls', '5', '--trials', '5'], result: 'run/analysis/lesions.json' },
  { command: ['stability', 'run'], result: 'run/analysis/stability.json' },
  {
    command: ['transfer', 'run', '--steps', '10', '--evaluate-every', '5', '--trials', '8'],
    result: 'run/analysis/transfer.json',
    settings: ['heldOut=dlyanti'],
  },
  { command: ['layout', 'run', '--out', 'out'], result: 'out/experiment.json' },
  { command: ['export', 'run', '--format', 'npz', '--out', 'out.npz', '--force'], result: 'out.npz' },
  { command: ['export', 'run', '--format', 'csv', '--out', 'out', '--force'], result: 'out' },
]

it.each(COMMANDS)('$command', async ({ command, result, settings = [] }) => {
  const [name] = command
  const random = Random.seeded(1, 'kills', ...command)
  const [whole, other] = ['whole', 'killed'].map((kind) => mkdtempSync(join(folder, `${kind}-`)))
  for (const dir of [whole, other]) await grown(join(dir, 'run'), ...settings)
  const began = performance.now()
  expect(await gyrusProcess(command, { cwd: whole })).toMatchObject({ code: 0 })
  const lasts = performance.now() - began
  // A layout that was killed while it is analyzed is a run that goes on.
  const again = () => (name === 'layout' && isRun(join(other, 'out')) ? ['resume', 'out'] : command)
  for (let kills = 0; kills < (isLong ? 50 : 1); kills++) {
    await killed(again(), lasts * random.uniform(), other)
    const made = bytesOf(join(other, result))
    if (made !== null && name !== 'layout') expect(made).toEqual(bytesOf(join(whole, result)))
  }
  expect(await gyrus(again(), { cwd: other })).toMatchObject({ code: 0 })
  expect(left(join(other, 'run'))).toEqual(left(join(whole, 'run')))
  if (name === 'layout') expect(left(join(other, 'out'))).toEqual(left(join(whole, 'out')))
  else expect(bytesOf(join(other, result))).toEqual(bytesOf(join(whole, result)))
  expect(unfinished(other)).toEqual([])
})
