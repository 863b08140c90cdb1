/** The README's tables are those of the committed runs. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readmeTables, tableIn } from '../../results/readme.js'
import { claims } from '../../src/reproduction/claims.js'
import { SHOWN } from '../../src/reproduction/plan.js'
import { readReproduction } from '../../src/reproduction/summary.js'

const at = (path: string) => new URL(`../../${path}`, import.meta.url).pathname
/** Cells without the spaces that align them. */
const cells = (table: string) =>
  table
    .split('\n')
    .filter((line) => !/^\| -/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))

it('README has the tables of the committed runs; `npx tsx results/readme.ts` writes them', async () => {
  const page = readFileSync(at('README.md'), 'utf8')
  const { pareto } = await readReproduction(at('results/growing-brains/summary.json'))
  for (const [head, table] of Object.entries(readmeTables(pareto)))
    expect(cells(page.slice(...tableIn(page, head)))).toEqual(cells(table))
})

it('README says of the fronts what RESULTS.md does', async () => {
  const page = readFileSync(at('README.md'), 'utf8')
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
})
