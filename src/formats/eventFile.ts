/**
 * TensorBoard's event files: records of TensorFlow (TFRecord), each a message `Event`. Of its messages (tensorflow's event.proto
 * and summary.proto) only those fields are here that gyrus writes, with their numbers. This file turns values into bytes; it
 * opens no files.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { joined } from './bytes.js'
import { crc32c } from './crc32c.js'

/** What stands in one record. */
export type EventContent =
  /** The first of each file. */
  | { kind: 'version' }
  /** A process begins at this step: what earlier files have of it and later steps no longer holds. */
  | { kind: 'start' }
  /** Numbers by tag, stored in 32 bits. */
  | { kind: 'scalars'; values: Readonly<Record<string, number>> }
  | { kind: 'image'; tag: string; width: number; height: number; png: Uint8Array }

const VERSION = 'brain.Event:2'
/** Numbers of `SessionLog.status` and of `Image.colorspace`. */
const START = 1
const RGB = 3

/**
 * The bytes of an event, to be written behind those of the event before.
 * @param time seconds since 1970
 */
export function eventRecord(time: number, step: number, content: EventContent): Uint8Array {
  const writer = new BinaryWriter()
  writer.tag(1, WireType.Bit64).double(time)
  writer.tag(2, WireType.Varint).int64(step)
  switch (content.kind) {
    case 'version':
      writer.tag(3, WireType.LengthDelimited).string(VERSION)
      break
    case 'start':
      message(writer, 7, (log) => log.tag(1, WireType.Varint).int32(START))
      break
    case 'scalars':
      message(writer, 5, (summary) => {
        for (const [tag, number] of Object.entries(content.values))
          message(summary, 1, (value) => {
            value.tag(1, WireType.LengthDelimited).string(tag)
            value.tag(2, WireType.Bit32).float(number)
          })
      })
      break
    case 'image':
      message(writer, 5, (summary) =>
        message(summary, 1, (value) => {
          value.tag(1, WireType.LengthDelimited).string(content.tag)
          message(value, 4, (image) => {
            image.tag(1, WireType.Varint).int32(content.height)
            image.tag(2, WireType.Varint).int32(content.width)
            image.tag(3, WireType.Varint).int32(RGB)
            image.tag(4, WireType.LengthDelimited).bytes(content.png)
          })
        }),
      )
  }
  return record(writer.finish())
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => unknown): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write(writer)
  writer.join()
}

/** A record: the length of its data (64 bits) with a checksum, the data with a checksum, all little-endian. */
function record(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true)
  return joined([length, masked(length), data, masked(data)])
}

/** TensorFlow's checksum: a CRC of data that has CRCs in it would be weak, so it is turned and shifted (record_writer.h). */
function masked(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes)
  const turned = ((crc >>> 15) | (crc << 17)) >>> 0
  const result = new Uint8Array(4)
  new DataView(result.buffer).setUint32(0, turned + 0xa282ead8, true) // modulo 2³²
  return result
}
