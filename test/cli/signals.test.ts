import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { gyrusProcess, smallest, withoutNohup } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-signals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Sends a signal once, to the process that has begun to train. */
function sending(signal: NodeJS.Signals, dir: string) {
  let sent = false
  return (stdout: string) => {
    if (sent || !stdout.includes('"step","step":100')) return
    sent = true
    const { pid } = JSON.parse(readFileSync(join(dir, 'run.lock'), 'utf8')) as { pid: number }
    process.kill(pid, signal)
  }
}

describe.skipIf(process.platform === 'win32')('a closed terminal stops nothing under nohup', () => {
  const train = async (name: string, options: Parameters<typeof gyrusProcess>[1]) => {
    const dir = join(folder, name)
    const args = ['train', 'tiny', '--json', '--out', dir, ...smallest()]
    const outcome = await gyrusProcess(args, {
      env: withoutNohup(),
      seen: sending('SIGHUP', dir),
      ...options,
    })
    return { ...outcome, hasReport: existsSync(join(dir, 'report.html')) }
  }
  const lived = { code: 0, hasReport: true }

  it('told by a standard input that cannot be read', async () => {
    const stdin = openSync('/dev/null', 'w')
    const ended = await train('stdin', { stdin })
    closeSync(stdin)
    expect(ended).toMatchObject(lived)
  })

  it('told by the shell', async () => {
    const env = { ...process.env, _: '/usr/bin/nohup' }
    expect(await train('shell', { env })).toMatchObject(lived)
  })

  it.runIf(existsSync('/proc/self/environ'))('told by the shell to a parent, as npx is one', async () => {
    const through = ['sh', '-c', '_=; export _; "$@"; exit $?', 'sh']
    const env = { ...process.env, _: '/usr/bin/nohup' }
    expect(await train('parent', { env, through })).toMatchObject(lived)
  })

  it.runIf(existsSync('/proc/self/status'))('told by a script that ignores it itself', async () => {
    const through = ['sh', '-c', 'trap "" HUP; "$@"; exit $?', 'sh']
    expect(await train('script', { through })).toMatchObject(lived)
  })

  it('and without nohup it stops, also what a script runs', async () => {
    const through = ['sh', '-c', '"$@"; exit $?', 'sh']
    expect(await train('stops', { through })).toMatchObject({ code: 129, hasReport: false })
  })
})

describe.skipIf(process.platform === 'win32')('the signals by which batch systems warn', () => {
  it.each([
    ['SIGUSR1', 138],
    ['SIGUSR2', 140],
  ] as const)('%s: a sweep has its runs saved, and ends with %i', async (signal, exitCode) => {
    const dir = join(folder, signal)
    const settings = smallest('training.steps=100000', 'training.checkpointEvery=100000')
    let timer: NodeJS.Timeout | undefined
    const stopped = await gyrusProcess(
      ['sweep', 'tiny', '--vary', 'seed=1..2', '--jobs', '2', '--out', dir, ...settings],
      {
        seen: (_, child) => {
          timer ??= setInterval(() => {
            const begun = runsOf(dir).filter((run) => hasBegun(join(run, 'metrics.jsonl')))
            if (begun.length < 2) return
            clearInterval(timer)
            child.kill(signal)
          }, 20)
        },
      },
    )
    expect(stopped).toMatchObject({ code: exitCode, stderr: '' })
    expect(stopped.stdout).toContain(`stopped by ${signal}; what was running is saved`)
    const runs = runsOf(dir)
    expect(runs).toHaveLength(2)
    for (const run of runs) expect(readdirSync(join(run, 'checkpoints'))).toHaveLength(1)
  })

  it.each([100, 2000])(
    'end a command that has nothing to save, and open no debugger (after %i ms)',
    async (wait) => {
      const { code } = await gyrusProcess(['bench', 'step', '--steps', '1000000'], {
        through: ['sh', '-c', `"$@" & sleep ${wait / 1000}; kill -USR1 $!; wait $!`, 'sh'],
      })
      expect(code).toBe(138)
    },
  )
})

const hasBegun = (metrics: string) => existsSync(metrics) && readFileSync(metrics, 'utf8').includes('"step":')

function runsOf(sweep: string): string[] {
  const root = join(sweep, 'runs')
  if (!existsSync(root)) return []
  return readdirSync(root).flatMap((first) =>
    readdirSync(join(root, first)).map((id) => join(root, first, id)),
  )
}
