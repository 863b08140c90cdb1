/**
 * What runs a compiled program. One interface for every place: node.ts in Node, web.ts in a browser; nothing
 * here or in its users imports Node.
 */
import { ARRAY_OF, type Data, type Program, type TensorType } from '../graph/index.js'

export type { Data }

/** Numbers with a shape, row-major. */
export interface Value {
  /** As many as the shape has places. */
  readonly data: Data
  /** The size of each axis; [] for one number. */
  readonly shape: readonly number[]
}

/** Values by name. */
export type Values = Readonly<Record<string, Value>>

/** A program that an engine has made ready to run. */
export interface Executable {
  /**
   * Runs the program once.
   * @param feeds a value for each input of the program; sizes with a name (`time`) must agree among them.
   * @param into buffers to write outputs to, by output name; outputs without one get new memory.
   * @throws RangeError for a feed or buffer that is unknown or of the wrong type or shape, or a missing feed.
   */
  run(feeds: Values, into?: Values): Promise<Record<string, Value>>
  /** Frees the program's memory; it cannot run afterwards. */
  release(): Promise<void>
}

/** What runs programs: `nodeEngine` makes one in Node, `webEngine` in a browser. */
export interface Engine {
  /** For records: ONNX Runtime's package (native or wasm) and version, provider and threads. */
  readonly description: {
    name: 'onnxruntime-node' | 'onnxruntime-web'
    version: string
    provider: string
    threads: number
  }
  /** Makes a program ready to run; its memory is its own until `release`. */
  compile(program: Program): Promise<Executable>
}

/**
 * Checks what a program is run with against its inputs and outputs.
 * @throws RangeError naming the input or output, what was expected and what came
 */
export function checkRun({ inputs, outputs }: Program, feeds: Values, into: Values): void {
  const sizes = new Map<string, number>()
  for (const [name, type] of Object.entries(inputs)) {
    if (!(name in feeds)) throw new RangeError(`feed ${name}: missing, expected ${type.dtype}[${type.shape}]`)
    checkValue(`feed ${name}`, type, feeds[name], sizes)
  }
  const unknown = Object.keys(feeds).find((name) => !(name in inputs))
  if (unknown !== undefined) throw new RangeError(`feed ${unknown}: the program has no such input`)
  for (const [name, value] of Object.entries(into)) {
    if (!(name in outputs)) throw new RangeError(`into ${name}: the program has no such output`)
    checkValue(`into ${name}`, outputs[name], value, sizes)
  }
}

/** Checks one value; `sizes` holds those of named dimensions met so far. */
function checkValue(what: string, type: TensorType, value: Value, sizes: Map<string, number>): void {
  const { dtype, shape } = type
  const fits =
    value.data instanceof ARRAY_OF[dtype] &&
    value.data.length === value.shape.reduce((a, b) => a * b, 1) &&
    value.shape.length === shape.length &&
    shape.every((dim, i) => {
      if (typeof dim === 'number') return dim === value.shape[i]
      if (!sizes.has(dim)) sizes.set(dim, value.shape[i])
      return sizes.get(dim) === value.shape[i]
    })
  if (fits) return
  const named = [...sizes].map(([dim, size]) => `${dim} = ${size}`).join(', ')
  const got = `${value.data.constructor.name}(${value.data.length}) as [${value.shape}]`
  throw new RangeError(`${what}: must be ${dtype}[${shape}]${named && ` with ${named}`}, got ${got}`)
}
