import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/runs/checkpoint.js'

const CHECKPOINT: Checkpoint = {
  step: 40_000,
  tensors: {
    recurrentWeights: { shape: [2, 2], data: Float32Array.of(1, -0.5, 1e-30, Number.NaN) },
    '7': { shape: [1], data: Int32Array.of(-7) },
  },
  state: {
    random: { data: [1, -2, 3, 2 ** 31 - 1] },
    stream: [{ task: 'dm1', at: 3, done: false, next: null }],
  },
}

describe('a checkpoint', () => {
  it('comes back as it was, and is an ordinary safetensors file', () => {
    const bytes = encodeCheckpoint(CHECKPOINT)
    expect(decodeCheckpoint(bytes)).toEqual(CHECKPOINT)
    expect(encodeCheckpoint(CHECKPOINT)).toEqual(bytes)
    const { metadata } = decodeSafetensors(bytes)
    expect(Object.keys(metadata)).toEqual(['checksum', 'formatVersion', 'step', 'state'])
    expect(metadata.step).toBe('40000')
    expect(JSON.parse(metadata.state)).toEqual(CHECKPOINT.state)
  })

  it('keeps any JSON state to the last bit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, step) => {
        const state = JSON.parse(JSON.stringify(value)) as unknown // plain objects, no −0
        expect(decodeCheckpoint(encodeCheckpoint({ step, tensors: {}, state }))).toEqual({
          step,
          tensors: {},
          state,
        })
      }),
    )
  })

  it('tells a flipped bit in any byte', () => {
    const bytes = encodeCheckpoint(CHECKPOINT)
    for (let i = 0; i < bytes.length; i++) {
      for (const bit of [0, 5, 7]) {
        const damaged = Uint8Array.from(bytes)
        damaged[i] ^= 1 << bit
        expect(() => decodeCheckpoint(damaged), `byte ${i} bit ${bit}`).toThrow()
      }
    }
  })

  it('tells every cut', () => {
    const bytes = encodeCheckpoint(CHECKPOINT)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length)), `${length} bytes`).toThrow('truncated')
    }
  })

  it('is not any other safetensors file', () => {
    const { tensors } = CHECKPOINT
    for (const metadata of [
      {},
      { step: '3' },
      { checksum: 'abc' },
      { checksum: '0'.repeat(64), step: '3' },
    ]) {
      expect(() =>
        decodeCheckpoint(encodeSafetensors({ tensors, metadata: metadata as Record<string, string> })),
      ).toThrow(/not a checkpoint of gyrus|the checksum does not fit/)
    }
  })

  it.each<[unknown, string]>([
    [Number.NaN, 'state.x must be JSON, got NaN'],
    [Number.POSITIVE_INFINITY, 'state.x must be JSON, got Infinity'],
    [undefined, 'state.x must be JSON, got undefined'],
    [Int32Array.of(1), 'state.x must be JSON, got Int32Array'],
    [new Map(), 'state.x must be JSON, got Map'],
    [3n, 'state.x must be JSON, got 3'],
    [[1, () => 1], 'state.x.1 must be JSON'],
  ])('refuses the state %s, which would come back as another', (x, message) => {
    const encode = () => encodeCheckpoint({ ...CHECKPOINT, state: { x } })
    expect(encode).toThrow(TypeError)
    expect(encode).toThrow(message)
    expect(encode).not.toThrow(InputError)
  })
})
