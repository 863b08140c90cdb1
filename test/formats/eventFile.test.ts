/** TensorBoard's event files and their checksum. */
import { describe, expect, it } from 'vitest'
import { joined } from '../../src/formats/bytes.js'
import { crc32c } from '../../src/formats/crc32c.js'
import { eventRecord } from '../../src/formats/eventFile.js'
import { written } from '../exporters/made.js'
import { readEvents, readers } from '../trackers/events.js'

describe('crc32c', () => {
  // RFC 3720, B.4, and the check value of the catalog of CRCs.
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['rising', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['falling', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['digits', new TextEncoder().encode('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s is that of the standard', (_, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc)
  })
})

describe.runIf(readers.length > 0)('event files, read by Python', () => {
  const png = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
  const bytes = joined([
    eventRecord(1.5, 0, { kind: 'version' }),
    eventRecord(2.25, 301, { kind: 'start' }),
    eventRecord(1796000000.125, 2 ** 33, {
      kind: 'scalars',
      values: { 'step/loss': 0.1, 'accuracy/go': -3e-30 },
    }),
    eventRecord(3, 7, { kind: 'image', tag: 'sheet', width: 320, height: 160, png }),
  ])

  it('are what was written, with right checksums', () => {
    const { events } = written({ events: bytes })
    for (const python of readers)
      expect(readEvents(python, [events])).toEqual([
        [
          { time: 1.5, step: 0, version: 'brain.Event:2', scalars: {}, images: [] },
          { time: 2.25, step: 301, session: 1, scalars: {}, images: [] },
          {
            time: 1796000000.125,
            step: 2 ** 33,
            scalars: { 'step/loss': Math.fround(0.1), 'accuracy/go': Math.fround(-3e-30) },
            images: [],
          },
          {
            time: 3,
            step: 7,
            scalars: {},
            images: [
              { tag: 'sheet', width: 320, height: 160, colors: 3, png: Buffer.from(png).toString('base64') },
            ],
          },
        ],
      ])
  })

  it('are refused with any byte changed', () => {
    for (const at of [0, 9, 14, bytes.length - 1]) {
      const { events } = written({ events: bytes.map((byte, i) => (i === at ? byte ^ 4 : byte)) })
      for (const python of readers.slice(0, 1)) expect(() => readEvents(python, [events])).toThrow()
    }
  })
})
