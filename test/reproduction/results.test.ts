/** docs/results.md says what the committed runs do. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { resultsTables, tableIn } from '../../results/tables.js'
import { decimal } from '../../src/figures/words.js'
import { claims } from '../../src/reproduction/claims.js'
import { SHOWN } from '../../src/reproduction/plan.js'
import { type ParetoRow, readReproduction } from '../../src/reproduction/summary.js'
import { byKText } from '../../src/reproduction/tables.js'

const at = (path: string) => new URL(`../../${path}`, import.meta.url).pathname
/** Cells without the spaces that align them. */
const cells = (table: string) =>
  table
    .split('\n')
    .filter((line) => !/^\| -/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))

it('docs/results.md has the tables of the committed runs; `npx tsx results/tables.ts` writes them', async () => {
  const page = readFileSync(at('docs/results.md'), 'utf8')
  const { pareto } = await readReproduction(at('results/growing-brains/summary.json'))
  for (const [head, table] of Object.entries(resultsTables(pareto)))
    expect(cells(page.slice(...tableIn(page, head)))).toEqual(cells(table))
})

it('docs/results.md says of the fronts what RESULTS.md does', async () => {
  const page = readFileSync(at('docs/results.md'), 'utf8')
  const { pareto } = await readReproduction(at('results/growing-brains/summary.json'))
  const told = claims(pareto, SHOWN)
  const times = (claim: string) => {
    const { outcome } = told.find((one) => one.claim.startsWith(claim))!
    return [...outcome[0].matchAll(/([\d.]+) times \(/g)].map(([, ratio]) => ratio)
  }
  const [neurons] = times('BIMT’s front lies below L1’s in active neurons')
  const [wire] = times('BIMT’s front lies below L1’s in wiring length')
  expect(page).toContain(
    `our L1 needs no more active neurons than our BIMT (${neurons} times; in the paper 1.56) and ${wire} times its wire (in the paper 13)`,
  )
  const [own, ownWire] = times('BIMT as reconstructed')
  expect(page).toContain(`${own} times the neurons and ${ownWire} times the wire for the same error`)
  const longer = (claim: string) =>
    told
      .find((one) => one.claim.startsWith(claim))!
      .outcome.at(-1)!
      .match(/not counted: ([\d.]+) times/)![1]
  expect(page).toContain(
    `(${longer('BIMT’s front lies below L1’s in active neurons').replace(/^0/, '')} times the neurons, ${longer('BIMT’s front lies below L1’s in wiring length')} times the wire)`,
  )
  const groups = told.find(({ claim }) => claim.startsWith('These clusters'))!.outcome.at(-1)
  expect(page).toContain(`tighter than such a surrogate has them ${groups}`)
  expect(byKText(pareto)).toMatch(
    /^BIMT’s at 17 of the 18 .* \(not 2\), L1’s at 0 .* no regularization’s at 0 /,
  )
  expect(page).toContain('cut into any number from 3 to 19, BIMT')
})

it('docs/results.md says of layout after training what its rows do', () => {
  const page = readFileSync(at('docs/results.md'), 'utf8')
  const rows = JSON.parse(readFileSync(at('results/layout/rows.json'), 'utf8')) as ParetoRow[]
  const l1 = rows.filter(({ recipe }) => recipe === 'l1')
  const [isolated, index, radius] = (
    ['isolatedNeuronRatio', 'indexVariance', 'meanSquaredRadius'] as const
  ).map((name) => l1.map((row) => decimal(row[name].z!, 1)).join(', '))
  expect(page).toContain(
    `(isolated neurons z ${isolated}; index variance ${index}; squared radius ${radius})`,
  )
})

it('docs/results.md says of the windows what their rows do', () => {
  const page = readFileSync(at('docs/results.md'), 'utf8')
  const rows = readFileSync(at('results/windows/README.md'), 'utf8')
  const [fresh, neurogym] = ['fresh', 'neurogym'].map((windows) =>
    rows
      .match(new RegExp(`^\\| ${windows} \\| 3 \\|.*$`, 'm'))![0]
      .split('|')
      .map((cell) => cell.trim()),
  )
  const [accuracy, wire] = [3, 5]
  expect(page).toContain(`${neurogym[wire].slice(1)} cells less, drawn afresh ${fresh[wire].slice(1)}`)
  expect(page).toContain(`(${neurogym[accuracy]} and ${fresh[accuracy]} points;`)
})
