import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Layout, neuronPositions } from '../../src/growth/sheet.js'
import { wireCurve } from '../../web/src/scene/curves.js'
import { Units } from '../../web/src/scene/units.js'
import { fittingStyle, WIDEST, wireOpacity, wireWidth } from '../../web/src/scene/wireStyle.js'
import { collectWires, emptyWires, WIRE_KINDS, type WireList, wiresOf } from '../../web/src/scene/wires.js'

/** Two inputs, a sheet of so many neurons in a row, one output. */
function unitsOf(neurons: number, inputs = 2, outputs = 1): Units {
  const sheet = { rows: 1, columns: neurons }
  const layout: Layout = {
    dimensions: 2,
    hidden: neuronPositions(sheet),
    input: new Float64Array(2 * inputs),
    output: new Float64Array(2 * outputs),
  }
  return new Units(layout, sheet)
}

const ALL = { input: true, recurrent: true, output: true }

const listed = ({ data, count }: WireList) =>
  Array.from({ length: count }, (_, i) => [data[3 * i], data[3 * i + 1], Number(data[3 * i + 2].toFixed(4))])

// Rows of all units: inputs 0 and 1, neurons 2 and 3, output 4.
const units = unitsOf(2)
const weights = {
  inputWeights: Float32Array.of(0.1, -0.5, 0, 0.3), // [2 neurons, 2 inputs]
  recurrentWeights: Float32Array.of(9, -0.2, 0.4, 9), // the 9s are the neurons' own
  outputWeights: Float32Array.of(0.05, -0.6),
}

describe('wires that are drawn', () => {
  it('are those above the threshold, weakest first, without a neuron’s wire to itself', () => {
    const drawn = emptyWires()
    collectWires(weights, units, { threshold: 0.1001, shown: ALL }, drawn)
    expect(listed(drawn.input)).toEqual([
      [1, 3, 0.3],
      [1, 2, -0.5],
    ])
    expect(listed(drawn.recurrent)).toEqual([
      [3, 2, -0.2],
      [2, 3, 0.4],
    ])
    expect(listed(drawn.output)).toEqual([[3, 4, -0.6]])
    expect([drawn.above, drawn.drawn, drawn.most]).toEqual([5, 5, 9])
  })

  it('are never weights of 0, and none that is not finite', () => {
    const drawn = emptyWires()
    const broken = { ...weights, inputWeights: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0, 0.3) }
    collectWires(broken, units, { threshold: 0, shown: { ...ALL, recurrent: false, output: false } }, drawn)
    expect(listed(drawn.input)).toEqual([[1, 3, 0.3]])
    expect(drawn.recurrent.count + drawn.output.count).toBe(0)
    expect(drawn.above).toBe(1)
  })

  it('are none in a network of zeros', () => {
    const drawn = emptyWires()
    const zeros = {
      inputWeights: new Float32Array(4),
      recurrentWeights: new Float32Array(4),
      outputWeights: new Float32Array(2),
    }
    collectWires(zeros, units, { threshold: 0, shown: ALL }, drawn)
    expect([drawn.above, drawn.drawn, drawn.most, drawn.strong]).toEqual([0, 0, 0, 0])
  })

  it('are the strongest where there are more than fit', () => {
    const drawn = emptyWires(3)
    collectWires(weights, units, { threshold: 0, shown: ALL }, drawn)
    expect([drawn.above, drawn.drawn]).toEqual([7, 3])
    const kept = WIRE_KINDS.flatMap((kind) => listed(drawn[kind]).map(([, , weight]) => weight))
    expect(kept.sort()).toEqual([-0.5, -0.6, 0.4])
  })

  it('fill the buffers exactly where all are equally strong', () => {
    const many = unitsOf(6, 0, 0)
    const equal = {
      inputWeights: new Float32Array(0),
      recurrentWeights: new Float32Array(36).fill(0.2),
      outputWeights: new Float32Array(0),
    }
    const drawn = emptyWires(10)
    collectWires(equal, many, { threshold: 0.1, shown: ALL }, drawn)
    expect([drawn.above, drawn.drawn, drawn.recurrent.count]).toEqual([30, 10, 10])
  })

  it('refuse matrices of another size', () => {
    const wrong = { ...weights, outputWeights: new Float32Array(3) }
    expect(() => collectWires(wrong, units, { threshold: 0, shown: ALL }, emptyWires())).toThrow(
      'output wires: expected 1 × 2 weights, got 3',
    )
  })

  it('do not leave out a stronger one for a weaker one (property)', () => {
    const weight = fc.float({ min: -2, max: 2, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 25, maxLength: 25 }),
        fc.integer({ min: 1, max: 25 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (recurrent, capacity, threshold) => {
          const five = unitsOf(5, 0, 0)
          const network = {
            inputWeights: new Float32Array(0),
            recurrentWeights: Float32Array.from(recurrent),
            outputWeights: new Float32Array(0),
          }
          const drawn = emptyWires(capacity)
          collectWires(network, five, { threshold, shown: ALL }, drawn)
          const sizes = [...network.recurrentWeights]
            .filter((_, i) => i % 6 !== 0)
            .map(Math.abs)
            .filter((size) => size > threshold)
            .sort((a, b) => b - a)
          expect(drawn.above).toBe(sizes.length)
          expect(drawn.recurrent.count).toBe(Math.min(capacity, sizes.length))
          const kept = Array.from({ length: drawn.recurrent.count }, (_, i) =>
            Math.abs(drawn.recurrent.data[3 * i + 2]),
          )
          // To a 1024th of √ the largest: as fine as they are sorted.
          const slack = 2 / 1024
          const bar = Math.sqrt(sizes[drawn.recurrent.count - 1] ?? 0)
          for (const [i, size] of kept.entries()) {
            const scaled = Math.sqrt(size / (drawn.most || 1))
            expect(Math.sqrt(size)).toBeGreaterThanOrEqual(bar - slack * Math.sqrt(drawn.most))
            if (i > 0) expect(scaled).toBeGreaterThanOrEqual(Math.sqrt(kept[i - 1] / drawn.most) - slack)
          }
        },
      ),
    )
  })
})

describe('wires of one unit', () => {
  it('are those to and from a neuron, weakest first', () => {
    expect(listed(wiresOf(weights, units, 3, 0))).toEqual([
      [3, 2, -0.2],
      [1, 3, 0.3],
      [2, 3, 0.4],
      [3, 4, -0.6],
    ])
  })

  it('are those of an input, and of an output', () => {
    expect(listed(wiresOf(weights, units, 0, 0))).toEqual([[0, 2, 0.1]])
    expect(listed(wiresOf(weights, units, 4, 0.1))).toEqual([[3, 4, -0.6]])
  })
})

describe('how wires look', () => {
  it('grows with √|w| and not beyond a strong wire', () => {
    const style = { strong: 4, widest: 2, opacity: 0.8 }
    expect(wireWidth(1, style)).toBe(1)
    expect(wireWidth(-4, style)).toBe(2)
    expect(wireWidth(400, style)).toBe(2)
    expect(wireOpacity(400, style)).toBeCloseTo(0.8)
    expect(wireOpacity(0.01, style)).toBeLessThan(wireOpacity(1, style))
    expect(wireWidth(1, { ...style, strong: 0 })).toBe(0)
  })

  it('becomes fainter and thinner where wires would cover the drawing, never to nothing', () => {
    const many = unitsOf(200, 0, 0)
    const dense = {
      inputWeights: new Float32Array(0),
      recurrentWeights: new Float32Array(200 * 200).fill(0.1),
      outputWeights: new Float32Array(0),
    }
    const drawn = emptyWires()
    collectWires(dense, many, { threshold: 0, shown: ALL }, drawn)
    const all = fittingStyle(drawn.recurrent, many.homes, drawn.strong)
    const few = fittingStyle({ data: drawn.recurrent.data, count: 20 }, many.homes, drawn.strong)
    expect(few.widest).toBe(WIDEST)
    expect(all.widest).toBeLessThan(few.widest)
    expect(all.opacity).toBeLessThan(few.opacity)
    expect(all.widest * all.opacity).toBeGreaterThan(0.03)
  })
})

describe('paths of wires', () => {
  it('leave one plane and meet the other upright', () => {
    const [from, a, b, to] = wireCurve([0, 0.5, 0], [0.4, 0, 0.2])
    expect([from, to]).toEqual([
      [0, 0.5, 0],
      [0.4, 0, 0.2],
    ])
    expect([a[0], a[2], b[0], b[2]]).toEqual([0, 0, 0.4, 0.2])
    expect(a[1]).toBeLessThan(0.5)
    expect(b[1]).toBeGreaterThan(0)
  })

  it('rise over the sheet, each direction on its own side', () => {
    const there = wireCurve([0, 0, 0], [1, 0, 0])
    const back = wireCurve([1, 0, 0], [0, 0, 0])
    expect(there[1][1]).toBeGreaterThan(0)
    expect(there[1][1]).toBeCloseTo(there[2][1])
    expect(Math.sign(there[1][2])).toBe(-Math.sign(back[1][2]))
  })
})
