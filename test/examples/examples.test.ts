import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { filesOf } from '../../src/exporters/exporter.js'
import { Random } from '../../src/random/random.js'
import { askedExperiment } from '../../src/runs/modules.js'
import { loadBattery } from '../../src/runs/userBattery.js'
import { loadExporter } from '../../src/runs/userExporter.js'
import { drawTrial, makeTrial, taskByName } from '../../src/tasks/index.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'
import { madeNetwork } from '../exporters/made.js'

const brief = ['training.batch=4', 'training.time=40', 'training.evaluateEvery=600']

describe('examples/hubCost', () => {
  const kind = 'regularizer.kind=examples/hubCost.mjs'

  /** The recurrent weights of `tiny` under it at each checkpoint, as sizes, row-major: rows receive. */
  async function sizesUnder(...settings: string[]): Promise<number[][]> {
    const { experiment, modules } = await askedExperiment(preset('tiny'), [kind, ...settings, ...brief])
    const sizes: number[][] = []
    for await (const event of train(experiment, nodeEngine(), modules)) {
      if (event.type !== 'checkpoint') continue
      sizes.push(Array.from(event.state.tensors.recurrentWeights.data, Math.abs))
    }
    return sizes
  }

  it('makes hubs smaller and cuts the weakest wires', async () => {
    const [charged] = await sizesUnder('regularizer.lambda=1e-2', 'training.steps=501')
    const [free] = await sizesUnder('regularizer.lambda=0', 'training.steps=501')
    const strongest = (sizes: number[]) => {
      const hidden = Math.sqrt(sizes.length)
      const sent = new Float64Array(hidden)
      sizes.forEach((w, i) => {
        sent[i % hidden] += w
      })
      return Math.max(...sent)
    }
    const wires = (sizes: number[]) => sizes.filter((w) => w > 0)
    expect(strongest(charged)).toBeLessThan(0.5 * strongest(free))
    expect(Math.min(...wires(charged))).toBeGreaterThanOrEqual(0.02)
    expect(wires(charged).length).toBeLessThan(wires(free).length)
  })

  it('leaves what is cut cut, under the threshold that is set', async () => {
    const settings = ['regularizer.lambda=1e-4', 'training.steps=530', 'training.checkpointEvery=10']
    const sizes = (await sizesUnder('regularizer.weakest=0.05', ...settings)).slice(-4)
    const [cut, ...later] = sizes.map((all) => all.map((w) => w === 0))
    expect(cut.filter(Boolean).length).toBeGreaterThan(100)
    for (const now of later) expect(cut.every((was, i) => !was || now[i])).toBe(true)
    expect(Math.min(...sizes[0].filter((w) => w > 0))).toBeGreaterThanOrEqual(0.05)
  })
})

describe('examples/adaptingCell', () => {
  async function accuracies(steps: number, ...settings: string[]): Promise<number[]> {
    const { experiment, modules } = await askedExperiment(preset('tiny'), [
      ...['regularizer.kind=none', 'tasks=go,dlygo', 'training.evaluateEvery=1000'],
      ...[`training.steps=${steps}`, ...settings],
    ])
    const found: number[] = []
    for await (const event of train(experiment, nodeEngine(), modules)) {
      if (event.type === 'evaluation') found.push(event.meanAccuracy)
    }
    return found
  }

  it('learns, and is the rate neuron where nothing adapts', async () => {
    const cell = 'network.cell=examples/adaptingCell.mjs'
    const [start, end] = await accuracies(1000, cell)
    expect(end).toBeGreaterThan(start + 0.3)
    expect(await accuracies(200, cell, 'network.strength=0')).toEqual(await accuracies(200))
  })
})

describe.each(['distractorMatch', 'parametricMemory'])('examples/%s', (name) => {
  const path = `examples/${name}.mjs`

  it('has under 40 lines', () => {
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThan(40)
  })

  it('is a battery that a network learns', async () => {
    const { battery } = await loadBattery(path)
    const settings = [
      ...['network.rows=5', 'network.columns=5', 'regularizer.lambda=0', 'tasks=null'],
      ...['training.steps=600', 'training.evaluateEvery=600', 'training.checkpointEvery=600'],
    ]
    const accuracies: number[] = []
    for await (const event of train(applyOverrides(preset('tiny'), settings), nodeEngine(), { battery })) {
      if (event.type === 'evaluation') accuracies.push(event.meanAccuracy)
    }
    expect(accuracies[1]).toBeGreaterThan(0.8)
    expect(accuracies[1]).toBeGreaterThan(accuracies[0] + 0.3)
  })
})

describe('examples/brainNet', () => {
  it('is an exporter whose files hold places, clusters and connections', async () => {
    const exporter = await loadExporter('examples/brainNet.mjs')
    const network = madeNetwork()
    const files = await filesOf(exporter, network)
    const rows = (name: string) =>
      String(files[name])
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))
    expect(Object.keys(files)).toEqual(['network.node', 'network.edge'])
    const [x, y] = network.layout.hidden
    const { labels, importance } = network.analysis!
    expect(rows('network.node')).toHaveLength(12)
    expect(rows('network.node')[1].slice(3)).toEqual([`${labels[1] + 1}`, `${importance[1]}`, 'neuron-1'])
    expect(rows('network.node')[0].slice(0, 3).map(Number)).toEqual([100 * x, 100 * y, 0])
    expect(rows('network.edge')[2][5]).toBe(String(network.connections.recurrentWeights[5 * 12 + 2]))
  })
})

describe('examples/distractorMatch', () => {
  it('shows a distractor that is neither sample nor test', async () => {
    const { battery } = await loadBattery('examples/distractorMatch.mjs')
    const task = taskByName(battery, 'distractor')
    const random = Random.seeded(1)
    let matches = 0
    for (let turn = 0; turn < 400; turn++) {
      const trial = makeTrial(battery, task, drawTrial(battery, task, random, { turn }))
      const { sample, test, between } = trial.condition
      expect([sample, test]).not.toContain(between)
      expect(trial.labels.at(-1)).toBe(sample === test ? 1 + test : 0)
      if (sample === test) matches++
    }
    expect(Math.abs(matches - 200)).toBeLessThan(60)
  })
})
