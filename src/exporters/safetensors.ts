/**
 * Safetensors: all weights under the names that gyrus has for them, with places and positions. Its metadata hold the
 * training step and the configuration, so that gyrus itself reads the file as a network that stands alone.
 */
import { encodeSafetensors, type Tensor } from '../formats/safetensors.js'
import { forParameters } from '../network/parameters.js'
import { factsOf } from './about.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'

export const safetensors = defineExporter({
  name: 'safetensors',
  description: 'weights, places and positions, read by safetensors in Python and Rust, and by gyrus again',
  files: (network) => ({
    'network.safetensors': encodeSafetensors({ tensors: tensorsOf(network), metadata: metadataOf(network) }),
  }),
})

function tensorsOf({ table, parameters, places, layout, analysis }: ExportedNetwork): Record<string, Tensor> {
  const positions = (data: Float64Array): Tensor => ({
    data,
    shape: [data.length / layout.dimensions, layout.dimensions],
  })
  return {
    ...forParameters(table, ({ name, shape }): Tensor => ({ data: parameters[name], shape })),
    places: { data: places, shape: [places.length] },
    positions: positions(layout.hidden),
    inputPositions: positions(layout.input),
    outputPositions: positions(layout.output),
    ...(analysis && {
      clusters: { data: Int32Array.from(analysis.labels), shape: [places.length] },
      importance: { data: Float64Array.from(analysis.importance), shape: [places.length] },
    }),
  }
}

/** Safetensors knows no other values than text. */
const metadataOf = (network: ExportedNetwork): Record<string, string> =>
  Object.fromEntries(Object.entries(factsOf(network)).map(([key, value]) => [key, String(value)]))
