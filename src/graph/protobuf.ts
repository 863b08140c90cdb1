/**
 * Protobuf: messages as objects, by a table of their fields, which serves both directions. What a message has is said where it
 * is used (onnxFile.ts); the wire format is @bufbuild/protobuf's.
 */
import { type BinaryReader, type BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** How a field of a message is written and read. */
export interface Codec<T> {
  write(writer: BinaryWriter, field: number, value: T): void
  /** @param before what the field had so far, where it comes again */
  read(reader: BinaryReader, wire: WireType, before: T | undefined): T
  /** What a field is that the file leaves out; undefined for one that may be missing. */
  readonly missing?: () => T
}

export const integer: Codec<number> = {
  write: (writer, field, value) => writer.tag(field, WireType.Varint).int64(value),
  read: (reader) => Number(reader.int64()),
  missing: () => 0,
}

export const float: Codec<number> = {
  write: (writer, field, value) => writer.tag(field, WireType.Bit32).float(value),
  read: (reader) => reader.float(),
}

export const text: Codec<string> = {
  write: (writer, field, value) => writer.tag(field, WireType.LengthDelimited).string(value),
  read: (reader) => reader.string(),
  missing: () => '',
}

export const bytes: Codec<Uint8Array> = {
  write: (writer, field, value) => writer.tag(field, WireType.LengthDelimited).bytes(value),
  read: (reader) => reader.bytes(),
}

/** A list of numbers, packed into one field; where it is read, each may also come by itself. */
const packed = (
  write: (writer: BinaryWriter, value: number) => void,
  read: (reader: BinaryReader) => number,
): Codec<readonly number[]> => ({
  write: (writer, field, values) => {
    if (values.length === 0) return
    writer.tag(field, WireType.LengthDelimited).fork()
    for (const value of values) write(writer, value)
    writer.join()
  },
  read: (reader, wire, before = []) => {
    const values = before as number[]
    if (wire !== WireType.LengthDelimited) return [...values, read(reader)]
    const end = reader.uint32() + reader.pos
    while (reader.pos < end) values.push(read(reader))
    return values
  },
})

export const integers: Codec<readonly number[]> = {
  ...packed(
    (writer, value) => writer.int64(value),
    (reader) => Number(reader.int64()),
  ),
  missing: () => [],
}
export const floats = packed(
  (writer, value) => writer.float(value),
  (reader) => reader.float(),
)
export const doubles = packed(
  (writer, value) => writer.double(value),
  (reader) => reader.double(),
)

export const repeated = <T>({ write, read }: Codec<T>): Codec<readonly T[]> => ({
  write: (writer, field, values) => {
    for (const value of values) write(writer, field, value)
  },
  read: (reader, wire, before) => {
    const values = (before ?? []) as T[]
    values.push(read(reader, wire, undefined))
    return values
  },
  missing: () => [],
})

/** @param fields a function, because types contain each other: a graph has nodes, whose attributes may be graphs */
export const message = <T extends object>(fields: () => Fields<T>): Codec<T> => ({
  write: (writer, field, value) => {
    writer.tag(field, WireType.LengthDelimited).fork()
    writeFields(writer, fields(), value)
    writer.join()
  },
  read: (reader) => {
    const length = reader.uint32()
    return readFields(reader, reader.pos + length, fields())
  },
})

/** A field that may be missing, and then has no value. */
export const optional = <T>({ write, read }: Codec<T>): Codec<T> => ({ write, read })

/** Fields of a message by name, in the order of their numbers. */
export type Fields<T> = {
  readonly [Name in keyof T]-?: readonly [field: number, Codec<NonNullable<T[Name]>>]
}

export function writeFields<T extends object>(writer: BinaryWriter, fields: Fields<T>, value: T): void {
  for (const name of Object.keys(fields) as (keyof T)[]) {
    const [field, { write }] = fields[name]
    const fieldValue = value[name]
    if (fieldValue !== undefined && fieldValue !== null) write(writer, field, fieldValue)
  }
}

export function readFields<T extends object>(reader: BinaryReader, end: number, fields: Fields<T>): T {
  const names = Object.keys(fields) as (keyof T)[]
  const value: Partial<T> = {}
  while (reader.pos < end) {
    const [number, wire] = reader.tag()
    const name = names.find((candidate) => fields[candidate][0] === number)
    if (name === undefined) reader.skip(wire, number)
    else value[name] = fields[name][1].read(reader, wire, value[name] as NonNullable<T[keyof T]> | undefined)
  }
  if (reader.pos !== end) throw new Error('a message ends early')
  for (const name of names) value[name] ??= fields[name][1].missing?.()
  return value as T
}
