/**
 * What runs a compiled program. One interface for every place: onnxruntime-node behind it in Node (node.ts);
 * nothing here or in its users imports Node, so that a browser's engine can stand in.
 */
import type { DType, Program, TensorType } from '../graph/index.js'

export type Data = Float32Array | Float64Array | Int32Array | Uint8Array

/** Numbers with a shape, row-major. */
export interface Value {
  readonly data: Data
  readonly shape: readonly number[]
}

export type Values = Readonly<Record<string, Value>>

export interface Executable {
  /**
   * Runs the program once.
   * @param feeds a value for each input of the program; sizes with a name (`time`) must agree among them.
   * @param into buffers to write outputs to, by output name; outputs without one get new memory.
   * @throws RangeError for a feed that is missing, unknown, or of the wrong type or shape.
   */
  run(feeds: Values, into?: Values): Promise<Record<string, Value>>
  /** Frees the program's memory; it cannot run afterwards. */
  release(): Promise<void>
}

export interface Engine {
  /** For records: engine and version, provider and threads. */
  readonly description: { name: string; version: string; provider: string; threads: number }
  compile(program: Program): Promise<Executable>
}

const ARRAY: Record<DType, (data: Data) => boolean> = {
  float32: (data) => data instanceof Float32Array,
  float64: (data) => data instanceof Float64Array,
  int32: (data) => data instanceof Int32Array,
  bool: (data) => data instanceof Uint8Array,
}

/** Checks feeds against a program's inputs. @throws RangeError naming the input, what was expected and what came. */
export function checkFeeds(inputs: Readonly<Record<string, TensorType>>, feeds: Values): void {
  const sizes = new Map<string, number>()
  for (const name of Object.keys(feeds)) {
    if (!(name in inputs)) throw new RangeError(`feed ${name}: the program has no such input`)
  }
  for (const [name, { dtype, shape }] of Object.entries(inputs)) {
    const feed = feeds[name]
    if (feed === undefined) throw new RangeError(`feed ${name}: missing, expected ${dtype}[${shape}]`)
    const count = feed.shape.reduce((a, b) => a * b, 1)
    const fits =
      ARRAY[dtype](feed.data) &&
      feed.data.length === count &&
      feed.shape.length === shape.length &&
      shape.every((dim, i) => {
        if (typeof dim === 'number') return dim === feed.shape[i]
        if (!sizes.has(dim)) sizes.set(dim, feed.shape[i])
        return sizes.get(dim) === feed.shape[i]
      })
    if (!fits) {
      const named = [...sizes].map(([dim, size]) => `${dim} = ${size}`).join(', ')
      const got = `${feed.data.constructor.name}(${feed.data.length}) as [${feed.shape}]`
      throw new RangeError(`feed ${name}: must be ${dtype}[${shape}]${named && ` with ${named}`}, got ${got}`)
    }
  }
}
