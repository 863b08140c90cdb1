import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMoments, encodeMoments, type Moment, type MomentsOf } from '../../src/runs/momentsFile.js'

const OF: MomentsOf = { experiment: 'abc', tasks: ['go', 'dm1'], inputs: 3, hidden: 4, outputs: 2 }
const ALL = { most: 1000, weakest: 0 }

/** @param weights of the three matrices, one after the other */
function moment(step: number, weights: readonly number[], clusters = [0, -1, 2, 0]): Moment {
  const matrix = (from: number, size: number) => Float32Array.from(weights.slice(from, from + size))
  return {
    step,
    places: Int32Array.of(2, 0, 1, 3),
    connections: {
      inputWeights: matrix(0, 12),
      recurrentWeights: matrix(12, 16),
      outputWeights: matrix(28, 8),
    },
    evaluation: {
      step,
      accuracy: { go: 0.5, dm1: 0.75 },
      meanAccuracy: 0.625,
      activeNeurons: 3,
      wiringLength: 17,
      taskVariance: Float64Array.of(0.5, 0, 0.2, 1, 0.25, 0, 0.2, 0),
      clusters: Int32Array.from(clusters),
      modularity: step === 7 ? null : 0.25,
    },
  }
}
const all = ({ connections }: Moment) =>
  [connections.inputWeights, connections.recurrentWeights, connections.outputWeights].flatMap((m) => [...m])

describe('kept moments', () => {
  it('come back: weights to a hundredth of the largest and their sign, all else but rounding', () => {
    const weight = fc.float({ min: -3, max: 3, noNaN: true })
    const weights = fc.array(fc.oneof(weight, fc.constant(0)), { minLength: 36, maxLength: 36 })
    fc.assert(
      fc.property(weights, weights, (a, b) => {
        const moments = [moment(7, a), moment(20, b, [-1, -1, -1, -1])]
        const back = decodeMoments(encodeMoments(moments, OF, ALL), OF)
        expect(back.map(({ step }) => step)).toEqual([7, 20])
        back.forEach((now, m) => {
          expect(now.places).toEqual(moments[m].places)
          expect(now.evaluation.clusters).toEqual(moments[m].evaluation.clusters)
          const { taskVariance: _, clusters: __, ...numbers } = moments[m].evaluation
          expect(now.evaluation).toMatchObject(numbers)
          const before = all(moments[m])
          all(now).forEach((w, i) => {
            // √ in 127 steps: the error is at most half a step's width, 2√w / 254 and a little.
            expect(Math.abs(w - before[i])).toBeLessThanOrEqual(3 * (1 / 127))
            if (before[i] !== 0 && w !== 0) expect(Math.sign(w)).toBe(Math.sign(before[i]))
            if (before[i] === 0) expect(w).toBe(0)
          })
        })
        const [first] = back
        // Of a neuron that is not active nothing is kept; the others' task variance is kept by √ in 255 steps.
        const expected = [0.5, 0, 0.2, 1, 0.25, 0, 0.2, 0]
        first.evaluation.taskVariance.forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThan(0.005)
        })
      }),
      { numRuns: 50 },
    )
  })

  it('are the strongest wires where there are too many, and none below the weakest', () => {
    const weights = Array.from({ length: 36 }, (_, i) => (i + 1) / 36)
    const count = (options: typeof ALL) =>
      all(decodeMoments(encodeMoments([moment(7, weights)], OF, options), OF)[0]).filter((w) => w !== 0)
        .length
    expect(count(ALL)).toBe(36)
    expect(count({ most: 10, weakest: 0 })).toBe(10)
    expect(count({ most: 1000, weakest: 0.5 })).toBe(19)
  })

  it('of wide gaps between wires come back', () => {
    const of = { ...OF, hidden: 300, inputs: 1, outputs: 1, tasks: ['go'] }
    const recurrentWeights = new Float32Array(90_000)
    for (const i of [0, 127, 256, 20_000, 89_999]) recurrentWeights[i] = -1
    const wide: Moment = {
      step: 1,
      places: Int32Array.from({ length: 300 }, (_, i) => i),
      connections: {
        inputWeights: new Float32Array(300),
        recurrentWeights,
        outputWeights: new Float32Array(300),
      },
      evaluation: {
        ...moment(1, []).evaluation,
        accuracy: { go: 1 },
        clusters: new Int32Array(300).fill(-1),
        taskVariance: new Float64Array(300),
      },
    }
    const [back] = decodeMoments(encodeMoments([wide], of, ALL), of)
    expect(back.connections).toEqual(wide.connections)
  })

  it.each<[string, Partial<MomentsOf>, RegExp]>([
    ['of another experiment', { experiment: 'abd' }, /^its moments are of another experiment$/],
    ['of another sheet', { hidden: 5 }, /^places must be Int32Array \[1, 5\], is \[1, 4\]$/],
    ['of other channels', { inputs: 1 }, /^its wires leave the matrix$/],
    ['of other tasks', { tasks: ['go'] }, /^accuracy must be Float32Array \[1, 1\], is \[1, 2\]$/],
  ])('%s are refused', (_, other, message) => {
    const bytes = encodeMoments([moment(7, Array(36).fill(1))], OF, ALL)
    expect(() => decodeMoments(bytes, { ...OF, ...other })).toThrow(message)
  })
})
