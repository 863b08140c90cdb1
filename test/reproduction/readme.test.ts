/** The README's fronts are those of the committed runs. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PAPER_PARETO } from '../../src/figures/paper.js'
import { frontPoints } from '../../src/reproduction/fronts.js'
import { readReproduction } from '../../src/reproduction/summary.js'

const at = (path: string) => new URL(`../../${path}`, import.meta.url).pathname
const whole = (x: number) => Math.round(x).toLocaleString('en-US')
const share = (x: number) => x.toFixed(3).replace(/^0/, '')

it('has the means that the rows give, and the paper’s points', async () => {
  const points = frontPoints((await readReproduction(at('results/growing-brains/summary.json'))).pareto)
  const ours = (recipe: string) =>
    points
      .filter((point) => point.recipe === recipe)
      .sort((a, b) => a.activeNeurons.mean - b.activeNeurons.mean)
      .map(({ activeNeurons, error, wiringLength }) => {
        const interval = recipe === 'gyrus' ? ` ± ${share(error.halfWidth!)}` : ''
        return [whole(activeNeurons.mean), share(error.mean) + interval, whole(wiringLength.mean)]
      })
  const paper = PAPER_PARETO.bimt.map((p) => [whole(p.activeNeurons), share(p.error), whole(p.wiringLength)])
  const lines = readFileSync(at('README.md'), 'utf8').split('\n')
  const head = lines.findIndex((line) => line.startsWith('| `gyrus`: neurons'))
  const rows = lines.slice(head + 2, lines.indexOf('', head)).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const front = (column: number) =>
    rows.map((row) => row.slice(column, column + 3)).filter(([neurons]) => neurons !== '')
  expect([front(0), front(3), front(6)]).toEqual([ours('gyrus'), ours('bimt'), paper])
})
