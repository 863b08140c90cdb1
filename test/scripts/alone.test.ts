import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { alone } from '../../scripts/alone.mjs'
import { temporaryFolder } from '../runs/disks.js'

/** How many of `count` are at work at the same time, at most. */
async function mostAtOnce(lock: string, count = 8): Promise<number> {
  let [now, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++now)
    await sleep(1)
    now--
  }
  await Promise.all(Array.from({ length: count }, () => alone(lock, work)))
  return most
}

it('lets one work at a time, and leaves nothing behind', async () => {
  const folder = temporaryFolder()
  expect(await mostAtOnce(join(folder, 'made', 'lock'))).toBe(1)
  expect(readdirSync(join(folder, 'made'))).toEqual([])
})

it('gives what the work gives, and the lock back where it fails', async () => {
  const lock = join(temporaryFolder(), 'lock')
  expect(await alone(lock, async () => 7)).toBe(7)
  await expect(alone(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(lock)).toBe(false)
})

it.each([
  ['of a process that is gone', (lock: string) => writeFileSync(join(lock, 'pid'), String(2 ** 30))],
  ['that was never signed', (lock: string) => utimesSync(lock, 0, 0)],
])('takes a lock away %s, once', async (_, leave) => {
  const lock = join(temporaryFolder(), 'lock')
  mkdirSync(lock)
  leave(lock)
  expect(await mostAtOnce(lock)).toBe(1)
})

it('waits for a process that lives', async () => {
  const lock = join(temporaryFolder(), 'lock')
  const done: string[] = []
  await Promise.all([
    alone(lock, async () => {
      await sleep(200)
      done.push('first')
    }),
    alone(lock, async () => void done.push('second')),
  ])
  expect(done).toEqual(['first', 'second'])
})
