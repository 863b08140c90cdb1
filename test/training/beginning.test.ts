import { describe, expect, it } from 'vitest'
import { differingFields, sharedSteps } from '../../src/training/beginning.js'
import type { Experiment } from '../../src/training/experiment.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

/** `gyrus` is pruned from step 21,600 of 72,000 on; λ changes there and at 50,400. */
const gyrus = (...settings: string[]) => applyOverrides(preset('gyrus'), settings)
const shared = (a: Experiment, b: Experiment) => {
  expect(sharedSteps(b, a)).toBe(sharedSteps(a, b))
  return sharedSteps(a, b)
}

describe('sharedSteps', () => {
  it.each([
    ['another budget', ['pruning.neurons=44'], 21_599],
    ['another end of the rounds', ['pruning.until=0.5'], 21_599],
    ['an earlier beginning', ['pruning.from=0.1'], 7199],
    ['another analysis', ['analysis.trials=10'], 72_000],
    ['an end of the charge', ['regularizer.schedule=[{"at":0,"factor":0.1},{"at":0.3,"factor":1}]'], 50_400],
    [
      'another peak of λ after the same beginning',
      ['regularizer.lambda=1.6e-3', 'regularizer.schedule=[{"at":0,"factor":0.00125},{"at":0.3,"factor":1}]'],
      21_600,
    ],
    ['another λ from the start', ['regularizer.lambda=3e-5'], 0],
    ['another learning rate', ['optimizer.learningRate=2e-3'], 0],
    ['another seed', ['seed=2'], 0],
    ['other threads, whose bits are for others to compare', ['engine.threads=1'], 72_000],
  ])('%s', (_, settings, steps) => {
    expect(shared(gyrus(), gyrus(...settings))).toBe(steps)
  })

  it('counts all but the last step of a training that another goes beyond', () => {
    const short = applyOverrides(preset('growing-brains-none'), ['training.steps=1000'])
    const long = applyOverrides(short, ['training.steps=3000'])
    expect(shared(short, long)).toBe(999)
  })

  it('ends where a longer training’s learning rate falls more slowly', () => {
    expect(shared(gyrus(), gyrus('training.steps=90000'))).toBeLessThan(10)
  })

  it('ends before the pruning that only one of two has', () => {
    const { pruning: _, ...unpruned } = gyrus()
    expect(shared(gyrus(), unpruned)).toBe(21_599)
  })
})

describe('differingFields', () => {
  it('names the fields, but for those that no step depends on', () => {
    const other = gyrus('seed=2', 'analysis.trials=9', 'pruning.neurons=44')
    expect(differingFields(gyrus(), { ...other, preset: 'mine' })).toEqual(['seed', 'pruning.neurons'])
  })
})
