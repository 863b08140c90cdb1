/**
 * A Slurm of one node on this machine, for the tests: slurmctld, slurmd and munged with files, key and ports of their own in
 * a temporary folder. It touches nothing of a Slurm that may be installed for use, and `stop` ends its processes by id.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const DAEMONS = ['munged', 'slurmctld', 'slurmd']

/** The packages of Debian that have what the tests need. */
export const PACKAGES = 'slurmctld slurmd slurm-client munge'

/** Whether there is what a cluster needs: its programs, and root, since slurmd becomes the user of each job. */
export const canRunSlurm =
  process.getuid?.() === 0 && [...DAEMONS, 'srun', 'sbatch'].every((name) => programOf(name) !== null)

function programOf(name: string): string | null {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })
  return status === 0 ? stdout.trim() : null
}

export class Cluster {
  readonly dir = mkdtempSync(join(tmpdir(), 'gyrus-slurm-'))
  /** The environment in which Slurm's commands find this cluster. */
  readonly env: NodeJS.ProcessEnv
  readonly #running = new Map<string, ChildProcess>()

  private constructor() {
    this.env = { ...process.env, SLURM_CONF: join(this.dir, 'slurm.conf') }
  }

  /** @param settings lines for slurm.conf, e.g. `MaxArraySize=4` */
  static async start(...settings: string[]): Promise<Cluster> {
    const cluster = new Cluster()
    try {
      await cluster.#begin(settings)
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  async #begin(settings: readonly string[]): Promise<void> {
    chmodSync(this.dir, 0o755) // munge wants no folder that others may write
    for (const name of ['state', 'spool']) mkdirSync(join(this.dir, name))
    const key = join(this.dir, 'munge.key')
    writeFileSync(key, randomBytes(128), { mode: 0o400 })
    const socket = join(this.dir, 'munge.socket')
    const [controller, node] = [await freePort(), await freePort()]
    writeFileSync(
      join(this.dir, 'slurm.conf'),
      [
        'ClusterName=gyrus',
        `SlurmctldHost=${hostname()}(127.0.0.1)`,
        `SlurmctldPort=${controller}`,
        `SlurmdPort=${node}`,
        `AuthInfo=socket=${socket}`,
        'SlurmUser=root',
        'ProctrackType=proctrack/linuxproc',
        'TaskPlugin=task/none',
        'SelectType=select/cons_tres',
        'SelectTypeParameters=CR_Core',
        'SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=1,sched_min_interval=100000',
        'ReturnToService=2',
        'MpiDefault=none',
        'SlurmdParameters=config_overrides', // CPUs as this file says, not as this machine has
        `StateSaveLocation=${this.dir}/state`,
        `SlurmdSpoolDir=${this.dir}/spool`,
        `SlurmctldPidFile=${this.dir}/slurmctld.pid`,
        `SlurmdPidFile=${this.dir}/slurmd.pid`,
        `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN`,
        `PartitionName=main Nodes=${hostname()} Default=YES MaxTime=INFINITE State=UP`,
        ...settings,
        '',
      ].join('\n'),
    )
    this.#spawn('munged', [
      '--foreground',
      '--force', // the folder of the key lies in one that all may write to
      `--key-file=${key}`,
      `--socket=${socket}`,
      `--pid-file=${this.dir}/munged.pid`,
      `--seed-file=${this.dir}/munged.seed`,
      `--log-file=${this.dir}/munged.log`,
    ])
    await this.#until('munge', () => spawnSync('munge', ['-n', '-S', socket]).status === 0)
    await this.startController()
    this.startNode()
    await this.#until('a node', () => /idle|mix|alloc/.test(this.run('sinfo', '-h', '-o', '%T').stdout))
  }

  async startController(): Promise<void> {
    this.#spawn('slurmctld', ['-D', '-f', this.env.SLURM_CONF!])
    await this.#until('a controller', () => this.run('scontrol', 'ping').stdout.includes('is UP'))
  }

  startNode(): void {
    this.#spawn('slurmd', ['-D', '-N', hostname(), '-f', this.env.SLURM_CONF!])
  }

  /** Ends one of the daemons as a crash would. */
  async kill(daemon: 'slurmctld' | 'slurmd'): Promise<void> {
    const child = this.#running.get(daemon)
    this.#running.delete(daemon)
    if (child) await ended(child, 'SIGKILL')
  }

  /** One of Slurm's commands. */
  run(command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(command, args, { env: this.env, encoding: 'utf8' })
  }

  /** Cancels what runs, ends the daemons and removes the folder. */
  async stop(): Promise<void> {
    if (this.#running.has('slurmctld')) {
      this.run('scancel', '--user=root')
      this.run('scancel', '--signal=KILL', '--full', '--user=root')
      await this.#until('an empty queue', () => this.run('squeue', '-h').stdout.trim() === '').catch(() => {})
    }
    for (const child of [...this.#running.values()].reverse()) await ended(child, 'SIGTERM')
    this.#running.clear()
    for (const pid of this.#left()) spawnSync('kill', ['-KILL', String(pid)]) // it may have ended meanwhile
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** What Slurm has started and outlives it: who cannot tell the controller of its end tries for ever. */
  #left(): number[] {
    const mark = `SLURM_CONF=${this.env.SLURM_CONF}\0`
    const pids = readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid)
    return pids.filter((pid) => {
      try {
        return `${readFileSync(`/proc/${pid}/environ`, 'utf8')}\0`.includes(mark)
      } catch {
        return false // it has ended meanwhile
      }
    })
  }

  #spawn(daemon: string, args: readonly string[]): void {
    const log = openSync(join(this.dir, `${daemon}.log`), 'a')
    const child = spawn(programOf(daemon)!, args, { stdio: ['ignore', log, log], env: this.env })
    closeSync(log)
    this.#running.set(daemon, child)
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + 60_000
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`no ${what} after a minute:\n${this.logs()}`)
      await setTimeout(100)
    }
  }

  /** What the daemons say. */
  logs(): string {
    return [...this.#running.keys()]
      .map((name) => `${name}: ${readFileSync(join(this.dir, `${name}.log`), 'utf8').slice(-3000)}`)
      .join('\n')
  }
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
