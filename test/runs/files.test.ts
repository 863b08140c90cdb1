import { readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { InputError } from '../../src/errors.js'
import { writeNew, writeWhole } from '../../src/runs/files.js'
import { isTemporary } from '../../src/runs/temporary.js'
import { canMount, smallDisk, temporaryFolder } from './disks.js'

/** Which operation on the disk fails, counted from 0, and whether all later ones fail too (as if killed there). */
const fault = vi.hoisted(() => ({
  at: Number.POSITIVE_INFINITY,
  killed: false,
  count: 0,
  log: [] as string[],
}))

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  const step = (syscall: string) => {
    const now = fault.count++
    fault.log.push(syscall)
    if (now === fault.at || (fault.killed && now > fault.at)) {
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${syscall}`), {
        code: 'ENOSPC',
        syscall,
      })
    }
  }
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      step('open')
      const file = await fs.open(...args)
      return {
        writeFile: async (content: string) => {
          if (fault.count === fault.at) await file.writeFile(content.slice(0, 10)) // a full disk takes a part
          step('write')
          await file.writeFile(content)
        },
        sync: async () => {
          step('sync')
          await file.sync()
        },
        close: async () => {
          await file.close()
          step('close')
        },
      }
    },
    rename: async (from: string, to: string) => {
      step('rename')
      await fs.rename(from, to)
    },
    rm: async (...args: Parameters<typeof fs.rm>) => {
      step('rm')
      await fs.rm(...args)
    },
  }
})

function plan(at: number, killed = false): void {
  Object.assign(fault, { at, killed, count: 0, log: [] })
}
afterEach(() => plan(Number.POSITIVE_INFINITY))

const OLD = 'the old content, whole'
const NEW = 'the new content, which is longer, whole'
const OPERATIONS = ['open', 'write', 'sync', 'close', 'rename', 'open', 'sync', 'close']

describe('writeWhole', () => {
  it('writes and replaces, and flushes the file before and the folder after the rename', async () => {
    const path = join(temporaryFolder(), 'report.html')
    plan(Number.POSITIVE_INFINITY)
    await writeWhole(path, OLD)
    expect(readFileSync(path, 'utf8')).toBe(OLD)
    expect(fault.log).toEqual(OPERATIONS)
    await writeWhole(path, NEW)
    expect(readFileSync(path, 'utf8')).toBe(NEW)
    expect(readdirSync(join(path, '..'))).toEqual(['report.html'])
  })

  it.each(OPERATIONS.map((name, at) => [at, name] as const))(
    'a disk full at operation %i (%s) is one line, and leaves a whole file and nothing else',
    async (at) => {
      const path = join(temporaryFolder(), 'report.html')
      writeFileSync(path, OLD)
      plan(at)
      const error = await writeWhole(path, NEW, '`gyrus resume runs/x`').catch((e: unknown) => e)
      expect(error).toBeInstanceOf(InputError)
      expect((error as InputError).message).toBe(
        `disk full (ENOSPC) while writing ${path}: free space and \`gyrus resume runs/x\``,
      )
      expect(readFileSync(path, 'utf8')).toBe(at <= OPERATIONS.indexOf('rename') ? OLD : NEW)
      expect(readdirSync(join(path, '..'))).toEqual(['report.html'])
    },
  )

  it.each(OPERATIONS.map((name, at) => [at, name] as const))(
    'a kill at operation %i (%s) leaves a whole file; what else is left can be told',
    async (at) => {
      const path = join(temporaryFolder(), 'report.html')
      writeFileSync(path, OLD)
      plan(at, true)
      await expect(writeWhole(path, NEW)).rejects.toThrow()
      expect(readFileSync(path, 'utf8')).toBe(at <= OPERATIONS.indexOf('rename') ? OLD : NEW)
      const others = readdirSync(join(path, '..')).filter((name) => name !== 'report.html')
      expect(others.every((name) => isTemporary(name, 'report.html'))).toBe(true)
      expect(isTemporary('report.html')).toBe(false)
      expect(others.length).toBe(at >= 1 && at <= OPERATIONS.indexOf('rename') ? 1 : 0)
    },
  )

  it('of content that comes in pieces is whole, or as before, wherever it stops', async () => {
    const pieces = async (file: FileHandle) => {
      await file.writeFile(NEW.slice(0, 10))
      await file.writeFile(NEW.slice(10)) // a handle goes on where it was
    }
    const operations = ['open', 'write', ...OPERATIONS.slice(1)]
    for (const at of operations.keys()) {
      const path = join(temporaryFolder(), 'act.npz')
      writeFileSync(path, OLD)
      plan(at)
      await expect(writeWhole(path, pieces)).rejects.toThrow(/^disk full/)
      expect(readFileSync(path, 'utf8')).toBe(at <= operations.indexOf('rename') ? OLD : NEW)
      expect(readdirSync(join(path, '..'))).toEqual(['act.npz'])
    }
    const path = join(temporaryFolder(), 'act.npz')
    plan(Number.POSITIVE_INFINITY)
    const failing = async (file: FileHandle) => {
      await pieces(file)
      throw new InputError('the activity is not finite')
    }
    await expect(writeNew(path, failing)).rejects.toThrow('the activity is not finite')
    expect(readdirSync(join(path, '..'))).toEqual([])
    expect(await writeNew(path, pieces)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe(NEW)
  })

  it('says what is wrong with a path', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const message = (path: string) => writeWhole(path, '').catch((e: unknown) => (e as InputError).message)
    expect(await message(join(folder, 'file', 'x'))).toBe(
      `a part of the path is not a folder (ENOTDIR) while writing ${join(folder, 'file', 'x')}`,
    )
    expect(await message(join(folder, 'none', 'x'))).toMatch(
      /^no such file or folder \(ENOENT\) while writing /,
    )
    expect(await message(join(folder, 'x'.repeat(300)))).toMatch(/^the name is too long/)
  })

  it('does not take a mistake of ours for one of the disk', async () => {
    const path = join(temporaryFolder(), 'x')
    plan(Number.POSITIVE_INFINITY)
    await expect(writeWhole(path, 7 as unknown as string)).rejects.toThrow(TypeError)
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  it.runIf(canMount)('holds on a disk that is really full', { tags: ['mount'] }, async () => {
    const disk = smallDisk('size=64k')
    const path = join(disk, 'x')
    await writeWhole(path, OLD)
    await expect(writeWhole(path, 'x'.repeat(100_000))).rejects.toThrow(
      `disk full (ENOSPC) while writing ${path}: `,
    )
    expect(readFileSync(path, 'utf8')).toBe(OLD)
    expect(readdirSync(disk)).toEqual(['x'])
    await writeWhole(path, 'y'.repeat(30_000))
    expect(statSync(path).size).toBe(30_000)
  })
})

describe('writeNew', () => {
  it('writes a file whole where there is none, and leaves one that is there as it is', async () => {
    const path = join(temporaryFolder(), 'runs.csv')
    expect(await writeNew(path, OLD)).toBe(true)
    expect(await writeNew(path, NEW)).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe(OLD)
    expect(readdirSync(join(path, '..'))).toEqual(['runs.csv'])
  })

  it('lets one of many have the name', async () => {
    const path = join(temporaryFolder(), 'runs.csv')
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((text) => writeNew(path, text)))
    expect(results.filter((isNew) => isNew)).toHaveLength(1)
    expect(readFileSync(path, 'utf8')).toBe('abcd'[results.indexOf(true)])
  })

  it('takes a link that leads nowhere for something', async () => {
    const path = join(temporaryFolder(), 'runs.csv')
    symlinkSync('nowhere', path)
    expect(await writeNew(path, NEW)).toBe(false)
    expect(readlinkSync(path)).toBe('nowhere')
  })
})
