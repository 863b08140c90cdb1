/** NumPy's npz: a network as arrays, and the names of tasks and channels. */
import { encodeNpz } from '../formats/npz.js'
import { about } from './about.js'
import { arraysOf, namesOf } from './arrays.js'
import { defineExporter } from './exporter.js'

export const npz = defineExporter({
  name: 'npz',
  description: 'weights, lengths, places and names as arrays, read by numpy.load',
  files: (network) => ({
    'network.npz': encodeNpz({
      ...arraysOf(network),
      ...namesOf(network),
      step: { data: Int32Array.of(network.step), shape: [] },
      about: [JSON.stringify(about(network))],
    }),
  }),
})
