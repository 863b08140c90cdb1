import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ClusterFolder } from '../../src/cluster/folder.js'
import { type CommandResult, parseMostElements, parseQueue, Slurm } from '../../src/cluster/slurm.js'
import { statesOf } from '../../src/cluster/states.js'
import { runDir } from '../../src/runs/sweep.js'

/** As Slurm 22.05.8 says it: `squeue --array --noheader --jobs=1 --format=%F|%K|%T|%r`. */
const QUEUE = `1|2|PENDING|JobArrayTaskLimit
1|1|RUNNING|None
1|0|COMPLETING|NonZeroExitCode
2|0|PENDING|BeginTime
`
/** Some lines of `scontrol show config`. */
const CONFIG = `Configuration data as of 2026-11-30T16:54:02
KillWait                = 30 sec
MaxArraySize            = 1001
MaxJobCount             = 10000
`

describe('what Slurm says', () => {
  it('is read: elements by job and index', () => {
    expect([...parseQueue(QUEUE)]).toEqual([
      ['1_2', { state: 'waiting', reason: 'JobArrayTaskLimit' }],
      ['1_1', { state: 'running', reason: 'None' }],
      ['1_0', { state: 'running', reason: 'NonZeroExitCode' }],
      ['2_0', { state: 'waiting', reason: 'BeginTime' }],
    ])
    expect(parseQueue('').size).toBe(0)
    expect(parseQueue('1|0|FAILED|x\n').size).toBe(0) // it has ended
  })

  it('is read: how many elements an array may have', () => {
    expect(parseMostElements(CONFIG)).toBe(1001)
    expect(() => parseMostElements('MaxArraySize            = 0\n')).toThrow(/no job arrays/)
  })

  const answering = (answer: Partial<CommandResult>) => {
    const asked: string[] = []
    const slurm = new Slurm(async (command, args) => {
      asked.push([command, ...args].join(' '))
      return { status: 0, stdout: '', stderr: '', ...answer }
    })
    return { slurm, asked }
  }

  it('is that an unknown job is not in the queue, and anything else is a fault', async () => {
    const forgotten = answering({ status: 1, stderr: 'slurm_load_jobs error: Invalid job id specified\n' })
    expect((await forgotten.slurm.queue(['99'])).size).toBe(0)
    const gone = 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n'
    await expect(answering({ status: 1, stderr: gone }).slurm.queue(['1'])).rejects.toThrow(gone.trim())
    const { slurm, asked } = answering({ stdout: QUEUE })
    expect((await slurm.queue(['1', '2'])).size).toBe(4)
    expect(asked).toEqual(['squeue --array --noheader --jobs=1,2 --format=%F|%K|%T|%r'])
  })

  it('is the id of what was submitted, with or without the name of the cluster', async () => {
    const { slurm, asked } = answering({ stdout: '17;west\n' })
    expect(await slurm.submit('/a/job.sh', '16')).toBe('17')
    expect(asked).toEqual(['sbatch --parsable --dependency=afterany:16 /a/job.sh'])
    await expect(answering({ stdout: 'hello\n' }).slurm.submit('x')).rejects.toThrow(
      /must say the id of the job/,
    )
    const refusal =
      'sbatch: error: x\nsbatch: error: Batch job submission failed: Job violates accounting policy\n'
    await expect(answering({ status: 1, stderr: refusal }).slurm.submit('x')).rejects.toThrow(
      /^sbatch: error: Batch job submission failed: Job violates accounting policy$/,
    )
  })

  it('is which partitions there are', async () => {
    const { slurm } = answering({ stdout: 'short\nlong\n' })
    await slurm.checkPartitions('short,long')
    await expect(slurm.checkPartitions('sort')).rejects.toThrow(
      '--partition: must be one of short, long, got "sort"; nearest: short',
    )
  })

  it('is nothing where Slurm is not', async () => {
    const was = process.env.PATH
    process.env.PATH = '/nowhere'
    onTestFinished(() => {
      process.env.PATH = was
    })
    await expect(new Slurm().mostElements()).rejects.toThrow(/^scontrol: cannot be run here \(ENOENT\)/)
  })
})

describe('how far rows are', () => {
  /** A sweep of rows `0000000000aa`, …, without configurations, which are not looked at. */
  async function sweepOf(...ids: string[]): Promise<{ dir: string; folder: ClusterFolder }> {
    const dir = mkdtempSync(join(tmpdir(), 'gyrus-states-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const rows = ids.map((id, i) => ({
      id,
      preset: 'tiny',
      settings: [],
      varied: [`seed=${i}`],
      experiment: {},
    }))
    writeFileSync(join(dir, 'manifest.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    const folder = new ClusterFolder(dir)
    await folder.make()
    return { dir, folder }
  }
  const put = (dir: string, id: string, name: string, text = '') => {
    const path = join(runDir(dir, id), name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
  const ids = Array.from('abcdefg', (c) => `0000000000a${c}`)
  const submitted = { submitted: '2026-11-30T17:00:00.000Z', options: {} }

  it('the folders of runs say first, then the queue, then what the jobs have left', async () => {
    const { dir, folder } = await sweepOf(...ids)
    const [a, b, c, d, e, f, g] = ids
    await folder.note({ job: '1', rows: [a, b, c, d], ...submitted })
    await folder.note({ job: '2', rows: [e, f, b], ...submitted }) // b was submitted again
    put(dir, a, 'report.html')
    put(dir, c, 'checkpoints/step-00000200.safetensors')
    put(dir, c, 'checkpoints/step-00000400.safetensors')
    for (const [id, job] of [
      [a, '1_0'],
      [d, '1_3'],
      [e, '2_0'],
    ])
      writeFileSync(join(folder.failed, id), JSON.stringify({ code: 3, job, starts: 2 }))
    writeFileSync(join(folder.failed, f), '{"code":')
    const asked: (readonly string[])[] = []
    const slurm = new Slurm(async (_, args) => {
      asked.push(args)
      return { status: 0, stdout: '1|1|RUNNING|None\n2|2|PENDING|Priority\n2|0|RUNNING|None\n', stderr: '' }
    })
    const { rows, silence } = await statesOf(dir, slurm)
    expect(silence).toBeNull()
    expect(asked).toHaveLength(1)
    expect(rows.map(({ id, status, job, step }) => [id, status, job, step])).toEqual([
      [a, 'done', '1_0', null],
      [b, 'waiting', '2_2', null],
      [c, 'left', '1_2', 400],
      [d, 'failed', '1_3', null],
      [e, 'running', '2_0', null], // tried again
      [f, 'failed', '2_1', null],
      [g, 'idle', null, null],
    ])
    expect(rows[1].reason).toBe('Priority')
    expect(rows[3].failure).toEqual({ code: 3, job: '1_3', starts: 2 })
  })

  it('without an answer of the scheduler they are as the folders say', async () => {
    const { dir, folder } = await sweepOf(...ids.slice(0, 3))
    await folder.note({ job: '1', rows: ids.slice(0, 2), ...submitted })
    put(dir, ids[0], 'report.html')
    const stderr = 'squeue: error: Unable to contact slurm controller (connect failure)\n'
    const { rows, silence } = await statesOf(dir, new Slurm(async () => ({ status: 1, stdout: '', stderr })))
    expect(silence).toBe(stderr.trim())
    expect(rows.map(({ status }) => status)).toEqual(['done', 'submitted', 'idle'])
  })

  it('asks for nothing where nothing was submitted, or all is done', async () => {
    const { dir, folder } = await sweepOf(...ids.slice(0, 1))
    const never = new Slurm(async () => {
      throw new Error('asked')
    })
    expect((await statesOf(dir, never)).rows[0].status).toBe('idle')
    await folder.note({ job: '1', rows: ids.slice(0, 1), ...submitted })
    put(dir, ids[0], 'report.html')
    expect((await statesOf(dir, never)).rows[0].status).toBe('done')
  })

  it('a damaged list of jobs is named with its line', async () => {
    const { dir, folder } = await sweepOf(...ids)
    await folder.note({ job: '1', rows: ids, ...submitted })
    writeFileSync(join(folder.dir, 'jobs.jsonl'), '{"job":"1"}\n')
    await expect(statesOf(dir, new Slurm())).rejects.toThrow(
      /jobs\.jsonl: line 1: damaged \(.*delete the line/,
    )
  })

  it('the end of a log is its last lines, also of a long one', async () => {
    const { folder } = await sweepOf(...ids)
    expect(await folder.lastLines('1_0', 2)).toEqual([])
    writeFileSync(folder.logOf('1_0'), `${'x'.repeat(20_000)}\n\none\rtwo\nthree\n\n`)
    expect(await folder.lastLines('1_0', 2)).toEqual(['two', 'three'])
  })
})
