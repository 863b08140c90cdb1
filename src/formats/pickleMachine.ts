/** What runs the opcodes of a pickle (pickleSteps.ts): a stack, a memory of values that come again, and the bytes that follow. */

/** A value: lists and tuples are arrays, dictionaries maps. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Pickled[]
  | Map<Pickled, Pickled>
  | PickleFunction
  | object

/** What stands for a function or class of Python. */
export class PickleFunction {
  constructor(
    /** As the file names it, e.g. `collections.OrderedDict`. */
    readonly name: string,
    readonly call: (args: Pickled[]) => Pickled,
  ) {}
}

export interface PickleReader {
  /** What a global stands for. @throws Error for one that is not known */
  global(module: string, name: string): Pickled
  /** The object that the file keeps outside of the pickle. */
  persistent(id: Pickled): Pickled
}

/** Where a list of values begins on the stack. */
export const MARK = Symbol('mark')
export type Stacked = Pickled | typeof MARK

/** What an opcode does. */
export type Step = (machine: Machine) => void

export class Machine {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #reader: PickleReader
  readonly #stack: Stacked[] = []
  readonly #memo = new Map<number, Pickled>()
  #at = 0

  constructor(bytes: Uint8Array, reader: PickleReader) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#reader = reader
  }

  /** @param steps by the byte of their opcode */
  run(steps: Readonly<Record<number, Step | undefined>>): Pickled {
    for (;;) {
      const code = this.#u8()
      if (code === STOP) return this.#pop()
      const step = steps[code]
      if (!step) throw new Error(`not a pickle that is read here: opcode 0x${code.toString(16)}`)
      step(this)
    }
  }

  // -------------------------------------------------------------------------------- what opcodes do

  push(value: Stacked): void {
    this.#stack.push(value)
  }

  pop(): Pickled {
    return this.#pop()
  }

  /** What was pushed since the last mark. */
  popToMark(): Pickled[] {
    const from = this.#stack.lastIndexOf(MARK)
    if (from < 0) throw damaged()
    const values = this.#stack.splice(from) as Pickled[]
    return values.slice(1)
  }

  top(): Pickled {
    const value = this.#stack.at(-1)
    if (value === undefined || value === MARK) throw damaged()
    return value as Pickled
  }

  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.top())
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) throw damaged()
    this.push(this.#memo.get(index) as Pickled)
  }

  global(module: Pickled, name: Pickled): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw damaged()
    this.push(this.#reader.global(module, name))
  }

  persistent(): void {
    this.push(this.#reader.persistent(this.#pop()))
  }

  call(): void {
    const args = this.#pop()
    const callee = this.#pop()
    if (!(callee instanceof PickleFunction) || !Array.isArray(args)) throw damaged()
    this.push(callee.call(args))
  }

  setItems(items: readonly Pickled[]): void {
    const map = this.top()
    if (!(map instanceof Map) || items.length % 2 !== 0) throw damaged()
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1])
  }

  append(items: readonly Pickled[]): void {
    const list = this.top()
    if (!Array.isArray(list)) throw damaged()
    for (const item of items) list.push(item)
  }

  // -------------------------------------------------------------------------------- what follows them

  u8(): number {
    return this.#u8()
  }

  u16(): number {
    this.#at += 2
    return this.#view.getUint16(this.#at - 2, true)
  }

  i32(): number {
    this.#at += 4
    return this.#view.getInt32(this.#at - 4, true)
  }

  u32(): number {
    return this.i32() >>> 0
  }

  u64(): number {
    this.#at += 8
    return Number(this.#view.getBigUint64(this.#at - 8, true))
  }

  f64(): number {
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8, false)
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('pickle')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  text(length: number): string {
    return new TextDecoder().decode(this.bytes(length))
  }

  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#at)
    if (end < 0) throw new RangeError('pickle')
    const text = this.text(end - this.#at)
    this.#at++
    return text
  }

  /** A whole number in two's complement. */
  integer(length: number): number | bigint {
    const value = this.bytes(length).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    const signed = BigInt.asIntN(8 * length, value)
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed
  }

  #u8(): number {
    if (this.#at >= this.#bytes.length) throw new RangeError('pickle')
    return this.#bytes[this.#at++]
  }

  #pop(): Pickled {
    const value = this.#stack.pop()
    if (value === undefined || value === MARK) throw damaged()
    return value as Pickled
  }
}

const NEWLINE = 10
const STOP = '.'.charCodeAt(0)
const damaged = () => new Error('damaged pickle: an opcode does not find what it works on')
