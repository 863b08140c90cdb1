import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { type FoundAsked, fileWith, found } from './found.js'

const RNN = { 'rnn.weight_ih_l0': [4, 5], 'rnn.weight_hh_l0': [4, 4], 'fc.weight': [3, 4], 'fc.bias': [3] }
const BIASES = { 'rnn.bias_ih_l0': [4], 'rnn.bias_hh_l0': [4] }
const dataOf = (file: ReturnType<typeof fileWith>, name: string) =>
  file.tensors.get(name)!.data as Float32Array
/** The numbers of a matrix by rows. */
const rows = (data: ArrayLike<number>, columns: number) =>
  Array.from({ length: data.length / columns }, (_, i) =>
    Array.from(data).slice(i * columns, (i + 1) * columns),
  )
const transposed = (data: ArrayLike<number>, columns: number) =>
  Float32Array.from(rows(data, columns)[0].flatMap((_, j) => rows(data, columns).map((row) => row[j])))

describe('a network of rate neurons', () => {
  it('has the sum of PyTorch’s two biases, and zeros where there are none', () => {
    const file = fileWith({ ...RNN, ...BIASES, 'encoder.weight': [9, 9] })
    const { tensors, parts, leftAside, orientation } = found(file)
    const [first, second] = [dataOf(file, 'rnn.bias_ih_l0'), dataOf(file, 'rnn.bias_hh_l0')]
    expect(tensors.recurrentBias.data).toEqual(first.map((value, i) => value + second[i]))
    expect(tensors.recurrentWeights).toEqual(file.tensors.get('rnn.weight_hh_l0'))
    expect(tensors.outputBias).toEqual(file.tensors.get('fc.bias'))
    expect(parts).toMatchObject({ recurrentWeights: 'rnn.weight_hh_l0', secondBias: 'rnn.bias_hh_l0' })
    expect([leftAside, orientation]).toEqual([['encoder.weight'], 'rows-receive'])
    expect(found(fileWith(RNN)).tensors.recurrentBias.data).toEqual(new Float32Array(4))
  })

  it.each<[string, Record<string, readonly number[]>, string]>([
    [
      'with a prefix',
      { 'model.net.weight_hh_l0': [4, 4], 'model.net.weight_ih_l0': [4, 5], 'a.readout.weight': [3, 4] },
      'model.net.weight_ih_l0',
    ],
    ['of a cell', { weight_hh: [4, 4], weight_ih: [4, 5], 'out.weight': [3, 4] }, 'weight_ih'],
    [
      'of layers',
      { 'rnn.h2h.weight': [4, 4], 'rnn.input2h.weight': [4, 5], 'fc.weight': [3, 4] },
      'rnn.input2h.weight',
    ],
    ['of matrices', { W_rec: [4, 4], W_in: [4, 5], W_out: [3, 4] }, 'W_in'],
    ['of ours', { recurrentWeights: [4, 4], inputWeights: [4, 5], outputWeights: [3, 4] }, 'inputWeights'],
    [
      'with a readout of any name',
      { weight_hh_l0: [4, 4], weight_ih_l0: [4, 5], 'head.weight': [3, 4] },
      'weight_ih_l0',
    ],
  ])('is found by names %s', (_, shapes, input) => {
    const file = fileWith(shapes)
    const { tensors, parts } = found(file)
    expect(parts.inputWeights).toBe(input)
    expect(tensors.inputWeights).toEqual(file.tensors.get(input))
    expect(tensors.outputWeights.shape).toEqual([3, 4])
  })

  it('is turned where columns receive, by shape or as it is said', () => {
    const shapes = { V: [5, 4], W: [4, 4], U: [4, 3] }
    const map = { inputWeights: 'V', recurrentWeights: 'W', outputWeights: 'U' }
    const file = fileWith(shapes)
    const { tensors, orientation } = found(file, { map })
    expect(orientation).toBe('columns-receive')
    expect(tensors.inputWeights).toEqual({ shape: [4, 5], data: transposed(dataOf(file, 'V'), 4) })
    expect(tensors.recurrentWeights).toEqual({ shape: [4, 4], data: transposed(dataOf(file, 'W'), 4) })
    expect(tensors.outputWeights).toEqual({ shape: [3, 4], data: transposed(dataOf(file, 'U'), 3) })
    const { outputWeights, ...others } = map
    expect(found(file, { map: others }).parts.outputWeights).toBe(outputWeights) // the only one of its shape
    const twice = fileWith({ ...shapes, X: [4, 3] })
    expect(() => found(twice, { map: others })).toThrow('outputWeights: may be each of U [4, 3], X [4, 3]')
    const square = fileWith({ V: [4, 4], W: [4, 4], U: [4, 4] })
    const sizes = { inputs: 4, outputs: 4, map }
    expect(() => found(square, sizes)).toThrow(
      /^--orientation: neither names nor shapes tell .* V, W, U do; say rows/,
    )
    const said = found(square, { ...sizes, orientation: 'columns-receive' })
    expect(said.tensors.recurrentWeights.data).toEqual(transposed(dataOf(square, 'W'), 4))
    const rowsReceive = found(square, { ...sizes, orientation: 'rows-receive' })
    expect(rowsReceive.tensors.recurrentWeights.data).toEqual(dataOf(square, 'W'))
  })

  it('has the weights of its inputs in one matrix, also where they are in several', () => {
    const shapes = { rec: [4, 4], senses: [4, 3], rules: [4, 2], 'fc.weight': [3, 4] }
    const map = { recurrentWeights: 'rec', inputWeights: 'senses+rules' }
    const file = fileWith(shapes)
    const { tensors, leftAside } = found(file, { map })
    const beside = rows(dataOf(file, 'senses'), 3).map((row, i) => [
      ...row,
      ...rows(dataOf(file, 'rules'), 2)[i],
    ])
    expect(tensors.inputWeights).toEqual({ shape: [4, 5], data: Float32Array.from(beside.flat()) })
    expect(leftAside).toEqual([])
    const turned = fileWith({ rec: [4, 4], senses: [3, 4], rules: [2, 4], 'fc.weight': [4, 3] })
    const below = [...dataOf(turned, 'senses'), ...dataOf(turned, 'rules')]
    const { inputWeights } = found(turned, { map, orientation: 'columns-receive' }).tensors
    expect(inputWeights.data).toEqual(transposed(below, 4))
    expect(() => found(turned, { map })).toThrow(
      '--map: inputWeights=senses+rules: must be matrices of as many rows, are [3, 4], [2, 4]',
    )
    const unknown = { ...map, inputWeights: 'senses+rule' }
    expect(() => found(file, { map: unknown })).toThrow('--map: the file has no "senses+rule"')
  })

  it('has the signs of what its neurons send, for ei', () => {
    const file = fileWith(RNN)
    const [recurrent, output] = [dataOf(file, 'rnn.weight_hh_l0'), dataOf(file, 'fc.weight')]
    for (const data of [recurrent, output])
      data.forEach((value, i) => {
        data[i] = (i % 2 === 0 ? 1 : -1) * Math.abs(value)
      })
    expect(found(file, { cell: 'ei' }).tensors.sign.data).toEqual(Float32Array.of(1, -1, 1, -1))
    recurrent[5] = 1
    expect(() => found(file, { cell: 'ei' })).toThrow('neuron 1 sends weights of both signs; take rnn')
  })
})

describe('a network with gates', () => {
  const GRU = {
    weight_ih_l0: [12, 5],
    weight_hh_l0: [12, 4],
    bias_ih_l0: [12],
    bias_hh_l0: [12],
    'fc.weight': [3, 4],
  }
  const LSTM = {
    weight_ih_l0: [16, 5],
    weight_hh_l0: [16, 4],
    bias_ih_l0: [16],
    bias_hh_l0: [16],
    'fc.weight': [3, 4],
  }

  it('is taken apart in PyTorch’s order; only biases that add up are added', () => {
    const file = fileWith(GRU)
    const { tensors } = found(file, { cell: 'gru' })
    const [weights, first, second] = ['weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0'].map((name) =>
      dataOf(file, name),
    )
    expect(tensors.resetGateRecurrentWeights.data).toEqual(weights.slice(0, 16))
    expect(tensors.updateGateRecurrentWeights.data).toEqual(weights.slice(16, 32))
    expect(tensors.recurrentWeights.data).toEqual(weights.slice(32))
    expect(tensors.resetGateBias.data).toEqual(first.slice(0, 4).map((value, i) => value + second[i]))
    expect(tensors.recurrentBias.data).toEqual(first.slice(8))
    expect(tensors.resettableBias.data).toEqual(second.slice(8))
    const lstm = fileWith(LSTM)
    const found4 = found(lstm, { cell: 'lstm' }).tensors
    const parts = [
      'inputGateInputWeights',
      'forgetGateInputWeights',
      'inputWeights',
      'outputGateInputWeights',
    ]
    parts.forEach((part, i) => {
      expect(found4[part].data, part).toEqual(dataOf(lstm, 'weight_ih_l0').slice(20 * i, 20 * (i + 1)))
    })
  })

  it('is taken apart in the order that is said, and turned before', () => {
    const shapes = { kernel: [5, 12], recurrent: [4, 12], bias: [12], 'fc.weight': [4, 3] }
    const map = { inputWeights: 'kernel', recurrentWeights: 'recurrent', recurrentBias: 'bias' }
    const file = fileWith(shapes)
    const { tensors } = found(file, { cell: 'gru', map, gates: 'z,r,h' })
    const turned = transposed(dataOf(file, 'recurrent'), 12)
    expect(tensors.updateGateRecurrentWeights.data).toEqual(turned.slice(0, 16))
    expect(tensors.resetGateRecurrentWeights.data).toEqual(turned.slice(16, 32))
    expect(tensors.recurrentWeights.data).toEqual(turned.slice(32))
    expect(() => found(file, { cell: 'gru', map })).toThrow('say it, e.g. --gates r,z,n, as PyTorch has them')
    for (const gates of ['z,r', 'z,r,r', 'i,f,g', 'z,r,n,n'])
      expect(() => found(file, { cell: 'gru', map, gates })).toThrow(
        'must be the letters r,z,n in some order',
      )
  })
})

describe('what is refused, in one line', () => {
  it.each<[string, Record<string, readonly number[]>, FoundAsked, RegExp]>([
    [
      'no recurrent weights',
      { 'fc.weight': [3, 4] },
      {},
      /^recurrentWeights: no tensor is named as such.*has fc\.weight \[3, 4\]$/,
    ],
    [
      'two networks',
      { 'a.weight_hh_l0': [4, 4], 'b.weight_hh_l0': [4, 4] },
      {},
      /^recurrentWeights: may be each of a\.weight_hh_l0 \[4, 4\], b\.weight_hh_l0 \[4, 4\]; say which it is, e\.g\. --map recurrentWeights=a\.weight_hh_l0$/,
    ],
    [
      'two readouts',
      { ...RNN, 'out.weight': [3, 4] },
      {},
      /^outputWeights: may be each of fc\.weight .*out\.weight/,
    ],
    [
      'no input weights',
      { weight_hh_l0: [4, 4], 'fc.weight': [3, 4] },
      {},
      /^inputWeights: no tensor is named/,
    ],
    ['no readout', { weight_hh_l0: [4, 4], weight_ih_l0: [4, 5] }, {}, /^outputWeights: no tensor is named/],
    ['two layers', { ...RNN, 'rnn.weight_hh_l1': [4, 4] }, {}, /^rnn\.weight_hh_l1: a second layer/],
    ['two directions', { ...RNN, 'rnn.weight_hh_l0_reverse': [4, 4] }, {}, /a second direction/],
    [
      'no square',
      { ...RNN, 'rnn.weight_hh_l0': [4, 6] },
      {},
      /^recurrentWeights: of rnn must be \[n, n\], rnn\.weight_hh_l0 is \[4, 6\]$/,
    ],
    [
      'another cell',
      { weight_hh_l0: [12, 4] },
      {},
      /must be \[n, n\], weight_hh_l0 is \[12, 4\]; a gru has \[3n, n\]$/,
    ],
    [
      'another cell with gates',
      { weight_hh_l0: [16, 4] },
      { cell: 'gru' },
      /of gru must be \[3n, n\], .*an lstm has \[4n, n\]$/,
    ],
    [
      'other channels',
      { ...RNN, 'rnn.weight_ih_l0': [4, 6] },
      {},
      /^inputWeights: must be \[4, 5\] \(4 neurons, 5 inputs of yang19\), rnn\.weight_ih_l0 is \[4, 6\]; name its tasks with --battery and --tasks$/,
    ],
    [
      'other outputs',
      { ...RNN, 'fc.weight': [2, 4] },
      {},
      /^outputWeights: must be \[3, 4\] \(4 neurons, 3 outputs of yang19\)/,
    ],
    [
      'transposed matrices',
      { ...RNN, 'rnn.weight_ih_l0': [5, 4] },
      {},
      /^inputWeights: must be \[4, 5\] .*is \[5, 4\]; where its columns receive, say --orientation columns-receive$/,
    ],
    [
      'a bias of another length',
      { ...RNN, 'rnn.bias_ih_l0': [5] },
      {},
      /^recurrentBias: must be \[4\] \(4 neurons\)/,
    ],
    [
      'an unknown part',
      RNN,
      { map: { recurentWeights: 'fc.weight' } },
      /^--map: no such part "recurentWeights"; nearest: recurrentWeights/,
    ],
    [
      'an unknown tensor',
      RNN,
      { map: { recurrentWeights: 'rnn.weight_hh' } },
      /^--map: the file has no "rnn\.weight_hh"; nearest: rnn\.weight_hh_l0/,
    ],
    [
      'a bias that may be one',
      { W: [4, 4], V: [4, 5], 'fc.weight': [3, 4], offset: [4] },
      { map: { recurrentWeights: 'W', inputWeights: 'V' } },
      /^recurrentBias: may be offset, of its shape; say it with --map recurrentBias=offset, or --map recurrentBias=none$/,
    ],
  ])('%s', (_, shapes, asked, message) => {
    const refuse = () => found(fileWith(shapes), asked)
    expect(refuse).toThrow(InputError)
    expect(refuse).toThrow(message)
  })

  it('but a bias may be said to be none', () => {
    const file = fileWith({ W: [4, 4], V: [4, 5], 'fc.weight': [3, 4], offset: [4] })
    const map = { recurrentWeights: 'W', inputWeights: 'V', recurrentBias: 'none' }
    expect(found(file, { map }).tensors.recurrentBias.data).toEqual(new Float32Array(4))
  })

  it('weights that are whole numbers', () => {
    const file = fileWith(RNN)
    const tensors = new Map([...file.tensors, ['fc.weight', { shape: [3, 4], data: new Int32Array(12) }]])
    expect(() => found({ ...file, tensors })).toThrow(
      'outputWeights: must be floating-point numbers, fc.weight holds',
    )
  })
})
