/**
 * How far one step may move the weights of a wide network. Adam moves each weight by about the learning rate, whatever
 * its gradient is, and the weights of one neuron all at once: what it receives changes by learning rate × n for n
 * sending neurons. From ½·I with a rate of 1e-3 that is .4 a step for 400 neurons, and 4.1 for 4,096, whose activity then
 * grows fourfold from one time step to the next and is infinite before the hundredth. So weights that are summed
 * over hidden neurons move in proportion to 1 / n beyond a base width: the rule of maximal update parametrization for
 * Adam (Yang, Hu et al. 2022, "Tensor Programs V", Table 3), with which one learning rate serves all widths.
 */
import type { Optimizer } from './optimizer.js'
import type { Parameter } from './parameters.js'

/** The paper's sheet of 20 × 20, for which the presets' learning rate was chosen; up to here it holds as it is. */
export const BASE_WIDTH = 400

/**
 * The factor on the learning rate of a parameter: min(1, 400 / n) where n hidden neurons send, 1 for input weights and
 * biases, and for gradient descent, whose steps are as small as its gradients.
 */
export function rateFactor(
  { shape, hiddenAxes }: Pick<Parameter, 'shape' | 'hiddenAxes'>,
  { kind }: Pick<Optimizer, 'kind'>,
): number {
  return kind === 'sgd' || !hiddenAxes.includes(SENDING) ? 1 : Math.min(1, BASE_WIDTH / shape[SENDING])
}

/** The axis of a matrix that runs over the senders. */
const SENDING = 1
