/** The README: one screen whose picture and numbers are those of the committed runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decimal } from '../src/figures/words.js'
import { claims } from '../src/reproduction/claims.js'
import { SHOWN } from '../src/reproduction/plan.js'
import { type ParetoRow, readReproduction } from '../src/reproduction/summary.js'
import { preset } from '../src/training/presets.js'
import { SHIPPED } from '../web/src/files/shippedList.js'

const at = (path: string) => new URL(`../${path}`, import.meta.url).pathname
const page = readFileSync(at('README.md'), 'utf8')
const plain = page.replaceAll(/\s+/g, ' ')
const squaredRadius = (rows: readonly ParetoRow[]) =>
  rows.map(({ meanSquaredRadius }) => decimal(-meanSquaredRadius.z!, 1))
const list = ([a, b, c]: readonly string[]) => `${a}, ${b} and ${c}`

it('fits on one screen: 900 words at most', () => {
  expect(page.split(/\s+/).length).toBeLessThan(900)
})

it('says of the three results what the committed runs do', async () => {
  const { pareto } = await readReproduction(at('results/growing-brains/summary.json'))
  const of = (recipe: string, lambda: number, seeds: readonly number[]) =>
    seeds.map(
      (seed) => pareto.find((row) => row.recipe === recipe && row.lambda === lambda && row.seed === seed)!,
    )
  const bimt = of('bimt', SHOWN.bimt, [4, 5, 6])
  const l1 = of('l1', SHOWN.l1, [1, 2, 3])
  expect(plain).toContain(`it lies ${list(squaredRadius(bimt))} standard deviations below what shuffled`)
  expect(plain).toContain(`(L1) do not differ from chance (${list(squaredRadius(l1))} below)`)
  for (const { meanSquaredRadius } of of('none', 0, [1, 2, 3]))
    expect(meanSquaredRadius.z).toBeGreaterThan(-2)

  const told = claims(pareto, SHOWN)
  const times = (claim: string) => {
    const { outcome } = told.find((one) => one.claim.startsWith(claim))!
    const [, ratio, range] = outcome[1].match(/^by seed, on the log scale, ([\d.]+) times \((.*?)\)/)!
    return { ratio, range }
  }
  const wire = times('BIMT’s front lies below L1’s in recurrent wire')
  const neurons = times('BIMT’s front lies below L1’s in active neurons')
  expect(plain).toContain(
    `L1 networks need ${wire.ratio} times the recurrent wire of BIMT networks (95% interval over three seeds ${wire.range}) and ${neurons.ratio} times the active neurons (${neurons.range})`,
  )

  const laidOut = (JSON.parse(readFileSync(at('results/layout/rows.json'), 'utf8')) as ParetoRow[]).filter(
    ({ recipe }) => recipe === 'l1',
  )
  expect(plain).toContain(`clusters that lie together too (${list(squaredRadius(laidOut))} below chance)`)
  const ratios = [
    ...readFileSync(at('results/layout/README.md'), 'utf8').matchAll(/^\| L1, laid out \|.*$/gm),
  ]
  expect(plain).toContain(`(${list(ratios.map(([row]) => row.split('|')[6].trim()))} times)`)
})

it('shows the network that its first line grows', () => {
  const [, name, seed] = page.match(/npx gyrus train (\S+) --set seed=(\d+)/)!
  const path = `results/growing-brains/networks/${SHIPPED[0].name}/experiment.json`
  const { experiment } = JSON.parse(readFileSync(at(path), 'utf8'))
  // More checkpoints were kept of it, for its moments, which changes nothing in the network.
  const { checkpointEvery: _, ...training } = preset(name).training
  expect(experiment).toMatchObject({
    ...preset(name),
    seed: Number(seed),
    training,
    engine: expect.anything(),
  })
})

it('links to pages that are there, and the first page of the docs names every one of them', () => {
  const links = (path: string) =>
    [...readFileSync(at(path), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link)
  for (const link of links('README.md')) expect(() => readFileSync(at(link)), link).not.toThrow()
  const named = links('docs/README.md')
  for (const name of readdirSync(at('docs'))) {
    if (name.endsWith('.md') && name !== 'README.md') expect(named).toContain(name)
  }
})
