import { readdirSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Values } from '../../src/engine/engine.js'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import { add, cast, compile, input, matmul, mul, neg, sum } from '../../src/graph/index.js'

const vector = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length] })

describe('nodeEngine', () => {
  it('runs a program on any size of a named axis', async () => {
    const x = input('x', ['n'])
    const executable = await nodeEngine().compile(compile({ y: mul(x, 2), total: sum(x) }))
    const { y, total } = await executable.run({ x: vector(1, 2, 3) })
    expect([...y.data]).toEqual([2, 4, 6])
    expect(y.shape).toEqual([3])
    expect([...total.data]).toEqual([6])
    expect([...(await executable.run({ x: vector(5) })).y.data]).toEqual([10])
    await executable.release()
  })

  it('writes into the buffers that it is given, on any number of threads', async () => {
    const a = input('a', [64, 64])
    const program = compile({ b: matmul(a, a) })
    const feed = { a: { data: Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i)), shape: [64, 64] } }
    const results: Float32Array[] = []
    for (const threads of [1, 2]) {
      const engine = nodeEngine({ threads })
      expect(engine.description.threads).toBe(threads)
      const executable = await engine.compile(program)
      const into = { b: { data: new Float32Array(4096), shape: [64, 64] } }
      const { b } = await executable.run(feed, into)
      expect(b.data).toBe(into.b.data)
      results.push(into.b.data)
      await executable.release()
    }
    results[0].forEach((value, i) => {
      let sum = 0
      for (let k = 0; k < 64; k++) sum += Math.sin(64 * (i >> 6) + k) * Math.sin(64 * k + (i & 63))
      expect(value).toBeCloseTo(sum, 4)
      expect(results[1][i]).toBeCloseTo(sum, 4)
    })
  })

  it.runIf(process.platform === 'linux')('has as many threads as it was told', async () => {
    const program = compile({ b: neg(input('a', [4])) })
    const threadsOf = async (threads: number) => {
      const before = readdirSync('/proc/self/task').length
      const executable = await nodeEngine({ threads }).compile(program)
      const added = readdirSync('/proc/self/task').length - before
      await executable.release()
      return added
    }
    await threadsOf(1) // what starts with the first program is not counted
    expect((await threadsOf(6)) - (await threadsOf(1))).toBe(5)
  })

  it('says which feed does not fit and how', async () => {
    const x = input('x', ['n', 2])
    const y = input('y', ['n', 1])
    const executable = await nodeEngine().compile(compile({ z: add(x, y) }))
    const matrix = (rows: number, columns: number) => ({
      data: new Float32Array(rows * columns),
      shape: [rows, columns],
    })
    await expect(executable.run({ x: matrix(3, 2) })).rejects.toThrow(
      'feed y: missing, expected float32[n,1]',
    )
    await expect(executable.run({ x: matrix(3, 2), y: matrix(2, 1) })).rejects.toThrow(
      'feed y: must be float32[n,1] with n = 3, got Float32Array(2) as [2,1]',
    )
    await expect(executable.run({ x: matrix(3, 2), y: matrix(3, 1), w: matrix(1, 1) })).rejects.toThrow(
      'feed w: the program has no such input',
    )
    const ints = { data: new Int32Array(6), shape: [3, 2] }
    await expect(executable.run({ x: ints, y: matrix(3, 1) })).rejects.toThrow('got Int32Array(6)')
    await executable.release()
  })

  it('says which buffer does not fit and how', async () => {
    const executable = await nodeEngine().compile(compile({ y: mul(input('x', ['n']), 2) }))
    const feeds = { x: vector(1, 2, 3) }
    const run = (into: Values) => executable.run(feeds, into)
    await expect(run({ y: vector(0, 0) })).rejects.toThrow(
      'into y: must be float32[n] with n = 3, got Float32Array(2) as [2]',
    )
    await expect(run({ y: { data: new Int32Array(3), shape: [3] } })).rejects.toThrow(
      'got Int32Array(3) as [3]',
    )
    await expect(run({ y: { data: new Float32Array(4), shape: [3] } })).rejects.toThrow(
      'Float32Array(4) as [3]',
    )
    await expect(run({ z: vector(0, 0, 0) })).rejects.toThrow('into z: the program has no such output')
    await executable.release()
  })

  it('names the providers that are there, and how cuda is installed', () => {
    expect(() => nodeEngine({ provider: 'cuda' })).toThrow(InputError)
    expect(() => nodeEngine({ provider: 'cuda' })).toThrow(
      /^engine\.provider: must be one of those on this machine \(cpu, wasm\), got cuda; cuda needs .*docs\/install\.md$/,
    )
    expect(() => nodeEngine({ provider: 'abacus' })).toThrow(/\(cpu, wasm\), got abacus$/)
  })

  it('computes by wasm to rounding what it computes natively, into the buffers that it is given', async () => {
    const a = input('a', ['n', 8])
    const program = compile({ b: matmul(a, input('w', [8, 8])), positive: cast(a, 'bool') })
    const matrix = (rows: number) => ({
      data: Float32Array.from({ length: 8 * rows }, (_, i) => Math.sin(i)),
      shape: [rows, 8],
    })
    const feeds = { a: matrix(5), w: matrix(8) }
    const results: { b: number[]; positive: number[] }[] = []
    for (const provider of ['cpu', 'wasm']) {
      const engine = nodeEngine({ provider })
      expect(engine.description.provider).toBe(provider)
      const executable = await engine.compile(program)
      const into = { b: { data: new Float32Array(40), shape: [5, 8] } }
      const { b, positive } = await executable.run(feeds, into)
      expect(b.data).toBe(into.b.data)
      results.push({ b: [...into.b.data], positive: [...positive.data] })
      await executable.release()
    }
    results[1].b.forEach((value, i) => {
      expect(value).toBeCloseTo(results[0].b[i], 6)
    })
    expect(results[1].positive).toEqual(results[0].positive)
  })
})

describe('nodeEngine where the native engine does not load', () => {
  const REASON = 'there is none for plan9 mips'

  /** A fresh copy of the engine, for which there is no native build. */
  async function withoutNative() {
    vi.resetModules()
    vi.doMock('../../src/engine/runtime.js', async (original) => ({
      ...(await original<typeof import('../../src/engine/runtime.js')>()),
      nativeRuntime: () => REASON,
    }))
    onTestFinished(() => {
      vi.doUnmock('../../src/engine/runtime.js')
      vi.resetModules()
    })
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
    onTestFinished(() => write.mockRestore())
    return { lines, engine: await import('../../src/engine/node.js') }
  }

  it('runs by wasm, and says so in one line, once', async () => {
    const { lines, engine } = await withoutNative()
    const { nodeEngine } = engine
    expect(nodeEngine({ threads: 1, provider: 'cpu' }).description).toMatchObject({
      name: 'onnxruntime-web',
      provider: 'wasm',
      threads: 1,
    })
    const executable = await nodeEngine().compile(compile({ y: mul(input('x', ['n']), 2) }))
    expect([...(await executable.run({ x: vector(1, 2.5) })).y.data]).toEqual([2, 5])
    await executable.release()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^gyrus: [^\n]*\(there is none for plan9 mips\)[^\n]*docs\/install\.md\n$/)
  })

  it('says nothing where wasm was asked for, and offers no cuda', async () => {
    const { lines, engine } = await withoutNative()
    expect(engine.nodeEngine({ provider: 'wasm' }).description.provider).toBe('wasm')
    expect(() => engine.nodeEngine({ provider: 'cuda' })).toThrow(/\(cpu, wasm\), got cuda/)
    expect(lines).toEqual([])
  })
})
