import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Details, Summary } from '../../src/analysis/analysis.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import type { Lesions } from '../../src/studies/lesions/schema.js'
import { readNpz, textsOf, valuesOf } from '../formats/npz.js'
import { CELL, userFolder } from '../userFolder.js'
import { grown } from './grown.js'
import { gyrus, gyrusProcess, smallest } from './gyrus.js'

const user = userFolder()
const folder = user.path
afterAll(() => user.remove())
const read = (name: string) => readFileSync(join(folder, name))
const activity = (...args: string[]) => gyrus(['activity', ...args], { cwd: folder })
const shares = (arrays: ReturnType<typeof readNpz>) =>
  textsOf(arrays.tasks).map((task) => {
    const correct = arrays[`${task}/correct`].bytes
    return [task, correct.reduce((sum, right) => sum + right, 0) / correct.length]
  })

/** Population variance over trials, mean over time, of one neuron in [trial, time, neuron]. */
function varianceOf(values: readonly number[], [trials, time, neurons]: number[], neuron: number): number {
  const atStep = (step: number) =>
    Array.from({ length: trials }, (_, trial) => values[(trial * time + step) * neurons + neuron])
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
  const variances = Array.from({ length: time }, (_, step) => {
    const rates = atStep(step)
    return mean(rates.map((rate) => (rate - mean(rates)) ** 2))
  })
  return mean(variances)
}

beforeAll(async () => {
  user.file('cell.mjs', CELL)
  await grown(join(folder, 'run'))
})

describe('gyrus activity', () => {
  it('answers the trials of the analysis as the analysis says', async () => {
    const { code, stdout, stderr } = await activity('run', '--out', 'act.npz', '--trials', '10')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^act\.npz: 6 tasks, 10 trials each \(those of the analysis\), 25 neurons, step 300\nAcc/,
    )
    const { accuracy } = JSON.parse(String(read('run/analysis/summary.json'))) as Summary
    expect(Object.fromEntries(shares(readNpz(read('act.npz'))))).toEqual(accuracy)
    const { taskVariance } = JSON.parse(String(read('run/analysis/details.json'))) as Details
    const held = await activity('run', '--out', 'held.npz', '--trials', '10', '--held')
    expect(held.stdout).toContain('10 trials each (those of which task variance is measured)')
    const arrays = readNpz(read('held.npz'))
    textsOf(arrays.tasks).forEach((task, t) => {
      const { shape } = arrays[`${task}/activity`]
      const values = valuesOf(arrays[`${task}/activity`])
      for (let neuron = 0; neuron < 25; neuron++)
        expect(varianceOf(values, shape, neuron)).toBeCloseTo(taskVariance![t][neuron], 8)
    })
    // And the same bytes again.
    expect((await activity('run', '--out', 'again.npz', '--trials', '10')).code).toBe(0)
    expect(read('again.npz').equals(read('act.npz'))).toBe(true)
  })

  it.each([
    ['network.cell=./cell.mjs', 'network.open=-2'],
    ['network.cell=gru', 'network.activation=tanh'],
    ['regularizer.kind=mask', 'regularizer.radius=1'],
  ])('has the accuracies of the analysis with %s, %s', async (...settings) => {
    const dir = settings.join(' ').replaceAll(/\W/g, '-')
    const trained = await gyrus(['train', 'tiny', '--out', dir, ...smallest('tasks=go,dm1', ...settings)], {
      cwd: folder,
    })
    expect([trained.code, trained.stderr]).toEqual([0, ''])
    expect((await activity(dir, '--out', `${dir}.npz`, '--trials', '10')).stdout).toContain('9 neurons')
    const arrays = readNpz(read(`${dir}.npz`))
    const { accuracy } = JSON.parse(String(read(`${dir}/analysis/summary.json`))) as Summary
    expect(Object.fromEntries(shares(arrays))).toEqual(accuracy)
    const { shape } = arrays['go/activity']
    expect(valuesOf(arrays['go/activity']).some((rate) => rate !== 0)).toBe(true)
    expect(shape.slice(0, 1).concat(shape[2])).toEqual([10, 9])
  })

  it('of a lesion has the accuracy that the study of lesions found', async () => {
    const study = await gyrus(['lesion', 'run', '--nulls', '20', '--trials', '10', '--json'], { cwd: folder })
    const { clusters, neurons, tasks } = JSON.parse(study.stdout) as Lesions
    const { stdout } = await activity('run', '--out', 'c1.npz', '--trials', '10', '--lesion', 'cluster:1')
    expect(stdout).toContain(
      `Silenced: cluster 1 (${clusters[0].preferredTask}), ${clusters[0].neurons} neurons`,
    )
    const arrays = readNpz(read('c1.npz'))
    expect(shares(arrays)).toEqual(tasks.map((task, t) => [task, clusters[0].accuracy[t]]))
    expect(valuesOf(arrays.silenced)).toHaveLength(clusters[0].neurons)
    const [{ neuron, drop }] = neurons
    await activity('run', '--out', 'n.npz', '--trials', '10', '--lesion', `neuron:${neuron}`)
    const [intact, without] = [shares(readNpz(read('act.npz'))), shares(readNpz(read('n.npz')))]
    intact.forEach(([, share], t) => {
      expect(Number(share) - Number(without[t][1])).toBeCloseTo(drop[t], 12)
    })
  })

  it('takes a part of it, an earlier step, a checkpoint, a kept network', async () => {
    const some = ['--tasks', 'dm1, go', '--quantities', 'activity', '--trials', '3']
    expect((await activity('run', '--step', '250', '--out', 'step.npz', ...some)).code).toBe(0)
    const arrays = readNpz(read('step.npz'))
    expect(textsOf(arrays.tasks)).toEqual(['go', 'dm1']) // in the order of the battery
    expect(Object.keys(arrays).filter((name) => /(activity|logits|inputs|labels)$/.test(name))).toEqual([
      'go/activity',
      'dm1/activity',
    ])
    expect([valuesOf(arrays.step), 'clusters' in arrays]).toEqual([[250], false])
    await activity('run/checkpoints/step-00000250.safetensors', '--out', 'file.npz', ...some)
    const ofFile = readNpz(read('file.npz'))
    expect(ofFile['go/activity'].bytes.equals(arrays['go/activity'].bytes)).toBe(true)
    await gyrus(['export', 'run', '--format', 'safetensors', '--out', 'network.safetensors'], { cwd: folder })
    expect((await activity('network.safetensors', '--out', 'kept.npz', ...some)).code).toBe(0)
  })

  it('writes over a file only where it is told to', async () => {
    writeFileSync(join(folder, 'mine.npz'), 'mine')
    const args = ['run', '--out', 'mine.npz', '--trials', '2', '--tasks', 'go']
    expect(await activity(...args)).toMatchObject({ code: 2, stdout: '' })
    expect(String(read('mine.npz'))).toBe('mine')
    expect((await activity(...args, '--force')).code).toBe(0)
    expect(textsOf(readNpz(read('mine.npz')).tasks)).toEqual(['go'])
  })

  it.each<[string[], RegExp]>([
    [[], /required option '--out <file>'/],
    [['--out', 'a.mat'], /--out: must end in \.npz, got "a\.mat"/],
    [['--out', 'no/a.npz'], /no such file or folder/],
    [['--out', 'a.npz', '--tasks', 'go,dm'], /--tasks: there is no "dm"; nearest: dm1.*; all: go, .*dm1/],
    [['--out', 'a.npz', '--tasks', ''], /--tasks: there is no ""/],
    [
      ['--out', 'a.npz', '--quantities', 'activty'],
      /--quantities: there is no "activty"; nearest: activity; all: activity, logits, inputs, labels/,
    ],
    [['--out', 'a.npz', '--lesion', 'cluster:99'], /lesion: a cluster must be from 1 to \d+, got "99"/],
    [['--out', 'a.npz', '--step', '250', '--lesion', 'cluster:1'], /needs the clusters of an analysis/],
    [['--out', 'a.npz', '--step', '7'], /has no network of step 7; it has those of 250, 300/],
    [['--out', 'a.npz', '--trials', '0'], /--trials: must be an integer from 1 to \d+, got "0"/],
  ])('%j is one line, and nothing is written', async (args, message) => {
    const before = readdirSync(folder)
    const { code, stdout, stderr } = await activity('run', ...args)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([code, stdout]).toEqual([2, ''])
    expect(readdirSync(folder)).toEqual(before)
  })

  it('says of what is not finite where that was, and writes nothing', async () => {
    cpSync(join(folder, 'run'), join(folder, 'wild'), { recursive: true })
    const record = JSON.parse(String(read('wild/experiment.json')))
    record.experiment.network.activation = 'relu2'
    rmSync(join(folder, 'wild/checkpoints'), { recursive: true })
    writeFileSync(join(folder, 'wild/experiment.json'), JSON.stringify(record))
    const { tensors } = decodeSafetensors(read('network.safetensors'))
    const names = [
      'inputWeights',
      'recurrentWeights',
      'recurrentBias',
      'outputWeights',
      'outputBias',
      'places',
    ]
    const kept = Object.fromEntries(names.map((name) => [name, tensors[name]]))
    kept.recurrentWeights = { shape: [25, 25], data: new Float32Array(25 ** 2).fill(9) }
    writeFileSync(
      join(folder, 'wild/network.safetensors'),
      encodeSafetensors({ tensors: kept, metadata: { step: '300' } }),
    )
    const before = readdirSync(folder)
    const { code, stderr } = await activity('wild', '--out', 'wild.npz')
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/wild: the activity of the network is not finite in /),
    ])
    expect(readdirSync(folder)).toEqual(before)
  })

  it('leaves nothing behind where it is stopped', async () => {
    const begun = (name: string) => name.startsWith('.long.npz')
    const { code } = await gyrusProcess(['activity', 'run', '--out', 'long.npz', '--trials', '200000'], {
      cwd: folder,
      begun(child) {
        const look = setInterval(() => {
          if (!readdirSync(folder).some(begun)) return
          clearInterval(look)
          child.kill('SIGINT')
        }, 20)
        child.on('close', () => clearInterval(look))
      },
    })
    expect(code).toBe(130)
    expect(readdirSync(folder).filter(begun)).toEqual([])
    expect(existsSync(join(folder, 'long.npz'))).toBe(false)
  })
})
