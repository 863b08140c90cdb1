/**
 * Excitatory and inhibitory rate neurons by Dale's law: all that a neuron sends, to others and to the outputs, has its
 * sign (Song, Yang and Wang 2016, "Training excitatory-inhibitory recurrent neural networks", eq. 5 ff.). There weights
 * pass a rectifier; here each step's result is projected instead: a weight that would cross 0 ends at 0, so what is stored
 * is the connection itself, and charge, swaps and pruning see it as it is. The sign is the neuron's: it moves with it.
 */
import { mul, relu, reshape, type Tensor } from '../../graph/index.js'
import type { Random } from '../../random/random.js'
import type { Cell, CellSettings } from '../cell.js'
import { EXCITATORY } from '../cellSettings.js'
import { coreWeights } from '../initialization.js'
import { coreParameters, type NetworkSize, perNeuron } from '../parameters.js'
import { rate } from './rate.js'

/** 1 for an excitatory neuron, −1 for an inhibitory one. */
export const SIGN = 'sign'

/** What neurons send, whose columns run over the senders. */
const SENT: readonly string[] = ['recurrentWeights', 'outputWeights']

export function ei({ excitatory = EXCITATORY, readout = 'all', ...settings }: CellSettings): Cell {
  const onlyExcitatory = readout === 'excitatory'
  return {
    ...rate(settings),
    parameters: (size) => [...coreParameters(size), perNeuron(size, SIGN, 'trait')],
    initialize(size, initial, random) {
      const weights = coreWeights(size, initial, random)
      const sign = initial.signs
        ? Float32Array.from(initial.signs)
        : drawnSigns(Math.round(excitatory * size.hidden), size, random)
      const count = sign.reduce((sum, s) => sum + (s > 0 ? 1 : 0), 0)
      // A law with many weights needs inhibition that balances excitation; ½·I has none between neurons.
      const isDense = !['half-identity', 'yang2019'].includes(initial.initialization)
      const balance = isDense ? balanced(size, count) : { excitatory: 1, inhibitory: 1 }
      for (const name of SENT) {
        weights[name] = weights[name].map((w, i) => {
          const s = sign[i % size.hidden]
          if (name === 'outputWeights') return onlyExcitatory && s < 0 ? 0 : s * Math.abs(w)
          return s * Math.abs(w) * (s > 0 ? balance.excitatory : balance.inhibitory)
        })
      }
      return { ...weights, [SIGN]: sign }
    },
    projected(name, next, stored) {
      if (!SENT.includes(name)) return next
      const sign: Tensor = reshape(stored[SIGN], [1, -1])
      const kept = mul(relu(mul(next, sign)), sign)
      return onlyExcitatory && name === 'outputWeights' ? mul(kept, relu(sign)) : kept
    },
  }
}

/** So many excitatory neurons, anywhere. */
const drawnSigns = (count: number, { hidden }: NetworkSize, random: Random) =>
  random.shuffle(Float32Array.from({ length: hidden }, (_, i) => (i < count ? 1 : -1)))

/**
 * Factors on the weights of both kinds, with which the mean current into a neuron is 0 and the spectral radius about what
 * the law had. A share e of the neurons excites, and inhibition weighs e / (1−e) times as much; without inhibitory neurons
 * nothing balances. The mean of |w| of a normal law is √(2/π) of its standard deviation, which leaves a variance of 1 − 2/π;
 * of a uniform one it leaves 1/4, so that the radius is .83 of the law's.
 */
function balanced({ hidden }: NetworkSize, count: number) {
  const share = count / hidden
  const ratio = share < 1 ? share / (1 - share) : 1
  const variance = (1 - 2 / Math.PI) * (share + (1 - share) * ratio * ratio)
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 1
  return { excitatory: scale, inhibitory: ratio * scale }
}
