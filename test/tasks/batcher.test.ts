import { describe, expect, it } from 'vitest'
import { Batcher } from '../../src/tasks/batcher.js'
import { subset } from '../../src/tasks/battery.js'
import { yang19 } from '../../src/tasks/yang19.js'

const arrays = (time: number, batch: number, width = 53) => ({
  inputs: new Float32Array(time * batch * width).fill(7), // what was there before must not matter
  labels: new Int32Array(time * batch).fill(-1),
})

function next(batcher: Batcher, time = 60) {
  const { inputs, labels } = arrays(time, batcher.batch, batcher.battery.inputCount)
  batcher.fill(inputs, labels)
  return { inputs, labels }
}

/** One column of [time, batch, width]. */
const column = (values: ArrayLike<number>, batch: number, b: number, width: number) =>
  Array.from(values).filter((_, i) => Math.floor(i / width) % batch === b)

describe('Batcher', () => {
  it('gives the same batches for the same seed, others for another', () => {
    expect(next(Batcher.seeded(yang19, 4, 1))).toEqual(next(Batcher.seeded(yang19, 4, 1)))
    expect(next(Batcher.seeded(yang19, 4, 2))).not.toEqual(next(Batcher.seeded(yang19, 4, 1)))
    expect(next(Batcher.seeded(yang19, 4, 1, 'data'))).not.toEqual(next(Batcher.seeded(yang19, 4, 1)))
  })

  it('has columns that depend neither on each other nor on their number', () => {
    const four = next(Batcher.seeded(yang19, 4, 1))
    const two = next(Batcher.seeded(yang19, 2, 1))
    for (const b of [0, 1]) {
      expect(column(two.inputs, 2, b, 53)).toEqual(column(four.inputs, 4, b, 53))
      expect(column(two.labels, 2, b, 1)).toEqual(column(four.labels, 4, b, 1))
    }
    expect(column(four.inputs, 4, 0, 53)).not.toEqual(column(four.inputs, 4, 1, 53))
  })

  it('goes on from batch to batch, of whatever length, as one long batch', () => {
    const long = next(Batcher.seeded(yang19, 3, 5), 150)
    const batcher = Batcher.seeded(yang19, 3, 5)
    const parts = [60, 60, 30].map((time) => next(batcher, time))
    expect(parts.flatMap(({ inputs }) => [...inputs])).toEqual([...long.inputs])
    expect(parts.flatMap(({ labels }) => [...labels])).toEqual([...long.labels])
  })

  it('continues bit for bit from its state as JSON', () => {
    const batcher = Batcher.seeded(yang19, 4, 6)
    for (let i = 0; i < 5; i++) next(batcher)
    const copy = Batcher.restored(yang19, JSON.parse(JSON.stringify(batcher.state())))
    expect(copy.batch).toBe(4)
    for (let i = 0; i < 3; i++) expect(next(copy)).toEqual(next(batcher))
    expect(copy.state()).toEqual(batcher.state())
  })

  it('marks exactly one task in every step, and labels within the classes', () => {
    const few = subset(yang19, ['go', 'dm1', 'dlydm1', 'dms'])
    const { inputs, labels } = next(Batcher.seeded(few, 8, 7))
    expect(few.inputCount).toBe(37)
    for (let cell = 0; cell < labels.length; cell++) {
      const oneHot = inputs.subarray(cell * 37 + 33, (cell + 1) * 37)
      expect([...oneHot].sort()).toEqual([0, 0, 0, 1])
      expect(labels[cell]).toBeGreaterThanOrEqual(0)
      expect(labels[cell]).toBeLessThan(17)
    }
  })

  it('refuses arrays that do not fit, with the numbers', () => {
    const batcher = Batcher.seeded(yang19, 4, 1)
    const { inputs, labels } = arrays(10, 4)
    expect(() => batcher.fill(inputs, labels.subarray(1))).toThrow('[time, 4, 53]')
    expect(() => batcher.fill(inputs.subarray(1), labels)).toThrow('got 2119 and 40 numbers')
  })
})
