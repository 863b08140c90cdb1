import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { Batcher } from '../../src/tasks/batcher.js'
import { batteryByName } from '../../src/tasks/batteries.js'
import { newLabels } from '../../src/tasks/paint.js'
import { drawTrial, writeTrial } from '../../src/tasks/trial.js'

const bytesOf = ({ buffer }: Float32Array | Float64Array | Int32Array) =>
  new Uint8Array(buffer as ArrayBuffer)

// Committed results depend on these numbers: what makes them faster must not change a bit of them.

describe('the streams of a seed', () => {
  it.each([
    ['yang19', '44a12dd60241c7d5603335b38025124fd65fd7484fc0c4b35c5f6e4f9ab32c25'],
    ['modcog', '24b00e2527252bdb9dfed8d37bb68d1e716c0043e4d7e49112e61cb274deb128'],
    ['modcog-fixed', 'e8edb5824ee6457f537582b3ca7272431d41c1005a1b9b772cd923e2eb5a12ce'],
  ])('of %s are the same as ever', (name, expected) => {
    const battery = batteryByName(name)
    const batcher = Batcher.seeded(battery, 16, 1, 'pinned')
    const inputs = new Float32Array(100 * 16 * battery.inputCount)
    const labels = new Int32Array(100 * 16)
    const hash = createHash('sha256')
    for (let i = 0; i < 50; i++) {
      batcher.fill(inputs, labels)
      hash.update(bytesOf(inputs)).update(bytesOf(labels))
    }
    expect(hash.digest('hex')).toBe(expected)
  })
})

describe('single trials of a seed, with noise', () => {
  it.each([
    ['yang19', 'd0de74f9ecaa33e71f2d4db90c80a5b9d3f3926148ca9709eb1e24b5a8432346'],
    ['yang19-original', '1bbd62a5537c4a13a3c6c1e4c48b8c87ecda46a64c4ae67fe7840f8c7fb00f76'],
    ['modcog', '9f1ec5a421f1527cb34c70633780e80a67fbdf466b704d50a31c7d80d3fc6a16'],
  ])('of %s are the same as ever', (name, expected) => {
    const battery = batteryByName(name)
    const random = Random.seeded(1, 'pinned')
    const noise = Random.seeded(2, 'pinned')
    const hash = createHash('sha256')
    for (let i = 0; i < 5; i++) {
      for (const task of battery.tasks) {
        const drawn = drawTrial(battery, task, random)
        const steps = drawn.durations.reduce((sum, count) => sum + count, 0)
        const inputs = new Float32Array(steps * battery.inputCount)
        const labels = newLabels(battery, steps)
        writeTrial(battery, task, drawn, { inputs, labels, batch: 1, column: 0 }, noise)
        hash.update(bytesOf(inputs)).update(bytesOf(labels))
      }
    }
    expect(hash.digest('hex')).toBe(expected)
  })
})

describe('random numbers of a seed', () => {
  it('are the same as ever', () => {
    const random = Random.seeded(1, 'pinned')
    const normals = Float64Array.from({ length: 100_000 }, () => random.normal()) // some 60 beyond the ziggurat's base
    const uniforms = Float64Array.from({ length: 1_000 }, () => random.uniform())
    const hash = createHash('sha256').update(bytesOf(normals)).update(bytesOf(uniforms))
    hash.update(JSON.stringify(random.state()))
    expect(hash.digest('hex')).toBe('6d1036961bdd85dc448da06c934fff9ec9e7513e61e204578cee5bae277fb116')
  })
})
