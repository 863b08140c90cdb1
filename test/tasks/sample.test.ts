import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tasksCommand } from '../../src/cli/tasks.js'
import { InputError } from '../../src/errors.js'
import { RunFolder } from '../../src/runs/folder.js'
import { batteries, batteryByName } from '../../src/tasks/batteries.js'
import { type Battery, subset, taskByName } from '../../src/tasks/battery.js'
import { defineBattery } from '../../src/tasks/defineBattery.js'
import { fixed } from '../../src/tasks/laws.js'
import { sampleTrials } from '../../src/tasks/sample.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { readNpz, textsOf, valuesOf } from '../formats/npz.js'

let folder: string
let written: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gyrus-sample-'))
  written = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const run = (...words: string[]) => tasksCommand().parseAsync(['sample', ...words], { from: 'user' })
const place = (name = 'trials.npz') => join(folder, name)

const numbers = (sample: ReturnType<typeof sampleTrials>, name: string) => {
  const array = sample[name]
  if (!('data' in array)) throw new Error(`${name} holds texts`)
  return array
}

describe('sampleTrials', () => {
  const options = { trials: 3, seed: 1 }

  it.each(batteries.map(({ name }) => name))('of %s: padding, masks and shapes fit together', (name) => {
    const battery = batteryByName(name)
    const sample = sampleTrials(battery, battery.tasks, options)
    const { shape, data: inputs } = numbers(sample, 'inputs')
    const [count, time, channels] = shape
    expect([count, channels]).toEqual([3 * battery.tasks.length, battery.inputCount])
    const steps = numbers(sample, 'steps').data
    expect(Math.max(...steps)).toBe(time)
    const { data: labels } = numbers(sample, 'labels')
    const mask = numbers(sample, 'mask')
    expect(mask.shape).toEqual(battery.code ? [count, time, battery.outputCount] : [count, time])
    const wide = mask.data.length / (count * time)
    for (let cell = 0; cell < count * time; cell++) {
      const inside = cell % time < steps[Math.floor(cell / time)]
      const row = inputs.subarray(cell * channels, (cell + 1) * channels)
      const factors = mask.data.subarray(cell * wide, (cell + 1) * wide)
      if (inside) {
        const label = labels[cell]
        expect(row.some((value) => value !== 0)).toBe(true)
        if (battery.code) expect(label === -1 || (label >= 0 && label < 2 * Math.PI)).toBe(true)
        else expect([label >= 0, ...factors]).toEqual([true, 1])
      } else {
        expect(row.every((value) => value === 0)).toBe(true)
        expect(factors.every((value) => value === 0)).toBe(true)
        expect(labels[cell]).toBe(battery.code ? Number.NaN : -1)
      }
    }
  })

  it("has a task's trials whatever else is drawn, the same with noise and without", () => {
    const [go, dm1] = ['go', 'dm1'].map((name) => taskByName(yang19, name))
    const both = sampleTrials(yang19, [go, dm1], options)
    const one = sampleTrials(yang19, [dm1], options)
    const time = numbers(one, 'labels').shape[1]
    const width = numbers(both, 'labels').shape[1]
    for (let trial = 0; trial < 3; trial++) {
      const from = (3 + trial) * width * 53
      expect(numbers(both, 'inputs').data.slice(from, from + time * 53)).toEqual(
        numbers(one, 'inputs').data.slice(trial * time * 53, (trial + 1) * time * 53),
      )
    }
    const silent = sampleTrials(yang19, [dm1], { ...options, noise: false })
    expect(silent.labels).toEqual(one.labels)
    expect(silent.inputs).not.toEqual(one.inputs)
  })

  it('refuses a task twice and more than memory holds, before it draws', () => {
    const go = taskByName(yang19, 'go')
    expect(() => sampleTrials(yang19, [go, go], options)).toThrow('each may be named once, got "go" twice')
    const many = () => sampleTrials(yang19, yang19.tasks, { ...options, trials: 1e15 })
    expect(many).toThrow(InputError)
    expect(many).toThrow('trials: must be at most 3813 of each of these tasks, got 1000000000000000')
  })
})

describe('gyrus tasks sample', () => {
  it.each(['yang19', 'yang19-original'])('of %s: the file holds what was drawn, to the bit', async (name) => {
    const battery = batteryByName(name)
    await run('--battery', name, '--n', '2', '--seed', '5', '--out', place())
    const read = readNpz(readFileSync(place()))
    const sample = sampleTrials(battery, battery.tasks, { trials: 2, seed: 5 })
    expect(Object.keys(read)).toEqual(Object.keys(sample))
    for (const [key, array] of Object.entries(sample)) {
      if (!('data' in array)) continue
      const { data, shape } = array
      const type = data instanceof Float32Array ? '<f4' : data instanceof Float64Array ? '<f8' : '<i4'
      expect(read[key].type, key).toBe(type)
      expect(read[key].shape, key).toEqual(shape)
      expect(read[key].bytes.equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength)), key).toBe(
        true,
      )
    }
    for (const key of ['task_names', 'channel_names', 'output_names'])
      expect(textsOf(read[key])).toEqual(sample[key])
    expect(sample.task_names).toEqual(battery.tasks.map((task) => task.name))
    expect(written).toMatch(/^wrote 40 trials to .*trials\.npz: inputs, labels, mask, /)
  })

  it('holds what a user looks for', async () => {
    await run('--task', 'dm1', '--task', 'go', '--n', '4', '--no-noise', '--out', place())
    const arrays = readNpz(readFileSync(place()))
    const values = (name: string) => valuesOf(arrays[name])
    const names = textsOf(arrays.task_names)
    expect(values('task').map((task) => names[task])).toEqual([
      ...Array(4).fill('dm1'),
      ...Array(4).fill('go'),
    ])
    const [, time, channels] = arrays.inputs.shape
    const steps = values('steps')
    const [start, end] = values('period_decision')
    expect(end).toBe(steps[0])
    const fixation = Array.from({ length: time }, (_, t) => values('inputs')[t * channels])
    expect(fixation.indexOf(0)).toBe(start)
    const labels = values('labels')
    const target = values('condition_target')
    for (let trial = 4; trial < 8; trial++) {
      expect(labels[trial * time + steps[trial] - 1]).toBe(1 + target[trial])
    }
    expect(target.slice(0, 4)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    expect(values('condition_modality').slice(4)).toEqual([1, 2, 1, 2])
    expect(values('period_delay').slice(0, 2)).toEqual([-1, -1])
  })

  it('gives the same bytes for the same seed in any time zone, others for another', async () => {
    const zone = process.env.TZ
    const files: Buffer[] = []
    try {
      for (const [seed, TZ] of [
        ['1', 'Asia/Tokyo'],
        ['1', 'America/Lima'],
        ['2', 'UTC'],
      ]) {
        process.env.TZ = TZ
        await run('--n', '1', '--seed', seed, '--out', place(), '--force')
        files.push(readFileSync(place()))
      }
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
    expect(files[1].equals(files[0])).toBe(true)
    expect(files[2].equals(files[0])).toBe(false)
  })

  it.each([
    [['--battery', 'yang'], 'battery: "yang" is unknown; nearest: yang19'],
    [['--task', 'dlydm'], 'task: "dlydm" is not in battery yang19; nearest: dlydm1, dlydm2'],
    [['--n', '0'], '--n: must be an integer ≥ 1, got "0"'],
    [['--n', '1e3'], '--n: must be an integer ≥ 1, got "1e3"'],
    [['--n', '100000'], 'trials: must be at most 3813 of each of these tasks, got 100000'],
    [['--seed', '-1'], '--seed: must be an integer ≥ 0, got "-1"'],
    [['--out', 'trials.npy'], '--out: must end in .npz, got "trials.npy"'],
    [
      ['--out', '/nowhere/trials.npz', '--n', '1'],
      'no such file or folder (ENOENT) while writing /nowhere/trials.npz',
    ],
  ])('refuses %j in one line', async (words, message) => {
    const failing = run('--out', place(), ...words)
    await expect(failing).rejects.toThrow(InputError)
    await expect(failing).rejects.toThrow(message)
  })
})

describe('what channels and outputs are called', () => {
  it('says where a direction, a channel and a task stand', () => {
    const shown = (battery: Battery) => {
      const sample = sampleTrials(battery, battery.tasks, { trials: 1, seed: 1 })
      const channels = sample.channel_names as string[]
      expect(numbers(sample, 'inputs').shape[2]).toBe(channels.length)
      return { channels, outputs: sample.output_names as string[] }
    }
    const { channels, outputs } = shown(subset(yang19, ['dm1', 'go']))
    expect([channels.length, outputs.length]).toEqual([35, 17])
    expect([0, 1, 16, 17, 32, 33, 34].map((i) => channels[i])).toEqual([
      'fixation',
      'ring 1 direction 0',
      'ring 1 direction 15',
      'ring 2 direction 0',
      'ring 2 direction 15',
      'task dm1',
      'task go',
    ])
    expect([outputs[0], outputs[1], outputs[16]]).toEqual(['fixate', 'direction 0', 'direction 15'])
    const tone = defineBattery('tones', { dt: 100, ringUnits: 2, rings: 0, channels: ['fixation', 'task'] }, [
      {
        name: 'still',
        family: 'still',
        asks: 'keep fixating',
        ceiling: 1,
        condition: [],
        periods: [{ name: 'rest', lasts: fixed(100), shows: [{ channel: 'task', strength: 0.5 }] }],
      },
    ])
    expect(shown(tone).channels).toEqual(['fixation', 'channel fixation', 'channel task', 'task still'])
  })
})

describe('gyrus tasks sample --run', () => {
  const runOf = async (...settings: string[]) => {
    const dir = join(folder, 'run')
    const folderOfRun = await RunFolder.create(applyOverrides(preset('tiny'), settings), { dir })
    await folderOfRun.close()
    return dir
  }
  const arrays = () => readNpz(readFileSync(place()))
  /** For each trial, its task and which of the channels after the rings are ever on. */
  const lines = () => {
    const { inputs, task, task_names, channel_names } = arrays()
    const [trials, time, channels] = inputs.shape
    const [values, names, all] = [valuesOf(inputs), textsOf(task_names), textsOf(channel_names)]
    expect(all).toHaveLength(channels)
    return valuesOf(task).map((row, trial) => {
      const on = all.filter((name, channel) => {
        if (!name.startsWith('task ')) return false
        return Array.from({ length: time }).some(
          (_, t) => values[(trial * time + t) * channels + channel] > 0,
        )
      })
      expect(trial).toBeLessThan(trials)
      return [names[row], ...on]
    })
  }

  it('gives the tasks of the run in its order, each with the line that its network knows', async () => {
    const dir = await runOf('tasks=dlygo,go,dm1')
    await run('--run', dir, '--n', '1', '--no-noise', '--out', place())
    expect(arrays().inputs.shape[2]).toBe(36)
    expect(lines()).toEqual([
      ['dlygo', 'task dlygo'],
      ['go', 'task go'],
      ['dm1', 'task dm1'],
    ])
    expect(textsOf(arrays().channel_names).slice(33)).toEqual(['task dlygo', 'task go', 'task dm1'])
    await run('--run', dir, '--task', 'dm1', '--n', '1', '--no-noise', '--out', place(), '--force')
    expect(arrays().inputs.shape).toEqual([1, expect.any(Number), 36])
    expect(lines()).toEqual([['dm1', 'task dm1']])
  })

  it('keeps the lines of tasks that are held out, and has no trials of them', async () => {
    const dir = await runOf('tasks=dlygo,go,dm1', 'heldOut=go')
    await run('--run', dir, '--n', '1', '--no-noise', '--out', place())
    expect(arrays().inputs.shape[2]).toBe(36)
    expect(lines()).toEqual([
      ['dlygo', 'task dlygo'],
      ['dm1', 'task dm1'],
    ])
    const failing = run('--run', dir, '--task', 'go', '--out', place())
    await expect(failing).rejects.toThrow(
      new InputError(`--task: "go" was held out in ${dir}, which has an input for it and no trials of it`),
    )
  })

  it('takes kept networks, and runs of other batteries', async () => {
    await run('--run', 'results/growing-brains/networks/bimt-s4', '--n', '1', '--out', place())
    expect(arrays().inputs.shape).toEqual([20, 32, 53])
    const dir = await runOf('battery=modcog', 'tasks=null')
    await run('--run', dir, '--task', 'dmsintr', '--n', '1', '--out', place(), '--force')
    expect(arrays().inputs.shape).toEqual([1, expect.any(Number), 33 + 82])
  })

  it('refuses a second battery, a task of another run and a folder that is none, in one line', async () => {
    const dir = await runOf('tasks=go,dm1')
    for (const [words, message] of [
      [
        ['--run', dir, '--battery', 'yang19'],
        `--battery: a run has a battery of its own, give --run ${dir} or`,
      ],
      [['--run', dir, '--task', 'dm2'], `--task: "dm2" is not among the tasks of ${dir}; nearest: dm1`],
      [['--run', folder], `${folder}: not a run, it has no experiment.json`],
    ] as const) {
      const failing = run(...words, '--out', place())
      await expect(failing).rejects.toThrow(InputError)
      await expect(failing).rejects.toThrow(message)
    }
  })
})
