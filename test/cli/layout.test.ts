import { expect, it } from 'vitest'
import { analyze, type Summary } from '../../src/analysis/analysis.js'
import { whatGotWorse } from '../../src/cli/layout.js'
import { patchyInput } from '../analysis/fixtures.js'

it('a layout says which measures it made worse, as far as the numbers that are shown tell', () => {
  const { summary } = analyze(patchyInput())
  const at = (wiringLength: number, isolated: number | null, index: number): Summary => ({
    ...summary,
    wiringLength,
    isolatedNeuronRatio: { ...summary.isolatedNeuronRatio, z: isolated },
    indexVariance: { ...summary.indexVariance, z: index },
  })
  const before = at(1200, -5.2, -3)
  expect(whatGotWorse(before, before)).toEqual([])
  expect(whatGotWorse(before, at(900, -7, -4))).toEqual([])
  expect(whatGotWorse(before, at(1300, -4.1, -3.4))).toEqual([
    'recurrent wire from 1,200 to 1,300',
    'z of isolated neurons from −5.2 to −4.1',
  ])
  expect(whatGotWorse(before, at(1200.2, -5.199, -2))).toEqual(['z of index variance from −3.0 to −2.0'])
  expect(whatGotWorse(before, at(1200, null, -3))).toEqual([])
})
