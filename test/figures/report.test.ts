import { beforeAll, describe, expect, it } from 'vitest'
import type { Details, NullDistribution } from '../../src/analysis/analysis.js'
import { type FigureData, upToCheckpoint } from '../../src/figures/data.js'
import { distanceCurve } from '../../src/figures/distance.js'
import { FIGURES } from '../../src/figures/figures.js'
import { anatomyFinding, clusterFinding, modularityFinding, nullFinding } from '../../src/figures/findings.js'
import { trainingSeconds, whatWasGrown } from '../../src/figures/grownStory.js'
import { comparableWithPaper, paperKind } from '../../src/figures/paper.js'
import { type Drawings, report } from '../../src/figures/report.js'
import {
  fullWiring,
  howGood,
  howItLooks,
  howSparse,
  howWeightFalls,
  howWiringFollows,
  inShort,
  whereTheyStand,
  whichModules,
} from '../../src/figures/story.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { deadRun, smallestRun } from './made.js'

const NO_DRAWINGS = Object.fromEntries(
  FIGURES.map((name) => [name, { svg: '<svg width="10" height="10"></svg>', title: name, subtitle: '' }]),
) as Drawings

/** A test with this z, as if from 10,000 normal nulls. */
const at = (z: number, p: number, tail: 'lower' | 'upper' = 'lower'): NullDistribution => ({
  value: 0.5 + 0.05 * z,
  nullMean: 0.5,
  nullSd: 0.05,
  z,
  p,
  tail,
  samples: 10_000,
  histogram: { edges: [0.4, 0.6], counts: [10_000] },
})

let dead: FigureData
let smallest: FigureData
beforeAll(() => {
  dead = deadRun()
  smallest = smallestRun()
})

/** The smallest run with these tests of anatomy. */
function placed(isolated: NullDistribution, variance: NullDistribution): FigureData {
  const data = structuredClone({ ...smallest, battery: undefined })
  data.analysis.details.rowMajor = { isolatedNeuronRatio: isolated, indexVariance: variance }
  data.analysis.details.silhouette = at(8, 0.005, 'upper')
  return { ...data, battery: smallest.battery }
}

describe('findings follow the data whichever way they fall', () => {
  const finding = (a: NullDistribution, b: NullDistribution) => anatomyFinding(placed(a, b).analysis.details)

  it('anatomy', () => {
    expect(finding(at(-4, 1e-4), at(-5.2, 1e-4))).toBe(
      'Neurons with the same function stand together on the sheet (isolated neurons z = −4.0, index variance z = −5.2)',
    )
    expect(finding(at(-0.3, 0.38), at(0.4, 0.65))).toMatch(/^No sign .*z = −0\.3.*z = 0\.4/)
    expect(finding(at(-2, 0.02), at(-1, 0.16))).toMatch(/^Some sign/)
    expect(finding(at(-0.3, 0.38), at(-4.6, 1e-4))).toMatch(/^Only one of two measures/)
    expect(finding(at(4, 1), at(1, 0.8))).toMatch(/farther apart than chance/)
    // “Only one” is said where the other measure does not show it at all.
    expect(finding(at(-2, 0.02), at(-4.6, 1e-4))).toMatch(/^Some sign/)
    expect(finding(at(-2, 0.02), at(3.5, 1))).toMatch(/^The two measures contradict each other/)
    expect(inShort(placed(at(-2, 0.02), at(3.5, 1)))).toContain('the two measures contradict each other')
  })

  it('anatomy on the sheet and on the list', () => {
    const [clear, weak, none, reversed] = [at(-5, 1e-4), at(-2, 0.02), at(0, 0.5), at(4, 1)]
    const views = (sheet: NullDistribution[], list: NullDistribution[]) => {
      const data = placed(list[0], list[1])
      const [isolatedNeuronRatio2d, meanSquaredRadius] = sheet
      Object.assign(data.analysis.details, { isolatedNeuronRatio2d, meanSquaredRadius })
      return whereTheyStand(data).join(' ')
    }
    expect(views([weak, weak], [weak, weak])).toContain('All four measures agree.')
    expect(views([weak, weak], [weak, clear])).toContain('The two views agree: some sign of modules on both.')
    expect(views([reversed, reversed], [none, reversed])).toContain(
      'The two views agree: clusters more scattered than chance on both.',
    )
    expect(views([clear, clear], [none, none])).toContain(
      'The two views differ: no sign of modules on the list, clear modules on the sheet.',
    )
    expect(views([weak, reversed], [clear, clear])).toContain(
      'clear modules on the list, measures that contradict each other on the sheet.',
    )
  })

  it('functional clusters, where more than are tried might be tighter', () => {
    const found = (k: number) => {
      const data = placed(at(-4, 1e-4), at(-5, 1e-4))
      const { details } = data.analysis
      details.clusters = Array.from({ length: k }, () => details.clusters[0])
      details.silhouetteByK = Array.from({ length: 18 }, (_, i) => ({
        k: i + 2,
        silhouette: 0.4 - 0.05 * Math.abs(i + 2 - k),
      }))
      return whichModules(data).join(' ')
    }
    expect(found(19)).toContain('19, the most that are tried')
    expect(found(18)).not.toContain('the most that are tried')
  })

  it('functional clusters, against tasks that go together', () => {
    const told = (test: NullDistribution) => {
      const data = placed(at(-4, 1e-4), at(-5, 1e-4))
      data.analysis.details.silhouetteGivenCorrelations = test
      return whichModules(data).join(' ')
    }
    const upper = (z: number, p: number) => ({ ...at(z, p, 'upper'), samples: 200 })
    expect(told(upper(5, 0.005))).toMatch(
      /200 draws\), it is 0\.500 ± 0\.050 .*: the clusters are tighter than/,
    )
    expect(told(upper(2, 0.02))).toContain(': some sign that the clusters are tighter')
    expect(told(upper(1, 0.2))).toContain(': no sign that the clusters are tighter')
    expect(told(upper(-4, 1))).toContain(': the clusters are looser than')
    expect(told({ ...upper(0, 0.5), z: null })).toContain(': the two cannot be compared.')
  })

  it('places of clusters at every number of them, where all are defined', () => {
    const z = (value: number | null) => ({ value: 1, nullMean: 2, nullSd: 0.5, z: value, p: 0.01 })
    const told = (...index: (number | null)[]) => {
      const data = placed(at(-4, 1e-4), at(-5, 1e-4))
      data.analysis.details.anatomyByK = index.map((value, i) => ({
        k: i + 2,
        isolatedNeuronRatio: z(-1 - i),
        indexVariance: z(value),
        meanSquaredRadius: z(-9),
      }))
      return whereTheyStand(data).join(' ')
    }
    expect(told(-3, -6.5, 1)).toContain(
      'from 2 to 4, whatever the silhouette says, z of isolated neurons is −3.0 to −1.0, of index variance −6.5 to 1.0, of the squared distance −9.0 to −9.0.',
    )
    for (const few of [told(), told(-3), told(-3, null)]) expect(few).not.toContain('any number of clusters')
  })

  it('weight against distance, among active neurons, with no word of a hump', () => {
    const data = structuredClone({ ...smallest, battery: undefined })
    const curve = (mean: (bin: number) => number) =>
      Array.from({ length: 20 }, (_, cells) => {
        const distance = cells / 20
        return { cells, distance, pairs: 10, mean: mean(cells), median: 0 }
      })
    data.analysis.details.weightAgainstDistance = {
      allPairs: curve(() => 1),
      activePairs: curve((bin) => (bin === 7 ? 0.2 : bin === 11 ? 0.3 : bin < 3 ? 0.8 : 0.4)),
    }
    const [, text] = howWeightFalls({ ...data, battery: smallest.battery })
    expect(text).toContain('its mean |w| at 0.55 is 3.6 times the least at 0.25 to 0.45.')
    expect(text).toContain('among active neurons, it is 1.5 times')
    expect(text).not.toContain('hump')
    const title = (details: Details) => distanceCurve(details, false).title?.text.join(' ')
    expect(title(data.analysis.details)).toBe(
      'Weight falls with distance: mean |w| of active neurons at 0.05 to 0.1 is 4.0 times the least at 0.25 to 0.45',
    )
    expect(title(smallest.analysis.details)).toContain('cannot be compared')
    expect(howWeightFalls(smallest)).toHaveLength(1)
  })

  it('in the text as in the title', () => {
    const none = placed(at(-0.3, 0.38), at(0.4, 0.65))
    expect(whereTheyStand(none)[0]).toMatch(/^No sign/)
    expect(inShort(none)).toContain('show no sign of standing together')
    none.analysis.details.silhouette = at(0.4, 0.4, 'upper')
    expect(inShort(none)).toContain('no tighter than chance')
    expect(inShort(none)).not.toContain('functional cluster')
    expect(nullFinding(none.analysis.details)).toContain('0.3 sd below chance, index variance 0.4 sd above')
    expect(inShort(placed(at(-4, 1e-4), at(-5, 1e-4)))).toContain('which stand together on the sheet')
  })

  it('wiring', () => {
    const follows = (z: number, p: number, zLengths: number, pLengths: number) =>
      modularityFinding({
        modularityWithoutSelf: {
          degrees: at(z, p, 'upper'),
          degreesAndLengths: at(zLengths, pLengths, 'upper'),
        },
      })
    expect(follows(9, 0.002, 5, 0.002)).toContain('more than its shortness explains')
    expect(follows(9, 0.002, 0.5, 0.3)).toContain('no more than its shortness explains')
    expect(follows(2.2, 0.02, 2, 0.03)).toMatch(/^Some sign that the wiring follows .* perhaps more/)
    expect(follows(0.5, 0.3, 0.1, 0.5)).toMatch(/^No sign/)
    expect(follows(-5, 1, 0.1, 0.5)).toMatch(/runs between/)
  })

  it('where there is nothing to find', () => {
    const { details } = dead.analysis
    expect(clusterFinding(details)).toMatch(/^No neuron is active/)
    expect(anatomyFinding(details)).toContain('cannot be compared')
    expect(inShort(dead)).toContain('none of its 400 neurons is active')
    expect(clusterFinding(smallest.analysis.details)).toContain('no more than one functional cluster')
  })
})

describe('the report', () => {
  it('tells an unfinished training from a finished one', () => {
    const { analysis, record } = smallest
    expect(whatWasGrown(smallest).join(' ')).not.toContain('not finished')
    const early = { ...analysis, summary: { ...analysis.summary, step: 700 } }
    const steps = record.experiment.training.steps.toLocaleString('en-US')
    expect(whatWasGrown({ ...smallest, analysis: early }).join(' ')).toContain(
      `${steps} steps were planned, and this is step 700`,
    )
  })

  /** The smallest run as it would be told with these settings. */
  const as = (name: string, ...settings: string[]): FigureData => {
    const experiment = applyOverrides(preset(name), settings)
    return { ...smallest, record: { ...smallest.record, experiment } }
  }
  const told = (...settings: string[]) => whatWasGrown(as('tiny', ...settings)).join(' ')

  it.each([
    ['none', [], 'cost nothing: no regularization.'],
    [
      'swap',
      [],
      'Its wiring cost nothing. Every 100 steps, neurons exchanged places where that shortened the wires.',
    ],
    ['mask', ['regularizer.radius=1'], 'at most 1 cell (Manhattan distance) existed: 7.0% of all pairs.'],
    ['sernn', ['regularizer.lambda=0.1'], 'by strength, length and communicability: λ·|w|·d·C, summed'],
    ['clusterability', ['regularizer.lambda=2'], 'the clusters found anew every 500 steps; λ = 2 '],
    ['l1', [], 'charged by its strength alone'],
    ['l1+swap', [], 'Every 100 steps, neurons exchanged places where that lowered the cost.'],
    ['local', [], 'charged by its strength and its length'],
    ['bimt', [], 'Every 100 steps, neurons exchanged places where that lowered the cost.'],
  ])('says what %s charges', (kind, settings, words) => {
    expect(told(`regularizer.kind=${kind}`, ...settings)).toContain(words)
  })

  it('says to which budget a network was cut', () => {
    expect(whatWasGrown(as('gyrus')).join(' ')).toContain(
      'While it trained it was cut to a budget of 109 neurons and 20,000 cells of recurrent wire, a little every 200 steps from 30% to 70% of the training.',
    )
    const wiring = ['from=.5', 'until=.5', 'every=100', 'wiring=300'].map((field) => `pruning.${field}`)
    expect(told(...wiring)).toContain('a budget of 300 cells of recurrent wire, a little')
    expect(told()).not.toContain('budget')
  })

  it.each([
    ['bimt', [], 'and so did the places of the channels'],
    ['local', [], 'and so did the places of the channels'],
    ['swap', [], 'and so did the places of the channels'],
    ['l1+swap', [], 'and so did the places of the channels'],
    ['sernn', [], 'the places of the channels did not'],
    ['mask', ['regularizer.radius=1'], 'the places of the channels did not'],
    ['l1', [], 'Where neurons and channels stand did not count'],
    ['clusterability', [], 'Where neurons and channels stand did not count'],
    ['none', [], 'Where neurons and channels stand did not count'],
    ['local', ['regularizer.lambda=0'], 'Where neurons and channels stand did not count'],
  ])('says whose places counted with %s %j', (kind, settings, words) => {
    expect(howItLooks(as('tiny', `regularizer.kind=${kind}`, ...settings)).join(' ')).toContain(words)
  })

  it('says that the neurons’ places counted where wire was cut, and all where a layout came after', () => {
    const cut = ['from=.5', 'until=.5', 'every=100', 'wiring=300'].map((field) => `pruning.${field}`)
    const none = as('tiny', 'regularizer.kind=none', ...cut)
    expect(howItLooks(none)[0]).toContain('the places of the channels did not')
    const record = { ...none.record, layoutOf: 'runs/other' }
    expect(howItLooks({ ...none, record })[0]).toContain('and so did the places of the channels')
  })

  it('says that the best partition’s Q counts self-connections', () => {
    const data = structuredClone({ ...smallest, battery: undefined })
    const { details } = data.analysis
    details.modularityWithoutSelf.degrees = at(3, 1e-4, 'upper')
    details.bestPartition.agreement = 0.5
    details.bestPartition.modularity.degrees = { ...at(3, 1e-4, 'upper'), value: 0.428 }
    expect(howWiringFollows({ ...data, battery: smallest.battery }).at(-1)).toContain(
      'Q = 0.428 with self-connections; its agreement',
    )
  })

  it('tells a network that was laid out after its training, and does not hold it against the paper’s', () => {
    const round = (costBefore: number, costAfter: number) => ({
      type: 'swap',
      step: 700,
      swaps: 3,
      costBefore,
      costAfter,
      afterTraining: true,
    })
    const record = { ...dead.record, layoutOf: 'runs/my run' }
    const laid = { ...dead, record, metrics: [...dead.metrics, round(20, 12), round(12, 11.5)] }
    const text = whatWasGrown(laid).join(' ')
    expect(text).toContain('6 exchanges in 2 rounds, Σ|w|·d from 20 to 11.50.')
    expect(whatWasGrown({ ...laid, metrics: dead.metrics }).join(' ')).toContain('no exchange of two neurons')
    const html = report(laid, NO_DRAWINGS)
    expect(html).toContain(', laid out after training</h1>')
    expect(html).toContain('npx gyrus layout &#39;runs/my run&#39; --out ')
    expect(paperKind(laid.record)).toBeNull()
    expect(paperKind(dead.record)).toBe(dead.record.experiment.regularizer.kind)
  })

  it('does not hold a smaller network against the paper', () => {
    expect(howSparse(smallest).join(' ')).not.toContain('paper’s BIMT')
    expect(howSparse(dead).join(' ')).toContain('paper’s BIMT')
  })

  it('does not hold tasks of another battery against the paper’s of the same name', () => {
    const page = (data: FigureData) => report(data, NO_DRAWINGS)
    const theirs = /that the paper shows reaches|<td>90\.2%<\/td>/
    expect(howGood(dead).join(' ')).toMatch(theirs)
    expect(page(dead)).toMatch(theirs)
    for (const name of ['yang19-original', 'modcog']) {
      const other = { ...dead, battery: { ...dead.battery, name } }
      expect(page(other)).not.toMatch(theirs)
      expect(howSparse(other).join(' ')).not.toContain('paper’s BIMT')
      expect(howSparse(other).join(' ')).toContain('the 20 tasks of yang19')
      expect(comparableWithPaper(other.analysis.details, other.battery)).toBe(false)
    }
    expect(comparableWithPaper(dead.analysis.details, dead.battery)).toBe(true)
  })

  it('takes names for text, not for HTML, and quotes them for a shell', () => {
    const html = report({ ...smallest, dir: '<b>/my "runs"' }, NO_DRAWINGS)
    expect(html).not.toContain('<b>/my')
    expect(html).toContain('&#39;&#60;b&#62;/my &#34;runs&#34;&#39;')
  })

  it('leaves out what was logged after the checkpoint', () => {
    const { step } = smallest.analysis.summary
    const late = { type: 'swap', step: step + 200, swaps: 5 }
    const kept = upToCheckpoint({ ...smallest, metrics: [...smallest.metrics, late] })
    expect(kept.metrics).toEqual(smallest.metrics)
  })

  it('adds up the time of a run that was resumed', () => {
    const line = (step: number, elapsed: number) => ({ type: 'step', step, elapsed })
    expect(trainingSeconds([line(100, 10), line(200, 20), line(300, 4), line(400, 9)])).toBe(29)
    expect(trainingSeconds([{ type: 'step', step: 1 }])).toBeNull()
  })
})

it('the full wiring of a sheet is the sum of its pairs’ lengths', () => {
  let sum = 0
  for (let a = 0; a < 12; a++)
    for (let b = 0; b < 12; b++)
      sum += Math.abs(Math.floor(a / 4) - Math.floor(b / 4)) + Math.abs((a % 4) - (b % 4))
  expect(fullWiring({ rows: 3, columns: 4 })).toBe(sum)
  expect(fullWiring({ rows: 20, columns: 20 })).toBe(2_128_000) // PAPER.md 1.7: 2.128e6
})
