/**
 * The weights of an ONNX program. A network that gyrus wrote has them under our names. Where the program has an operator RNN,
 * GRU or LSTM, they are brought into the form of PyTorch's `state_dict` (ONNX has other orders of gates, both biases in one
 * tensor, and an axis of directions), and the readout is the product that follows.
 */

import { inOrder, type Tensor, type TensorData, volume } from '../formats/numbers.js'
import { type Graph, type Node, readModel } from '../graph/onnxFile.js'
import type { Activation } from '../network/activation.js'
import { factsIn } from './facts.js'
import { type Constants, constantsOf, isFloat, tensorOf } from './onnxConstants.js'
import type { WeightFile } from './weights.js'

/** Of each operator: the gates in the order of ONNX, as PyTorch orders them, and what its activations are by default. */
const OPERATORS: Readonly<Record<string, { order: readonly number[]; activations: readonly string[] }>> = {
  RNN: { order: [0], activations: ['Tanh'] },
  GRU: { order: [1, 0, 2], activations: ['Sigmoid', 'Tanh'] }, // z, r, h
  LSTM: { order: [0, 2, 3, 1], activations: ['Sigmoid', 'Tanh', 'Tanh'] }, // i, o, f, c
}

/** Operators that leave each number as it is, between the neurons and the readout. */
const PASSING = [
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Reshape',
  'Identity',
  'Flatten',
  'Gather',
  'Slice',
  'Dropout',
]

type Weights = Pick<WeightFile, 'tensors' | 'facts'>

/** @throws Error with one line if the bytes are no program, or its network is one that gyrus does not have */
export function onnxWeights(bytes: Uint8Array): Weights {
  const { graph, metadataProps = [] } = readModel(bytes)
  const metadata = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]))
  const constants = constantsOf(graph)
  const facts = factsIn(metadata)
  const recurrent = graph.node.filter(({ opType }) => Object.hasOwn(OPERATORS, opType))
  if (recurrent.length > 1)
    throw new Error(`has ${recurrent.length} recurrent operators, one after the other; gyrus has one layer`)
  const [node] = recurrent
  const floats = [...constants].filter(([, { dataType }]) => isFloat(dataType))
  if (!node) return { tensors: new Map(floats.map(([name, of]) => [name, tensorOf(name, of)])), facts }
  refuseInFront(node, graph)
  const { tensors, used, activation } = operatorWeights(node, constants)
  const readout = readoutOf(node, graph, constants)
  for (const name of [...readout.used, ...startOf(node, graph, constants)]) used.add(name)
  const others = floats.filter(([name]) => !used.has(name))
  return {
    tensors: new Map([
      ...tensors,
      ...readout.tensors,
      ...others.map(([name, of]) => [name, tensorOf(name, of)] as const),
    ]),
    facts: { ...facts, network: { ...facts.network, activation, alpha: 1 } },
  }
}

// ------------------------------------------------------------------------------------------------- the operator

interface Found {
  tensors: Map<string, Tensor>
  /** Names of the constants in it. */
  used: Set<string>
}

function operatorWeights(node: Node, constants: Constants): Found & { activation: Activation } {
  const { opType, input } = node
  const { order } = OPERATORS[opType]
  const activation = activationOf(node)
  refuseOthers(node)
  const constant = (at: number, what: string): Tensor => {
    const found = constants.get(input[at] ?? '')
    if (!found)
      throw new Error(
        `the ${what} of its ${opType} are computed when it runs; export it with do_constant_folding=True`,
      )
    return tensorOf(input[at], found)
  }
  const [weights, recurrent] = [constant(1, 'input weights'), constant(2, 'recurrent weights')]
  const biases = input[3] ? constant(3, 'biases') : undefined
  const [, rows, inputs] = weights.shape
  const hidden = rows / order.length
  const tensors = new Map([
    ['weight_ih_l0', gatesOf(weights.data, [rows, inputs], order)],
    ['weight_hh_l0', gatesOf(recurrent.data, [rows, hidden], order)],
  ])
  if (biases) {
    tensors.set('bias_ih_l0', gatesOf(biases.data.subarray(0, rows) as TensorData, [rows], order))
    tensors.set('bias_hh_l0', gatesOf(biases.data.subarray(rows) as TensorData, [rows], order))
  }
  return { tensors, used: new Set(input.slice(1)), activation }
}

/** @throws Error if the operator does not get the program's inputs themselves */
function refuseInFront({ opType, input: [first] }: Node, { node: nodes, input: inputs }: Graph): void {
  let name = first
  for (let seen = 0; seen <= nodes.length; seen++) {
    if (inputs.some((given) => given.name === name)) return
    const made = nodes.find(({ output }) => output.includes(name))
    if (!made || !PASSING.includes(made.opType))
      throw new Error(
        `has ${made?.opType ?? 'something'} in front of its ${opType}; gyrus has no layer there`,
      )
    name = made.input[0]
  }
}

/**
 * The constants from which the operator begins, all of them 0; a start that is fed is 0 by agreement.
 * @throws Error if it begins elsewhere
 */
function startOf({ opType, input }: Node, { node: nodes }: Graph, constants: Constants): string[] {
  return input.slice(5, 7).flatMap((start) => {
    let name = start
    for (let seen = 0; seen <= nodes.length && !constants.has(name); seen++) {
      const made = nodes.find(({ output }) => name !== '' && output.includes(name))
      if (!made || !['Expand', ...PASSING].includes(made.opType)) return []
      name = made.input[0]
    }
    const constant = constants.get(name)
    if (!constant) return []
    if (tensorOf(name, constant).data.some((value) => Number(value) !== 0))
      throw new Error(`its ${opType} begins at a state other than 0; gyrus has no such networks`)
    return [name]
  })
}

/** @throws Error for what gyrus does not have */
function refuseOthers({ opType, attribute, input }: Node): void {
  const value = (name: string) => attribute.find((candidate) => candidate.name === name)
  const direction = value('direction')?.s ?? 'forward'
  const fault =
    direction !== 'forward'
      ? `runs ${direction}, which is not read`
      : value('clip')
        ? 'clips its currents'
        : opType === 'GRU' && (value('linear_before_reset')?.i ?? 0) !== 1
          ? 'resets before its product (linear_before_reset = 0), as Keras does with reset_after=False'
          : opType === 'LSTM' && input[7]
            ? 'has peepholes'
            : opType === 'LSTM' && (value('input_forget')?.i ?? 0) !== 0
              ? 'couples its input and forget gates'
              : null
  if (fault !== null) throw new Error(`its ${opType} ${fault}; gyrus has no such neurons`)
}

function activationOf({ opType, attribute }: Node): Activation {
  const usual = OPERATORS[opType].activations
  const named = attribute.find(({ name }) => name === 'activations')?.strings ?? usual
  const isUsual = named.every((name, i) => name === usual[i])
  if (isUsual) return 'tanh'
  if (opType === 'RNN' && named[0] === 'Relu') return 'relu'
  throw new Error(
    `its ${opType} has the activations ${named.join(', ')}, which are not read; gyrus has those of PyTorch`,
  )
}

/** The rows of all gates in another order. */
function gatesOf(data: TensorData, shape: readonly number[], order: readonly number[]): Tensor {
  const size = volume(shape) / order.length
  if (data.length !== volume(shape))
    throw new Error(`has ${data.length} weights where it needs ${volume(shape)}`)
  const result = data.slice() as TensorData
  order.forEach((from, to) => {
    ;(result as Float32Array).set(data.subarray(from * size, (from + 1) * size) as Float32Array, to * size)
  })
  return { shape, data: result }
}

// -------------------------------------------------------------------------------------------------- the readout

/** The product behind the neurons, as PyTorch has it; nothing where something else follows. */
function readoutOf(recurrent: Node, { node: nodes }: Graph, constants: Constants): Found {
  const used = new Set<string>()
  const tensors = new Map<string, Tensor>()
  let values = recurrent.output.slice(0, 2)
  for (;;) {
    const node = nodes.find(({ opType, input }) => values.includes(input[0]) && opType !== 'Shape')
    if (!node) return { tensors, used }
    if (PASSING.includes(node.opType)) {
      values = node.output.slice(0, 1)
      continue
    }
    const weights = constants.get(node.input[1])
    if (!weights || !['MatMul', 'Gemm'].includes(node.opType)) return { tensors, used }
    const isGemm = node.opType === 'Gemm'
    const receives = isGemm && node.attribute.find(({ name }) => name === 'transB')?.i === 1
    const tensor = tensorOf(node.input[1], weights)
    tensors.set('readout.weight', receives ? tensor : transposed(tensor))
    used.add(node.input[1])
    const sum = nodes.find(({ opType, input }) => opType === 'Add' && input.includes(node.output[0]))
    const bias = isGemm ? node.input[2] : sum?.input.find((name) => constants.has(name))
    const added = bias === undefined ? undefined : constants.get(bias)
    if (bias === undefined || !added) return { tensors, used }
    tensors.set('readout.bias', tensorOf(bias, added))
    used.add(bias)
    return { tensors, used }
  }
}

function transposed({ shape: [rows, columns], data }: Tensor): Tensor {
  return { shape: [columns, rows], data: inOrder(data, [columns, rows], [1, columns]) }
}
