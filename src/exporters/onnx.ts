/**
 * ONNX: the network as a program with its weights in it, from the inputs of trials to the activity of its neurons and its
 * logits, from the zero state and without noise. The weights have our names in it and our orientation.
 */
import { wholeProgram } from '../network/activity.js'
import { factsOf } from './about.js'
import { defineExporter } from './exporter.js'

export const onnx = defineExporter({
  name: 'onnx',
  description: 'the network as a program, run by ONNX Runtime in any language, shown by Netron',
  files: (network) => {
    const { size, cell, parameters } = network
    const facts = Object.entries(factsOf(network)).map(([name, value]) => [name, String(value)])
    const { bytes } = wholeProgram(size, cell, parameters, Object.fromEntries(facts))
    return { 'network.onnx': bytes }
  },
})
