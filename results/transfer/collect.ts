/**
 * What docs/transfer.md asks, as rows and figures. Copies analysis/stability.json (B) and analysis/transfer.json (A) of
 * the folders named here, with machine, commit, seed and time, then writes the figures and README.md from what is here.
 *
 *     npx tsx results/transfer/collect.ts runs/transfer/growing-brains-s1 …
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kindsOf } from '../../src/figures/kinds.js'
import { writeFigure } from '../../src/runs/figureFiles.js'
import type { RunRecord } from '../../src/runs/folder.js'
import { stabilityFigure } from '../../src/studies/stability/figure.js'
import type { Stability } from '../../src/studies/stability/schema.js'
import { stabilityComparison, stabilityTable } from '../../src/studies/stability/table.js'
import type { Studied } from '../../src/studies/study.js'
import { transferFigure } from '../../src/studies/transfer/figure.js'
import type { Transfer } from '../../src/studies/transfer/schema.js'
import { transferComparison, transferTable } from '../../src/studies/transfer/table.js'

interface Row<Result> {
  /** When the analysis was written, and by which code. */
  measured: string
  commit: string
  machine: unknown
  experiment: RunRecord['experiment']
  result: Result
}

const here = dirname(fileURLToPath(import.meta.url))
const read = <T>(...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as T
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const PARTS = ['stability', 'transfer'] as const

for (const run of process.argv.slice(2)) {
  const { experiment, machine } = read<RunRecord>(run, 'experiment.json')
  const there = PARTS.filter((part) => existsSync(join(run, `analysis/${part}.json`)))
  if (there.length === 0)
    throw new Error(`${run}: has neither; run \`npx gyrus stability\` or \`npx gyrus transfer\` on it`)
  for (const part of there) {
    const file = join(run, `analysis/${part}.json`)
    const measured = statSync(file).mtime.toISOString()
    const { definitions: _, ...result } = read<Record<string, unknown>>(file)
    mkdirSync(join(here, part), { recursive: true })
    const name = `${experiment.regularizer.kind}-s${experiment.seed}.json`
    const row: Row<typeof result> = { measured, commit, machine, experiment, result }
    writeFileSync(join(here, part, name), `${JSON.stringify(row, null, 2)}\n`)
  }
}

function rows<Result extends { kind: string; seed: number }>(part: (typeof PARTS)[number]): Result[] {
  if (!existsSync(join(here, part))) return []
  const all = readdirSync(join(here, part))
    .filter((name) => name.endsWith('.json'))
    .map((name) => read<Row<Result>>(here, part, name).result)
  const kinds = kindsOf(all)
  return all.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.seed - b.seed)
}

const write = async (path: string, content: string | Uint8Array) => {
  mkdirSync(join(here, 'figures'), { recursive: true })
  writeFileSync(join(here, path), content)
}
const text = (content: string) => `\`\`\`text\n${content.trim()}\n\`\`\`\n`

const learned = rows<Studied<Transfer>>('transfer')
const stable = rows<Studied<Stability>>('stability')
const parts = [
  '# Transfer: docs/transfer.md as it was run\n',
  'Written by `collect.ts` from the rows beside it (configuration, machine, commit and time of each are in its file).\n',
]
if (learned.length > 0) {
  await writeFigure('transfer', transferFigure(learned), write)
  parts.push('## A. Learning a held-out task\n', ...learned.map((one) => text(transferTable(one))))
  if (learned.length > 1) parts.push(text(transferComparison(learned)))
}
if (stable.length > 0) {
  await writeFigure('stability', stabilityFigure(stable), write)
  parts.push('## B. Other input statistics\n', ...stable.map((one) => text(stabilityTable(one))))
  if (stable.length > 1) parts.push(text(stabilityComparison(stable)))
}
writeFileSync(join(here, 'README.md'), parts.join('\n'))
