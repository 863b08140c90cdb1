/**
 * The training step against PyTorch, in alternation in one run, each at its best thread count: against `nn.RNN`, whose loop
 * is PyTorch's own in C++, and against eager, a loop in Python; and against the engine's own speed in a plain matrix
 * product. Of a fresh network at three batch sizes, and of one that was grown, as in the second half of a training.
 * `npm run bench`; `-- --json` for the numbers alone.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { median } from '../src/analysis/statistics.js'
import { benchStep, stepOperations } from '../src/cli/bench.js'
import { nodeEngine } from '../src/engine/node.js'
import { decodeSafetensors } from '../src/formats/safetensors.js'
import { compile, input, matmul } from '../src/graph/index.js'
import { initialTensors, Trainer } from '../src/network/trainer.js'
import { networkOf } from '../src/runs/networkFile.js'
import { seededBatches } from '../src/tasks/batches.js'
import { preset } from '../src/training/presets.js'
import { batteryOf, regularizerOf, sizeOf, tableOf } from '../src/training/train.js'

const ALTERNATIONS = 5
const BATCHES = [4, 16, 64]
/** Of the presets that grow. */
const GROWN_BATCH = 16
const GROWN = 'results/growing-brains/networks/bimt-s4/network.safetensors'
const SIZE = { hidden: 400, time: 100 }
/** Debian's Python, which has python3-torch; another one by the environment. */
const PYTHON = process.env.BENCH_PYTHON ?? '/usr/bin/python3'
const HOW_TO_INSTALL = `no PyTorch in ${PYTHON}: apt-get install python3-torch libopenblas0-pthread, or name a Python that has it in BENCH_PYTHON`
const RIVALS = { rnn: 'nn.RNN', eager: 'eager' } as const
type Rival = keyof typeof RIVALS

interface Timing {
  msPerStep: number
}

/** Medians, each at its best thread count. */
interface Result {
  network: 'fresh' | 'grown'
  batch: number
  gyrus: Timing & { threads: number; gflops: number }
  rivals: Record<Rival, Timing & { threads: number; timesFaster: number }>
  /** The engine's own speed. */
  matrixProduct: { gflops: number }
  shareOfMatrixProduct: number
}

/**
 * What PyTorch needs to show its speed. A kernel that the machine's environment chose for an older processor can hold
 * it back (a product of 400 × 4 by 4 × 400 took 1.8 ms instead of 15 µs), and so can glibc, which returns each step's
 * tensors to the system and has their pages zeroed anew (240 to 310 ms a step of batch 4 instead of 20).
 */
function pytorchEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _l2, ...env } = process.env
  const gigabyte = String(2 ** 30)
  return {
    ...env,
    MALLOC_MMAP_THRESHOLD_: gigabyte,
    MALLOC_TRIM_THRESHOLD_: gigabyte,
    MALLOC_TOP_PAD_: '268435456',
  }
}

const at = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const stepsFor = (batch: number) => Math.round(200 / Math.sqrt(batch))

function pytorch(loop: Rival, batch: number, threads: number): Timing {
  const options = { loop, hidden: SIZE.hidden, time: SIZE.time, batch, threads, steps: stepsFor(batch) }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const output = execFileSync(PYTHON, [at('./pytorch_step.py'), ...flags], {
    encoding: 'utf8',
    env: pytorchEnvironment(),
  })
  return JSON.parse(output) as Timing
}

const fresh = (batch: number, threads: number): Promise<Timing> =>
  benchStep({ ...SIZE, batch, threads, steps: stepsFor(batch) })

/** Median time of a step of a network at the end of its training, after so many that its silent neurons sleep. */
async function grown(batch: number, threads: number): Promise<Timing> {
  const experiment = preset('growing-brains')
  const { network: cell, optimizer, training } = experiment
  const battery = batteryOf(experiment)
  const size = sizeOf(experiment, battery)
  const table = tableOf(experiment, battery)
  const { penalty } = regularizerOf(experiment, battery)
  const { tensors } = decodeSafetensors(readFileSync(at(`../${GROWN}`)))
  const trainer = await Trainer.create(
    nodeEngine({ threads }),
    { size, cell, optimizer, penalty, batch },
    initialTensors(table, optimizer, networkOf(tensors, table).parameters),
  )
  const batches = seededBatches(battery, { ...training, batch, time: SIZE.time }, 1, 'bench')
  const times: number[] = []
  const warmUp = 45
  for (let i = 0; i < warmUp + stepsFor(batch); i++) {
    const drawn = batches.next()
    const start = performance.now()
    await trainer.advance({ ...drawn, learningRate: 0, lambda: 1e-5 })
    if (i >= warmUp) times.push(performance.now() - start)
  }
  await trainer.release()
  return { msPerStep: median(times) }
}

/** GFLOP/s of a 512 × 512 × 512 product. */
async function matrixProduct(threads: number): Promise<number> {
  const n = 512
  const [a, b] = [input('a', [n, n]), input('b', [n, n])]
  const executable = await nodeEngine({ threads }).compile(compile({ c: matmul(a, b) }))
  const value = () => ({ data: Float32Array.from({ length: n * n }, (_, i) => Math.sin(i)), shape: [n, n] })
  const feeds = { a: value(), b: value() }
  const into = { c: { data: new Float32Array(n * n), shape: [n, n] } }
  const times: number[] = []
  for (let i = 0; i < 200; i++) {
    const start = performance.now()
    await executable.run(feeds, into)
    if (i >= 100) times.push(performance.now() - start)
  }
  await executable.release()
  return (2 * n ** 3) / median(times) / 1e6
}

/** The thread count at which a rival is fastest. */
async function best(run: (threads: number) => Timing | Promise<Timing>): Promise<number> {
  const counts = [...new Set([1, 2, Math.ceil(availableParallelism() / 2), availableParallelism()])]
  const found: [number, number][] = []
  for (const threads of counts.filter((count) => count <= availableParallelism())) {
    found.push([(await run(threads)).msPerStep, threads])
  }
  return found.sort((a, b) => a[0] - b[0])[0][1]
}

async function compare(
  network: Result['network'],
  batch: number,
  own: (batch: number, threads: number) => Promise<Timing>,
): Promise<Result> {
  const threads = await best((count) => own(batch, count))
  const rivals = await Promise.all(
    (Object.keys(RIVALS) as Rival[]).map(
      async (loop) => [loop, await best((count) => pytorch(loop, batch, count))] as const,
    ),
  )
  const times = { gyrus: [] as number[], rnn: [] as number[], eager: [] as number[] }
  const products: number[] = []
  for (let i = 0; i < ALTERNATIONS; i++) {
    times.gyrus.push((await own(batch, threads)).msPerStep)
    for (const [loop, count] of rivals) times[loop].push(pytorch(loop, batch, count).msPerStep)
    products.push(await matrixProduct(threads))
  }
  const msPerStep = median(times.gyrus)
  const { inputCount: inputs, outputCount: outputs } = batteryOf(preset('growing-brains'))
  const gflops = stepOperations({ inputs, hidden: SIZE.hidden, outputs }, batch, SIZE.time) / msPerStep / 1e6
  return {
    network,
    batch,
    gyrus: { msPerStep, threads, gflops },
    rivals: Object.fromEntries(
      rivals.map(([loop, count]) => [
        loop,
        { msPerStep: median(times[loop]), threads: count, timesFaster: median(times[loop]) / msPerStep },
      ]),
    ) as Result['rivals'],
    matrixProduct: { gflops: median(products) },
    shareOfMatrixProduct: gflops / median(products),
  }
}

try {
  execFileSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' })
} catch {
  console.error(HOW_TO_INSTALL)
  process.exit(2)
}

const asJson = process.argv.includes('--json')
if (!asJson) {
  console.log(
    `${cpus()[0].model}, ${availableParallelism()} cores; hidden 400, 100 steps; medians of ${ALTERNATIONS} alternations`,
  )
}
const results: Result[] = []
const cases = [
  ...BATCHES.map((batch) => ['fresh', batch, fresh] as const),
  ['grown', GROWN_BATCH, grown] as const,
]
for (const [network, batch, own] of cases) {
  const result = await compare(network, batch, own)
  results.push(result)
  if (!asJson) console.log(sentence(result))
}

if (asJson) console.log(JSON.stringify(results))

/** One case in words. */
function sentence({ network, batch, gyrus, rivals, matrixProduct, shareOfMatrixProduct }: Result): string {
  const against = (Object.keys(RIVALS) as Rival[]).map((loop) => {
    const { msPerStep, threads, timesFaster } = rivals[loop]
    return `PyTorch ${RIVALS[loop]} ${msPerStep.toFixed(1)} ms (${counted(threads)}): ${timesFaster.toFixed(1)} times as fast`
  })
  // Of a grown network most operations are left out, so that their number says nothing of the engine.
  const limit =
    network === 'grown'
      ? []
      : [
          `${gyrus.gflops.toFixed(0)} GFLOP/s = ${(100 * shareOfMatrixProduct).toFixed(0)} % of a 512³ product (${matrixProduct.gflops.toFixed(0)})`,
        ]
  return [
    `batch ${batch}, ${network} network: gyrus ${gyrus.msPerStep.toFixed(1)} ms (${counted(gyrus.threads)})`,
    ...against,
    ...limit,
  ].join('; ')
}

function counted(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`
}
