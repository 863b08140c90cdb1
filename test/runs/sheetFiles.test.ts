import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { withSheetFiles } from '../../src/runs/sheetFiles.js'
import { sweepRows } from '../../src/runs/sweep.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'

const dir = mkdtempSync(join(tmpdir(), 'gyrus-sheet-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}
const asked = (...settings: string[]) => withSheetFiles(applyOverrides(preset('tiny'), settings))

describe('files of a sheet', () => {
  it('are taken into the experiment, with their hashes, in place of rows and columns', async () => {
    const text = 'id,x_um,y_um\na,0,0\nb,3,4\n'
    const positions = file('cells.csv', text)
    const adjacency = file('edges.csv', 'from,to\na,b\n')
    const kind = 'regularizer.kind=local'
    const { network, sheet } = await asked(
      `sheet.positions=${positions}`,
      `sheet.adjacency=${adjacency}`,
      kind,
    )
    const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
    expect(network).not.toHaveProperty('rows')
    expect(sheet.neurons).toEqual({ sha256: sha256(text), unit: 'um', x: [0, 3], y: [0, 4], id: ['a', 'b'] })
    expect(sheet.connections).toEqual({ sha256: sha256('from,to\na,b\n'), from: [0], to: [1] })
  })

  it('are read once: what an experiment holds is not looked for again', async () => {
    const positions = file('gone.csv', 'x,y\n0,0\n1,1\n')
    const experiment = await asked(`sheet.positions=${positions}`)
    rmSync(positions)
    expect(await withSheetFiles(experiment)).toEqual(experiment)
    expect(applyOverrides(experiment, ['seed=5']).sheet).toEqual(experiment.sheet)
    await expect(asked(`sheet.positions=${positions}`)).rejects.toThrow(
      `no such file or folder (ENOENT) while reading ${positions}`,
    )
  })

  it('are named where they are wrong', async () => {
    const positions = file('bad.csv', 'x,y\n0,0\n1,one\n')
    await expect(asked(`sheet.positions=${positions}`)).rejects.toThrow(
      `${positions}: line 3, column y: must be a number, got "one"`,
    )
    const utf16 = file('utf16.csv', `﻿${'x,y'.split('').join('\0')}`)
    await expect(asked(`sheet.positions=${utf16}`)).rejects.toThrow(utf16)
  })

  it('list connections of a grid by rows', async () => {
    const adjacency = file('grid.csv', 'from,to\n0,63\n')
    const { sheet } = await asked(`sheet.adjacency=${adjacency}`, 'regularizer.kind=l1')
    expect(sheet.connections).toMatchObject({ from: [0], to: [63] })
    const beyond = file('beyond.csv', 'from,to\n0,64\n')
    await expect(asked(`sheet.adjacency=${beyond}`, 'regularizer.kind=l1')).rejects.toThrow(
      "line 2, column to: must be a neuron's row, counted from 0, so 0 to 63",
    )
  })

  it('may vary in a sweep', async () => {
    const one = file('one.csv', 'x,y\n0,0\n')
    const two = file('two.csv', 'x,y\n0,0\n1,0\n')
    const rows = await sweepRows([{ preset: 'tiny', vary: { 'sheet.positions': [one, two] } }])
    expect(rows.map(({ experiment }) => experiment.sheet.neurons?.x.length)).toEqual([1, 2])
  })
})
