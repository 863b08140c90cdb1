import { describe, expect, it } from 'vitest'
import type { Details, NullDistribution } from '../../src/analysis/analysis.js'
import { networkFinding } from '../../src/figures/findings.js'
import { renderSvg } from '../../src/figures/render.js'
import { networkStructureFigure } from '../../src/figures/structure.js'
import { howItIsOrganized } from '../../src/figures/structureStory.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { deadRun, smallestRun } from './made.js'

const run = smallestRun()
const { details: smallest } = run.analysis

/** A test with this z on the side where p counts, as if from so many normal nulls. */
const at = (toward: number, tail: 'lower' | 'upper', samples = 500): NullDistribution => ({
  value: 0.5,
  nullMean: 0.4,
  nullSd: 0.1,
  z: tail === 'lower' ? -toward : toward,
  p: Math.max(1 / (samples + 1), toward > 3 ? 0.002 : toward > 2 ? 0.03 : 0.5),
  tail,
  samples,
  histogram: { edges: [0.3, 0.5], counts: [samples] },
})

/** The story of the smallest run with these details, as if it had been made with these settings. */
const organized = (details: Details, ...settings: string[]) => {
  const experiment = applyOverrides(run.record.experiment, settings)
  return howItIsOrganized({ analysis: { ...run.analysis, details }, record: { ...run.record, experiment } })
}

/** The smallest run's network with these tests in place of its own. */
function having(toward: Record<'participation' | 'small' | 'club' | 'spectrum' | 'layout', number>): Details {
  const both = (test: NullDistribution) => ({ degrees: test, degreesAndLengths: test })
  const details = structuredClone(smallest)
  Object.assign(details.network, {
    participationIn: both(at(toward.participation, 'lower')),
    participationOut: both(at(toward.participation, 'lower')),
    smallWorldness: { ...both(at(toward.small, 'upper')), random: at(9, 'upper') },
    richClub: both(at(toward.club, 'upper')),
    spectralEntropy: at(toward.spectrum, 'lower'),
  })
  details.network.layout.ratioOfRewired = at(toward.layout, 'lower')
  details.network.layout.ratio = 1.25
  return details
}
const all = (z: number) => ({ participation: z, small: z, club: z, spectrum: z, layout: z })

describe('the network’s organization in words', () => {
  it('says what is found, whichever way it falls', () => {
    expect(networkFinding(having({ ...all(0), club: 5 }))).toBe(
      'More than degrees and connection lengths explain: a rich club',
    )
    expect(networkFinding(having({ ...all(0), small: 2.5 }))).toMatch(
      /^Some sign .*: small-world clustering$/,
    )
    expect(networkFinding(having(all(0)))).toMatch(/no order beyond/)
    expect(networkFinding(having(all(-5)))).toMatch(/no order beyond/)
    expect(networkFinding(smallest)).toMatch(/cannot be told/)
    expect(networkFinding(deadRun().analysis.details)).toMatch(/^Without connections/)
  })

  it('counts participation only if incoming and outgoing connections show it', () => {
    const details = having({ ...all(0), participation: 6 })
    expect(networkFinding(details)).toContain('keep to few clusters')
    details.network.participationOut.degreesAndLengths = at(0, 'lower')
    expect(networkFinding(details)).toMatch(/no order beyond/)
    expect(organized(details)[1]).toContain(
      'incoming confined to fewer clusters than chance, outgoing as by chance',
    )
  })

  it('has a sentence on each number, with its numbers', () => {
    const [first, participation, hubs, world, club, spectrum, layout] = organized(having(all(5)))
    expect(first).toContain('50 networks')
    expect(participation).toMatch(/0\.500 against 0\.40 ± 0\.10 \(z = −5\.0, p = 0\.002\)/)
    expect(hubs).toContain('within-module degree')
    expect(world).toContain('a small world beyond its short wires. Against as many connections at random')
    expect(club).toMatch(/: a rich club\.$/)
    expect(spectrum).toMatch(/: fewer modes than chance\.$/)
    expect(layout).toContain('25.0% more than the best layout found')
    expect(layout).toContain('nearer to its own optimum')
    const reversed = organized(having(all(-5)))
    expect(reversed[1]).toContain('spread over more clusters')
    expect(reversed[3]).toContain('less of a small world')
    expect(reversed[4]).toContain('hubs avoid each other')
    expect(reversed[5]).toContain('more modes than chance')
    expect(reversed[6]).toContain('this one could gain more')
  })

  it('speaks of the channels’ wires where they are known', () => {
    const details = having(all(0))
    expect(organized(details).at(-1)).not.toContain('channels')
    details.network.layout.withChannels = { present: at(9, 'lower'), best: 0.5, ratio: 1 }
    for (const kind of ['bimt', 'local', 'swap', 'l1+swap'])
      expect(organized(details, `regularizer.kind=${kind}`).at(-1)).toContain(
        'channels, which stay where they are and count in how the network was made, the present layout takes no more than',
      )
    for (const kind of ['none', 'l1', 'sernn', 'clusterability'])
      expect(organized(details, `regularizer.kind=${kind}`).at(-1)).toContain(
        'channels, which stay where they are, the present layout takes no more than',
      )
  })

  it('finds what is there with as few nulls as a dense network has', () => {
    const details = having(all(0))
    details.network.spectralEntropy = at(20, 'lower', 9)
    details.network.layout.ratioOfRewired = at(10, 'lower', 19)
    const [first, , , , , spectrum, layout] = organized(details)
    expect(first).toMatch(/^More than degrees and connection lengths explain: a spectrum of fewer modes\./)
    expect(first).toContain('50 networks')
    expect(first).toContain(', the spectrum against 9 of these.')
    expect(spectrum).toMatch(/: fewer modes than chance\.$/)
    expect(layout).toContain('this one is nearer to its own optimum')
    details.network.spectralEntropy = at(2.5, 'lower', 9)
    expect(organized(details)[5]).toMatch(/: some sign of this: fewer modes than chance\.$/)
  })
})

describe('the figure of the network’s organization', () => {
  it('marks a distance that is off the scale with its number', async () => {
    const svg = await renderSvg(networkStructureFigure(having({ ...all(0), club: 40 })))
    expect(svg).toContain('>40<')
    expect(svg).not.toContain('NaN')
  })

  it('is a line of words without connections', async () => {
    const svg = await renderSvg(networkStructureFigure(deadRun().analysis.details))
    expect(svg).toContain('no connection joins two active neurons')
  })
})
