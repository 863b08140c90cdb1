/**
 * PyTorch: the network as the `state_dict` of a module with two parts, `rnn` and `readout` (a `nn.Linear`). `rnn` is PyTorch's own
 * `nn.RNN`, `nn.GRU` or `nn.LSTM` where the network computes the same, else the `Leaky` of python/gyrus_torch.py. The metadata say which,
 * and with which arguments it is made.
 */
import { InputError } from '../errors.js'
import { encodeSafetensors, type Tensor } from '../formats/safetensors.js'
import { factsOf } from './about.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'
import { type Gate, GRU_GATES, LSTM_GATES } from './stackedGates.js'

export const pytorch = defineExporter({
  name: 'pytorch',
  description: 'the state_dict of an nn.RNN, nn.GRU or nn.LSTM and its readout, loaded by PyTorch',
  files: (network) => {
    const { module, settings, tensors } = recurrentModule(network)
    const { inputs, hidden, outputs } = network.size
    const { outputWeights, outputBias } = network.parameters
    const facts = {
      ...factsOf(network),
      module,
      settings: JSON.stringify({ input_size: inputs, hidden_size: hidden, ...settings }),
    }
    return {
      'state_dict.safetensors': encodeSafetensors({
        tensors: {
          ...Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`rnn.${name}`, tensor])),
          'readout.weight': { data: outputWeights, shape: [outputs, hidden] },
          'readout.bias': { data: outputBias, shape: [outputs] },
        },
        metadata: Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)])),
      }),
    }
  },
})

/** The recurrent part of the module. */
interface RecurrentModule {
  readonly module: 'RNN' | 'GRU' | 'LSTM' | 'Leaky'
  /** Arguments beside the sizes. */
  readonly settings: Readonly<Record<string, number | string>>
  /** By the module's own names. */
  readonly tensors: Readonly<Record<string, Tensor>>
}

/** @throws InputError where PyTorch has no such neurons */
function recurrentModule(network: ExportedNetwork): RecurrentModule {
  const { cell = 'rate', activation, alpha, form, noise } = network.experiment.network
  switch (cell) {
    case 'rate':
    case 'ei':
      if (alpha === 1 && noise === 0 && (activation === 'relu' || activation === 'tanh'))
        return { module: 'RNN', settings: { nonlinearity: activation }, tensors: plainTensors(network) }
      return { module: 'Leaky', settings: { activation, alpha, form, noise }, tensors: leakyTensors(network) }
    case 'gru':
      if (activation !== 'tanh') break
      return { module: 'GRU', settings: {}, tensors: gatedTensors(network, GRU_GATES) }
    case 'lstm':
      if (activation !== 'tanh') break
      return { module: 'LSTM', settings: {}, tensors: gatedTensors(network, LSTM_GATES) }
  }
  const why = cell === 'gru' || cell === 'lstm' ? `its ${cell} has tanh and not ${activation}` : `not ${cell}`
  throw new InputError(`pytorch: PyTorch has no such neurons (${why}); export the network as onnx`)
}

/** PyTorch has two biases of each neuron, which add up. */
function plainTensors({ parameters, size }: ExportedNetwork): Record<string, Tensor> {
  const { inputs, hidden } = size
  return {
    weight_ih_l0: { data: parameters.inputWeights, shape: [hidden, inputs] },
    weight_hh_l0: { data: parameters.recurrentWeights, shape: [hidden, hidden] },
    bias_ih_l0: { data: parameters.recurrentBias, shape: [hidden] },
    bias_hh_l0: { data: new Float32Array(hidden), shape: [hidden] },
  }
}

function leakyTensors({ parameters, size }: ExportedNetwork): Record<string, Tensor> {
  const { inputs, hidden } = size
  return {
    'input.weight': { data: parameters.inputWeights, shape: [hidden, inputs] },
    'input.bias': { data: parameters.recurrentBias, shape: [hidden] },
    'recurrent.weight': { data: parameters.recurrentWeights, shape: [hidden, hidden] },
  }
}

/** The parts of all gates one below the other. */
function gatedTensors({ parameters, size }: ExportedNetwork, gates: readonly Gate[]): Record<string, Tensor> {
  const { inputs, hidden } = size
  const rows = gates.length * hidden
  const none = new Float32Array(hidden)
  const stacked = (part: (of: Gate) => Float32Array, shape: readonly number[]): Tensor => {
    const data = new Float32Array(shape.reduce((product, length) => product * length, 1))
    gates.forEach((of, i) => {
      data.set(part(of), (i * data.length) / gates.length)
    })
    return { data, shape }
  }
  return {
    weight_ih_l0: stacked((of) => parameters[of.inputWeights], [rows, inputs]),
    weight_hh_l0: stacked((of) => parameters[of.recurrentWeights], [rows, hidden]),
    bias_ih_l0: stacked((of) => parameters[of.bias], [rows]),
    bias_hh_l0: stacked((of) => (of.recurrentBias ? parameters[of.recurrentBias] : none), [rows]),
  }
}
