/**
 * Compiles tensor expressions to an ONNX program: a node for each operation, equal expressions only once, and a product
 * with its addend as one Gemm. Further optimization (fusing an activation into a Gemm) is done by the engine. Each
 * operation emits its own nodes (`Operation.emit`); this file knows only the two operations that form a Gemm.
 */
import {
  ATTRIBUTE_TYPE,
  type Attribute,
  type Dimension,
  type Graph,
  type Initializer,
  modelBytes,
  type ValueInfo,
} from './onnxFile.js'
import { formatShape, type Shape, sameShape } from './shape.js'
import {
  ARRAY_OF,
  checkName,
  type Data,
  type DType,
  type EmittedLoop,
  type Emitter,
  type Tensor,
  type TensorType,
} from './tensor.js'

const OPSET = 17
const IR_VERSION = 8
const ELEMENT_TYPE: Record<DType, number> = { float32: 1, float64: 11, int32: 6, bool: 9 }

/** A compiled program with the types of its inputs and outputs. */
export interface Program {
  /** The ONNX model, a file that any ONNX runtime or Netron can open. */
  readonly bytes: Uint8Array
  /** Types of the values that must be fed, by name. */
  readonly inputs: Readonly<Record<string, TensorType>>
  /** Types of the results, by name. */
  readonly outputs: Readonly<Record<string, TensorType>>
}

/** What a program may have besides its expressions. */
export interface ProgramContent {
  /**
   * Values of inputs, by name, row-major. These are kept in the program under their names, and it is not called with them.
   */
  readonly values?: Readonly<Record<string, Data>>
  /** What it says of itself, for people. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Compiles named expressions into one program. Its inputs are the `input`s on which the expressions depend, but for those
 * that have a value in `content`.
 * @param content what the program has besides its expressions
 * @throws RangeError if two different inputs have the same name, if an output has the name of an input or a name that is
 *   not allowed (see `input`), or if a value does not fit its input
 */
export function compile(outputs: Readonly<Record<string, Tensor>>, content: ProgramContent = {}): Program {
  const { values = {}, metadata = {} } = content
  for (const name of Object.keys(outputs)) checkName(name, 'compile')
  const scope = new OnnxScope(reachable(Object.values(outputs)), undefined, values)
  for (const [name, tensor] of Object.entries(outputs)) scope.output(name, tensor)
  const both = Object.keys(outputs).find((name) => name in scope.inputTypes())
  if (both !== undefined) throw new RangeError(`compile: an input and an output have the name ${both}`)
  const bytes = modelBytes({
    irVersion: IR_VERSION,
    producerName: 'gyrus',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: scope.graph('program'),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  })
  const types = Object.entries(outputs).map(([name, { dtype, shape }]) => [name, { dtype, shape }] as const)
  return { bytes, inputs: scope.inputTypes(), outputs: Object.fromEntries(types) }
}

function reachable(roots: readonly Tensor[]): Set<Tensor> {
  const seen = new Set<Tensor>()
  const visit = (node: Tensor) => {
    if (seen.has(node)) return
    seen.add(node)
    node.inputs.forEach(visit)
  }
  roots.forEach(visit)
  return seen
}

/** The value of a node's attribute; the attribute's type follows from it. */
type AttributeValue = number | string | readonly number[] | OnnxScope

function attribute(name: string, value: AttributeValue): Attribute {
  if (typeof value === 'number') return { name, i: value, type: ATTRIBUTE_TYPE.i }
  if (typeof value === 'string') return { name, s: value, type: ATTRIBUTE_TYPE.s }
  if (value instanceof OnnxScope) return { name, g: value.graph(name), type: ATTRIBUTE_TYPE.g }
  return { name, ints: value, type: ATTRIBUTE_TYPE.ints }
}

function valueInfo(name: string, dtype: DType, shape: Shape): ValueInfo {
  const dim = shape.map(
    (size): Dimension => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }),
  )
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[dtype], shape: { dim } } } }
}

/** A node of the program under construction, whose values may still be renamed. */
interface Draft {
  opType: string
  input: readonly string[]
  output: readonly string[]
  attributes: Readonly<Record<string, AttributeValue>>
}

/**
 * A graph under construction: the program's, or the body of a loop, which can use the names of the graphs around it.
 */
class OnnxScope implements Emitter {
  readonly #used: ReadonlySet<Tensor>
  readonly #consumers = new Map<Tensor, number>()
  readonly #outer?: OnnxScope
  readonly #values: Readonly<Record<string, Data>>
  readonly #names = new Map<Tensor, string>()
  readonly #equal = new Map<string, string>()
  readonly #nodes: Draft[] = []
  readonly #initializers: Initializer[] = []
  readonly #inputs: ValueInfo[] = []
  readonly #outputs: ValueInfo[] = []
  readonly #renamed = new Map<string, string>()
  readonly #types: [string, TensorType][] = []
  readonly #counter: { value: number }

  constructor(used: ReadonlySet<Tensor>, outer?: OnnxScope, values: ProgramContent['values'] = {}) {
    this.#used = used
    this.#outer = outer
    this.#values = values
    this.#counter = outer ? outer.#counter : { value: 0 }
    for (const node of used) {
      for (const input of node.inputs) this.#consumers.set(input, (this.#consumers.get(input) ?? 0) + 1)
    }
  }

  isUsed(tensor: Tensor): boolean {
    return this.#used.has(tensor)
  }

  // ------------------------------------------------------------------------- what operations emit

  input(name: string, type: TensorType): string {
    const known = this.#types.find(([other]) => other === name)
    const isKept = this.#initializers.some((initializer) => initializer.name === name)
    if (known !== undefined || isKept) throw new RangeError(`input: two inputs have the name ${name}`)
    if (Object.hasOwn(this.#values, name)) return this.#kept(name, type)
    this.#types.push([name, type])
    this.#inputs.push(valueInfo(name, type.dtype, type.shape))
    return name
  }

  node(opType: string, inputs: readonly string[], attributes: Draft['attributes'] = {}): string {
    const output = this.#fresh(opType)
    this.#add(opType, inputs, [output], attributes)
    return output
  }

  cast(input: string, dtype: DType): string {
    return this.node('Cast', [input], { to: ELEMENT_TYPE[dtype] })
  }

  int64s(values: readonly number[]): string {
    return this.#constant(7, [values.length], { int64Data: values }, values)
  }

  initializer(dtype: DType, shape: readonly number[], values: Data): string {
    return this.#constant(ELEMENT_TYPE[dtype], shape, { rawData: bytesOf(values) }, values)
  }

  /** A loop as an ONNX Scan. */
  loop({ carries, slices, initial, over, outside, next, stacks, reverse }: EmittedLoop): string {
    const name = this.#fresh('scan')
    const results = [...next, ...stacks]
    const body = new OnnxScope(reachable(results.map(({ value }) => value)), this)
    for (const [tensor, outer] of outside) body.#names.set(tensor, outer)
    for (const leaf of [...carries, ...slices]) {
      const leafName = this.#fresh('slice')
      body.#names.set(leaf, leafName)
      body.#inputs.push(valueInfo(leafName, leaf.dtype, leaf.shape))
    }
    for (const { value } of results) body.output(this.#fresh('result'), value)

    const direction = reverse ? 1 : 0
    this.#add(
      'Scan',
      [...initial, ...over],
      results.map(({ result }) => `${name}.${result}`),
      {
        body,
        num_scan_inputs: over.length,
        scan_input_directions: new Array<number>(over.length).fill(direction),
        scan_output_directions: new Array<number>(stacks.length).fill(direction),
      },
    )
    return name
  }

  // ------------------------------------------------------------------------------------- assembly

  /** Makes a value an output: renames it in the node that computes it, or adds a copy if it cannot be renamed. */
  output(name: string, tensor: Tensor): void {
    const value = this.#valueOf(tensor)
    const node = this.#nodes.find(({ output }) => output.includes(value))
    if (node === undefined || this.#renamed.has(value)) this.#add('Identity', [value], [name], {})
    else this.#renamed.set(value, name)
    this.#outputs.push(valueInfo(name, tensor.dtype, tensor.shape))
  }

  graph(name: string): Graph {
    const node = this.#nodes.map(({ opType, input, output, attributes }) => ({
      opType,
      input: input.map((value) => this.#finalName(value)),
      output: output.map((value) => this.#finalName(value)),
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    }))
    return { name, node, initializer: this.#initializers, input: this.#inputs, output: this.#outputs }
  }

  #finalName(value: string): string {
    return this.#renamed.get(value) ?? (this.#outer ? this.#outer.#finalName(value) : value)
  }

  inputTypes(): Record<string, TensorType> {
    return Object.fromEntries(this.#types)
  }

  #valueOf(tensor: Tensor): string {
    const known = this.#names.get(tensor)
    if (known !== undefined) return known
    const product = this.#gemmProduct(tensor)
    const operands = product ? [...product.inputs, addendOf(tensor, product)] : tensor.inputs
    const inputs = operands.map((operand) => this.#valueOf(operand))
    const { name, attributes } = tensor.operation
    const key = `${product ? 'gemm' : name}|${attributes ?? ''}|${tensor.dtype}|${inputs.join()}`
    let value = this.#equal.get(key)
    if (value === undefined) {
      value = product ? this.node('Gemm', inputs) : tensor.operation.emit(this, tensor, inputs)
      this.#equal.set(key, value)
    }
    this.#names.set(tensor, value)
    return value
  }

  /**
   * The product in an addition, if both can be computed by one Gemm: both are matrices, and nothing else uses the
   * product. A product that already has a name is not taken, because it is computed anyway: it is an output, or in the
   * body of a loop a value from outside.
   */
  #gemmProduct(tensor: Tensor): Tensor | undefined {
    if (tensor.operation.name !== 'add' || tensor.rank !== 2) return undefined
    return tensor.inputs.find(
      (input) =>
        input.operation.name === 'matmul' &&
        sameShape(input.shape, tensor.shape) &&
        input.inputs.every((operand) => operand.rank === 2) &&
        this.#consumers.get(input) === 1 &&
        !this.#names.has(input),
    )
  }

  #add(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attributes: Draft['attributes'],
  ): void {
    this.#nodes.push({ opType, input, output, attributes })
  }

  /** Constants are added to the outermost graph, so that all bodies can use them. */
  #constant(
    dataType: number,
    dims: readonly number[],
    data: Pick<Initializer, 'int64Data' | 'rawData'>,
    values: Data | readonly number[],
  ): string {
    if (this.#outer) return this.#outer.#constant(dataType, dims, data, values)
    const key = values.length <= 64 ? `constant|${dataType}|${formatShape(dims)}|${values.join()}` : undefined
    const known = key && this.#equal.get(key)
    if (known) return known
    const name = this.#fresh('constant')
    this.#initializers.push({ name, dims, dataType, ...data })
    if (key) this.#equal.set(key, name)
    return name
  }

  /** An input whose value is in the program. */
  #kept(name: string, { dtype, shape }: TensorType): string {
    const data = this.#values[name]
    const dims = shape.filter((size) => typeof size === 'number')
    const fits = dims.length === shape.length && dims.reduce((a, b) => a * b, 1) === data.length
    if (!fits || !(data instanceof ARRAY_OF[dtype]))
      throw new RangeError(
        `compile: ${name} is ${dtype}${formatShape(shape)}, its value has ${data.length} numbers of ${data.constructor.name}`,
      )
    this.#initializers.push({ name, dims, dataType: ELEMENT_TYPE[dtype], rawData: bytesOf(data) })
    return name
  }

  /** A new name, which no input or output can have (see `checkName`). */
  #fresh(kind: string): string {
    return `/${kind}_${this.#counter.value++}`
  }
}

/** ONNX needs little-endian bytes. Typed arrays are little-endian on all machines for which ONNX Runtime exists. */
const bytesOf = (data: Data): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

function addendOf(sum: Tensor, product: Tensor): Tensor {
  return sum.inputs[0] === product ? sum.inputs[1] : sum.inputs[0]
}
