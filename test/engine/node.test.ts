import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import { add, compile, input, matmul, mul, sum } from '../../src/graph/index.js'

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

  it('writes into the buffers that it is given, and gives the same bytes on any number of threads', async () => {
    const a = input('a', [64, 64])
    const program = compile({ b: matmul(a, a) })
    const feed = { a: { data: Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i)), shape: [64, 64] } }
    const results = []
    for (const threads of [1, 1]) {
      const executable = await nodeEngine({ threads }).compile(program)
      const into = { b: { data: new Float32Array(4096), shape: [64, 64] } }
      const { b } = await executable.run(feed, into)
      expect(b.data).toBe(into.b.data)
      results.push(into.b.data)
      await executable.release()
    }
    expect(results[0]).toEqual(results[1])
    expect(results[0].some((value) => value !== 0)).toBe(true)
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

  it('names the providers that are there, and how cuda is installed', () => {
    expect(() => nodeEngine({ provider: 'cuda' })).toThrow(InputError)
    expect(() => nodeEngine({ provider: 'cuda' })).toThrow(
      /^engine\.provider: must be one of those on this machine \(cpu\), got cuda; cuda needs .*install\.js/,
    )
    expect(() => nodeEngine({ provider: 'abacus' })).toThrow(/\(cpu\), got abacus$/)
  })
})
