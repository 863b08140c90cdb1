/**
 * A format of one's own: the two text files of BrainNet Viewer (Xia, Wang and He 2013). From a clone of gyrus:
 *   npx gyrus export RUN --format ./examples/brainNet.mjs
 */
import { defineExporter } from 'gyrus'

/** @type {(rows: (number | string)[][]) => string} */
const lines = (rows) => rows.map((row) => `${row.join('\t')}\n`).join('')

export default defineExporter({
  name: 'brain-net',
  description: 'nodes and edges as text, read by BrainNet Viewer',
  files({ layout: { dimensions, hidden }, connections: { recurrentWeights }, analysis, size }) {
    const neurons = Array.from({ length: size.hidden }, (_, neuron) => neuron)
    const nodes = neurons.map((neuron) => {
      const [x = 0, y = 0, z = 0] = hidden.subarray(dimensions * neuron, dimensions * (neuron + 1))
      const color = (analysis?.labels[neuron] ?? -1) + 1 // 0 for neurons in no cluster
      const diameter = analysis?.importance[neuron] ?? 1
      return [100 * x, 100 * y, 100 * z, color, diameter, `neuron-${neuron}`]
    })
    const edges = neurons.map((from) => neurons.map((to) => recurrentWeights[to * size.hidden + from] ?? 0))
    return { 'network.node': lines(nodes), 'network.edge': lines(edges) }
  },
})
