/** The formats that a network can be exported to: each is a file here, and a word in this list. */
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { adjacency } from './adjacency.js'
import { csv } from './csv.js'
import type { Exporter } from './exporter.js'
import { gexf } from './gexf.js'
import { graphml } from './graphml.js'
import { mat } from './mat.js'
import { npz } from './npz.js'
import { onnx } from './onnx.js'
import { parquet } from './parquet.js'
import { pytorch } from './pytorch.js'
import { safetensors } from './safetensors.js'

/** In the order in which the command's help has them. */
export const EXPORTERS: readonly Exporter[] = [
  safetensors,
  npz,
  csv,
  parquet,
  graphml,
  gexf,
  mat,
  adjacency,
  pytorch,
  onnx,
]

/** Formats that are asked for and cannot hold such networks: why, and what to use in their place. */
const REFUSED: Readonly<Record<string, string>> = {
  nir:
    'NIR has no rate neuron: a faithful export needs a conversion to spiking units, which gyrus does not have yet; ' +
    'use onnx for the program, or safetensors for the weights',
}

/**
 * The exporter of a format.
 * @throws InputError with the nearest names, or why the format cannot hold a network
 */
export function exporterNamed(name: string): Exporter {
  if (Object.hasOwn(REFUSED, name)) throw new InputError(`format ${name}: ${REFUSED[name]}`)
  const exporter = EXPORTERS.find((candidate) => candidate.name === name)
  if (exporter) return exporter
  const names = EXPORTERS.map((candidate) => candidate.name)
  throw new InputError(
    `format: there is no ${JSON.stringify(name)}; nearest: ${nearest(name, names).join(', ')}; all: ${names.join(', ')}, or a file such as ./mine.mjs`,
  )
}
