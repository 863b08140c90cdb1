/**
 * What PyTorch's `torch.save` writes since version 1.6: a zip archive with a pickle, `data.pkl`, and the bytes of each
 * storage in a file `data/KEY` beside it. A tensor is a view of a storage, with offset and strides, and several tensors may
 * share one. Nothing of the pickle is run (pickle.ts): what it may name is listed here.
 */

import { plain } from '../text.js'
import {
  inOrder,
  NUMBERS,
  type NumberType,
  numbersIn,
  type Tensor,
  type TensorData,
  volume,
} from './numbers.js'
import { type Pickled, PickleFunction, unpickle } from './pickle.js'
import { type ZipFiles, zipFiles } from './zip.js'

/** The classes of storages, with the type of their numbers. */
const STORAGES: Readonly<Record<string, NumberType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
}

/** Numbers of one tensor, at most: 1 GB of 32-bit floats. A stride of 0 makes many of one. */
const MOST_NUMBERS = 2 ** 28
/** Values of a file, and values within each other, at most. */
const MOST_VALUES = 1_000_000
const DEEPEST = 20

class StorageType {
  constructor(readonly type: NumberType) {}
}
class Storage {
  constructor(readonly numbers: () => TensorData) {}
}
class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** Whether the files of an archive are those of `torch.save`. */
export const isPt = (files: ZipFiles): boolean => pickleIn(files) !== undefined

const pickleIn = (files: ZipFiles) => [...files.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name))

/** Whether bytes are a pickle, as `torch.save` wrote them before version 1.6 and still does when asked to. */
export const isLegacyPt = (bytes: Uint8Array): boolean => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5

/**
 * The tensors in a file, by the names that lead to them through dictionaries and lists, e.g. `model.rnn.weight_hh_l0`.
 * @throws Error with one line that says what is wrong with the file, or what it names that is not known
 */
export function decodePt(bytes: Uint8Array): Map<string, Tensor> {
  const files = zipFiles(bytes)
  const pickle = pickleIn(files)
  if (pickle === undefined) throw new Error('not a file of torch.save: it has no data.pkl')
  const folder = pickle.slice(0, -'data.pkl'.length)
  const order = files.get(`${folder}byteorder`)?.()
  if (order && new TextDecoder().decode(order).trim() !== 'little')
    throw new Error(
      'was written by a machine of the other byte order (big-endian); load and save it on another',
    )
  const storages = new Map<string, Storage>()
  const value = unpickle(files.get(pickle)!(), {
    global: globalOf,
    persistent: (id) => storageOf(id, folder, files, storages),
  })
  return new Map(tensorsIn(value))
}

// ---------------------------------------------------------------------------------------- what a pickle may name

const FUNCTIONS: Readonly<Record<string, (args: Pickled[]) => Pickled>> = {
  'collections.OrderedDict': ([pairs]) => new Map(asPairs(pairs)),
  'torch._utils._rebuild_tensor_v2': ([storage, offset, shape, strides]) =>
    view(storage, offset, shape, strides),
  'torch._utils._rebuild_parameter': ([data]) => data,
  'torch._utils._rebuild_parameter_with_state': ([data]) => data,
  'torch.Size': ([sizes]) => sizes ?? [],
  'torch.device': ([name]) => name ?? null,
}

/** Types of numbers, which settings of a training may name. */
const TYPES =
  /^torch\.(float|double|half|float16|float32|float64|bfloat16|u?int8|int16|int32|int64|int|long|bool)$/

function globalOf(module: string, name: string): Pickled {
  const path = `${module}.${name}`
  if (Object.hasOwn(FUNCTIONS, path)) return new PickleFunction(path, FUNCTIONS[path])
  if (module === 'torch' && Object.hasOwn(STORAGES, name)) return new StorageType(STORAGES[name])
  if (TYPES.test(path)) return name
  const called = /^[\w.]{1,100}$/.test(path) ? path : JSON.stringify(path.slice(0, 100))
  throw new Error(
    `names ${called}, which is code: nothing of a file is run; save tensors alone, torch.save(model.state_dict(), …)`,
  )
}

function asPairs(pairs: Pickled | undefined): [Pickled, Pickled][] {
  if (pairs === undefined) return []
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2))
    throw damaged()
  return pairs as [Pickled, Pickled][]
}

function view(storage: Pickled, offset: Pickled, shape: Pickled, strides: Pickled): TensorView {
  const fits =
    storage instanceof Storage &&
    isSize(offset) &&
    isSizes(shape) &&
    isSizes(strides) &&
    shape.length === strides.length
  if (!fits) throw damaged()
  if (volume(shape) > MOST_NUMBERS)
    throw new Error(`has a tensor [${shape.join(', ')}], larger than any that is read`)
  return new TensorView(storage, offset, shape, strides)
}

/** `('storage', class, key, where it was, how many numbers)`: its bytes are a file of that name. */
function storageOf(id: Pickled, folder: string, files: ZipFiles, known: Map<string, Storage>): Storage {
  if (!Array.isArray(id) || id[0] !== 'storage') throw damaged()
  const [, kind, key, , count] = id
  if (!(kind instanceof StorageType) || typeof key !== 'string' || !isSize(count)) throw damaged()
  const { type } = kind
  const called = `${key} ${type}`
  const storage =
    known.get(called) ?? new Storage(once(() => numbersOf(files, `${folder}data/${key}`, type, count)))
  known.set(called, storage)
  return storage
}

function numbersOf(files: ZipFiles, name: string, type: NumberType, count: number): TensorData {
  const bytes = files.get(name)?.()
  if (!bytes) throw new Error(`damaged: it has no ${JSON.stringify(name)}`)
  const needed = count * NUMBERS[type].bytes
  if (bytes.length < needed)
    throw new Error(`damaged: ${JSON.stringify(name)} has ${bytes.length} bytes instead of ${needed}`)
  return numbersIn(type, bytes.subarray(0, needed))
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

// ----------------------------------------------------------------------------------------------------- its tensors

/** Values that are no tensors, such as the step of a training, are passed over. */
function* tensorsIn(value: Pickled, name = '', depth = 0, seen = { count: 0 }): Generator<[string, Tensor]> {
  // A value may stand in many places of itself, so that a short file could be of no end.
  if (depth > DEEPEST || ++seen.count > MOST_VALUES)
    throw new Error(`must have at most ${MOST_VALUES} values, nested ${DEEPEST} deep, has more`)
  if (value instanceof TensorView) return yield [name || 'tensor', tensorOf(name, value)]
  const entries: Iterable<[Pickled, Pickled]> =
    value instanceof Map ? value : Array.isArray(value) ? value.entries() : []
  for (const [key, item] of entries)
    yield* tensorsIn(item, name === '' ? String(key) : `${name}.${key}`, depth + 1, seen)
}

function tensorOf(name: string, { storage, offset, shape, strides }: TensorView): Tensor {
  try {
    return { shape, data: inOrder(storage.numbers(), shape, strides, offset) }
  } catch (error) {
    throw new Error(`${plain(name)}: ${(error as Error).message}`)
  }
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every(isSize)
const damaged = () => new Error('damaged: its pickle does not describe tensors')
