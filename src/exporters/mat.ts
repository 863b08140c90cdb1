/** MATLAB: a network as variables, and the names of tasks and channels. Indices begin at 1 there. */
import { encodeMat } from '../formats/mat.js'
import { about } from './about.js'
import { arraysOf, type NumberArray, namesOf } from './arrays.js'
import { defineExporter } from './exporter.js'

export const mat = defineExporter({
  name: 'mat',
  description: 'weights, lengths, places and names as variables, read by MATLAB, Octave and scipy.io.loadmat',
  files: (network) => {
    const { places, clusters, preferredTasks, ...arrays } = arraysOf(network)
    return {
      'network.mat': encodeMat({
        ...arrays,
        places: fromOne(places),
        ...(clusters && { clusters: fromOne(clusters), preferredTasks: fromOne(preferredTasks) }),
        ...namesOf(network),
        step: network.step,
        about: JSON.stringify(about(network)),
      }),
    }
  },
})

/** Indices that begin at 1, so that 0 stands for no cluster; as doubles, which MATLAB computes with. */
export const fromOne = ({ data, shape }: NumberArray): NumberArray => ({
  data: Float64Array.from(data, (index) => index + 1),
  shape,
})
