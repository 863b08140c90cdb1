/**
 * Does something that only one process at a time may do: the others wait. The lock is a folder, because of many processes
 * only one can make it; one whose maker is gone is taken away.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 50
/** Between making the folder and writing into it who made it. */
const NAMELESS_MS = 5_000

/** @type {import('./alone.d.mts').alone} */
export async function alone(lock, work) {
  mkdirSync(dirname(lock), { recursive: true })
  while (!taken(lock)) {
    if (isLeft(lock)) takeAway(lock)
    await sleep(LOOK_EVERY_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function taken(lock) {
  if (!isMade(lock)) return false
  writeFileSync(join(lock, 'pid'), String(process.pid))
  return true
}

/** Makes a folder; false if it is there already. */
function isMade(folder) {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** One at a time, and each looks again: in between another may have taken it away, and the lock for itself. */
function takeAway(lock) {
  const guard = `${lock}.takeover`
  if (!isMade(guard)) return
  try {
    if (isLeft(lock)) rmSync(lock, { recursive: true, force: true })
  } finally {
    rmSync(guard, { recursive: true, force: true })
  }
}

/** Whether who took the lock is gone. */
function isLeft(lock) {
  const pid = pidIn(lock)
  return pid === null ? ageOf(lock) > NAMELESS_MS : !isAlive(pid)
}

function pidIn(lock) {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8')) || null
  } catch {
    return null
  }
}

function ageOf(lock) {
  try {
    return Date.now() - statSync(lock).mtimeMs
  } catch {
    return 0 // given back a moment ago
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
