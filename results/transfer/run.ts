/**
 * All that A of docs/transfer.md takes: trains the networks that hold five tasks out, lets them learn these, and collects.
 * What is done is not done again, and what was interrupted goes on, so that it can be stopped at any time.
 *
 *     npm run build && npx tsx results/transfer/run.ts            # three seeds of three kinds, one after the other
 *     npx tsx results/transfer/run.ts 1                           # seed 1 alone
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HELD_OUT = 'rtgo,dlyanti,ctxdm2,ctxdlydm2,dnmc'
const PRESETS = ['growing-brains', 'growing-brains-l1', 'growing-brains-none']
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const seeds = process.argv.length > 2 ? process.argv.slice(2) : ['1', '2', '3']

const done: string[] = []
for (const seed of seeds) {
  for (const preset of PRESETS) {
    const run = join('runs/transfer', `${preset}-s${seed}`)
    if (!existsSync(join(root, run, 'experiment.json'))) {
      const settings = [`heldOut=${HELD_OUT}`, 'engine.threads=1', `seed=${seed}`]
      gyrus('train', preset, ...settings.flatMap((setting) => ['--set', setting]), '--out', run)
    } else if (!existsSync(join(root, run, 'report.html'))) gyrus('resume', run)
    if (!existsSync(join(root, run, 'analysis/transfer.json'))) gyrus('transfer', run)
    done.push(run)
  }
}
node('--import', 'tsx', 'results/transfer/collect.ts', ...done)

function gyrus(...args: string[]): void {
  node('dist/cli/main.js', ...args)
}

function node(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
