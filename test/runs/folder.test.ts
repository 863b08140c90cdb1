import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import type { Checkpoint } from '../../src/runs/checkpoint.js'
import { RunFolder } from '../../src/runs/folder.js'
import { temporaryName } from '../../src/runs/temporary.js'
import { VERSION, versions } from '../../src/runs/versions.js'
import { preset } from '../../src/training/presets.js'
import { canMount, smallDisk, temporaryFolder } from './disks.js'

const TINY = preset('tiny')
const checkpoint = (step: number, values = 4): Checkpoint => ({
  step,
  tensors: { recurrentWeights: { shape: [values], data: new Float32Array(values).fill(step) } },
  state: { random: [step, 1, 2, 3] },
})
const fileOf = (dir: string, step: number) =>
  join(dir, 'checkpoints', `step-${String(step).padStart(8, '0')}.safetensors`)

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).not.toMatch(/\n/)
  return (error as InputError).message
}

/** A run with checkpoints at these steps, closed. */
async function runWith(...steps: number[]): Promise<string> {
  const run = await RunFolder.create(TINY, { root: temporaryFolder() })
  for (const step of steps) await run.saveCheckpoint(checkpoint(step))
  await run.close()
  return run.dir
}

describe('RunFolder.create', () => {
  it('makes a folder that tells the whole experiment, and is the same when opened', async () => {
    const dir = join(temporaryFolder(), 'deep', 'down', 'run')
    const run = await RunFolder.create(TINY, { dir })
    expect(run.dir).toBe(dir)
    expect(run.experiment).toEqual(TINY)
    const record = JSON.parse(readFileSync(join(dir, 'experiment.json'), 'utf8'))
    expect(record).toEqual(run.record)
    expect(record).toMatchObject({ formatVersion: 1, versions: versions(nodeEngine()), experiment: TINY })
    expect(record.created).toBe(new Date(record.created).toISOString())
    expect(record.machine).toEqual({
      cpu: expect.stringMatching(/./),
      cores: expect.any(Number),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      instructionSet: expect.stringMatching(/^(sse2|avx|avx2|avx512|neon( sve)?( sme)?|unknown)$/),
    })
    await run.close()
    expect((await RunFolder.open(dir)).record).toEqual(record)
    expect(readdirSync(dir).sort()).toEqual(['checkpoints', 'experiment.json'])
  })

  it('numbers the folders that it names itself, also for many at once', async () => {
    const root = join(temporaryFolder(), 'runs')
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => RunFolder.create({ ...TINY, seed: 7 }, { root })),
    )
    expect(runs.map((run) => run.dir).sort()).toEqual(
      ['tiny-s7', 'tiny-s7-2', 'tiny-s7-3', 'tiny-s7-4', 'tiny-s7-5'].map((name) => join(root, name)),
    )
    await Promise.all(runs.map((run) => run.close()))
  })

  it.each(['folder', 'file'])(
    'refuses a given name that is a %s already, and leaves it alone',
    async (kind) => {
      const dir = join(temporaryFolder(), 'run')
      if (kind === 'folder') mkdirSync(dir)
      else writeFileSync(dir, 'mine')
      expect(await refusal(RunFolder.create(TINY, { dir }))).toBe(
        `${dir}: exists already; name a new folder or delete it`,
      )
      if (kind === 'folder') expect(readdirSync(dir)).toEqual([])
      else expect(readFileSync(dir, 'utf8')).toBe('mine')
    },
  )

  it('gives the reason why a folder cannot be made', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const under = (...names: string[]) => refusal(RunFolder.create(TINY, { dir: join(folder, ...names) }))
    expect(await under('file', 'run')).toMatch(
      /^a part of the path is not a folder \(ENOTDIR\) while making the folder /,
    )
    expect(await under('file', 'deep', 'run')).toMatch(/^a part of the path is not a folder/)
    expect(await under('x'.repeat(300))).toMatch(/^the name is too long/)
    expect(await refusal(RunFolder.create(TINY, { root: join(folder, 'file') }))).toMatch(
      /^a part of the path/,
    )
    expect(await refusal(RunFolder.create(TINY, { dir: '' }))).toMatch(/./)
  })

  it.runIf(canMount)('refuses a read-only disk', { tags: ['mount'] }, async () => {
    const dir = join(smallDisk('ro'), 'run')
    expect(await refusal(RunFolder.create(TINY, { dir }))).toBe(
      `read-only file system (EROFS) while making the folder ${dir}`,
    )
  })

  it('refuses a folder that this user may not write', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o555)
    if (process.getuid?.() === 0) {
      process.seteuid!(65534) // nothing is forbidden to root
      onTestFinished(() => process.seteuid!(0))
    }
    expect(await refusal(RunFolder.create(TINY, { dir: join(folder, 'run') }))).toBe(
      `permission denied (EACCES) while making the folder ${join(folder, 'run')}`,
    )
    expect(await refusal(RunFolder.create(TINY, { root: join(folder, 'runs') }))).toMatch(
      /^permission denied/,
    )
  })

  it.runIf(canMount)('leaves nothing behind on a full disk', { tags: ['mount'] }, async () => {
    const disk = smallDisk('size=64k,nr_inodes=4')
    expect(await refusal(RunFolder.create(TINY, { dir: join(disk, 'run') }))).toMatch(
      /^disk full \(ENOSPC\) while /,
    )
    expect(readdirSync(disk)).toEqual([])
  })

  it('appears whole, with what it is filled with, or not at all', async () => {
    const root = temporaryFolder()
    const dir = join(root, 'run')
    const fault = new InputError('no')
    const failing = RunFolder.create(TINY, { dir }, async (run) => {
      run.metrics.append({ type: 'step', step: 1 })
      expect(existsSync(dir)).toBe(false)
      throw fault
    })
    expect(await refusal(failing)).toBe('no')
    expect(readdirSync(root)).toEqual([])
    const run = await RunFolder.create(TINY, { dir }, async (made) => {
      made.metrics.append({ type: 'checkpoint', step: 1 })
      await made.saveCheckpoint(checkpoint(1))
    })
    expect(readdirSync(root)).toEqual(['run'])
    expect(await refusal(RunFolder.open(dir, { lock: true }))).toContain(`${dir}: in use by process`)
    run.metrics.append({ type: 'done', step: 1 })
    expect(run.metrics.read()).toHaveLength(2)
    expect(await run.latestCheckpoint()).toEqual(checkpoint(1))
    await run.close()
    expect(existsSync(join(dir, 'run.lock'))).toBe(false)
  })

  it('removes what a killed one left, and nothing else', async () => {
    const root = temporaryFolder()
    const [, machine] = /^\.run\.([0-9a-f]{8})-/.exec(temporaryName('run'))!
    const gone = 2 ** 30
    const left = `.run.${machine}-${gone}-1.tmp`
    const others = [
      `.run.${machine}-${process.ppid}-1.tmp`,
      `.run.0000abcd-${gone}-1.tmp`,
      `.notes.${gone}-1.tmp`,
      'notes',
    ]
    for (const name of [left, ...others]) mkdirSync(join(root, name, 'checkpoints'), { recursive: true })
    await (await RunFolder.create(TINY, { dir: join(root, 'run') })).close()
    expect(readdirSync(root).sort()).toEqual([...others, 'run'].sort())
  })

  it('refuses an experiment that is none before it makes anything', async () => {
    const root = join(temporaryFolder(), 'runs')
    const wrong = { ...TINY, seed: -1 }
    expect(await refusal(RunFolder.create(wrong, { root }))).toBe('seed: must be an integer ≥ 0, got -1')
    expect(existsSync(root)).toBe(false)
  })
})

describe('RunFolder.open', () => {
  it('refuses what is not a run', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'experiment.json'))
    expect(await refusal(RunFolder.open(join(folder, 'none')))).toBe(
      `${join(folder, 'none')}: no such folder`,
    )
    expect(await refusal(RunFolder.open(join(folder, 'file')))).toBe(
      `${join(folder, 'file')}: not a run but a file`,
    )
    expect(await refusal(RunFolder.open(temporaryFolder()))).toMatch(
      /: not a run, it has no experiment\.json$/,
    )
    expect(await refusal(RunFolder.open(folder))).toMatch(/^it is a folder \(EISDIR\) while reading /)
  })

  it.each<[string, (text: string) => string, string]>([
    ['cut', (text) => text.slice(0, 300), 'damaged, it is not JSON'],
    ['empty', () => '', 'damaged, it is not JSON'],
    ['null', () => 'null', 'damaged (must be of type object, got null)'],
    [
      'of another kind',
      () => '{"formatVersion":"1"}',
      'damaged (formatVersion: must be of type number, got ',
    ],
    [
      'of no version',
      (text) => text.replace('"formatVersion": 1', '"formatVersion": 0'),
      'damaged (formatVersion: ',
    ],
    ['without machine', (text) => text.replace('"machine"', '"engine"'), 'damaged (machine: '],
    [
      'without experiment',
      (text) => text.replace('"experiment"', '"x"'),
      'must be an object with the fields',
    ],
    [
      'changed',
      (text) => text.replace('"rows": 8', '"rows": 0'),
      'network.rows: must be an integer ≥ 1, got 0',
    ],
    [
      'extended',
      (text) => text.replace('"rows": 8', '"rows": 8, "layers": 2'),
      'network.layers: no such field',
    ],
    [
      'newer',
      (text) => text.replace('"formatVersion": 1', '"formatVersion": 2').replace('"rows"', '"height"'),
      `written by a newer version (format 2, gyrus ${VERSION}); this is gyrus ${VERSION}, which reads format 1: update gyrus`,
    ],
  ])('refuses an experiment.json that is %s', async (_, change, message) => {
    const dir = await runWith()
    const path = join(dir, 'experiment.json')
    writeFileSync(path, change(readFileSync(path, 'utf8')))
    expect(await refusal(RunFolder.open(dir))).toContain(`${path}: ${message}`)
    expect(await refusal(RunFolder.open(dir, { lock: true }))).toContain(message)
    expect(existsSync(join(dir, 'run.lock'))).toBe(false)
  })

  it('with lock is for one at a time, without for any', async () => {
    const run = await RunFolder.create(TINY, { root: temporaryFolder() })
    expect(await refusal(RunFolder.open(run.dir, { lock: true }))).toContain('in use by process')
    await RunFolder.open(run.dir)
    await run.close()
    const again = await RunFolder.open(run.dir, { lock: true })
    await again.close()
  })

  it('keeps the last two checkpoints, and those that the experiment asks for', async () => {
    const stepsOf = async (training: object) => {
      const experiment = { ...TINY, training: { ...TINY.training, ...training } }
      const run = await RunFolder.create(experiment, { root: temporaryFolder() })
      for (const step of [100, 200, 300, 400, 500]) await run.saveCheckpoint(checkpoint(step))
      await run.close()
      return run.checkpointSteps()
    }
    expect(await stepsOf({})).toEqual([400, 500])
    expect(await stepsOf({ checkpointEvery: 100, keepEvery: 200 })).toEqual([200, 400, 500])
  })

  it('with lock removes what killed writers left behind, and nothing else', async () => {
    const dir = await runWith(100)
    const gone = 2 ** 30 // more than a process number can be
    writeFileSync(join(dir, 'checkpoints', `.step-00000200.safetensors.${gone}-4.tmp`), 'half')
    writeFileSync(join(dir, 'checkpoints', `.step-00000200.safetensors.${process.pid}-0.tmp`), 'half')
    writeFileSync(join(dir, `.run.lock.${gone}-1.tmp`), 'half')
    const kept = [`.report.html.${process.ppid}-1.tmp`, 'checkpoints/notes.txt', 'checkpoints/.hidden.tmp']
    for (const name of kept) writeFileSync(join(dir, name), 'in use')
    await RunFolder.open(dir)
    expect(readdirSync(join(dir, 'checkpoints')).length).toBe(5)
    const run = await RunFolder.open(dir, { lock: true })
    await run.close()
    expect((readdirSync(dir, { recursive: true }) as string[]).sort()).toEqual(
      [
        ...kept,
        'checkpoints',
        'checkpoints/step-00000100.safetensors',
        'experiment.json',
        'metrics.jsonl',
      ].sort(),
    )
  })
})

describe('checkpoints', () => {
  it('come back, and only the last two are kept', async () => {
    const run = await RunFolder.create(TINY, { root: temporaryFolder() })
    expect(await run.latestCheckpoint()).toBe(null)
    for (const step of [500, 1000, 1500]) {
      await run.saveCheckpoint(checkpoint(step))
      expect(await run.latestCheckpoint()).toEqual(checkpoint(step))
    }
    expect(await run.checkpointSteps()).toEqual([1000, 1500])
    expect(readdirSync(join(run.dir, 'checkpoints')).sort()).toEqual([
      'step-00001000.safetensors',
      'step-00001500.safetensors',
    ])
    await run.saveCheckpoint(checkpoint(123_456_789)) // nine digits sort as numbers
    expect(await run.checkpointSteps()).toEqual([1500, 123_456_789])
    await run.close()
  })

  it('of a run that is pruned, the last before that stays too', async () => {
    // Rounds begin after step 600 of 2,000.
    const pruning = { from: 0.3, until: 0.5, every: 100, neurons: 9 }
    const training = { ...TINY.training, steps: 2000 }
    const run = await RunFolder.create({ ...TINY, training, pruning }, { root: temporaryFolder() })
    for (const step of [200, 400, 600, 800, 1000]) await run.saveCheckpoint(checkpoint(step))
    expect(await run.checkpointSteps()).toEqual([400, 800, 1000])
    expect(await run.checkpointOf(400)).toEqual(checkpoint(400))
    await run.close()
  })

  it('that a kill left beyond those that are kept are removed when the run is gone on with', async () => {
    const dir = await runWith(100, 200)
    copyFileSync(fileOf(dir, 100), fileOf(dir, 50))
    expect(await (await RunFolder.open(dir)).checkpointSteps()).toEqual([50, 100, 200])
    const run = await RunFolder.open(dir, { lock: true })
    await run.close()
    expect(await run.checkpointSteps()).toEqual([100, 200])
  })

  it('hold what the arrays held when saving began', async () => {
    const run = await RunFolder.create(TINY, { root: temporaryFolder() })
    const live = checkpoint(100)
    const saved = run.saveCheckpoint(live)
    live.tensors.recurrentWeights.data.fill(0 as never)
    await saved
    expect(await run.latestCheckpoint()).toEqual(checkpoint(100))
    await run.close()
  })

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'cut',
      (path) => writeFileSync(path, readFileSync(path).subarray(0, -1)),
      /truncated: 15 bytes of tensors/,
    ],
    ['empty', (path) => writeFileSync(path, ''), /truncated: 0 bytes/],
    [
      'changed in one bit',
      (path) => {
        const bytes = readFileSync(path)
        bytes[bytes.length - 1] ^= 1
        writeFileSync(path, bytes)
      },
      /the checksum does not fit/,
    ],
    ['of another step', (path) => copyFileSync(path.replace('200', '100'), path), /it is of step 100/],
  ])('that are %s are refused with the file and the way on', async (_, damage, reason) => {
    const dir = await runWith(100, 200)
    damage(fileOf(dir, 200))
    const run = await RunFolder.open(dir)
    const message = await refusal(run.latestCheckpoint())
    expect(message).toMatch(reason)
    expect(message.startsWith(`${fileOf(dir, 200)}: damaged checkpoint (`)).toBe(true)
    expect(message.endsWith('; delete it to go on from step 100, which is whole')).toBe(true)
    writeFileSync(fileOf(dir, 100), 'also')
    expect(await refusal(run.latestCheckpoint())).toMatch(/; there is no other: start the run anew$/)
  })

  it('cannot be saved without the lock', async () => {
    const run = await RunFolder.open(await runWith(100))
    await expect(run.saveCheckpoint(checkpoint(200))).rejects.toThrow('opened without lock')
  })

  it.runIf(canMount)('survive a full disk, which can be freed and gone on', { tags: ['mount'] }, async () => {
    const dir = join(smallDisk('size=256k'), 'run')
    const run = await RunFolder.create(TINY, { dir })
    const big = (step: number) => checkpoint(step, 20_000) // 80 kB
    await run.saveCheckpoint(big(100))
    await run.saveCheckpoint(big(200))
    writeFileSync(join(dir, '..', 'other'), 'x'.repeat(50_000))
    expect(await refusal(run.saveCheckpoint(big(300)))).toBe(
      `disk full (ENOSPC) while writing ${fileOf(dir, 300)}: free space and \`gyrus resume ${dir}\``,
    )
    expect(readdirSync(join(dir, 'checkpoints')).length).toBe(2)
    expect(await run.latestCheckpoint()).toEqual(big(200))
    writeFileSync(join(dir, '..', 'other'), '')
    await run.saveCheckpoint(big(300))
    expect(await run.latestCheckpoint()).toEqual(big(300))
    await run.close()
  })
})

describe('RunFolder.write', () => {
  it('puts files into the folder and its subfolders, and nowhere else', async () => {
    const run = await RunFolder.open(await runWith())
    await run.write('analysis/summary.json', '{}')
    await run.write('figures/a/sheet.png', Uint8Array.of(1, 2))
    await run.write('report.html', 'old')
    await run.write('report.html', 'new')
    expect(readFileSync(run.path('analysis/summary.json'), 'utf8')).toBe('{}')
    expect([...readFileSync(run.path('figures/a/sheet.png'))]).toEqual([1, 2])
    expect(readFileSync(join(run.dir, 'report.html'), 'utf8')).toBe('new')
    for (const name of ['../x', '/tmp/x', 'figures/../../x']) {
      await expect(run.write(name, '')).rejects.toThrow(RangeError)
    }
  })

  it('does not make the folder of a run that was deleted meanwhile', async () => {
    const run = await RunFolder.open(await runWith())
    rmSync(run.dir, { recursive: true })
    for (const name of ['analysis/summary.json', 'report.html'])
      expect(await refusal(run.write(name, ''))).toMatch(
        /^no such file or folder \(ENOENT\) while (making|writing) /,
      )
    expect(existsSync(run.dir)).toBe(false)
  })

  it('gives the reason why it cannot', async () => {
    const run = await RunFolder.open(await runWith())
    writeFileSync(run.path('analysis'), 'a file')
    expect(await refusal(run.write('analysis/summary.json', ''))).toMatch(
      /^a part of the path is not a folder/,
    )
  })
})

describe('experiment.json', () => {
  it('is read from before the instruction set was noted, and of a run that onnxruntime-web computed', async () => {
    const dir = await runWith()
    const path = join(dir, 'experiment.json')
    const record = JSON.parse(readFileSync(path, 'utf8'))
    const { instructionSet: _, ...machine } = record.machine
    writeFileSync(path, JSON.stringify({ ...record, machine }))
    expect((await RunFolder.open(dir)).record.machine).toEqual({ ...machine, instructionSet: 'unknown' })
    const web = { gyrus: '0.1.0', 'onnxruntime-web': '1.30.0' }
    writeFileSync(path, JSON.stringify({ ...record, versions: web }))
    expect((await RunFolder.open(dir)).record.versions).toEqual(web)
    writeFileSync(path, JSON.stringify({ ...record, versions: { gyrus: '0.1.0' } }))
    expect(await refusal(RunFolder.open(dir))).toMatch(
      'damaged (versions: must name onnxruntime-node or onnxruntime-web',
    )
  })
})

describe('versions', () => {
  const versionIn = (path: string) => JSON.parse(readFileSync(path, 'utf8')).version

  it.each([
    ['cpu', 'onnxruntime-node'],
    ['wasm', 'onnxruntime-web'],
  ])('are those of package.json and of the engine that runs %s', (provider, name) => {
    expect(versions(nodeEngine({ provider }))).toEqual({
      gyrus: versionIn('package.json'),
      [name]: versionIn(`node_modules/${name}/package.json`),
    })
  })

  it('of a run are those of the engine that it asks for', async () => {
    const run = await RunFolder.create(
      { ...TINY, engine: { threads: 1, provider: 'wasm' } },
      { dir: join(temporaryFolder(), 'run') },
    )
    expect(Object.keys(run.record.versions)).toEqual(['gyrus', 'onnxruntime-web'])
    await run.close()
  })
})
