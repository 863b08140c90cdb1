import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/analysis/analysis.js'
import { conclusion } from '../../src/cli/conclusion.js'
import { patchyInput } from '../analysis/fixtures.js'

describe('conclusion', () => {
  it('has accuracy with its interval beside what can be reached, and the clusters', () => {
    const { summary } = analyze(patchyInput())
    const [performance, clusters] = conclusion(summary, 64).split('\n')
    expect(performance).toMatch(
      /^accuracy 90\.0% \(88\.9 to 90\.9\), ideal observer 98\.8%, 36 of 64 neurons active, wiring [\d,]+ cells$/,
    )
    expect(clusters).toMatch(
      /^3 functional clusters of 12, 12, 12 neurons; against shuffled labels: isolated neurons z = \S+, index variance z = \S+$/,
    )
  })

  it('says so where there is nothing to divide, or nothing at all', () => {
    const varying = (...neurons: number[]) => {
      const taskVariance = new Float64Array(6 * 64)
      for (const neuron of neurons) taskVariance[neuron] = 1
      return conclusion(analyze(patchyInput({ taskVariance })).summary, 64).split('\n')[1]
    }
    expect(varying()).toBe('no functional clusters: no neuron is active')
    expect(varying(3)).toMatch(/^1 functional cluster of 1 neuron; .*index variance z = –$/)
  })
})
