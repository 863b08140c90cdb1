import { expect, test } from 'vitest'
import { COLORS, SHAPES } from '../../src/figures/fronts.js'
import { PAPER_PARETO } from '../../src/figures/paper.js'
import { scheduleFactor } from '../../src/growth/schedule.js'
import { PAPER_RECIPES, plan, RECIPES, SCHEDULE_CHOSEN_UP_TO, SHOWN } from '../../src/reproduction/plan.js'
import { sweepRows } from '../../src/runs/sweep.js'

const runs = async (options: Parameters<typeof plan>[0]) => {
  const blocks = plan(options).map(async ({ benchmark, recipe, block }) =>
    (await sweepRows([block])).map(({ id, experiment }) => ({ benchmark, recipe, id, experiment })),
  )
  return (await Promise.all(blocks)).flat()
}

test('Each run is planned once, those of the panels first', async () => {
  const all = await runs({ seeds: 3, quick: false })
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  // 17 of the paper's at three seeds, BIMT's at three more, 9 on Mod-Cog, 6 budgets of ours at three seeds, 7
  // trained as long, 21 of rivals, two of them, BIMT's parts, at two seeds more.
  expect(all).toHaveLength(3 * 17 + 3 + 9 + 3 * 6 + 7 + 21 + 2 * 2)
  const panels = all.slice(0, 9)
  expect(panels.map(({ recipe, experiment }) => `${recipe} ${experiment.seed}`)).toEqual(
    PAPER_RECIPES.flatMap((recipe) => [1, 2, 3].map((seed) => `${recipe} ${seed}`)),
  )
  expect(panels.map(({ experiment }) => experiment.regularizer.lambda)).toEqual(
    PAPER_RECIPES.flatMap((recipe) => [1, 2, 3].map(() => SHOWN[recipe])),
  )
})

test('BIMT is grown on as many seeds again, on which its schedule was not chosen, whatever is asked', async () => {
  for (const seeds of [1, 3, 5]) {
    const all = await runs({ seeds, quick: false })
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    const shown = all.filter(
      ({ recipe, experiment }) => recipe === 'bimt' && experiment.regularizer.lambda === SHOWN.bimt,
    )
    const fresh = shown.filter(
      ({ benchmark, experiment }) => benchmark === 'yang19' && experiment.seed > SCHEDULE_CHOSEN_UP_TO,
    )
    expect(fresh).toHaveLength(seeds)
  }
})

test('Ours is given the neurons and the wire of the paper’s points, and learns the tasks under one light charge', async () => {
  const ours = (await runs({ seeds: 1, quick: false })).filter(({ recipe }) => recipe === 'gyrus')
  // All but the last, which is behind the one before it.
  const theirs = PAPER_PARETO.bimt.slice(0, -1)
  expect(ours.map(({ experiment: { pruning } }) => pruning!.neurons)).toEqual(
    theirs.map(({ activeNeurons }) => activeNeurons),
  )
  ours.forEach(({ experiment: { pruning, regularizer } }, i) => {
    const wiring = pruning!.wiring! / theirs[i].wiringLength
    expect(wiring).toBeGreaterThanOrEqual(1)
    expect(wiring).toBeLessThanOrEqual(i < 2 ? 1.5 : 1) // swaps shorten what is cut
    const factor = (share: number) => scheduleFactor(regularizer.schedule, share * 72_000, 72_000)
    expect(regularizer.lambda * factor(0)).toBeCloseTo(2e-6, 12)
    const { until } = pruning!
    expect([0.3, until - 0.01, until].map(factor)).toEqual([1, 1, 0])
  })
})

test('Its controls, BIMT and L1, are trained for as many steps', async () => {
  const all = await runs({ seeds: 1, quick: false })
  const steps = (recipe: string) =>
    new Set(all.filter((run) => run.recipe === recipe).map(({ experiment }) => experiment.training.steps))
  for (const recipe of ['bimt-long', 'l1-long']) expect(steps(recipe)).toEqual(steps('gyrus'))
})

test('The quick plan has the panels and the ends of each front, trained shortly', async () => {
  const quick = await runs({ seeds: 1, quick: true })
  expect(quick.map(({ recipe, experiment }) => `${recipe} ${experiment.regularizer.lambda}`)).toEqual([
    'bimt 0.00006',
    'l1 0.0002',
    'none 0',
    'bimt 0.000003',
    'bimt 0.0004',
    'l1 0.000005',
    'l1 0.0008',
  ])
  expect(new Set(quick.map(({ experiment }) => experiment.training.steps))).toEqual(new Set([4000]))
})

test('Each recipe can have a color and a shape of its own', () => {
  for (const looks of [COLORS, SHAPES]) {
    expect(new Set(looks).size).toBe(looks.length)
    expect(looks.length).toBeGreaterThanOrEqual(RECIPES.length)
  }
})
