/**
 * A file of weights that another program wrote, in one of four formats: its tensors by name, and what it says of the network
 * beside them. Which format it is follows from its content, not from its name.
 */
import { decodeNpz } from '../formats/decodeNpz.js'
import { decodePt, isLegacyPt, isPt } from '../formats/pt.js'
import { decodeSafetensors } from '../formats/safetensors.js'
import { isZip, zipFiles } from '../formats/zip.js'
import { plain } from '../text.js'
import { composed } from './composed.js'
import { factsIn } from './facts.js'
import { onnxWeights } from './onnxWeights.js'
import type { WeightFile } from './weights.js'

/** An ONNX program begins with the field of this number and type. */
const IR_VERSION = 0x08
const HDF5 = [0x89, 0x48, 0x44, 0x46]
const NUMPY = [0x93, 0x4e, 0x55, 0x4d]
const starts = (bytes: Uint8Array, beginning: readonly number[]) =>
  beginning.every((byte, i) => bytes[i] === byte)

/**
 * What is in a file of weights.
 * @throws Error with one line that says what is wrong with the bytes
 */
export function readWeights(bytes: Uint8Array): WeightFile {
  const file = tensorsIn(bytes)
  return { ...file, tensors: composed(file.tensors) }
}

function tensorsIn(bytes: Uint8Array): WeightFile {
  const none = new Map<string, string>()
  if (isZip(bytes)) {
    if (isPt(zipFiles(bytes)))
      return { format: 'PyTorch', tensors: decodePt(bytes), others: none, facts: { network: {} } }
    const { tensors, texts, others } = decodeNpz(bytes)
    if (tensors.size === 0) {
      const held = [...others].map(([name, type]) => `${plain(name)} holds ${type}`).join(', ')
      throw new Error(
        held
          ? `an archive without arrays of numbers: ${held}`
          : 'an archive with neither data.pkl of torch.save nor arrays of numpy.savez',
      )
    }
    for (const name of texts.keys()) others.set(name, 'texts')
    const facts = {
      ...factsIn({ about: texts.get('about')?.[0] }),
      inputNames: texts.get('inputNames'),
      outputNames: texts.get('outputNames'),
    }
    return { format: 'NumPy', tensors, others, facts }
  }
  if (isLegacyPt(bytes))
    throw new Error(
      'is a file of torch.save in the form from before PyTorch 1.6, which is not read; load it there and save it again, without _use_new_zipfile_serialization=False',
    )
  if (starts(bytes, HDF5))
    throw new Error('is an HDF5 file, which is not read; save the arrays with numpy.savez')
  if (starts(bytes, NUMPY))
    throw new Error('is one array of numpy.save; save all arrays of the network with numpy.savez')
  if (isSafetensors(bytes)) {
    const { tensors, metadata } = decodeSafetensors(bytes)
    return {
      format: 'safetensors',
      tensors: new Map(Object.entries(tensors)),
      others: none,
      facts: factsIn(metadata),
    }
  }
  if (bytes[0] !== IR_VERSION)
    throw new Error('must be a file of safetensors, numpy.savez, torch.save or ONNX, is none of them')
  return { format: 'ONNX', others: none, ...onnxWeights(bytes) }
}

/** A header of JSON behind its length. */
const isSafetensors = (bytes: Uint8Array): boolean => bytes[8] === 0x7b && bytes[6] === 0 && bytes[7] === 0
