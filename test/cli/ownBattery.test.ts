import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNpz, textsOf } from '../formats/npz.js'
import { gyrus, gyrusProcess, refusalOf, small } from './gyrus.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'gyrus-own-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const source = `
import { defineBattery, defineTask, real, fixed, toward, uniform, yang19 } from 'gyrus'
const contrast = defineTask({
  name: 'contrast', family: 'mine', asks: 'say whether the contrast is above 0', ceiling: 1,
  condition: [real('contrast', uniform(-1, 1))],
  periods: [
    { name: 'cue', lasts: fixed(500), fixation: true, shows: [{ channel: 'contrast', strength: (c) => c.contrast }] },
    { name: 'decision', lasts: fixed(300), wants: (c) => toward(c.contrast > 0 ? 0 : 8) },
  ],
})
export default defineBattery('mine', { dt: 100, ringUnits: 16, channels: ['contrast'], held: { fixation: 500 } },
  [...yang19.tasks.slice(0, 3), contrast])
`
const file = (name: string, text = source) => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}
const run = (...args: string[]) => gyrus(args, { cwd: folder })
const refusal = (...args: string[]) => refusalOf(args, { cwd: folder })

beforeAll(() => {
  // As `npm install` leaves it in a user's folder.
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'gyrus'))
  file('my-battery.mjs')
})

describe('gyrus tasks --battery FILE', () => {
  it('lists, shows and draws own tasks as built-in ones', async () => {
    const { stdout } = await run('tasks', 'list', '--battery', './my-battery.mjs')
    expect(stdout.split('\n')[4]).toMatch(/^3 +contrast +mine +8 +1\.000 +say whether/)
    const shown = await run('tasks', 'show', 'contrast', '--battery', './my-battery.mjs')
    expect(shown.stdout).toMatch(/\ncontrast {4}[░▒▓█]{10}\n/)
    await run('tasks', 'show', 'contrast', '--battery', './my-battery.mjs', '--out', 'trial.svg')
    expect(readFileSync(join(folder, 'trial.svg'), 'utf8')).toContain('>contrast<')
  })

  it('takes the batteries of README.md and docs/tasks.md as they stand', async () => {
    const pages = ['README.md', 'docs/tasks.md'].map((name) => readFileSync(join(root, name), 'utf8'))
    const shown = Array.from(pages.join('\n').matchAll(/```js\n(\/\/ my-battery\.mjs[\s\S]*?)```/g))
    expect(shown.length).toBeGreaterThan(0)
    for (const [, text] of shown)
      expect((await run('tasks', 'list', '--battery', file('documented.mjs', text))).code).toBe(0)
  })

  it('takes a battery that was written for 0.1.0, which imports the tasks by their file', async () => {
    const old = file('old.mjs', source.replace("from 'gyrus'", "from 'gyrus/tasks/index.js'"))
    const { stdout } = await run('tasks', 'list', '--battery', old)
    expect(stdout).toMatch(/ contrast +mine /)
  })

  it('verifies reference trials of the built-in tasks in it', async () => {
    const text = readFileSync(join(root, 'test/fixtures/neurogym-yang19.jsonl'), 'utf8')
    const [go] = text.split('\n').filter((line) => line.includes('"go"'))
    // The file has no column for the plain channel.
    file('trial.jsonl', go)
    const rings = file(
      'rings.mjs',
      source.replace("channels: ['contrast'], ", '').replace(', contrast]', ']'),
    )
    const { stdout, code } = await run('tasks', 'verify', 'trial.jsonl', '--battery', rings)
    expect(stdout).toBe('1 trials, 0 mismatches (0 ties)\n')
    expect(code).toBe(0)
  })

  it.each([
    [undefined, /no such file or folder \(ENOENT\) while reading the battery \.\/bad\.mjs/],
    [
      'export const x = 1',
      /bad\.mjs: must export a battery, export default defineBattery\(…\), got no default export/,
    ],
    ['export default {}', /bad\.mjs: must export a battery.*got object/],
    ['export default (', /bad\.mjs: the battery cannot be loaded \(/],
    ["import 'nothing-of-this-name'", /bad\.mjs: the battery cannot be loaded \(Cannot find package/],
    [source.replace('fixed(500)', 'fixed(-100)'), /bad\.mjs: contrast\.cue: lasts must be ≥ 0 ms, got -100/],
    [
      source.replace('ringUnits: 16', 'ringUnits: 0'),
      /bad\.mjs: mine: ringUnits must be an integer ≥ 1, got 0/,
    ],
  ])('refuses %j in one line', async (text, message) => {
    rmSync(join(folder, 'bad.mjs'), { force: true })
    if (text !== undefined) file('bad.mjs', text)
    expect(await refusal('tasks', 'list', '--battery', './bad.mjs')).toMatch(message)
  })

  it('says how a file is named where a name is unknown', async () => {
    expect(await refusal('tasks', 'list', '--battery', './my-battery.ts')).toMatch(
      /is unknown; nearest: .*\.mjs/,
    )
    expect(await refusal('train', 'tiny', '--set', 'battery=mine')).toMatch(
      /battery: must be one of yang19, .*\.mjs/,
    )
  })

  it('says where gyrus must be found', async () => {
    const lonely = mkdtempSync(join(tmpdir(), 'gyrus-lonely-'))
    writeFileSync(join(lonely, 'b.mjs'), source)
    expect(await refusalOf(['tasks', 'list', '--battery', './b.mjs'], { cwd: lonely })).toMatch(
      /where gyrus is installed/,
    )
    rmSync(lonely, { recursive: true })
  })
})

describe('gyrus train PRESET --set battery=FILE', () => {
  it('trains, analyzes and reports; the run notes the file and its SHA-256', async () => {
    const { code, stdout, stderr } = await run(
      ...['train', 'tiny', '--out', 'run', ...small('training.steps=100', 'battery=./my-battery.mjs')],
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/\nReport: /)
    const { experiment } = JSON.parse(readFileSync(join(folder, 'run/experiment.json'), 'utf8')) as {
      experiment: Record<string, unknown>
    }
    expect(experiment).toMatchObject({ battery: './my-battery.mjs', tasks: null })
    expect(experiment.batterySha256).toMatch(/^[0-9a-f]{64}$/)
    const summary = JSON.parse(readFileSync(join(folder, 'run/analysis/summary.json'), 'utf8')) as {
      accuracy: Record<string, number>
    }
    expect(Object.keys(summary.accuracy)).toEqual(['go', 'rtgo', 'dlygo', 'contrast'])
    expect(existsSync(join(folder, 'run/figures/network.svg'))).toBe(true)
    expect(readFileSync(join(folder, 'run/report.html'), 'utf8')).toContain('battery mine')
  })

  it('trains some of its tasks, and knows the nearest to a name that it has not', async () => {
    const tasks = (names: string) => ['--set', 'battery=./my-battery.mjs', '--set', `tasks=${names}`]
    expect(await refusal('train', 'tiny', ...tasks('go,kontrast'))).toMatch(
      /"kontrast" is not in battery mine; nearest: contrast/,
    )
    const { code } = await run(
      ...['train', 'tiny', '--json', '--out', 'some', ...small('training.steps=20'), ...tasks('go,contrast')],
    )
    expect(code).toBe(0)
    const sampled = await run('tasks', 'sample', '--run', 'some', '--n', '1', '--out', 'some.npz')
    expect(sampled.stderr).toBe('')
    const { inputs, channel_names } = readNpz(readFileSync(join(folder, 'some.npz')))
    expect(inputs.shape).toEqual([2, 15, 1 + 2 * 16 + 1 + 2])
    expect(textsOf(channel_names).slice(33)).toEqual(['channel contrast', 'task go', 'task contrast'])
  })

  it('goes on bit for bit, but not after the file has changed or gone', async () => {
    const settings = small('training.steps=200', 'battery=./my-battery.mjs')
    await run('train', 'tiny', '--json', '--out', 'whole', ...settings)
    const { code } = await gyrusProcess(['train', 'tiny', '--json', '--out', 'stopped', ...settings], {
      cwd: folder,
      seen: (stdout, child) => {
        if (stdout.includes('"checkpoint","step":50')) child.kill('SIGTERM')
      },
    })
    expect(code).toBe(143)

    file('my-battery.mjs', source.replace('uniform(-1, 1)', 'uniform(-1, 0.9)'))
    const changed = /my-battery\.mjs: the battery is not as it was when the run began.*undo the change/
    expect(await refusal('resume', 'stopped')).toMatch(changed)
    expect(await refusal('analyze', 'stopped')).toMatch(changed)
    rmSync(join(folder, 'my-battery.mjs'))
    expect(await refusal('resume', 'stopped')).toMatch(/ENOENT.*my-battery\.mjs; put it back/)

    file('my-battery.mjs')
    expect((await run('resume', 'stopped', '--json')).code).toBe(0)
    const last = (dir: string) => readFileSync(join(folder, dir, 'checkpoints/step-00000200.safetensors'))
    expect(last('stopped').equals(last('whole'))).toBe(true)
  })

  it('gives examples that can be copied', async () => {
    cpSync(join(root, 'examples/parametricMemory.mjs'), join(folder, 'memory.mjs'))
    const { stdout } = await run('tasks', 'list', '--battery', 'memory.mjs')
    expect(stdout).toContain('frequencies')
  })
})
