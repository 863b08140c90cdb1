/** gyrus_reader.py, held against what gyrus itself reads. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { safetensors } from '../../src/exporters/safetensors.js'
import { encodeSafetensors } from '../../src/formats/safetensors.js'
import { RunFolder } from '../../src/runs/folder.js'
import { savedNetwork } from '../../src/runs/network.js'
import { readAnalysis } from '../../src/runs/report.js'
import { VERSION } from '../../src/runs/versions.js'
import { ROOT } from '../built.js'
import { grown } from '../cli/grown.js'
import { madeNetwork, written } from '../exporters/made.js'
import { fromPython, pythonsWith, READERS } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const HEAD = `${READERS}
import json, numpy as np, gyrus_reader
def plain(value):
    if isinstance(value, dict): return {name: plain(one) for name, one in value.items()}
    return plain(value.tolist()) if isinstance(value, np.ndarray) else None if value != value else [plain(one) for one in value] if isinstance(value, list) else value
`
const LOAD = `${HEAD}
run = gyrus_reader.load(sys.argv[1], *map(int, sys.argv[2:]))
names = 'step experiment weights places summary details tasks clusters task_variance metrics'.split()
result = {name: plain(getattr(run, name)) for name in names}
result['writeable'] = all(array.flags.writeable for array in run.weights.values())
print(json.dumps(result))
`
const FAULTS = `${HEAD}
def fault(path, *step):
    try:
        gyrus_reader.load(path, *map(int, step)).metrics
    except (ValueError, FileNotFoundError) as error:
        return str(error)
print(json.dumps([fault(*case) for case in json.loads(sys.argv[1])]))
`

interface Read {
  step: number
  experiment: object
  weights: Record<string, number[] | number[][]>
  places: number[]
  summary: object | null
  details: object | null
  clusters: number[] | null
  task_variance: number[][] | null
  metrics: Record<string, Record<string, (number | null)[]>> | null
  writeable: boolean
}

const pythons = pythonsWith('numpy')
const folder = () => mkdtempSync(join(process.env[RUN_FOLDER]!, 'reader-'))
const loaded = (python: string, ...args: string[]) => fromPython(python, LOAD, args) as Read

describe.runIf(pythons.length > 0)('gyrus_reader', () => {
  it.each(['rate', 'gru'])('reads a run of the cell %s as gyrus does', async (cell) => {
    const dir = join(folder(), 'run')
    await grown(dir, `network.cell=${cell}`)
    const run = await RunFolder.open(dir)
    const { summary, details } = await readAnalysis(run)
    const lines = [...run.metrics.lines()]
    for (const python of pythons) {
      for (const step of [300, 250]) {
        const { parameters, places, ...network } = await savedNetwork(run, step)
        const read = loaded(python, dir, ...(step === 300 ? [] : [`${step}`]))
        expect(Object.keys(read.weights).sort()).toEqual(network.table.map(({ name }) => name).sort())
        for (const { name } of network.table)
          expect(read.weights[name].flat()).toEqual(Array.from(parameters[name]))
        const isAnalyzed = step === 300
        expect(read).toMatchObject({
          step,
          experiment: run.experiment,
          places: Array.from(places),
          summary: isAnalyzed ? summary : null,
          clusters: isAnalyzed ? details.labels : null,
          task_variance: isAnalyzed ? details.taskVariance : null,
          writeable: true,
        })
        const evaluations = lines.filter(({ type }) => type === 'evaluation')
        expect(read.metrics!.evaluation['accuracy.go']).toEqual(
          evaluations.map(({ accuracy }) => (accuracy as Record<string, number>).go),
        )
        expect(read.metrics!.step.loss).toEqual(
          lines.filter(({ type }) => type === 'step').map(({ loss }) => loss),
        )
        expect(Object.keys(read.metrics!.swap)).not.toContain('pairs')
      }
    }
  })

  it('reads a network that a folder keeps, with the analysis of an early version', async () => {
    const kept = join(ROOT, 'results/growing-brains/networks/bimt-s4')
    const { details } = await readAnalysis(await RunFolder.open(kept))
    for (const python of pythons)
      expect(loaded(python, kept)).toMatchObject({
        step: 24000,
        clusters: details.labels,
        task_variance: null,
        metrics: null,
      })
  })

  it('tells the weights of an exported network from what else it holds', async () => {
    const network = madeNetwork()
    const { 'network.safetensors': path } = written({
      ...(await safetensors.files(network)),
      'experiment.json': JSON.stringify({ experiment: network.experiment }),
    })
    for (const python of pythons) {
      const { weights, step, metrics } = loaded(python, dirname(path))
      expect(Object.keys(weights).sort()).toEqual(network.table.map(({ name }) => name).sort())
      expect([step, metrics]).toEqual([12, null])
    }
  })

  it('reads every type of number, and what gyrus exports', async () => {
    const tensors = {
      wide: { shape: [2], data: Float64Array.of(0.1, -1) },
      whole: { shape: [1, 2], data: BigInt64Array.of(-(2n ** 40n), 3n) },
      none: { shape: [0, 3], data: new Float32Array() },
      scalar: { shape: [], data: Int32Array.of(7) },
    }
    // Which gyrus reads and does not write: 1 and -3 in 16 bits, of either kind.
    const entry = (dtype: string, at: number) => ({ dtype, shape: [2], data_offsets: [at, at + 4] })
    const header = Buffer.from(JSON.stringify({ half: entry('F16', 0), brain: entry('BF16', 4) }))
    const length = Buffer.alloc(8)
    length.writeUInt32LE(header.length)
    const sixteen = Buffer.from(Uint16Array.of(0x3c00, 0xc200, 0x3f80, 0xc040).buffer)
    const paths = written({
      'typed.safetensors': encodeSafetensors({ tensors, metadata: {} }),
      'sixteen.safetensors': Buffer.concat([length, header, sixteen]),
      ...(await safetensors.files(madeNetwork())),
    })
    const script = `${HEAD}
print(json.dumps([plain(gyrus_reader.read_safetensors(path)[0]) for path in sys.argv[1:]]))`
    for (const python of pythons) {
      const [typed, halves, network] = fromPython(python, script, Object.values(paths)) as Record<
        string,
        unknown
      >[]
      expect(typed).toEqual({
        wide: [0.1, -1],
        whole: [[-(2 ** 40), 3]],
        none: [],
        scalar: 7,
      })
      expect(halves).toEqual({ half: [1, -3], brain: [1, -3] })
      expect(network).toMatchObject({ clusters: madeNetwork().analysis!.labels })
    }
  })

  it('says in a sentence what is wrong', async () => {
    const dir = join(folder(), 'run')
    await grown(dir)
    const changed = (name: string, change: (copy: string) => void) => {
      const copy = join(folder(), name)
      cpSync(dir, copy, { recursive: true })
      change(copy)
      return copy
    }
    const newest = 'checkpoints/step-00000300.safetensors'
    const cases: [string[], RegExp][] = [
      [[join(folder(), 'nowhere')], /nowhere: is not a run, it has no experiment\.json$/],
      [[fileURLToPath(import.meta.url)], /reader\.test\.ts: is not a run, it has no experiment\.json$/],
      [[dir, '7'], /run: has no network of step 7; it has those of 250, 300$/],
      [
        [changed('bare', (copy) => rmSync(join(copy, 'checkpoints'), { recursive: true }))],
        /bare: has no checkpoint and no/,
      ],
      [
        [changed('torn', (copy) => truncateSync(join(copy, newest), 5000))],
        /safetensors: is damaged, or no safetensors file/,
      ],
      [
        [changed('cut', (copy) => truncateSync(join(copy, 'experiment.json'), 40))],
        /experiment\.json: is damaged, it is not JSON/,
      ],
      [
        [
          changed('odd', (copy) =>
            writeFileSync(join(copy, 'metrics.jsonl'), '{"type":"done","step":1}\nodd\n'),
          ),
        ],
        /metrics\.jsonl: line 2 is damaged/,
      ],
    ]
    for (const python of pythons) {
      const told = fromPython(python, FAULTS, [JSON.stringify(cases.map(([args]) => args))]) as string[]
      told.forEach((line, i) => {
        expect(line).toMatch(cases[i][1])
      })
    }
    // A last line that is not whole was being written.
    const half = changed('half', (copy) =>
      writeFileSync(join(copy, 'metrics.jsonl'), '{"type":"done","step":1}\n{"ty'),
    )
    for (const python of pythons) expect(loaded(python, half).metrics).toEqual({ done: { step: [1] } })
  })
})

const installing = pythonsWith('setuptools', 'wheel', 'pip', 'numpy') // pip last: it hides setuptools

describe.runIf(installing.length > 0)('python/', () => {
  it('is installed by pip, under the version of gyrus', () => {
    const [source, target] = [join(folder(), 'python'), join(folder(), 'target')]
    mkdirSync(target)
    cpSync(join(ROOT, 'python'), source, { recursive: true }) // pip builds beside the source
    const script = `
import json, subprocess, sys
pip = [sys.executable, '-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', '--no-build-isolation']
subprocess.run([*pip, '--target', sys.argv[2], sys.argv[1]], check=True, stdout=sys.stderr)
sys.path.insert(0, sys.argv[2])
import gyrus_reader, importlib.metadata
print(json.dumps([gyrus_reader.__file__, gyrus_reader.__version__, importlib.metadata.version('gyrus-reader')]))
`
    for (const python of installing) {
      expect(fromPython(python, script, [source, target])).toEqual([
        join(target, 'gyrus_reader.py'),
        VERSION,
        VERSION,
      ])
      expect(readdirSync(target)).toContain('gyrus_torch.py')
    }
    expect(readFileSync(join(source, 'pyproject.toml'), 'utf8')).toContain('dependencies = ["numpy"]')
  })
})
