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
    if (isLeft(lock)) rmSync(lock, { recursive: true, force: true })
    else await sleep(LOOK_EVERY_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function taken(lock) {
  try {
    mkdirSync(lock)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(lock, 'pid'), String(process.pid))
  return true
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
