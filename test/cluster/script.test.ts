import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ClusterFolder } from '../../src/cluster/folder.js'
import { checkJobOptions, type JobOptions, marginOf, secondsOf } from '../../src/cluster/options.js'
import { scriptOf } from '../../src/cluster/script.js'

const scriptWith = (options: JobOptions, sweep = '/lab/sweeps/mine') =>
  scriptOf({
    rows: ['6685a2ebf577', 'bba077f6980d', '75a6be59ad34'],
    sweep,
    folder: new ClusterFolder(sweep),
    workingFolder: '/lab',
    gyrus: ['node', '/lab/gyrus/dist/cli/main.js'],
    cpus: 2,
    options,
  })

const ALL: JobOptions = {
  partition: 'short,long',
  account: 'lab',
  time: '4:00:00',
  mem: '2G',
  maxParallel: 50,
  setup: ['module load node/22', 'export A="b c"'],
  extraSbatch: ['--gres=gpu:1', '--exclusive'],
  maxRequeues: 20,
  log: ['tensorboard=logs of mine'],
}

describe('the script of a job array', () => {
  it('is the one that is expected, and bash can read it', () => {
    const script = scriptWith(ALL)
    expect(script).toBe(readFileSync('test/fixtures/job.sh', 'utf8'))
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  it('carries a folder with any signs but those that sbatch cannot read', () => {
    const odd = "/lab/it's 100% mine; $HOME `x`"
    const script = scriptWith({}, odd)
    expect(script).toContain(`#SBATCH --output="/lab/it's 100%% mine; $HOME \`x\`/slurm/logs/%A_%a.out"\n`)
    const last = script.split('\n').find((line) => line.startsWith('srun'))!
    const { stdout } = spawnSync('bash', ['-c', `srun() { printf '%s|' "$@"; }; row=r; ${last}`], {
      encoding: 'utf8',
    })
    expect(stdout).toContain(`|sweep|row|${odd}|r|`)
    for (const sign of ['"', '\\', '\n'])
      expect(() => scriptWith({}, join('/lab', `a${sign}b`))).toThrow(/takes no path with a quote/)
  })

  it('notes what fails, and puts what was stopped into the queue until it was so often enough', async () => {
    const sweep = mkdtempSync(join(tmpdir(), 'gyrus-script-'))
    onTestFinished(() => rmSync(sweep, { recursive: true, force: true }))
    const folder = new ClusterFolder(sweep)
    await folder.make()
    const note = join(folder.failed, 'bba077f6980d')
    /** Runs the script with commands of Slurm that do nothing but say so. */
    const run = (code: number, restarts: number, requeued = 0) => {
      rmSync(note, { force: true })
      const stubs = [
        `srun() { return ${code}; }`,
        'sleep() { :; }',
        `scontrol() { echo "scontrol $*"; return ${requeued}; }`,
      ]
      const { status, stdout, stderr } = spawnSync('bash', ['-s'], {
        input: [...stubs, scriptWith({ maxRequeues: 2 }, sweep)].join('\n'),
        encoding: 'utf8',
        env: {
          ...process.env,
          SLURM_ARRAY_JOB_ID: '12',
          SLURM_ARRAY_TASK_ID: '1',
          ...(restarts > 0 && { SLURM_RESTART_COUNT: String(restarts) }),
        },
      })
      expect(stderr).toBe('')
      return { status, stdout, note: existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : null }
    }
    expect(run(0, 0)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^gyrus: row bba077f6980d, job 12_1, start 1, on .*\n$/),
      note: null,
    })
    const requeue = expect.stringContaining('scontrol requeue 12_1\n')
    for (const code of [138, 140, 143])
      expect(run(code, 1)).toEqual({ status: code, stdout: requeue, note: null })
    expect(run(138, 2)).toMatchObject({ status: 138, note: { code: 138, job: '12_1', starts: 3 } })
    expect(run(138, 0, 1)).toMatchObject({ stdout: requeue, note: { code: 138, starts: 1 } })
    expect(run(3, 0)).toMatchObject({ status: 3, note: { code: 3, job: '12_1', starts: 1 } })
  })
})

describe('what a job may be asked for', () => {
  it.each([
    ['90', 5400],
    ['1:30', 90],
    ['4:00:00', 14400],
    ['2-12', 216000],
    ['1-00:30', 88200],
    ['1-0:00:01', 86401],
  ])('a limit of %s is %i s', (time, seconds) => expect(secondsOf(time)).toBe(seconds))

  it('a run is asked to save two minutes before the limit, or at half of a short one', () => {
    expect(marginOf({})).toBe(120)
    expect(marginOf({ time: '4:00:00' })).toBe(120)
    expect(marginOf({ time: '0:50' })).toBe(30) // Slurm makes a minute of it
    expect(marginOf({ time: '4:00:00', margin: 600 })).toBe(600)
  })

  it('takes what Slurm takes', () => expect(() => checkJobOptions(ALL)).not.toThrow())

  const refused: [JobOptions, RegExp][] = [
    [{ partition: 'a b' }, /^--partition: must be a name, got "a b"$/],
    [{ account: '' }, /^--account: must be a name/],
    [{ time: '4h' }, /^--time: must be a time limit, e\.g\. 4:00:00 .*got "4h"$/],
    [{ time: '0' }, /^--time: must be/],
    [{ time: '1', margin: 60 }, /^--margin: must be under --time, which is 60 s, got 60$/],
    [{ mem: '2 GB' }, /^--mem: must be a size, e\.g\. 2G/],
    [{ mem: '0' }, /^--mem: must be a size/],
    [{ setup: ['a\nb'] }, /^--setup: must be a line of shell/],
    [{ extraSbatch: ['-p x'] }, /^--extra-sbatch: must be a long option/],
    [{ extraSbatch: ['--comment=a\n#SBATCH --wrap=x'] }, /^--extra-sbatch: must be a long option/],
    [{ extraSbatch: ['--time=4'] }, /^--extra-sbatch: --time is set by gyrus; use --time$/],
    [{ extraSbatch: ['--output=x'] }, /^--extra-sbatch: --output is set by gyrus$/],
  ]
  it.each(refused)('refuses %j', (options, message) =>
    expect(() => checkJobOptions(options)).toThrow(message),
  )
})
