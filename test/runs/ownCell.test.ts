/** A cell of a user's own as an experiment has it: it is charged, cut and moved by its table, and refused where it is none. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { type CellSettings, defineCell } from '../../src/network/cell.js'
import { cellOf } from '../../src/network/cells.js'
import { forParameters } from '../../src/network/parameters.js'
import { askedExperiment, wordsOf } from '../../src/runs/modules.js'
import { batteryByName } from '../../src/tasks/batteries.js'
import { parseExperiment } from '../../src/training/experiment.js'
import { preset } from '../../src/training/presets.js'
import { batteryOf, type TrainingState, tableOf, train } from '../../src/training/train.js'
import { CELL, userFolder } from '../userFolder.js'

const user = userFolder()
afterAll(() => user.remove())
const path = user.at('cell.mjs')
beforeEach(() => void user.file('cell.mjs', CELL))

const asked = (...settings: string[]) =>
  askedExperiment(preset('tiny'), [
    ...['network.rows=3', 'network.columns=4', 'training.steps=40', 'training.batch=2', 'training.time=25'],
    ...['training.evaluateEvery=20', 'training.evaluationTrials=5', 'engine.threads=1', 'network.noise=0'],
    ...[`network.cell=${path}`, 'network.open=1', ...settings],
  ])

async function trained(...settings: string[]): Promise<TrainingState> {
  const { experiment, modules } = await asked(...settings)
  let state: TrainingState | undefined
  for await (const event of train(experiment, nodeEngine(experiment.engine), modules)) {
    if (event.type === 'checkpoint') state = structuredClone(event.state)
  }
  return state!
}

const sizes = ({ tensors }: TrainingState, name: string) => Array.from(tensors[name].data, Math.abs)
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)

describe('an experiment with a cell of a user’s own', () => {
  it('learns its parameters, and begins as its field says', async () => {
    const state = await trained('regularizer.kind=none')
    expect(Object.keys(state.tensors)).toEqual(
      expect.arrayContaining(['gateRecurrent', 'gateBias.firstMoment']),
    )
    expect(sum(sizes(state, 'gateBias')) / 12).toBeCloseTo(1, 1)
    expect(new Set(state.tensors.gateBias.data).size).toBeGreaterThan(1)
    const closed = await trained('regularizer.kind=none', 'network.open=-2')
    expect(sum(sizes(closed, 'gateBias')) / 12).toBeCloseTo(2, 1)
  })

  it('has its gates charged, moved and cut with their connections', async () => {
    const free = await trained('regularizer.kind=none')
    const charge = ['regularizer.kind=bimt', 'regularizer.lambda=0.05', 'regularizer.schedule=constant']
    const charged = await trained(...charge, 'relocation.every=10')
    for (const name of ['recurrentWeights', 'gateRecurrent', 'gateInput'])
      expect(sum(sizes(charged, name)), name).toBeLessThan(0.8 * sum(sizes(free, name)))
    expect(Array.from(charged.places)).not.toEqual(Array.from(charged.places).sort((a, b) => a - b))

    const cut = await trained(
      ...['pruning.from=0.3', 'pruning.until=0.8', 'pruning.every=2', 'pruning.wiring=30'],
      ...['regularizer.kind=none'],
    )
    const [wires, gates] = [sizes(cut, 'recurrentWeights'), sizes(cut, 'gateRecurrent')]
    const isAlone = (i: number) => Math.floor(i / 12) === i % 12
    const gone = wires.flatMap((w, i) => (w === 0 && !isAlone(i) ? [i] : []))
    expect(gone.length).toBeGreaterThan(50)
    expect(gone.map((i) => gates[i])).toEqual(gone.map(() => 0))
  })

  it('holds what decides it, has its words, and reads the same without the module', async () => {
    const { experiment, modules } = await asked()
    expect(experiment.network).toMatchObject({ cell: path, open: 1 })
    expect(experiment.network.cellSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(parseExperiment(structuredClone(experiment)))).toBe(JSON.stringify(experiment))
    expect(wordsOf(experiment, modules)).toEqual({
      cell: { name: 'minimal-gate', sentence: 'Its neurons have one gate each, which begins at 1.' },
    })
    const table = tableOf(experiment, batteryOf(experiment, batteryByName('yang19')), modules.cell)
    expect(Object.keys(forParameters(table, () => 0)).slice(5)).toEqual([
      'gateInput',
      'gateRecurrent',
      'gateBias',
    ])
    const { experiment: gru } = await askedExperiment(experiment, ['network.cell=gru'])
    expect(gru.network).not.toHaveProperty('open')
    await expect(train(experiment, nodeEngine()).next()).rejects.toThrow(
      /is a file; import it and hand its cell/,
    )
  })
})

describe('a cell that is none', () => {
  it('has no words: the compiler refuses it too', () => {
    const make = (settings: CellSettings) => cellOf(settings)
    // @ts-expect-error a cell without its sentence is none
    expect(() => defineCell({ name: 'mute', uses: [], make })).toThrow(
      'the cell mute: sentence must be a function',
    )
    const sentence = () => null
    // @ts-expect-error nor is one that does not say what it uses
    expect(() => defineCell({ name: 'mute', sentence, make })).toThrow('the cell mute: uses must be a list')
    expect(defineCell({ name: 'spoken', uses: ['alpha'], sentence, make }).name).toBe('spoken')
  })

  it.each<[string, string, RegExp]>([
    [
      'without a sentence',
      CELL.replace('sentence:', 'help:'),
      /the cell minimal-gate: sentence must be a function/,
    ],
    [
      'without what makes it',
      CELL.replace('make:', 'makes:'),
      /the cell minimal-gate: make must be a function/,
    ],
    [
      'named as one of gyrus’ own',
      CELL.replace("'minimal-gate'", "'gru'"),
      /the cell gru: is named as one that gyrus/,
    ],
    [
      'that uses what there is not',
      CELL.replace('uses: []', "uses: ['tau']"),
      /uses must be a list of alpha, noise, got/,
    ],
    [
      'a battery',
      "export { yang19 as default } from 'gyrus'",
      /must export a cell, export default defineCell\(…\), got/,
    ],
  ])('%s is refused when it is loaded', async (_, content, message) => {
    user.file('cell.mjs', content)
    await expect(asked()).rejects.toThrow(message)
  })

  it.each<[string, string, RegExp]>([
    [
      'no dynamics',
      CELL.replace('dynamics(', 'dynamic('),
      /what make returns: dynamics must be a function, got nothing/,
    ],
    [
      'no core',
      CELL.replace('...coreParameters(size),', ''),
      /parameters must begin with coreParameters\(size\); inputW/,
    ],
    [
      'a name twice',
      CELL.replace("'gateBias', 'bias'", "'gateInput', 'bias'"),
      /parameters has gateInput twice/,
    ],
    [
      'a role that is none',
      CELL.replace("'gateBias', 'bias'", "'gateBias', 'spine'"),
      /must have a role of wire, gate, bias/,
    ],
    [
      'a start of another size',
      CELL.replace('drawn(size.hidden ** 2)', 'drawn(3)'),
      /must draw gateRecurrent as .* 144 numbers, got 3/,
    ],
  ])('with %s is refused before it trains', async (_, content, message) => {
    user.file('cell.mjs', content)
    await expect(trained()).rejects.toThrow(message)
  })

  it.each<[string, RegExp]>([
    ['network.open=9', /network\.open: must be from -5 to 5, got 9/],
    ['network.opened=1', /network\.opened: no such field; nearest: network\.open/],
    ['network.alpha=0.5', /network\.alpha: must be 1 where network\.cell is minimal-gate, got 0\.5/],
    ['network.excitatory=0.5', /network\.excitatory: no such field/],
  ])('%s is refused as for others', async (setting, message) => {
    await expect(asked(setting)).rejects.toThrow(message)
  })

  it('a field of it that must be set is missed', async () => {
    await expect(askedExperiment(preset('tiny'), [`network.cell=${path}`])).rejects.toThrow(
      /network\.open: must be set where cell is minimal-gate \(from -5 to 5, e\.g\. 1\), got nothing/,
    )
  })
})
