/**
 * Which tensor of a file is which part of a network, by the names that are usual: ours, those of PyTorch's modules, those of
 * networks that were put together of linear layers, and those of matrices by themselves. What is not named so is said with
 * `--map`.
 */

/** What PyTorch calls `bias_hh`: a second bias of each neuron or gate. */
export const SECOND_BIAS = 'secondBias'

/** A way to name the parts of a network. */
export interface Naming {
  /** For people. */
  readonly name: string
  /** Names of each part, or what they end in after a dot or slash; ours have those of the cell's own as well. */
  readonly parts: Readonly<Record<string, readonly string[]>>
  /** Whether rows receive, as in PyTorch and gyrus; where it is not known, shapes tell it or it is asked for. */
  readonly rowsReceive?: true
  /** Whether the names say that α is 1, and in which order gates are stacked: those of PyTorch's own modules. */
  readonly isTorchModule?: true
}

const own = ['inputWeights', 'recurrentWeights', 'recurrentBias', 'outputWeights', 'outputBias']

export const NAMINGS: readonly Naming[] = [
  {
    name: 'gyrus',
    parts: Object.fromEntries(own.map((name) => [name, [name]])),
    rowsReceive: true,
  },
  {
    name: 'a module of PyTorch',
    parts: {
      inputWeights: ['weight_ih_l0', 'weight_ih'],
      recurrentWeights: ['weight_hh_l0', 'weight_hh'],
      recurrentBias: ['bias_ih_l0', 'bias_ih'],
      [SECOND_BIAS]: ['bias_hh_l0', 'bias_hh'],
    },
    rowsReceive: true,
    isTorchModule: true,
  },
  {
    name: 'linear layers of PyTorch',
    parts: {
      inputWeights: [
        'input.weight',
        'input2h.weight',
        'i2h.weight',
        'in2hidden.weight',
        'input_layer.weight',
      ],
      recurrentWeights: ['recurrent.weight', 'h2h.weight', 'hidden2hidden.weight', 'recurrent_layer.weight'],
      recurrentBias: ['input.bias', 'input2h.bias', 'i2h.bias', 'in2hidden.bias', 'input_layer.bias'],
      [SECOND_BIAS]: ['recurrent.bias', 'h2h.bias', 'hidden2hidden.bias', 'recurrent_layer.bias'],
    },
    rowsReceive: true,
  },
  {
    name: 'matrices',
    parts: {
      inputWeights: ['W_in', 'w_in', 'Win'],
      recurrentWeights: ['W_rec', 'w_rec', 'W_hh', 'Wrec', 'J'],
      recurrentBias: ['b_rec', 'b_h'],
      outputWeights: ['W_out', 'w_out', 'Wout'],
      outputBias: ['b_out'],
    },
  },
]

/** Names of a readout, a linear layer whose weights are `NAME.weight`. */
export const READOUTS = ['readout', 'fc', 'linear', 'output', 'out', 'h2o', 'output_layer', 'decoder']

/** What a name has in front of such an ending; null if it does not end so. */
export function prefixOf(name: string, ending: string): string | null {
  if (name === ending) return ''
  const at = name.length - ending.length
  return at > 0 && name.endsWith(ending) && './'.includes(name[at - 1]) ? name.slice(0, at) : null
}

/** By which naming a tensor is a part, and with what in front. */
export function namedAs(name: string, part: string): { naming: Naming; prefix: string } | null {
  for (const naming of NAMINGS)
    for (const ending of naming.parts[part] ?? []) {
      const prefix = prefixOf(name, ending)
      if (prefix !== null) return { naming, prefix }
    }
  return null
}
