import { describe, expect, it } from 'vitest'
import { remedies, slowerRate } from '../../src/cli/grow.js'
import { OverflowError } from '../../src/training/evaluation.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

describe('the learning rate to try', () => {
  it.each([
    [5e-3, '0.0005'],
    [1e-3, '0.0001'],
    [3e-3, '0.0003'],
    [7.7e-4, '0.00008'],
    [0.02, '0.001'],
    [1e38, '0.001'],
  ])('is a tenth in one digit, at most 0.001: %d', (rate, slower) => {
    expect(String(slowerRate(rate))).toBe(slower)
  })

  it('is none where the rate is not to blame', () => {
    expect(slowerRate(1e-7)).toBeNull()
  })
})

describe('what to try after a training left the numbers', () => {
  const stream = { batches: 'stream' } as const

  it('is what the experiment has', () => {
    expect(remedies({}, preset('tiny'), stream)).toBe(
      '--set optimizer.learningRate=0.0005, a smaller regularizer.lambda or a smaller optimizer.clip',
    )
    const bare = applyOverrides(preset('tiny'), ['regularizer.lambda=0', 'optimizer.clip=null'])
    expect(remedies({}, bare, stream)).toBe('--set optimizer.learningRate=0.0005 or --set optimizer.clip=1')
  })

  it('is longer sequences first, where trials are longer than they', () => {
    const overflow = (steps: number) => ({ cause: new OverflowError('activity', 'wait', steps) })
    expect(remedies(overflow(301), preset('tiny'), stream)).toMatch(
      /^--set training\.time=301, shorter trials, --set optimizer/,
    )
    expect(remedies(overflow(50), preset('tiny'), stream)).toMatch(/^--set optimizer/)
    expect(remedies(overflow(301), preset('tiny'), { batches: 'trials' })).toMatch(/^--set optimizer/)
  })
})
