import { describe, expect, it } from 'vitest'
import { PAPER_PARETO } from '../../src/figures/paper.js'
import { claims } from '../../src/reproduction/claims.js'
import { SHOWN } from '../../src/reproduction/plan.js'
import { results } from '../../src/reproduction/results.js'
import { EMPTY, formatReproduction, withRow } from '../../src/reproduction/summary.js'
import { aRow, nullAt } from './rows.js'

const SEEDS = [1, 2, 3]
/** Three seeds as the paper has it. */
const asThePaper = SEEDS.flatMap((seed) => [
  aRow({ recipe: 'bimt', lambda: 6e-5, seed, z: -5, activeNeurons: 50, error: 0.05, wiringLength: 1000 }),
  aRow({ recipe: 'bimt', lambda: 1e-4, seed, z: -5, activeNeurons: 20, error: 0.15, wiringLength: 500 }),
  aRow({ recipe: 'l1', lambda: 1e-4, seed, activeNeurons: 90, error: 0.05, wiringLength: 9000 }),
  aRow({ recipe: 'l1', lambda: 2e-4, seed, activeNeurons: 40, error: 0.15, wiringLength: 3000 }),
  aRow({ recipe: 'none', lambda: 0, seed, activeNeurons: 350 }),
  // On the seeds after these no schedule was chosen.
  aRow({
    recipe: 'bimt',
    lambda: 6e-5,
    seed: 3 + seed,
    z: -5,
    activeNeurons: 50,
    error: 0.05,
    wiringLength: 1000,
  }),
])
const verdicts = (rows: Parameters<typeof claims>[0]) =>
  claims(rows, SHOWN)
    .slice(0, NAMES.length)
    .map(({ holds }) => holds)
const NAMES = ['functional', 'groups', 'anatomical', 'neurons', 'wiring', 'falls', 'humps']
const change = (recipe: string, fields: Parameters<typeof aRow>[0]) =>
  asThePaper.map((row) => (row.recipe === recipe ? aRow({ ...row, ...fields }) : row))

describe('claims', () => {
  it('hold for runs that are as the paper has it', () => {
    expect(verdicts(asThePaper)).toEqual(NAMES.map(() => true))
  })

  it('are open with less than three seeds', () => {
    expect(verdicts(asThePaper.filter(({ seed }) => seed < 3))).toEqual(NAMES.map(() => null))
    expect(verdicts([])).toEqual(NAMES.map(() => null))
  })

  it('are open about a front where a seed has a part of it only', () => {
    const part = asThePaper.filter(
      ({ recipe, lambda, seed }) => recipe !== 'bimt' || lambda < 1e-4 || seed < 3,
    )
    expect(verdicts(part)).toEqual([true, true, true, null, null, true, true])
  })

  it.each([
    ['functional', change('l1', { silhouette: nullAt(-1) })],
    ['groups', change('none', { silhouetteGivenCorrelations: nullAt(-1) })],
    ['anatomical', change('bimt', { indexVariance: nullAt(-2.9) })],
    ['anatomical', change('none', { isolatedNeuronRatio: nullAt(-3.1) })],
    ['neurons', change('l1', { activeNeurons: 30 })],
    ['wiring', change('l1', { wiringLength: 700 })],
    ['falls', change('bimt', { distance: aRow({ fall: 0.9 }).distance })],
    ['humps', change('bimt', { distance: aRow({ hump: 0.9 }).distance })],
  ])('%s falls where the numbers do', (name, rows) => {
    expect(verdicts(rows)).toEqual(NAMES.map((other) => other !== name))
  })

  it('tests where BIMT’s clusters stand on the seeds on which its schedule was not chosen', () => {
    const rows = (chosen: number, fresh: number) =>
      asThePaper.map((row) =>
        row.recipe === 'bimt' ? { ...row, indexVariance: nullAt(row.seed > 3 ? fresh : chosen) } : row,
      )
    expect(verdicts(rows(0, -5))[2]).toBe(true)
    expect(verdicts(rows(-5, 0))[2]).toBe(false)
    expect(verdicts(asThePaper.filter(({ seed }) => seed <= 3))[2]).toBe(null)
  })

  it('says of both fronts what longer trainings say, which decides nothing', () => {
    const longer = asThePaper.flatMap((row) =>
      row.recipe === 'none' || row.seed > 1
        ? []
        : [aRow({ ...row, recipe: row.recipe === 'l1' ? 'l1-long' : 'bimt-long', activeNeurons: 50 })],
    )
    const all = [...asThePaper, ...longer]
    for (const [i, ratio] of [
      [3, /not counted: 1\.00 times$/],
      [4, /not counted: 7\.\d+ times \(6\.00 to 9\.00\)$/],
    ] as const) {
      const [before, after] = [asThePaper, all].map((rows) => claims(rows, SHOWN)[i])
      expect(after.outcome.slice(0, -1)).toEqual(before.outcome)
      expect(after.outcome.at(-1)).toMatch(ratio)
      expect(after.holds).toBe(true)
    }
  })

  it('judges fronts by the seeds that have every λ, once they are enough', () => {
    // Seeds 4 to 6 have one λ; as they are, they would make BIMT's mean there as costly as L1's.
    const costly = asThePaper.map((row) =>
      row.seed > 3 ? { ...row, activeNeurons: 200, wiringLength: 20_000 } : row,
    )
    expect(verdicts(costly)).toEqual(verdicts(asThePaper))
    const fewer = costly.filter(({ seed }) => seed !== 3)
    expect(claims(fewer, SHOWN)[3]).toMatchObject({ holds: null, soFar: false })
  })

  it('says of BIMT whether it reaches the paper’s front, on both counts', () => {
    const reaches = (fields: Parameters<typeof aRow>[0]) =>
      claims(change('bimt', fields), SHOWN).find(({ claim }) => claim.includes('reaches'))!
    // Errors .05 and .15: the paper has 77 and 31 neurons, 8,500 and 1,400 cells.
    expect(reaches({})).toMatchObject({ holds: true })
    expect(reaches({ activeNeurons: 90 })).toMatchObject({ holds: false })
    expect(reaches({ wiringLength: 9000 }).outcome).toEqual([expect.stringMatching(/recurrent wire$/)])
    const few = change('bimt', { activeNeurons: 90 }).filter(({ seed }) => seed === 1)
    const open = claims(few, SHOWN).find(({ claim }) => claim.includes('reaches'))!
    expect(open).toMatchObject({ holds: null, soFar: false })
  })

  it('says of a longer training which of the paper’s points it is at or under', () => {
    const told = (point: Parameters<typeof aRow>[0]) => {
      const rows = [...asThePaper, aRow({ recipe: 'bimt-long', lambda: 2e-5, ...point })]
      return claims(rows, SHOWN)
        .find(({ claim }) => claim.includes('reaches'))!
        .outcome.at(-1)
    }
    const light = { activeNeurons: 135, error: 0.0249, wiringLength: 20_368 }
    expect(told(light)).toMatch(
      /any of the paper’s \(error 0\.025, 1 seed\), at or under .* points of 146, 200 neurons$/,
    )
    expect(told({ ...light, wiringLength: 60_000 })).toMatch(/the paper’s point of 200 neurons$/)
    expect(told({ ...light, activeNeurons: 300 })).toMatch(/1 seed\)$/)
  })

  it('is open where a network’s clusters have no z, as one cluster has none', () => {
    const undefinedAt = asThePaper.map((row) =>
      row.recipe === 'bimt' && row.seed === 5
        ? { ...row, indexVariance: { ...nullAt(0), z: null, p: null } }
        : row,
    )
    expect(verdicts(undefinedAt)[2]).toBe(null)
  })

  it('is open about groups where one older row does not say', () => {
    const older = asThePaper.map((row) =>
      row.recipe === 'bimt' && row.lambda === 6e-5 && row.seed === 2
        ? { ...row, silhouetteGivenCorrelations: undefined }
        : row,
    )
    expect(verdicts(older)).toEqual(NAMES.map((name) => (name === 'groups' ? null : true)))
  })

  it.each([
    ['functional', 0, (z: number) => ({ silhouette: nullAt(z) })],
    ['groups', 1, (z: number) => ({ silhouetteGivenCorrelations: nullAt(z) })],
  ])('%s: asks for a mean over seeds, which one weak seed does not decide', (_, claim, fields) => {
    const rows = (z: readonly number[]) =>
      asThePaper.map((row) => (row.recipe === 'l1' ? aRow({ ...row, ...fields(z[row.seed - 1]) }) : row))
    // t = 4.4 and 1.9 with two degrees of freedom; three tests, of which the others are certain.
    expect(verdicts(rows([5.8, 3.6, 2]))[claim]).toBe(true)
    expect(verdicts(rows([5.8, 3.6, -0.5]))[claim]).toBe(false)
    expect(claims(rows([5.8, 3.6, 2]), SHOWN)[claim].outcome[1]).toMatch(
      /mean z 3\.8 ± 4\.7, p = 0\.037, by signs 0\.125$/,
    )
  })

  it('asks of a front whether the seeds agree, on the log scale', () => {
    // At every error L1 needs twice the neurons on average, but in one of three seeds fewer.
    const rows = (factors: readonly number[]) =>
      asThePaper.map((row) =>
        row.recipe === 'l1'
          ? aRow({ ...row, activeNeurons: row.activeNeurons * factors[row.seed - 1] })
          : row,
      )
    const alike = claims(rows([1, 1.1, 0.9]), SHOWN)[3]
    expect(alike.holds).toBe(true)
    expect(alike.outcome[1]).toMatch(
      /^by seed, on the log scale, 1\.\d\d times \(1\.\d\d to 2\.\d\d\), 3 seeds$/,
    )
    expect(alike.outcome[2]).toMatch(/^seeds drawn anew \(bootstrap\) 1\.\d\d times \(1\.\d\d to \d\.\d\d\)$/)
    const apart = claims(rows([2, 0.4, 0.9]), SHOWN)[3]
    expect(apart.outcome[0]).toMatch(/L1 needs 2\.\d\d times \(1\.\d/)
    expect(apart.holds).toBe(false)
  })

  it('goes by the median: one seed out of three decides nothing', () => {
    const rows = asThePaper.map((row) =>
      row.recipe === 'bimt' && row.seed === 5 ? { ...row, indexVariance: nullAt(0) } : row,
    )
    expect(verdicts(rows)[2]).toBe(true)
  })
})

describe('gyrus against the paper’s front', () => {
  /** Three seeds at each budget, in which `error` is that of the paper's point times a factor. */
  const ours = (factors: readonly number[]) =>
    SEEDS.flatMap((seed) =>
      PAPER_PARETO.bimt.map((point, i) =>
        aRow({
          recipe: 'gyrus',
          seed,
          neurons: point.activeNeurons,
          ...point,
          error: point.error * factors[i],
        }),
      ),
    )
  const ahead = (rows: Parameters<typeof claims>[0]) => claims([...asThePaper, ...rows], SHOWN).at(-1)!

  it('does not hold where one point that was tried is not reached', () => {
    const { holds, outcome } = ahead(ours([1, 1.1, 1, 1, 1, 1, 1]))
    expect(holds).toBe(false)
    expect(outcome[0]).toBe(
      'at or under 6 of 7 points, those of 25, 70, 82, 109, 146, 200; not at 44 neurons',
    )
  })

  it('takes a smaller network that is better for a larger point too', () => {
    // Of the paper's points with more neurons none has less error than .026.
    const rows = ours([0.9, 0.9, 0.9, 0.9, 0.8, 0.9, 0.9]).filter(({ neurons }) => neurons! <= 109)
    expect(ahead(rows).holds).toBe(true)
    const { holds, outcome } = ahead(rows.filter(({ neurons }) => neurons !== 82))
    expect(holds).toBe(null)
    expect(outcome[0]).toBe(
      'at or under 6 of 7 points, those of 25, 44, 70, 109, 146, 200; open at 82 neurons',
    )
  })

  it('says by how much, with p before and after the correction, and asks for it at every point', () => {
    const alike = ours([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9])
    expect(ahead(alike).holds).toBe(true)
    const uneven = alike.map((row) =>
      row.neurons === 44 ? { ...row, error: row.error * [0.8, 1, 1.1][row.seed - 1] } : row,
    )
    const { holds, outcome } = ahead(uneven)
    // The paper's error is .095: .012 ± .032 below it, t = 1.64 with two degrees of freedom.
    expect(outcome[1]).toContain('0.012 ± 0.032 (44 neurons, p = 0.12, corrected 0.122)')
    expect(outcome[2]).toBe('by the test over seeds at 6 of 7 points')
    expect(holds).toBe(false)
  })

  it('says what the seeds say on which nothing was chosen, and which of their networks fall short', () => {
    const chosen = ours([1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]).map((row) => ({
      ...row,
      error: row.error * (row.neurons !== 25 ? 1 : row.seed === 1 ? 0.7 : row.seed === 2 ? 1.1 : 1),
    }))
    const { outcome } = ahead(chosen)
    expect(outcome[3]).toMatch(/^without seed 1 \(2 seeds\) at or under 6 of 7, lower by 0\.009 \(44\)/)
    expect(outcome[4]).toBe('of these 14 networks 13 reach the point of their own budget (not 25, seed 2)')
  })

  it('asks for three seeds, and for their mean', () => {
    expect(ahead(ours([1, 1, 1, 1, 1, 1, 1]).filter(({ seed }) => seed < 3))).toMatchObject({
      holds: null,
      outcome: ['no budget with 3 seeds yet'],
    })
    const uneven = ours([1, 1, 1, 1, 1, 1, 1]).map((row) => ({
      ...row,
      error: row.error * [1.02, 0.9, 0.9][row.seed - 1],
    }))
    expect(ahead(uneven).outcome[0]).toMatch(/^at or under 7 of 7 points/)
  })
})

describe('withRow', () => {
  it('keeps the rows in order, and one of each run', () => {
    const shuffled = [3, 0, 7, 1, 9, 4].map((i) => asThePaper[i])
    const rows = shuffled.reduce(withRow, [] as typeof asThePaper)
    const order = ({ recipe, lambda, seed }: (typeof rows)[0]) => `${recipe} ${lambda.toFixed(6)} ${seed}`
    expect(rows.map(order)).toEqual(rows.map(order).sort())
    const again = withRow(rows, { ...rows[2], error: 0.5 })
    expect(again).toHaveLength(rows.length)
    expect(again[2].error).toBe(0.5)
  })
})

describe('formatReproduction', () => {
  it('is JSON with a run a line', () => {
    const summary = { ...EMPTY, pareto: asThePaper }
    const text = formatReproduction(summary)
    expect(JSON.parse(text)).toEqual(summary)
    expect(text.split('\n').filter((line) => line.includes('"recipe"'))).toHaveLength(asThePaper.length)
    expect(JSON.parse(formatReproduction(EMPTY))).toEqual(EMPTY)
  })
})

describe('results', () => {
  const page = (rows: typeof asThePaper) =>
    results({
      experiments: [],
      summary: { ...EMPTY, pareto: rows },
      counts: { pareto: { planned: 51, done: 17 }, paretoModcog: { planned: 9, done: 0 } },
      figures: ['main', 'pareto'],
      figuresPath: 'figures',
      command: 'npx gyrus reproduce growing-brains',
    })

  it('begins with a plain sentence on every claim, which links to its test', () => {
    const text = page(asThePaper)
    const screen = text.slice(0, text.indexOf('planned networks'))
    const links = [...screen.matchAll(/\[(held|did not hold|open[^\]]*)\]\(#([a-z-]+)\)/g)].map(
      ([, , name]) => name,
    )
    expect(links).toHaveLength(9)
    for (const name of links) expect(text.split(`<a id="${name}"></a>`)).toHaveLength(2)
    for (const word of ['λ', 'z ', 'p =', 'Holm', 'silhouette']) expect(screen).not.toContain(word)
  })

  it('says of claims that are open that there are too few networks', () => {
    const text = page(asThePaper.filter(({ seed }) => seed === 1))
    expect(text.slice(0, text.indexOf('planned networks'))).toMatch(
      /\[open.*\]\(#groups\) \| Too few networks so far\./,
    )
  })

  it('has figures before tables, and says of every claim how it fell', () => {
    const text = page(change('bimt', { indexVariance: nullAt(-1) }))
    expect(text.indexOf('![The main figure')).toBeLessThan(text.indexOf('![Performance'))
    expect(text.match(/\*\*held\*\*/g)).toHaveLength(7)
    expect(text).toMatch(/Anatomical modules form under BIMT .* \| \*\*did not hold\*\*/)
    expect(text).toMatch(/17 of 60 planned networks are in \(17 of 51 on the paper's 20 tasks;/)
  })

  it('says at most what BIMT needs for an error that its sparsest network already undercuts', () => {
    const row = page(asThePaper).match(/\| 25, 0\.174, 980 .*/)![0]
    expect(row).toMatch(/\| ≤ 20 \| ≤ 500 \|$/)
    expect(page(asThePaper).match(/\| 44, 0\.095, 3,100 .*/)![0]).not.toContain('≤')
  })

  it('sets seeds apart on which nothing was chosen, where it says how clusters stand', () => {
    const text = page(asThePaper)
    expect(text).toMatch(/\| BIMT \| 6e-5 \| 1, 2, 3 \| 2, 2, 2 \|.*\n\| BIMT \| 6e-5 \| 4, 5, 6 \|/)
  })

  it('says where they stand cut into any number of clusters, by networks that were measured so', () => {
    const text = page(asThePaper)
    expect(text).toMatch(/\| index variance \| BIMT \| 4, 5, 6 \| −7\.0 \| −9\.0 \| – \|/)
    expect(text).toMatch(/\| squared radius \| BIMT \| 4, 5, 6 \| – \|/)
    expect(text).toContain('BIMT’s at 0 of the 2 numbers from 2 to 4, L1’s at 0 of the 2')
    const wide = (z: number) => ({ isolatedNeuronRatio: z, indexVariance: z, meanSquaredRadius: z })
    const far = change('bimt', {
      zByK: [
        { k: 2, ...wide(-2.9) },
        { k: 3, ...wide(-3) },
      ],
    })
    expect(page(far)).toContain('BIMT’s at 1 of the 2 numbers from 2 to 3 (not 2), L1’s')
    expect(page(asThePaper.map((row) => ({ ...row, zByK: undefined })))).not.toContain('2 clusters |')
  })

  it('names the paper’s points at or above one of ours', () => {
    const text = page(change('bimt', { activeNeurons: 24, error: 0.02, wiringLength: 900 }))
    expect(text.match(/yes \(BIMT/g)).toHaveLength(7)
    expect(page(asThePaper).match(/yes \(BIMT/g)).toHaveLength(1 + 1) // (82, .045) is out of reach, (70, .057) is not
  })

  it('has tables whose rows all have as many cells as their heads', () => {
    for (const block of page(asThePaper).split('\n\n')) {
      const lines = block.split('\n').filter((line) => line.startsWith('|'))
      const cells = lines.map((line) => line.split(/(?<!\\)\|/).length)
      expect(new Set(cells).size, block.slice(0, 80)).toBeLessThanOrEqual(1)
    }
  })
})
