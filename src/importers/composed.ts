/**
 * Weights that PyTorch keeps in parts and puts together when the network runs, put together: the pairs of `weight_norm` and
 * the masks of `prune`.
 */
import type { Tensor } from '../formats/numbers.js'
import { plain } from '../text.js'

/** Old hooks: `NAME_g`, `NAME_v`; parametrizations: `parametrizations.NAME.original0`, `.original1`. */
const PARTS: readonly { of: RegExp; other: (name: string) => string; made: 'norm' | 'mask' }[] = [
  { of: /^(.*)_g$/, other: (name) => `${name}_v`, made: 'norm' },
  { of: /^(.*)_orig$/, other: (name) => `${name}_mask`, made: 'mask' },
]
const PARAMETRIZED = /^(.*?)parametrizations\.(.+)\.original(\d*)$/

/**
 * The tensors, in place of parts the whole under its own name.
 * @throws Error for a parametrization whose function the file does not say
 */
export function composed(tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  const result = new Map(tensors)
  const put = (name: string, value: Tensor, parts: readonly string[]) => {
    for (const part of parts) result.delete(part)
    result.set(name, value)
  }
  for (const [name, tensor] of tensors) {
    for (const { of, other, made } of PARTS) {
      const [, whole] = of.exec(name) ?? []
      const second = whole === undefined ? undefined : tensors.get(other(whole))
      if (second === undefined) continue
      const value = made === 'norm' ? normed(whole, tensor, second) : masked(whole, tensor, second)
      put(whole, value, [name, other(whole)])
    }
    const [, prefix, part, index] = PARAMETRIZED.exec(name) ?? []
    if (part === undefined || index === '1') continue
    const second = `${name.slice(0, -1)}1`
    const direction = tensors.get(second)
    if (index !== '0' || !direction)
      throw new Error(
        `${prefix}${part} is parametrized by a function that the file does not hold; call torch.nn.utils.parametrize.remove_parametrizations and save again`,
      )
    put(prefix + part, normed(prefix + part, tensor, direction), [name, second])
  }
  return result
}

/** w = g·v / |v|, with the norm over the axes along which g has one number. */
function normed(name: string, g: Tensor, v: Tensor): Tensor {
  const { shape } = v
  const isScalar = g.shape.length === 0
  if (!isScalar && !(g.shape.length === shape.length && g.shape.every((n, i) => n === 1 || n === shape[i])))
    throw new Error(
      `${plain(name)}: its norms are [${g.shape.join(', ')}], its directions [${shape.join(', ')}]`,
    )
  const [norms, directions] = [doubles(g), doubles(v)]
  /** The index of the norm of a number of v. */
  const normOf = (at: number): number => {
    let [index, stride, rest] = [0, 1, at]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = isScalar ? 1 : g.shape[axis]
      if (size > 1) index += (rest % shape[axis]) * stride
      stride *= size
      rest = Math.floor(rest / shape[axis])
    }
    return index
  }
  const squares = new Float64Array(norms.length)
  directions.forEach((value, at) => {
    squares[normOf(at)] += value * value
  })
  const data = Float32Array.from(directions, (value, at) => {
    const index = normOf(at)
    return (norms[index] * value) / Math.sqrt(squares[index])
  })
  return { shape, data }
}

/** What `prune` cut is 0. */
function masked(name: string, whole: Tensor, mask: Tensor): Tensor {
  const { shape } = whole
  if (String(mask.shape) !== String(shape))
    throw new Error(`${plain(name)}: is [${shape.join(', ')}], its mask [${mask.shape.join(', ')}]`)
  const kept = doubles(mask)
  return { shape, data: Float32Array.from(doubles(whole), (value, at) => value * kept[at]) }
}

const doubles = ({ data }: Tensor): Float64Array => Float64Array.from(data as Float64Array, Number)
