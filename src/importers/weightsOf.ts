/**
 * The weights of a network of ours from the tensors of another program: turned so that rows receive, gates taken apart, two
 * biases that add up added up. Nothing is cut or filled to fit: a shape that is not the network's is refused.
 */
import { InputError } from '../errors.js'
import { inOrder, type Tensor, volume } from '../formats/numbers.js'
import { SIGN } from '../network/cells/ei.js'
import type { NetworkSize, ParameterTable } from '../network/parameters.js'
import { gatesOf, STACKED, stackedGates, sum, unstacked } from './gates.js'
import { SECOND_BIAS } from './names.js'
import { ORIENTATIONS, type Orientation, orientationByShape, type RecurrentShape } from './orientation.js'
import { isBias, listing, type Parts, partsOf, type Recurrent } from './parts.js'
import type { WeightFile } from './weights.js'

/** What was said of a file. */
export interface WeightsAsked {
  /** Names of tensors by the part of the network that they are. */
  readonly map: ReadonlyMap<string, string>
  readonly orientation?: Orientation
  /** The order in which gates are stacked, e.g. `r,z,n`. */
  readonly gates?: string
}

/** The network that the weights are to be of. */
export interface NetworkAsked {
  readonly cell: string
  readonly size: NetworkSize
  readonly table: ParameterTable
  /** Name of the battery whose channels it has. */
  readonly battery: string
}

/** A network's weights, and how they were found. */
export interface FoundWeights {
  /** Under our names, in our shapes. */
  readonly tensors: Readonly<Record<string, Tensor>>
  /** The names that they had in the file. */
  readonly parts: Parts
  readonly orientation: Orientation
  /** Tensors of the file that are no part of it. */
  readonly leftAside: readonly string[]
}

/**
 * The weights of a network in a file.
 * @throws InputError if one is missing, of another shape, or not to be told from another
 */
export function weightsOf(
  file: WeightFile,
  recurrent: Recurrent,
  { isStacked, orientation: byShape }: RecurrentShape,
  network: NetworkAsked,
  asked: WeightsAsked,
): FoundWeights {
  const { cell, size, table } = network
  const { hidden, outputs } = size
  const { naming } = recurrent
  const hasGates = gatesOf(cell).length > 1
  const own = table.map(({ name }) => name)
  const names = isStacked ? STACKED : hasGates ? own : [...own, SECOND_BIAS]
  const parts = partsOf(file, asked.map, recurrent, { parts: names, outputs, hidden })
  const orientation =
    asked.orientation ??
    (naming?.rowsReceive ? 'rows-receive' : byShape) ??
    orientationByShape(parts, file, size)
  const isSaid = (part: string) => naming !== null || asked.map.has(part)
  const taker = new Taker(file, parts, orientation, network, isSaid)
  const take = (part: string, shape: readonly number[]) => taker.take(part, shape)

  const tensors: Record<string, Tensor> = {}
  if (isStacked) Object.assign(tensors, unstacked(stackedGates(cell, asked.gates, recurrent), size, take))
  for (const { name, shape } of table) {
    if (Object.hasOwn(tensors, name) || (name === SIGN && parts[name] === null)) continue
    tensors[name] = { shape, data: take(name, shape) }
  }
  if (!hasGates) {
    const bias = tensors.recurrentBias
    tensors.recurrentBias = { ...bias, data: sum(bias.data as Float32Array, take(SECOND_BIAS, [hidden])) }
  }
  if (own.includes(SIGN)) tensors[SIGN] ??= { shape: [hidden], data: signsOf(tensors, size) }
  return { tensors, parts, orientation, leftAside: leftOver(file, parts) }
}

/** Takes parts from the file as they are to be. */
class Taker {
  constructor(
    private readonly file: WeightFile,
    private readonly parts: Parts,
    private readonly orientation: Orientation,
    private readonly network: NetworkAsked,
    private readonly isSaid: (part: string) => boolean,
  ) {}

  /** A part with rows that receive; zeros for a bias that the network does not have. @throws InputError if it does not fit */
  take(part: string, shape: readonly number[]): Float32Array {
    const name = this.parts[part] ?? null
    if (name === null) return this.#none(part, shape)
    const { shape: is, data } = this.file.tensors.get(name) as Tensor
    const turns = shape.length === 2 && this.orientation === 'columns-receive'
    const must = turns ? shape.toReversed() : shape
    if (String(is) !== String(must)) throw this.#misshapen(part, name, is, must)
    if (!(data instanceof Float32Array || data instanceof Float64Array))
      throw new InputError(`${part}: must be floating-point numbers, ${name} holds whole ones`)
    return Float32Array.from((turns ? inOrder(data, shape, [1, shape[0]]) : data) as Float32Array)
  }

  #none(part: string, shape: readonly number[]): Float32Array {
    const { tensors } = this.file
    if (!isBias(part)) throw new InputError(`${part}: the file has none; it has ${listing(tensors)}`)
    // Under names that are not known it may have one.
    const others = leftOver(this.file, this.parts).filter(
      (name) => String(tensors.get(name)?.shape) === String(shape),
    )
    if (!this.isSaid(part) && part !== SECOND_BIAS && others.length > 0)
      throw new InputError(
        `${part}: may be ${others.join(' or ')}, of its shape; say it with --map ${part}=${others[0]}, or --map ${part}=none`,
      )
    return new Float32Array(volume(shape))
  }

  #misshapen(part: string, name: string, is: readonly number[], must: readonly number[]): InputError {
    const { size, battery } = this.network
    const channels = /^output(Weights|Bias)$/.test(part)
      ? `, ${size.outputs} outputs of ${battery}`
      : /inputWeights$/i.test(part)
        ? `, ${size.inputs} inputs of ${battery}`
        : ''
    const other = ORIENTATIONS.find((one) => one !== this.orientation)
    const remedy =
      must.length === 2 && String(is) === String(must.toReversed())
        ? `; where its ${other?.replace('-', ' ')}, say --orientation ${other}`
        : channels === ''
          ? ''
          : '; name its tasks with --battery and --tasks'
    return new InputError(
      `${part}: must be [${must.join(', ')}] (${size.hidden} neurons${channels}), ${name} is [${is.join(', ')}]${remedy}`,
    )
  }
}

function leftOver({ tensors }: WeightFile, parts: Parts): string[] {
  const used = new Set(Object.values(parts))
  return [...tensors.keys()].filter((name) => !used.has(name))
}

/** The sign of all that each neuron sends. @throws InputError for one that sends both */
function signsOf(weights: Readonly<Record<string, Tensor>>, { hidden }: NetworkSize): Float32Array {
  const signs = new Float32Array(hidden)
  for (const part of ['recurrentWeights', 'outputWeights']) {
    const { data } = weights[part]
    for (let i = 0; i < data.length; i++) {
      const sign = Math.sign(Number(data[i]))
      const neuron = i % hidden
      if (sign !== 0 && signs[neuron] === -sign)
        throw new InputError(
          `--cell: ei needs neurons that excite or inhibit, neuron ${neuron} sends weights of both signs; take rnn`,
        )
      if (sign !== 0) signs[neuron] = sign
    }
  }
  return signs.map((sign) => (sign === 0 ? 1 : sign))
}
