/**
 * Event files as Python reads them, by their description alone: the framing of TFRecord with a CRC-32C computed bit by bit, and
 * protobuf's wire format. Nothing of it is taken from the code that writes them.
 */
import { fromPython, pythonsWith } from '../python.js'

export interface ReadEvent {
  time: number
  step: number
  version?: string
  /** Status of a session log. */
  session?: number
  scalars: Record<string, number>
  images: { tag: string; height: number; width: number; colors: number; png: string }[]
}

const READER = `
import base64, json, struct, sys

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        for bit in range(8):
            low = (crc ^ (byte >> bit)) & 1
            crc = (crc >> 1) ^ (0x82F63B78 if low else 0)
    return crc ^ 0xFFFFFFFF

def check(data, stored, what):
    crc = crc32c(data)
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert masked == stored, f'checksum of the {what} is {stored:#x}, should be {masked:#x}'

def records(path):
    with open(path, 'rb') as file:
        while head := file.read(12):
            length, crc = struct.unpack('<QI', head)
            check(head[:8], crc, 'length')
            data = file.read(length)
            assert len(data) == length, 'the last record is torn'
            check(data, struct.unpack('<I', file.read(4))[0], 'data')
            yield data

def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if not data[at - 1] & 0x80: return value, at

def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0: value, at = varint(data, at)
        elif kind == 1: value, at = struct.unpack_from('<d', data, at)[0], at + 8
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        elif kind == 5: value, at = struct.unpack_from('<f', data, at)[0], at + 4
        else: raise ValueError(f'wire type {kind}')
        yield key >> 3, value

def event(data):
    result = {'step': 0, 'scalars': {}, 'images': []}
    for number, value in fields(data):
        if number == 1: result['time'] = value
        elif number == 2: result['step'] = value
        elif number == 3: result['version'] = value.decode()
        elif number == 5:
            for _, of in fields(value):
                of = dict(fields(of))
                tag = of[1].decode()
                if 2 in of: result['scalars'][tag] = of[2]
                if 4 in of:
                    image = dict(fields(of[4]))
                    png = base64.b64encode(image[4]).decode()
                    result['images'].append({'tag': tag, 'height': image[1], 'width': image[2], 'colors': image[3], 'png': png})
        elif number == 7: result['session'] = dict(fields(value))[1]
        else: raise ValueError(f'field {number}')
    return result

print(json.dumps([[event(data) for data in records(path)] for path in sys.argv[1:]]))
`

/** The Pythons that can read event files: any. */
export const readers = pythonsWith('struct')

/** The events of each file. @throws Error where a checksum is wrong */
export const readEvents = (python: string, paths: readonly string[]): ReadEvent[][] =>
  fromPython(python, READER, paths) as ReadEvent[][]

/** What TensorBoard shows of files in the order of their names: a start makes it forget all from its step on. */
export function shownBy(files: readonly ReadEvent[][]): Pick<ReadEvent, 'step' | 'scalars'>[] {
  let shown: ReadEvent[] = []
  for (const event of files.flat()) {
    if (event.session === 1) shown = shown.filter(({ step }) => step < event.step)
    else if (Object.keys(event.scalars).length > 0) shown.push(event)
  }
  return shown.map(({ step, scalars }) => ({ step, scalars }))
}
