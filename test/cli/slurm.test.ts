import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowState } from '../../src/cluster/states.js'
import { isLong } from '../length.js'
import { Cluster, canRunSlurm, PACKAGES } from '../slurm/cluster.js'
import { gyrus, refusalOf, smallest } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-jobs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const where = { cwd: folder }
const run = (...args: string[]) => gyrus(args, where)

const statesOf = async (sweep: string): Promise<RowState[]> => {
  const { stdout } = await run('sweep', 'status', sweep, '--json')
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
const dirOf = (sweep: string, id: string) => join(folder, sweep, 'runs', id.slice(0, 2), id)
const lastCheckpoint = (sweep: string, id: string) => {
  const dir = join(dirOf(sweep, id), 'checkpoints')
  const name = readdirSync(dir).sort().at(-1)!
  return { name, bytes: readFileSync(join(dir, name)).toString('base64') }
}
const summaryOf = (sweep: string, id: string) =>
  readFileSync(join(dirOf(sweep, id), 'analysis/summary.json'), 'utf8')
const logOf = (sweep: string, job: string) =>
  readFileSync(join(folder, sweep, 'slurm/logs', `${job}.out`), 'utf8')

describe('gyrus sweep --executor, before any cluster is asked', () => {
  const sweep = ['sweep', 'tiny', '--vary', 'seed=1..2', '--out', 'unborn']

  it.each([
    [['--executor', 'pbs'], '--executor: must be one of local, slurm, got "pbs"'],
    [
      ['--executor', 'slurm', '--time', '4h'],
      '--time: must be a time limit, e.g. 4:00:00 (hours), 90 (minutes) or',
    ],
    [['--executor', 'slurm', '--mem', 'much'], '--mem: must be a size, e.g. 2G or 500M, got "much"'],
    [['--executor', 'slurm', '--cpus', '0'], '--cpus: must be an integer from 1 to 4096, got "0"'],
    [
      ['--executor', 'slurm', '--jobs', '2'],
      '--jobs: is for this machine; on a cluster it is --max-parallel',
    ],
    [['--max-requeues', '2'], '--max-requeues: is for jobs on a cluster; add --executor slurm'],
    [['--dry-run'], '--dry-run: is for jobs on a cluster; add --executor slurm'],
  ])('refuses %j, and writes nothing', async (options, message) => {
    expect(await refusalOf([...sweep, ...options], where)).toContain(`gyrus: ${message}`)
    expect(existsSync(join(folder, 'unborn'))).toBe(false)
  })

  it('shows the script in a dry run, with or without a cluster, and writes nothing', async () => {
    const { code, stdout } = await run(...sweep, '--executor', 'slurm', '--time', '90', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^# 2 rows: 2 to submit, 0 done.*nothing is written or submitted\n# sbatch --parsable \S+0001\.sh\n/,
    )
    expect(stdout).toContain('\n#SBATCH --time=90\n')
    expect(stdout).toContain(`sweep row ${join(folder, 'unborn')} "$row"`)
    expect(existsSync(join(folder, 'unborn'))).toBe(false)
  })
})

/** Seconds between the request to end and the kill. */
const KILL_WAIT = 10

describe.skipIf(!canRunSlurm)(`on a real Slurm (as root: apt-get install -y ${PACKAGES})`, () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await Cluster.start(
      'MaxArraySize=3',
      `KillWait=${KILL_WAIT}`,
      'PreemptType=preempt/partition_prio',
      'PreemptMode=REQUEUE',
      `PartitionName=low Nodes=${hostname()} PriorityTier=1 PreemptMode=REQUEUE GraceTime=120`,
      `PartitionName=high Nodes=${hostname()} PriorityTier=10 PreemptMode=OFF`,
    )
    process.env.SLURM_CONF = cluster.env.SLURM_CONF
  })
  afterAll(async () => {
    delete process.env.SLURM_CONF
    await cluster?.stop()
  })

  /**
   * A job that is put back into the queue waits for two minutes; here it waits for a few seconds. Without them Slurm can
   * start it within the second in which its first start's credential was revoked, takes that for its own, and drops it.
   */
  const release = () => {
    const { stdout } = cluster.run('squeue', '--array', '--noheader', '--format=%F_%K %r')
    const waiting = [...stdout.matchAll(/^(\d+_\d+) BeginTime$/gm)].map(([, element]) => element)
    for (const element of waitsSince.keys()) if (!waiting.includes(element)) waitsSince.delete(element)
    for (const element of waiting) {
      const since = waitsSince.get(element) ?? performance.now()
      waitsSince.set(element, since)
      if (performance.now() - since > 4000)
        cluster.run('scontrol', 'update', `JobId=${element}`, 'StartTime=now')
    }
  }
  const waitsSince = new Map<string, number>()
  /** The rows of a sweep once they are so. */
  const until = async (
    sweep: string,
    isSo: (rows: RowState[]) => boolean,
    isReleased = true,
  ): Promise<RowState[]> => {
    const deadline = performance.now() + 240_000
    for (;;) {
      const rows = await statesOf(sweep)
      if (isSo(rows)) return rows
      if (performance.now() > deadline)
        throw new Error(`${JSON.stringify(rows)}\n${cluster.run('squeue').stdout}\n${cluster.logs()}`)
      if (isReleased) release()
      await setTimeout(300)
    }
  }
  const atRest = (rows: RowState[]) =>
    rows.every(({ status }) => status === 'done' || status === 'failed' || status === 'left')
  const lastStep = (sweep: string, id: string) => {
    const path = join(dirOf(sweep, id), 'metrics.jsonl')
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
    const steps = lines.map((line) => Number(/"step":(\d+)/.exec(line)?.[1] ?? 0))
    return steps.at(-1) ?? 0
  }

  it('does each row as the sweep here does it, names the one that fails, and tries it again when asked', async () => {
    const vary = ['--vary', 'optimizer.learningRate=1e-3,2e-3,1e38,4e-3', ...smallest('training.steps=200')]
    expect((await run('sweep', 'tiny', '--out', 'here', ...vary)).code).toBe(3)
    const sweep = ['sweep', 'tiny', '--out', 'of jobs', ...vary, '--executor', 'slurm']
    const { code, stdout } = await run(...sweep, '--max-parallel', '3', '--time', '10')
    expect(code).toBe(0)
    // An array has three elements here.
    expect(stdout).toMatch(/^sweep in of jobs\njob \d+: 3 rows\njob \d+: 1 row\n4 rows: 4 submitted, 0 done/)
    expect((await run(...sweep)).stdout).toMatch(/4 rows: 0 submitted, /)

    const rows = await until('of jobs', atRest)
    expect(rows.map(({ status }) => status)).toEqual(['done', 'done', 'failed', 'done'])
    for (const { id } of rows.filter(({ status }) => status === 'done')) {
      expect(lastCheckpoint('of jobs', id)).toEqual(lastCheckpoint('here', id))
      expect(summaryOf('of jobs', id)).toBe(summaryOf('here', id))
    }
    const told = (await run('sweep', 'status', 'of jobs')).stdout
    expect(told).toMatch(
      /^4 rows: 3 done, 1 failed\nfailed:\n {2}\w+ {2}learningRate=1e38 {2}exit code 3 after 1 start, job \d+_2\n/,
    )
    expect(told).toMatch(/\| gyrus: the loss is NaN at step 2: training stopped/)
    expect(told).toContain("Try them again: npx gyrus sweep retry 'of jobs'")

    expect((await run(...sweep)).stdout).toMatch(/0 submitted, 3 done, .*, 1 failed and not tried again/)
    expect((await run('sweep', 'retry', 'of jobs', '1')).stdout).toMatch(/4 rows: 0 submitted/)
    expect((await run('sweep', 'retry', 'of jobs', '3')).stdout).toMatch(/job \d+: 1 row\n/)
    const again = await until('of jobs', atRest)
    expect(again[2]).toMatchObject({ status: 'failed', failure: { code: 3, starts: 1 } })
    expect(again[2].job).not.toBe(rows[2].job)
    const jobs = readFileSync(join(folder, 'of jobs/slurm/jobs.jsonl'), 'utf8').trim().split('\n')
    expect(jobs.map((line) => JSON.parse(line).options)).toEqual(
      Array(3).fill({ time: '10', maxParallel: 3 }),
    )
  })

  it('a run that is asked to save, and then loses its node, goes on to the same bits', async () => {
    const vary = ['--vary', 'seed=1', ...smallest('training.steps=6000', 'training.checkpointEvery=500')]
    expect((await run('sweep', 'tiny', '--out', 'whole', ...vary)).code).toBe(0)
    await run('sweep', 'tiny', '--out', 'broken', ...vary, '--executor', 'slurm')
    const [{ id, job }] = await until('broken', ([{ id }]) => lastStep('broken', id) >= 300)
    await cluster.kill('slurmd') // what it has started goes on without it
    cluster.startNode()
    await until('broken', ([{ id }]) => lastStep('broken', id) >= 600)
    // It reaches what was started by srun alone, as the warning before a limit and that of a preemption do.
    cluster.run('scancel', '--signal=USR1', job!)
    await until('broken', ([{ step }]) => lastStep('broken', id) >= (step ?? 6000) + 300)
    cluster.run('scontrol', 'update', `NodeName=${hostname()}`, 'State=DOWN', 'Reason=test') // it comes back by itself
    await until('broken', ([{ status }]) => status === 'waiting', false)
    // Slurm gives a node no job of which that still has a process: the script lives on for KillWait.
    await setTimeout(1000 * (KILL_WAIT + 5))
    const [end] = await until('broken', atRest)
    expect(end, logOf('broken', job!)).toMatchObject({ status: 'done', job })
    expect(lastCheckpoint('broken', id)).toEqual(lastCheckpoint('whole', id))
    expect(summaryOf('broken', id)).toBe(summaryOf('whole', id))
    const log = logOf('broken', job!)
    // What a start says last is lost where Slurm ends its srun first, so the log tells what was saved by what goes on.
    expect(log).toMatch(/start 1, on [\s\S]*start 2, on [\s\S]*going on with .* from step [1-9]/)
  })

  it('a run is saved before its time limit and goes on, time and again; one that is canceled is saved and does not', async () => {
    const vary = [
      '--vary',
      'seed=1',
      ...smallest('training.steps=1000000', 'training.checkpointEvery=1000000'),
    ]
    await run('sweep', 'tiny', '--out', 'long', ...vary, '--executor', 'slurm', '--time', '1')
    const [{ step: first }] = await until('long', ([row]) => row.status === 'waiting' && row.step !== null)
    // It meets its limit a second time.
    const [{ step, job }] = await until('long', ([row]) => row.status === 'waiting' && row.step! > first!)
    await until('long', ([{ id }]) => lastStep('long', id) > step!)
    expect((await run('sweep', 'cancel', 'long')).stdout).toMatch(
      /^1 row canceled\nSubmit them again: npx gyrus sweep retry long\n$/,
    )
    const [end] = await until('long', atRest)
    expect(end).toMatchObject({ status: 'left', job })
    expect(end.step).toBeGreaterThan(step!)
    await setTimeout(4000) // the script of the job, if it lived on, would have put it into the queue again
    release()
    expect((await statesOf('long'))[0].status).toBe('left')
    expect(logOf('long', job!)).toMatch(
      /start 1, [\s\S]*start 2, [\s\S]* from step [1-9][\s\S]*start 3, [\s\S]* from step [1-9]/,
    )
    expect((await run('sweep', 'cancel', 'long')).stdout).toBe('0 rows canceled\n')
  })

  // Twice twelve runs, so that the ordinary tests have it in parts.
  if (isLong)
    it('a sweep of twelve rows goes through all that happens to jobs, to the bits of the sweep here', async () => {
      const asked = (...settings: string[]) => ({
        preset: 'tiny',
        set: Object.fromEntries(
          smallest(...settings)
            .filter((word) => word !== '--set')
            .map((word) => [word.split('=')[0], Number(word.split('=')[1])]),
        ),
      })
      const lasting = asked('training.steps=20000', 'training.checkpointEvery=20000')
      const failing = asked('optimizer.learningRate=1e38')
      const ordinary = { ...asked(), vary: { seed: '1..10' } }
      writeFileSync(join(folder, 'twelve.json'), JSON.stringify([lasting, failing, ordinary]))
      expect((await run('sweep', 'twelve.json', '--out', 'twelve here')).code).toBe(3)

      const options = ['--executor', 'slurm', '--max-parallel', '1', '--time', '10']
      const { stdout } = await run('sweep', 'twelve.json', '--out', 'twelve', ...options)
      expect(stdout).toMatch(/\n12 rows: 12 submitted, 0 done/)
      const canceled = (await statesOf('twelve'))[11].job!
      expect(cluster.run('scancel', canceled).status).toBe(0)
      const [{ id, job }] = await until('twelve', ([row]) => lastStep('twelve', row.id) >= 300)
      await cluster.kill('slurmd')
      cluster.startNode()
      let saved = 0
      for (const starts of [1, 2]) {
        await until('twelve', () => lastStep('twelve', id) >= saved + 300)
        cluster.run('scontrol', 'update', `JobId=${job}`, 'TimeLimit=1')
        const [{ step }] = await until('twelve', ([{ status }]) => status === 'waiting', false)
        expect(step, `start ${starts}`).toBeGreaterThan(saved)
        saved = step!
        cluster.run('scontrol', 'update', `JobId=${job}`, 'TimeLimit=10')
      }

      const rows = await until('twelve', atRest)
      const done = (count: number) => Array<string>(count).fill('done')
      expect(rows.map(({ status }) => status)).toEqual(['done', 'failed', ...done(9), 'left'])
      expect((await run('sweep', 'retry', 'twelve', '12')).stdout).toMatch(/job \d+: 1 row\n/)
      const ends = await until('twelve', atRest)
      expect(ends.map(({ status }) => status)).toEqual(['done', 'failed', ...done(10)])
      for (const { id: row } of ends.filter(({ status }) => status === 'done')) {
        expect(lastCheckpoint('twelve', row)).toEqual(lastCheckpoint('twelve here', row))
        expect(summaryOf('twelve', row)).toBe(summaryOf('twelve here', row))
      }
      expect(logOf('twelve', job!)).toMatch(/start 1, [\s\S]*start 2, [\s\S]*start 3, /)
    })

  it('a run that is preempted is saved when the grace begins', async () => {
    const vary = [
      '--vary',
      'seed=1',
      ...smallest('training.steps=1000000', 'training.checkpointEvery=1000000'),
    ]
    await run('sweep', 'tiny', '--out', 'low', ...vary, '--executor', 'slurm', '--partition', 'low')
    const [{ job }] = await until('low', ([{ id }]) => lastStep('low', id) >= 200)
    const wanted = ['--partition=high', '--exclusive', '--output=/dev/null', '--wrap=sleep 5']
    expect(cluster.run('sbatch', ...wanted).status).toBe(0)
    const [{ step }] = await until('low', ([{ status }]) => status === 'waiting', false)
    expect(step).toBeGreaterThanOrEqual(200)
    expect(logOf('low', job!)).toMatch(/stopped by SIGTERM; saved[\s\S]*goes on when job \d+_0 starts again/)
    await run('sweep', 'cancel', 'low')
  })

  it('refuses a partition that there is not, and passes on what Slurm refuses', async () => {
    const sweep = ['sweep', 'tiny', '--vary', 'seed=1', '--out', 'refused', '--executor', 'slurm']
    expect(await refusalOf([...sweep, '--partition', 'mian'], where)).toBe(
      'gyrus: --partition: must be one of main, low, high, got "mian"; nearest: main, high\n',
    )
    const { code, stderr } = await run(...sweep, '--extra-sbatch=--nodelist=nowhere')
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^gyrus: sbatch: error: Batch job submission failed: .*\n$/),
    ])
  })

  it('says what it knows when the controller is gone', async () => {
    await cluster.kill('slurmctld')
    const { code, stdout } = await run('sweep', 'status', 'long')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^1 row: 1 submitted\nThe scheduler does not answer \(.*[Uu]nable to contact slurm controller.*\)/,
    )
    expect(await refusalOf(['sweep', 'cancel', 'long'], where)).toMatch(/nothing is canceled/)
    await cluster.startController()
    expect((await statesOf('long'))[0].status).toBe('left')
  })
})
