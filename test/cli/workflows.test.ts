import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../built.js'
import { gyrus, smallest } from './gyrus.js'

// What docs/clusters.md shows of other programs is run as it stands there, on small sweeps.

const root = mkdtempSync(join(tmpdir(), 'gyrus-workflows-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const page = readFileSync(`${ROOT}docs/clusters.md`, 'utf8')
function shown(language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)!
  return code
}

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
/** `npx gyrus` is the gyrus of this repository. */
const bin = join(root, 'bin')
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  HOME: root,
  XDG_CACHE_HOME: root,
}

/** A folder with a sweep of a few rows, of which none has been done. */
async function planned(name: string, vary: string, ...settings: string[]): Promise<string> {
  const folder = join(root, name)
  mkdirSync(folder)
  const args = ['sweep', 'tiny', '--out', 'sweeps/mine', '--plan', '--vary', vary, ...smallest(...settings)]
  const { code, stdout } = await gyrus(args, { cwd: folder })
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^sweep in sweeps\/mine\n\d rows? in its manifest\n/),
  ])
  return folder
}

/** Runs a shell's command line to its end; `seen` gets what it has said so far. */
function shell(
  cwd: string,
  line: string,
  seen?: (said: string) => void,
): Promise<{ code: number | null; said: string }> {
  const child = spawn('bash', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      seen?.(said)
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}

const dirsOf = (folder: string): string[] => {
  const runs = join(folder, 'sweeps/mine/runs')
  return readdirSync(runs).flatMap((first) =>
    readdirSync(join(runs, first)).map((id) => join(runs, first, id)),
  )
}
const areDone = (folder: string) => dirsOf(folder).every((dir) => existsSync(join(dir, 'report.html')))
const SHORT = ['training.steps=40', 'training.evaluateEvery=20']

beforeAll(() => {
  mkdirSync(bin)
  const script = `#!/bin/sh\nshift\nexec '${process.execPath}' '${ROOT}dist/cli/main.js' "$@"\n`
  writeFileSync(join(bin, 'npx'), script, { mode: 0o755 })
})

describe('the rows of a sweep, driven by', () => {
  it.runIf(has('parallel'))('GNU parallel', async () => {
    const folder = await planned('parallel', 'seed=1..2', ...SHORT)
    const { code, said } = await shell(folder, shown('sh'))
    expect(code, said).toBe(0)
    expect(dirsOf(folder)).toHaveLength(2)
    expect(areDone(folder)).toBe(true)
  })

  it.runIf(has('make'))('make, which does again what failed and nothing else', async () => {
    const folder = await planned('make', 'optimizer.learningRate=1e-3,1e38', ...SHORT)
    writeFileSync(join(folder, 'Makefile'), shown('make'))
    const { code, said } = await shell(folder, 'make --keep-going')
    expect(code, said).toBe(2)
    expect(readdirSync(join(folder, 'sweeps/mine/done'))).toEqual(['1'])
    const again = await shell(folder, 'make --keep-going')
    expect(again.said).toContain('sweep row sweeps/mine 2')
    expect(again.said).not.toContain('sweep row sweeps/mine 1')
  })

  it.runIf(has('snakemake'))('Snakemake, also where a row was stopped', async () => {
    const folder = await planned(
      'snakemake',
      'seed=1',
      'training.steps=1500',
      'training.checkpointEvery=1500',
    )
    writeFileSync(join(folder, 'Snakefile'), shown('python'))
    let isStopped = false
    const { code, said } = await shell(folder, shownCommand('snakemake'), (so_far) => {
      if (isStopped || !/step \d{3,}\/1500/.test(so_far)) return
      isStopped = true
      const { pid } = JSON.parse(readFileSync(join(dirsOf(folder)[0], 'run.lock'), 'utf8')) as { pid: number }
      process.kill(pid, 'SIGUSR1')
    })
    expect(code, said).toBe(0)
    expect(said).toMatch(/stopped by SIGUSR1; saved[\s\S]*going on with .* from step [1-9]/)
    expect(readdirSync(join(folder, 'sweeps/mine/done'))).toEqual(['1'])
    expect(areDone(folder)).toBe(true)
  })
})

function shownCommand(name: string): string {
  const [, line] = new RegExp(`^    (${name} .*)$`, 'm').exec(page)!
  return line
}
