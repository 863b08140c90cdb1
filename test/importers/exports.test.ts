/** What gyrus exported comes in again with the same weights, whatever the format, the cell and the size. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EXPORTERS } from '../../src/exporters/exporters.js'
import { readWeights } from '../../src/importers/readWeights.js'
import { CUT, madeNetwork } from '../exporters/made.js'
import { some } from '../length.js'
import { found } from './found.js'

const FORMATS = ['safetensors', 'npz', 'pytorch', 'onnx']
const CELLS = [
  ['rnn', 'network.activation=relu'],
  ['rnn', 'network.activation=softplus', 'network.alpha=0.2', 'network.noise=0.05'],
  ['rnn', 'network.activation=retanh', 'network.alpha=0.3', 'network.form=outside'],
  ['ei', 'network.cell=ei', 'network.activation=tanh'],
  ['gru', 'network.cell=gru', 'network.activation=tanh'],
  ['lstm', 'network.cell=lstm', 'network.activation=tanh'],
] as const

it.each(FORMATS)('%s', async (format) => {
  const exporter = EXPORTERS.find(({ name }) => name === format)!
  const side = fc.integer({ min: 3, max: 5 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...CELLS), side, side, async ([cell, ...settings], rows, columns) => {
      const network = madeNetwork(...settings, `network.rows=${rows}`, `network.columns=${columns}`)
      const [bytes] = Object.values(await exporter.files(network)) as Uint8Array[]
      const file = readWeights(bytes)
      const { inputs, outputs } = network.size
      const { tensors } = found(file, { cell, inputs, outputs })
      expect(Object.keys(tensors).sort()).toEqual(network.table.map(({ name }) => name).sort())
      for (const { name, shape } of network.table) {
        if (name === 'sign' && !file.tensors.has(name)) {
          // It is that of what a neuron sends; one that is cut away sends nothing.
          const sends = (_: number, neuron: number) => !CUT.includes(neuron)
          const signs = (of: ArrayLike<number>) => Array.from(of).filter(sends)
          expect(signs(tensors.sign.data as Float32Array)).toEqual(signs(network.parameters.sign))
          continue
        }
        expect(tensors[name], name).toEqual({ shape, data: network.parameters[name] })
      }
      const { activation, alpha, form, noise } = network.experiment.network
      expect(file.facts).toMatchObject({ network: { activation, alpha, form, noise }, step: 12 })
    }),
    { numRuns: some(12) },
  )
})
