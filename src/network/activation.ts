/** What makes a rate of a current. */
import { relu, softplus, square, type Tensor, tanh } from '../graph/index.js'

/** Rate as a function of the input current (Yang et al. 2019; PAPER.md 3.1). */
export const ACTIVATIONS = {
  relu,
  softplus,
  tanh,
  /** Rectified tanh. */
  retanh: (x: Tensor) => relu(tanh(x)),
  /** Square of relu. */
  relu2: (x: Tensor) => square(relu(x)),
} satisfies Record<string, (x: Tensor) => Tensor>
/** The name of an activation. */
export type Activation = keyof typeof ACTIVATIONS
