/**
 * Safetensors: a network as tensors. The metadata hold the training step and the configuration, so that gyrus itself reads
 * the file as a network that stands alone.
 */
import { encodeSafetensors } from '../formats/safetensors.js'
import { factsOf } from './about.js'
import { arraysOf, namesOf } from './arrays.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'

export const safetensors = defineExporter({
  name: 'safetensors',
  description:
    'weights, lengths and places as tensors, read by safetensors in Python and Rust, and by gyrus again',
  files: (network) => ({
    'network.safetensors': encodeSafetensors({ tensors: arraysOf(network), metadata: metadataOf(network) }),
  }),
})

/** Safetensors knows no other values than text: names of tasks, channels and areas are JSON in it. */
const metadataOf = (network: ExportedNetwork): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(factsOf(network)).map(([key, value]) => [key, String(value)])),
  ...Object.fromEntries(Object.entries(namesOf(network)).map(([key, names]) => [key, JSON.stringify(names)])),
})
