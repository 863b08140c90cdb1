/**
 * Gates as PyTorch has them: weights and biases of all gates of a cell stacked in one matrix, in an order of its own. Exports
 * stack them, imports take them apart.
 */

/** Our names for what PyTorch stacks: of each gate its weights, its bias, and a second bias where it is one of its own. */
export interface Gate {
  /** PyTorch's letter for it: r, z, n; i, f, g, o. */
  readonly letter: string
  readonly inputWeights: string
  readonly recurrentWeights: string
  readonly bias: string
  readonly recurrentBias?: string
}

const gate = (letter: string, name: string): Gate => ({
  letter,
  inputWeights: `${name}InputWeights`,
  recurrentWeights: `${name}RecurrentWeights`,
  bias: `${name}Bias`,
})
const candidate = (letter: string): Gate => ({
  letter,
  inputWeights: 'inputWeights',
  recurrentWeights: 'recurrentWeights',
  bias: 'recurrentBias',
})

/** In the order of PyTorch: r, z, n. Of the candidate, the reset gate multiplies the second bias, so it is not to be added. */
export const GRU_GATES: readonly Gate[] = [
  gate('r', 'resetGate'),
  gate('z', 'updateGate'),
  { ...candidate('n'), recurrentBias: 'resettableBias' },
]
/** In the order of PyTorch: i, f, g, o. */
export const LSTM_GATES: readonly Gate[] = [
  gate('i', 'inputGate'),
  gate('f', 'forgetGate'),
  candidate('g'),
  gate('o', 'outputGate'),
]
