/** The README's tables are those of the committed runs. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readmeTables, tableIn } from '../../results/readme.js'
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
