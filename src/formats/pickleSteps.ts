/** The opcodes of pickles by their byte, protocols 2 to 5 (Lib/pickletools.py): those that build values of tensors need. */
import { MARK, type Machine, type Stacked, type Step } from './pickleMachine.js'

const push =
  (value: (machine: Machine) => Stacked): Step =>
  (machine) =>
    machine.push(value(machine))

const tuple =
  (length: number): Step =>
  (machine) => {
    const values = Array.from({ length }, () => machine.pop())
    machine.push(values.reverse())
  }

/** What each opcode does, by its byte. */
export const STEPS: Readonly<Record<number, Step | undefined>> = {
  128: (m) => void m.u8(), // the protocol
  149: (m) => void m.u64(), // a frame's length
  40: push(() => MARK),
  48: (m) => void m.pop(),
  49: (m) => void m.popToMark(),

  78: push(() => null),
  136: push(() => true),
  137: push(() => false),
  74: push((m) => m.i32()),
  75: push((m) => m.u8()),
  77: push((m) => m.u16()),
  138: push((m) => m.integer(m.u8())),
  139: push((m) => m.integer(m.u32())),
  71: push((m) => m.f64()),
  88: push((m) => m.text(m.u32())),
  140: push((m) => m.text(m.u8())),
  141: push((m) => m.text(m.u64())),
  66: push((m) => m.bytes(m.u32())),
  67: push((m) => m.bytes(m.u8())),
  142: push((m) => m.bytes(m.u64())),

  93: push(() => []),
  41: push(() => []),
  125: push(() => new Map()),
  143: push(() => []), // a set
  116: push((m) => m.popToMark()),
  108: push((m) => m.popToMark()),
  145: push((m) => m.popToMark()), // a set that stays as it is
  133: tuple(1),
  134: tuple(2),
  135: tuple(3),
  97: (m) => {
    const item = m.pop()
    m.append([item])
  },
  101: (m) => {
    const items = m.popToMark()
    m.append(items)
  },
  144: (m) => {
    const items = m.popToMark()
    m.append(items)
  },
  115: (m) => {
    const value = m.pop()
    m.setItems([m.pop(), value])
  },
  117: (m) => {
    const items = m.popToMark()
    m.setItems(items)
  },

  113: (m) => m.remember(m.u8()),
  114: (m) => m.remember(m.u32()),
  148: (m) => m.remember(),
  104: (m) => m.recall(m.u8()),
  106: (m) => m.recall(m.u32()),

  99: (m) => {
    const module = m.line()
    m.global(module, m.line())
  },
  147: (m) => {
    const name = m.pop()
    m.global(m.pop(), name)
  },
  81: (m) => m.persistent(),
  82: (m) => m.call(),
  129: (m) => m.call(),
  // Attributes, such as the versions that a state_dict notes: nothing that is read here.
  98: (m) => void m.pop(),
}
