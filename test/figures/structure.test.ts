import { describe, expect, it } from 'vitest'
import type { Details, NullDistribution } from '../../src/analysis/analysis.js'
import { networkFinding } from '../../src/figures/findings.js'
import { renderSvg } from '../../src/figures/render.js'
import { networkStructureFigure } from '../../src/figures/structure.js'
import { howItIsOrganized } from '../../src/figures/structureStory.js'
import { deadRun, smallestRun } from './made.js'

const { details: smallest } = smallestRun().analysis

/** A test with this z on the side where p counts, as if from 500 normal nulls. */
const at = (toward: number, tail: 'lower' | 'upper'): NullDistribution => ({
  value: 0.5,
  nullMean: 0.4,
  nullSd: 0.1,
  z: tail === 'lower' ? -toward : toward,
  p: toward > 3 ? 0.002 : toward > 2 ? 0.03 : 0.5,
  tail,
  samples: 500,
  histogram: { edges: [0.3, 0.5], counts: [500] },
})

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
    expect(howItIsOrganized(details)[1]).toContain(
      'incoming confined to fewer clusters than chance, outgoing as by chance',
    )
  })

  it('has a sentence on each number, with its numbers', () => {
    const [first, participation, hubs, world, club, spectrum, layout] = howItIsOrganized(having(all(5)))
    expect(first).toContain('50 networks')
    expect(participation).toMatch(/0\.500 against 0\.40 ± 0\.10 \(z = −5\.0, p = 0\.002\)/)
    expect(hubs).toContain('within-module degree')
    expect(world).toContain('a small world beyond its short wires. Against as many connections at random')
    expect(club).toMatch(/: a rich club\.$/)
    expect(spectrum).toMatch(/: fewer modes than chance\.$/)
    expect(layout).toContain('25.0% more than the best layout found')
    expect(layout).toContain('nearer to its own optimum')
    const reversed = howItIsOrganized(having(all(-5)))
    expect(reversed[1]).toContain('spread over more clusters')
    expect(reversed[3]).toContain('less of a small world')
    expect(reversed[4]).toContain('hubs avoid each other')
    expect(reversed[5]).toContain('more modes than chance')
    expect(reversed[6]).toContain('this one could gain more')
  })

  it('speaks of the channels’ wires where they are known', () => {
    const details = having(all(0))
    expect(howItIsOrganized(details).at(-1)).not.toContain('channels')
    details.network.layout.withChannels = { present: at(9, 'lower'), best: 0.5, ratio: 1 }
    expect(howItIsOrganized(details).at(-1)).toContain(
      'channels, which stay where they are and are paid for too, the present layout takes no more than',
    )
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
