/** Disks that fill up, in space or in files, at every phase of a command: one line says so, and freed, it goes on. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLong } from '../length.js'
import { canMount, smallDisk } from '../runs/disks.js'
import { grown } from './grown.js'
import { gyrus, small } from './gyrus.js'
import { bytesOf, left, unfinished } from './left.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-full-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const whole = join(folder, 'whole')
const SWEEP = ['sweep', 'tiny', '--out', 'sweep', '--jobs', '1', '--vary', 'seed=1', ...small()]

beforeAll(async () => {
  await grown(whole)
})

/** What a tree takes of a disk: its bytes in pages, and its files and folders. */
function sizeOf(dir: string): { pages: number; inodes: number } {
  const sizes = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) =>
    statSync(join(dir, name)),
  )
  const pages = sizes.reduce((sum, stat) => sum + (stat.isFile() ? Math.ceil(stat.size / 4096) : 0), 0)
  return { pages, inodes: sizes.length }
}

/** Lets a disk grow as far as it likes. */
function free(disk: string): void {
  const { status, stderr } = spawnSync('mount', ['-o', 'remount,size=64m,nr_inodes=10000', disk])
  if (status !== 0) throw new Error(`mount: ${stderr}`)
}

/** Some of the numbers from 1 to a last one, which grow by the same factor. */
const rising = (last: number): number[] => {
  const count = isLong ? 20 : 4
  const numbers = Array.from({ length: count }, (_, i) => Math.floor(last ** (i / (count - 1))))
  return [...new Set(numbers)]
}

const FULL =
  /^gyrus: disk full \(ENOSPC\) while (making the folder|writing|locking) \S+: free space and (.+)\n$/
const said = (stderr: string) => stderr.replace(/^trained in .*\n/, '')

describe.runIf(canMount)('a disk that is full (for root, who may mount one)', { tags: ['mount'] }, () => {
  it.each(['pages', 'inodes'] as const)('of %s, at any phase of a training', async (kind) => {
    const size = sizeOf(whole)
    const phases = new Set<string>()
    for (const most of rising(size[kind] - 1)) {
      const disk = smallDisk(kind === 'pages' ? `size=${4 * most}k` : `size=64m,nr_inodes=${most + 1}`)
      const train = ['train', 'tiny', '--json', '--out', 'run', ...small()]
      const { code, stderr } = await gyrus(train, { cwd: disk })
      expect([code, said(stderr)], `${most} ${kind}`).toEqual([2, expect.stringMatching(FULL)])
      expect(unfinished(disk)).toEqual([])
      const [, doing, remedy] = FULL.exec(said(stderr))!
      phases.add(/analysis|figures|checkpoints|report|metrics/.exec(stderr.split(': free')[0])?.[0] ?? doing)
      // The line says what to do.
      const isThere = existsSync(join(disk, 'run'))
      expect(remedy).toMatch(isThere ? /^`gyrus (resume|analyze) run`$/ : /^try again$/)
      free(disk)
      const again = isThere ? remedy.slice('`gyrus '.length, -1).split(' ') : train
      expect((await gyrus(again, { cwd: disk })).code).toBe(0)
      expect(left(join(disk, 'run'))).toEqual(left(whole))
    }
    expect(phases.size, [...phases].join(', ')).toBeGreaterThanOrEqual(3)
  })

  it.each([
    { command: ['lesion', 'run', '--nulls', '5', '--trials', '5'], result: 'run/analysis/lesions.json' },
    { command: ['analyze', 'run'], result: 'run/analysis/details.json' },
    { command: ['layout', 'run', '--out', 'out'], result: 'out/analysis/details.json' },
    { command: ['export', 'run', '--format', 'npz', '--out', 'out.npz'], result: 'out.npz' },
    { command: ['export', 'run', '--format', 'csv', '--out', 'out'], result: 'out' },
    { command: ['runs', 'export', '.', '--out', 'out.csv'], result: 'out.csv' },
  ])('in $command', async ({ command, result }) => {
    const there = join(folder, command.join(' ').replaceAll('/', ' '))
    mkdirSync(there)
    cpSync(whole, join(there, 'run'), { recursive: true })
    expect((await gyrus(command, { cwd: there })).code).toBe(0)
    const disk = smallDisk(`size=64m`)
    cpSync(whole, join(disk, 'run'), { recursive: true })
    spawnSync('mount', ['-o', `remount,size=${4 * sizeOf(disk).pages}k`, disk])
    const { code, stderr } = await gyrus(command, { cwd: disk })
    expect([code, stderr]).toEqual([2, expect.stringMatching(FULL)])
    expect(left(join(disk, 'run'))).toEqual(left(whole))
    expect(unfinished(disk)).toEqual([])
    free(disk)
    const goOn = existsSync(join(disk, 'out/experiment.json')) ? ['resume', 'out'] : command
    expect((await gyrus(goOn, { cwd: disk })).code).toBe(0)
    expect(bytesOf(join(disk, result))).toEqual(bytesOf(join(there, result)))
  })

  it('in a sweep, which names the run and goes on with it', async () => {
    const disk = smallDisk('size=200k')
    const { code, stdout } = await gyrus(SWEEP, { cwd: disk })
    expect(stdout).toMatch(
      / {2}seed=1 {2}failed \(exit code 2\): disk full \(ENOSPC\) while writing .*: free space and/,
    )
    expect(code).toBe(2)
    free(disk)
    expect((await gyrus(['sweep', 'sweep'], { cwd: disk })).code).toBe(0)
    expect(unfinished(disk)).toEqual([])
  })
})
