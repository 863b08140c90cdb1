/** The README's tables are those of the committed runs. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { PAPER_PARETO } from '../../src/figures/paper.js'
import { decimal, whole } from '../../src/figures/words.js'
import { frontPoints } from '../../src/reproduction/fronts.js'
import { type Recipe, SHOWN } from '../../src/reproduction/plan.js'
import { type ParetoRow, readReproduction } from '../../src/reproduction/summary.js'

const at = (path: string) => new URL(`../../${path}`, import.meta.url).pathname
const lines = readFileSync(at('README.md'), 'utf8').split('\n')
/** The cells of the table whose head begins so. */
function cellsOf(beginning: string): string[][] {
  const head = lines.findIndex((line) => line.startsWith(beginning))
  if (head < 0) throw new Error(`README.md: has no table that begins with ${beginning}`)
  const rows = lines.slice(head + 2, lines.indexOf('', head))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

let pareto: ParetoRow[]
beforeAll(async () => {
  pareto = (await readReproduction(at('results/growing-brains/summary.json'))).pareto
})

describe('README', () => {
  it('shows each network of the presets, and of BIMT’s parts', () => {
    const named: [string, Recipe, number, (seed: number) => boolean][] = [
      ['`growing-brains`', 'bimt', SHOWN.bimt, (seed) => seed <= 3],
      ['`growing-brains`', 'bimt', SHOWN.bimt, (seed) => seed > 3],
      ['its charge alone', 'local', SHOWN.bimt, () => true],
      ['its swaps alone', 'swap', 0, () => true],
      ['`growing-brains-l1`', 'l1', SHOWN.l1, () => true],
      ['`growing-brains-none`', 'none', 0, () => true],
    ]
    const rows = named.map(([name, recipe, lambda, isOf]) => {
      const group = pareto.filter((row) => row.recipe === recipe && row.lambda === lambda && isOf(row.seed))
      const list = (of: (row: ParetoRow) => string) => group.map(of).join(', ')
      const z = (measure: 'isolatedNeuronRatio' | 'indexVariance') =>
        list((row) => decimal(row[measure].z!, 1))
      return [
        name,
        list(({ seed }) => String(seed)),
        `${list(({ error }) => decimal(100 * (1 - error), 1))}%`,
        list(({ activeNeurons }) => String(activeNeurons)),
        group.map(({ wiringLength }) => whole(wiringLength)).join('; '),
        z('isolatedNeuronRatio'),
        z('indexVariance'),
      ]
    })
    expect(cellsOf('| network')).toEqual(rows)
  })

  it('has the means of the fronts that the rows give, and the paper’s points', () => {
    const share = (x: number) => x.toFixed(3).replace(/^0/, '')
    const points = frontPoints(pareto)
    const ours = (recipe: string) =>
      points
        .filter((point) => point.recipe === recipe)
        .sort((a, b) => a.activeNeurons.mean - b.activeNeurons.mean)
        .map(({ activeNeurons, error, wiringLength }) => {
          const interval = recipe === 'gyrus' ? ` ± ${share(error.halfWidth!)}` : ''
          return [whole(activeNeurons.mean), share(error.mean) + interval, whole(wiringLength.mean)]
        })
    const paper = PAPER_PARETO.bimt.map((p) => [
      whole(p.activeNeurons),
      share(p.error),
      whole(p.wiringLength),
    ])
    const rows = cellsOf('| `gyrus`: neurons')
    const front = (column: number) =>
      rows.map((row) => row.slice(column, column + 3)).filter(([neurons]) => neurons !== '')
    expect([front(0), front(3), front(6)]).toEqual([ours('gyrus'), ours('bimt'), paper])
  })
})
