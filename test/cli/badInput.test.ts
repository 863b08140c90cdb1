import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gyrus, gyrusProcess, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-bad-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One line on standard error, no stack, exit code 2, nothing on standard output. */
async function refusal(args: readonly string[]): Promise<string> {
  const { code, stderr, stdout } = await gyrus(args, { cwd: folder })
  expect(stderr.trim().split('\n'), stderr).toHaveLength(1)
  expect(stderr).toMatch(/^gyrus: /)
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/)
  expect(stdout).toBe('')
  expect(code).toBe(2)
  return stderr
}

describe('bad input is one clear line and exit code 2', () => {
  it.each([
    [['train', 'growing-brain'], /preset.*growing-brain.*nearest.*growing-brains/],
    [['train', 'tiny', '--set', 'regularizer.lamda=1'], /regularizer\.lamda.*regularizer\.lambda/],
    [['train', 'tiny', '--set', 'network.rows=0'], /network\.rows: must be .*≥ 1.*got 0/],
    [['train', 'tiny', '--set', 'regularizer.lambda=-1'], /regularizer\.lambda: must be ≥ 0, got -1/],
    [['train', 'tiny', '--set', 'training.batch=1.5'], /training\.batch: must be an integer.*got 1\.5/],
    [['train', 'tiny', '--set', 'training.steps=many'], /training\.steps: .*got.*many/],
    [['train', 'tiny', '--set', 'seed'], /seed.*=/],
    [['train', 'tiny', '--set', 'regularizer.kind=bimd'], /regularizer\.kind.*bimt/],
    [
      ['train', 'tiny', '--set', 'regularizer.kind=mask'],
      /regularizer\.radius: must be set where kind is mask/,
    ],
    [['train', 'tiny', '--set', 'regularizer.radius=3'], /regularizer\.radius: must not be set unless/],
    [['train', 'tiny', '--set', 'tasks=go,dlydm'], /dlydm.*dlydm1/],
    [['train', 'tiny', '--set', 'engine.provider=cuda'], /engine\.provider.*cpu.*cuda/],
    [['train', 'tiny', '--set', 'engine.provider=tpu'], /engine\.provider.*tpu/],
    [['train'], /missing required argument 'preset'/],
    [['train', 'tiny', '--sett', 'a=1'], /unknown option '--sett' \(Did you mean --set\?\)/],
    [['train', 'tiny', '--seed', '3'], /--seed: not an option .*; type: --set seed=3$/m],
    [['train', 'tiny', '--lambda=3e-5'], /type: --set regularizer\.lambda=3e-5$/m],
    [['train', '--steps', '100', 'tiny'], /type: --set training\.steps=100$/m],
    [['train', 'tiny', '--lr', '1e-3'], /type: --set optimizer\.learningRate=1e-3$/m],
    [['train', 'tiny', '--kind', 'l1'], /type: --set regularizer\.kind=l1 or --set optimizer\.kind=l1$/m],
    [['sweep', 'tiny', '--seed', '1..3'], /type: --vary seed=1\.\.3$/m],
    [['--seed', '3', 'train', 'tiny'], /type: --set seed=3$/m],
    [['--json', 'analyze', 'run'], /--json: must come after its command; type: gyrus analyze run --json$/m],
    [['--out', 'x', 'train', 'tiny'], /type: gyrus train tiny --out x$/m],
    [['--out', 'train', 'train', 'tiny'], /type: gyrus train tiny --out train$/m],
    [['--set', 'seed=3', 'train', 'tiny'], /type: gyrus train tiny --set seed=3$/m],
    [['runs', '--json', 'list'], /type: gyrus runs list --json$/m],
    [['--json'], /--json: must come after its command, one of train, .*runs list/],
    [['resume', 'run', '--steps', '9'], /unknown option '--steps'/],
    [['grow', 'tiny'], /unknown command 'grow'/],
    [['train', 'tiny', '--out', '/proc/nowhere/run'], /\/proc\/nowhere/],
    [['train', 'tiny', '--out', ''], /--out: must be the name of a new folder/],
    [
      ['train', 'growing-brains', '--set', 'analysis.trials=100000'],
      /analysis\.trials: trials × neurons must be ≤ .*got 100000 × 400/,
    ],
    [['resume', 'nowhere'], /nowhere/],
    [['analyze', 'nowhere'], /nowhere/],
    [['layout', 'nowhere', '--out', 'there'], /nowhere/],
    [['layout', 'nowhere'], /required option '--out <dir>'/],
    [['tasks', 'show', 'dlydn1'], /dlydn1.*dlydm1/],
    [['tasks', 'verify', 'nowhere.jsonl'], /nowhere\.jsonl/],
    [['tasks', 'list', '--battery', 'yang'], /yang.*yang19/],
    [['bench', 'step', '--batch', '0'], /--batch.*integer from 1 to 1024/],
    [['bench', 'step', '--threads', '99999'], /--threads.*integer from 1 to 256/],
    [['train', '--set', 'seed=7', 'tinny'], /no such preset "tinny"/], // one value a --set: the preset is not another
  ])('gyrus %j', async (args, message) => {
    expect(await refusal(args)).toMatch(message)
    expect(readdirSync(folder)).not.toContain('runs')
  })
})

describe('files that editors and other programs have made', () => {
  const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return name
  }
  const wrong = JSON.stringify({ preset: 'tiny', set: { 'training.steps': 'abc' } })

  it.each<[string, () => string[], RegExp]>([
    [
      'a byte order mark is no part of JSON',
      () => ['sweep', file('mark.json', `\ufeff${wrong}`)],
      /training\.steps/,
    ],
    [
      'an experiment with a byte order mark',
      () => ['train', file('mark-experiment.json', '\ufeff{"preset":"tiny"}')],
      /mark-experiment\.json: seed: must be/,
    ],
    [
      'trials in UTF-16',
      () => ['tasks', 'verify', file('wide.jsonl', Buffer.from('\ufeff{}\n', 'utf16le'))],
      /wide\.jsonl: must be text in UTF-8/,
    ],
    [
      'a deep value',
      () => ['train', 'tiny', '--set', `seed=${deep}`],
      /seed: must be nested at most 100 deep/,
    ],
    [
      'a deep file',
      () => ['train', file('deep.json', `{"preset":${deep}}`)],
      /deep\.json: .*nested at most 100/,
    ],
    [
      'a deep line of trials',
      () => ['tasks', 'verify', file('deep.jsonl', deep)],
      /deep\.jsonl line 1: .*nested/,
    ],
    [
      'a folder as manifest',
      () => {
        mkdirSync(join(folder, 'sweep/manifest.jsonl'), { recursive: true })
        return ['sweep', 'sweep']
      },
      /it is a folder \(EISDIR\) while reading .*manifest\.jsonl/,
    ],
    [
      'trials that are a folder',
      () => ['tasks', 'verify', '.'],
      /it is a folder \(EISDIR\) while reading \./,
    ],
    [
      'a link to nothing as the folder of a sweep',
      () => {
        symlinkSync('nowhere', join(folder, 'dangling'))
        return ['sweep', 'tiny', '--out', 'dangling']
      },
      /\(ENOENT\) while writing dangling/,
    ],
  ])('%s', async (_, args, message) => {
    expect(await refusal(args())).toMatch(message)
  })

  it.runIf(process.platform !== 'win32')('a system that allows few open files', () => {
    const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
    const command = `ulimit -n 50 && exec "${process.execPath}" "${main}" runs list`
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^gyrus: too many open files \(EMFILE\) while running gyrus: .*ulimit -n 1024`\n$/)
  })
})

describe('a run folder that cannot be used', () => {
  const dir = join(folder, 'run')
  const newest = () => {
    const names = readdirSync(join(dir, 'checkpoints')).sort()
    return join(dir, 'checkpoints', names.at(-1) as string)
  }

  beforeAll(async () => {
    // Stopped before its end, so that there is something to go on with.
    const { code } = await gyrusProcess(
      ['train', 'tiny', '--json', '--out', dir, ...small('training.steps=100000')],
      {
        seen: (stdout, child) => {
          if (stdout.includes('"checkpoint","step":150')) child.kill('SIGTERM')
        },
      },
    )
    expect(code).toBe(143)
  })

  it('exists already', async () => {
    expect(await refusal(['train', 'tiny', '--out', dir])).toMatch(/exists already/)
  })

  it('is not a run', async () => {
    mkdirSync(join(folder, 'empty'))
    expect(await refusal(['analyze', 'empty'])).toMatch(/empty.*experiment\.json/)
  })

  it('has a damaged checkpoint', async () => {
    const file = newest()
    const bytes = readFileSync(file)
    const damaged = Buffer.from(bytes)
    damaged[bytes.length - 100] ^= 1
    writeFileSync(file, damaged)
    expect(await refusal(['resume', dir])).toMatch(/damaged checkpoint.*go on from step \d+/)
    expect(await refusal(['analyze', dir])).toMatch(/damaged checkpoint/)
    writeFileSync(file, bytes)
  })

  it('has a truncated checkpoint', async () => {
    const file = newest()
    const bytes = readFileSync(file)
    truncateSync(file, bytes.length >> 1)
    expect(await refusal(['resume', dir])).toMatch(/damaged checkpoint/)
    writeFileSync(file, bytes)
  })

  it('has an experiment that does not fit its checkpoint', async () => {
    const file = join(dir, 'experiment.json')
    const text = readFileSync(file, 'utf8')
    for (const [is, becomes] of [
      ['"rows": 5', '"rows": 6'],
      ['"batch": 2', '"batch": 3'],
      ['"kind": "adam"', '"kind": "sgd"'],
    ]) {
      writeFileSync(file, text.replace(is, becomes))
      expect(await refusal(['resume', dir])).toMatch(
        /experiment\.json is not as it was .* step \d+ was saved/,
      )
      expect(await refusal(['analyze', dir])).toMatch(/experiment\.json is not as it was/)
    }
    writeFileSync(file, text)
  })

  it('has lost lines of its metrics', async () => {
    const file = join(dir, 'metrics.jsonl')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.slice(0, text.indexOf('\n') + 1))
    expect(await refusal(['resume', dir])).toMatch(
      /metrics\.jsonl: has no line of the checkpoint of step \d+/,
    )
    writeFileSync(file, text)
  })

  it('is from a newer version, or damaged', async () => {
    const file = join(dir, 'experiment.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('"formatVersion": 1', '"formatVersion": 99'))
    expect(await refusal(['resume', dir])).toMatch(/99.*newer|newer.*99/)
    writeFileSync(file, text.slice(0, 40))
    expect(await refusal(['analyze', dir])).toMatch(/experiment\.json/)
    writeFileSync(file, text)
  })
})
