/**
 * The tables of runs in docs/results.md, from the rows of results/growing-brains/summary.json; a test holds them against each other.
 *
 *     npx tsx results/tables.ts     # writes them anew
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PAPER_PARETO } from '../src/figures/paper.js'
import { decimal, whole } from '../src/figures/words.js'
import { bestUnder, frontPoints, meansOf } from '../src/reproduction/fronts.js'
import { type Recipe, SCHEDULE_CHOSEN_UP_TO, SHOWN } from '../src/reproduction/plan.js'
import { type ParetoRow, readReproduction } from '../src/reproduction/summary.js'
import { interval, neededText, tableOf } from '../src/reproduction/tables.js'

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Each table, under the beginning of its head. */
export function resultsTables(rows: readonly ParetoRow[]): Record<string, string> {
  return {
    '| network': networks(rows),
    '| the paper’s BIMT': ahead(rows),
    '| `growing-brains`: λ': front(rows),
  }
}

function networks(rows: readonly ParetoRow[]): string {
  const isFresh = (seed: number) => seed > SCHEDULE_CHOSEN_UP_TO
  const named: [string, Recipe, number, (seed: number) => boolean][] = [
    ['`growing-brains`', 'bimt', SHOWN.bimt, (seed) => !isFresh(seed)],
    ['`growing-brains`', 'bimt', SHOWN.bimt, isFresh],
    ['its charge alone', 'local', SHOWN.bimt, () => true],
    ['its swaps alone', 'swap', 0, () => true],
    ['`growing-brains-l1`', 'l1', SHOWN.l1, () => true],
    ['`growing-brains-none`', 'none', 0, () => true],
  ]
  return tableOf(
    [
      'network',
      'seeds',
      'accuracy (ideal observer 98.5%)',
      'active neurons of 400',
      'recurrent wire (cells)',
      'isolated neurons, z',
      'index variance, z',
      'squared radius, z',
    ],
    named.map(([name, recipe, lambda, isOf]) => {
      const group = rows.filter((row) => row.recipe === recipe && row.lambda === lambda && isOf(row.seed))
      const list = (of: (row: ParetoRow) => string) => group.map(of).join(', ')
      const z = (measure: 'isolatedNeuronRatio' | 'indexVariance' | 'meanSquaredRadius') =>
        list((row) => decimal(row[measure].z!, 1))
      return [
        name,
        list(({ seed }) => String(seed)),
        `${list(({ error }) => decimal(100 * (1 - error), 1))}%`,
        list(({ activeNeurons }) => String(activeNeurons)),
        group.map(({ wiringLength }) => whole(wiringLength)).join('; '),
        z('isolatedNeuronRatio'),
        z('indexVariance'),
        z('meanSquaredRadius'),
      ]
    }),
  )
}

/** `.058 ± .005` of `0.058 ± 0.005`. */
const share = (text: string) => text.replaceAll(/\b0\./g, '.')

/** The paper's points, the budget of `gyrus` that is at or under each, and what `growing-brains` needs for its error. */
function ahead(rows: readonly ParetoRow[]): string {
  const points = frontPoints(rows)
  const curve = meansOf(points, 'bimt')
  const ours = points.filter(({ recipe }) => recipe === 'gyrus')
  return tableOf(
    [
      'the paper’s BIMT, _digitized_: neurons',
      'error',
      'recurrent wire',
      '`gyrus`: neurons',
      'error',
      'recurrent wire',
      '`growing-brains` needs for that error: neurons',
      'recurrent wire',
    ],
    PAPER_PARETO.bimt.map((theirs) => {
      const point = bestUnder(ours, theirs)
      return [
        whole(theirs.activeNeurons),
        share(decimal(theirs.error, 3)),
        whole(theirs.wiringLength),
        ...(point
          ? [
              whole(point.activeNeurons.mean),
              share(interval(point.error, 3)),
              whole(point.wiringLength.mean),
              neededText(curve, 'activeNeurons', point.error.mean),
              neededText(curve, 'wiringLength', point.error.mean),
            ]
          : ['not reached', '', '', '', '']),
      ]
    }),
  )
}

/** `growing-brains` from sparse to dense, and where it was trained longer. */
function front(rows: readonly ParetoRow[]): string {
  const points = frontPoints(rows)
  return tableOf(
    ['`growing-brains`: λ', 'steps', 'seeds', 'neurons', 'error', 'recurrent wire'],
    (['bimt', 'bimt-long'] as const).flatMap((recipe) =>
      points
        .filter((point) => point.recipe === recipe)
        .toReversed()
        .map(({ strength, activeNeurons, error, wiringLength }) => [
          strength.toExponential(),
          whole(rows.find((row) => row.recipe === recipe)!.steps),
          error.n,
          whole(activeNeurons.mean),
          share(interval(error, 3)),
          whole(wiringLength.mean),
        ]),
    ),
  )
}

/** The lines of the table with this head in a page. */
export function tableIn(page: string, head: string): [from: number, to: number] {
  const from = page.indexOf(`\n${head}`) + 1
  if (from === 0) throw new Error(`docs/results.md: has no table that begins with ${head}`)
  return [from, page.indexOf('\n\n', from)]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { pareto } = await readReproduction(at('results/growing-brains/summary.json'))
  let page = readFileSync(at('docs/results.md'), 'utf8')
  for (const [head, table] of Object.entries(resultsTables(pareto))) {
    const [from, to] = tableIn(page, head)
    page = page.slice(0, from) + table + page.slice(to)
  }
  writeFileSync(at('docs/results.md'), page)
}
