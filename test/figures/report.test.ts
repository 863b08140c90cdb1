import { beforeAll, describe, expect, it } from 'vitest'
import type { NullDistribution } from '../../src/analysis/analysis.js'
import { type FigureData, upToCheckpoint } from '../../src/figures/data.js'
import { FIGURES } from '../../src/figures/figures.js'
import { anatomyFinding, clusterFinding, modularityFinding, nullFinding } from '../../src/figures/findings.js'
import { paperKind } from '../../src/figures/paper.js'
import { type Drawings, report } from '../../src/figures/report.js'
import {
  fullWiring,
  howSparse,
  inShort,
  trainingSeconds,
  whatWasGrown,
  whereTheyStand,
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
  const told = (...settings: string[]) => {
    const experiment = applyOverrides(preset('tiny'), settings)
    return whatWasGrown({ ...smallest, record: { ...smallest.record, experiment } }).join(' ')
  }

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

  it('tells a network that was laid out after its training, and does not hold it against the paper’s', () => {
    const round = (costBefore: number, costAfter: number) => ({
      ...{ type: 'swap', step: 700, swaps: 3, costBefore, costAfter, afterTraining: true },
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
  expect(fullWiring(3, 4)).toBe(sum)
  expect(fullWiring(20, 20)).toBe(2_128_000) // PAPER.md 1.7: 2.128e6
})
