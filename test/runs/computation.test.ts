import { describe, expect, it } from 'vitest'
import { type Computation, differences, recordedComputation, sideOf } from '../../src/runs/computation.js'
import { instructionSetOf } from '../../src/runs/instructionSet.js'
import { preset } from '../../src/training/presets.js'

const cpuinfo = (flags: string) =>
  `processor\t: 0\nmodel name\t: Example\nflags\t\t: ${flags}\nbugs\t\t: avx512f\n`

describe('instructionSetOf', () => {
  it.each([
    ['x64', cpuinfo('fpu sse2 avx f16c fma avx2 avx512f avx512_vnni amx_tile'), 'avx512'],
    ['x64', cpuinfo('fpu sse2 avx f16c fma avx2 avx_vnni'), 'avx2'],
    ['x64', cpuinfo('fpu sse2 avx avx2'), 'avx'], // the engine asks for both avx2 and fma
    ['x64', cpuinfo('fpu sse2 sse4_2'), 'sse2'],
    ['x64', '', 'unknown'],
    ['arm64', 'processor\t: 0\nFeatures\t: fp asimd asimddp i8mm bf16\n', 'neon'],
    ['arm64', 'processor\t: 0\nFeatures\t: fp asimd sme sve sve2\n', 'neon sve sme'],
    ['arm64', '', 'unknown'],
    ['riscv64', 'isa\t: rv64imafdc\n', 'unknown'],
  ])('on %s', (arch, text, expected) => {
    expect(instructionSetOf(arch, text)).toBe(expected)
  })
})

const HERE: Computation = {
  gyrus: '0.1.0',
  engine: 'onnxruntime-node 1.30.0 cpu',
  threads: 1,
  cpu: 'Example 1',
  platform: 'linux x64',
  instructionSet: 'avx512',
}

describe('differences', () => {
  const parts = (...others: Partial<Computation>[]) =>
    differences(
      others.map((other) => ({ ...HERE, ...other })),
      HERE,
    ).map(({ part }) => part)

  it('are of what decides the last bits, and of nothing else', () => {
    expect(parts({})).toEqual([])
    expect(parts({ cpu: 'Example 2' })).toEqual([])
    expect(parts({ threads: 2 })).toEqual(['threads'])
    expect(parts({ engine: 'onnxruntime-node 1.29.0 cpu' })).toEqual(['engine'])
    expect(parts({ gyrus: '0.2.0' })).toEqual(['gyrus'])
    expect(parts({ instructionSet: 'avx2' })).toEqual(['processor'])
    expect(parts({ platform: 'win32 x64' })).toEqual(['processor'])
  })

  it('are said of all that had a part', () => {
    const two = [
      { ...HERE, threads: 2, instructionSet: 'avx2' },
      { ...HERE, threads: 4 },
    ]
    const found = differences([HERE, ...two], HERE)
    expect(sideOf(found, 'there')).toBe('2 threads and 4 threads, linux x64 avx2')
    expect(sideOf(found, 'here')).toBe('1 thread, linux x64 avx512')
  })

  it('go by the name of the processor where an instruction set is not known', () => {
    expect(parts({ instructionSet: 'unknown' })).toEqual([])
    expect(parts({ instructionSet: 'unknown', cpu: 'Example 2' })).toEqual(['processor'])
  })

  it('are not of the processor where the engine is wasm', () => {
    const web = { ...HERE, engine: 'onnxruntime-web 1.30.0 wasm' }
    expect(differences([{ ...web, platform: 'darwin arm64', instructionSet: 'unknown' }], web)).toEqual([])
    expect(differences([{ ...web, instructionSet: 'avx2' }], HERE).map(({ part }) => part)).toEqual([
      'engine',
      'processor',
    ])
  })
})

describe('recordedComputation', () => {
  const record = {
    formatVersion: 1,
    created: '2026-11-22T10:00:00.000Z',
    machine: { cpu: 'Example 1', cores: 2, node: 'v20.20.2', platform: 'linux x64', instructionSet: 'avx2' },
    experiment: preset('tiny'),
  }

  it('names the engine that the record names', () => {
    const { threads } = record.experiment.engine
    const processor = { cpu: 'Example 1', platform: 'linux x64', instructionSet: 'avx2' }
    expect(
      recordedComputation({ ...record, versions: { gyrus: '0.1.0', 'onnxruntime-node': '1.30.0' } }),
    ).toEqual({ ...processor, gyrus: '0.1.0', engine: 'onnxruntime-node 1.30.0 cpu', threads })
    expect(
      recordedComputation({ ...record, versions: { gyrus: '0.1.0', 'onnxruntime-web': '1.30.0' } }).engine,
    ).toBe('onnxruntime-web 1.30.0 wasm')
  })
})
