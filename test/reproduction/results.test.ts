/** docs/results.md says what the committed runs do. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { resultsTables, tableIn } from '../../results/tables.js'
import { decimal, percent, whole } from '../../src/figures/words.js'
import { claims } from '../../src/reproduction/claims.js'
import { onset } from '../../src/reproduction/experiments/together.js'
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

type Growth = Parameters<typeof onset>[0]
interface Layouts {
  group: string
  layouts: { gradient: { k: number; test: { z: number } }[] }[]
}

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
  const outcomeOf = (claim: string) => told.find((one) => one.claim.startsWith(claim))!.outcome
  const overSeeds = (claim: string) => {
    const [, ratio, range] = outcomeOf(claim)[1].match(/log scale, ([\d.]+) times \((.*?)\)/)!
    return { ratio, range }
  }
  const neurons = overSeeds('BIMT’s front lies below L1’s in active neurons')
  const wire = overSeeds('BIMT’s front lies below L1’s in recurrent wire')
  expect(page).toContain(
    `our L1 needs no more active neurons than our BIMT (${neurons.ratio} times, 95% interval over seeds ${neurons.range}; in the paper 1.56) and ${wire.ratio} times its recurrent wire (${wire.range}; in the paper 13)`,
  )
  const [ours, oursWire] = [...outcomeOf('BIMT as reconstructed')[0].matchAll(/([\d.]+) times \(/g)].map(
    ([, ratio]) => ratio,
  )
  expect(page).toContain(`${ours} times the neurons and ${oursWire} times the wire for the same error`)
  const ahead = outcomeOf('Ahead of the paper')
  expect(ahead[2]).toBe('by the test over seeds at 2 of 7 points')
  const corrected = [...ahead[1].matchAll(/\((\d+) neurons, .*?corrected 0(\.\d+)\)/g)]
  expect(corrected.filter(([, , p]) => Number(p) < 0.05).map(([, n, p]) => [n, p])).toEqual([
    ['44', '.033'],
    ['200', '.035'],
  ])
  const others = corrected.map(([, , p]) => p).filter((p) => Number(p) >= 0.05)
  expect(page).toContain(
    `44 and 200 neurons (one-sided t over the seeds, corrected by Holm: p = .033 and .035, elsewhere ${others.toSorted()[0]} to ${others.toSorted().at(-1)};`,
  )
  const longer = (claim: string) =>
    told
      .find((one) => one.claim.startsWith(claim))!
      .outcome.at(-1)!
      .match(/not counted: ([\d.]+) times/)![1]
  expect(page).toContain(
    `(${longer('BIMT’s front lies below L1’s in active neurons').replace(/^0/, '')} times the neurons, ${longer('BIMT’s front lies below L1’s in recurrent wire')} times the wire)`,
  )
  const groups = outcomeOf('These clusters')
  const [bimt, l1, none] = groups.map((line) => line.match(/mean z ([\d.]+)/)?.[1])
  expect(page).toContain(`(mean z ${bimt} in BIMT, ${l1} in L1, ${none} without a charge)`)
  expect(page).toContain(`(${groups.at(-1)};`)
  expect(byKText(pareto)).toMatch(
    /^BIMT’s at 17 of the 18 .* \(not 2\), L1’s at 0 .* no regularization’s at 0 /,
  )
  expect(page).toContain('cut into any number from 3 to 19, BIMT')
})

it('docs/results.md says of the experiments what their rows do', () => {
  const page = readFileSync(at('docs/results.md'), 'utf8')
  const rowsOf = (name: string) =>
    JSON.parse(readFileSync(at(`results/growing-brains/experiments/${name}.json`), 'utf8'))
  const without = rowsOf('wire-needed').filter(({ group }: { group: string }) => group === 'yang19/radius 0')
  const errors = without.map(({ error }: { error: number }) => error)
  const right = errors.map((error: number) => decimal(100 * (1 - error), 1))
  expect(page).toContain(`answer ${right.slice(0, 2).join(', ')} and ${right[2]}% right`)
  expect(page).toContain(
    `(${errors.map((error: number) => decimal(error, 3).replace(/^0/, '')).join(', ')});`,
  )
  const bimt = rowsOf('together-in-time').filter(({ group }: { group: string }) => group === 'bimt')
  const first = bimt.map(({ moments }: Growth) => decimal(moments[0].meanSquaredRadius.z, 1))
  expect(page).toContain(`z ${first[0]}, ${first[1]} and ${first[2]})`)
  expect(bimt.map((row: Growth) => [onset(row, 'silhouette'), onset(row, 'meanSquaredRadius')])).toEqual(
    Array(3).fill([7000, 1000]),
  )
  const onsets = (group: string, measure: 'silhouette' | 'meanSquaredRadius') => {
    const rows = rowsOf('together-in-time').filter((row: { group: string }) => row.group === group)
    const steps = rows.map((row: Growth) => onset(row, measure))
    return steps.every((step: number | null) => step === null)
      ? 'never'
      : `${steps.slice(0, 2).map(whole).join(', ')} and ${whole(steps[2])}`
  }
  expect(page).toContain(
    `(functional clusters at ${onsets('l1+swap', 'silhouette')}, anatomical ones at ${onsets('l1+swap', 'meanSquaredRadius')})`,
  )
  expect(page).toContain(
    `functional clusters appear at ${onsets('l1', 'silhouette')}, and anatomical ones ${onsets('l1', 'meanSquaredRadius')} (`,
  )
  const gradients = rowsOf('map-or-modules').map(({ group, layouts }: Layouts) => ({
    group,
    z: layouts[0].gradient.find(({ k }) => k === 12)!.test.z,
  }))
  const grown = gradients
    .filter(({ group }: { group: string }) => group === 'bimt')
    .map(({ z }: { z: number }) => z)
  const others = gradients
    .filter(({ group }: { group: string }) => group !== 'bimt')
    .map(({ z }: { z: number }) => z)
  expect(page).toContain(
    `12 clusters: z ${decimal(Math.min(...grown), 1)} to ${decimal(Math.max(...grown), 1)})`,
  )
  const [one, two, three] = others.map((z: number) => decimal(z, 1))
  expect(page).toContain(`z ${one}, ${two} and ${three})`)
})

it('docs/results.md says of all wire what the kept networks have', () => {
  const page = readFileSync(at('docs/results.md'), 'utf8')
  const wire = (network: string) => {
    const summary = at(`results/growing-brains/networks/${network}/analysis/summary.json`)
    const { totalWiringLength, wiringLength, error } = JSON.parse(readFileSync(summary, 'utf8'))
    return {
      all: whole(totalWiringLength),
      recurrent: whole(wiringLength),
      channels: percent(1 - wiringLength / totalWiringLength, 0),
      error: decimal(error, 3).replace(/^0/, ''),
    }
  }
  const [bimt, l1, none, gyrus] = ['bimt-s4', 'l1-s1', 'none-s1', 'gyrus-s1'].map(wire)
  expect(page).toContain(
    `${bimt.all} cells (\`growing-brains\`, seed 4: ${bimt.recurrent} recurrent), ${l1.all} (\`growing-brains-l1\`, seed 1: ${l1.recurrent}), ${none.all} (\`growing-brains-none\`, seed 1: ${none.recurrent}) and ${gyrus.all} (\`gyrus\`, seed 1: ${gyrus.recurrent})`,
  )
  expect(page).toContain(`of its wire ${gyrus.channels} is in connections that no budget counts`)
  expect(page).toContain(`(${bimt.error}, ${l1.error}, ${none.error} and ${gyrus.error})`)
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
