/**
 * The training step against PyTorch eager, in alternation in one run, each at its best thread count; and against
 * the engine's own speed in a plain matrix product. `npm run bench`; `-- --json` for the numbers alone.
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { median } from '../src/analysis/statistics.js'
import { benchStep } from '../src/cli/bench.js'
import { nodeEngine } from '../src/engine/node.js'
import { compile, input, matmul } from '../src/graph/index.js'

const ALTERNATIONS = 5
const BATCHES = [4, 64]
const SIZE = { hidden: 400, time: 100 }
/** Debian's Python, which has python3-torch; another one by the environment. */
const PYTHON = process.env.BENCH_PYTHON ?? '/usr/bin/python3'
const HOW_TO_INSTALL = `no PyTorch in ${PYTHON}: apt-get install python3-torch libopenblas0-pthread, or name a Python that has it in BENCH_PYTHON`

interface Timing {
  msPerStep: number
}

/** Medians for one batch size. */
interface Result {
  batch: number
  gyrus: Timing & { threads: number; gflops: number }
  pytorch: Timing & { threads: number }
  timesFaster: number
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

const script = fileURLToPath(new URL('./pytorch_step.py', import.meta.url))
const stepsFor = (batch: number) => Math.round(200 / Math.sqrt(batch))

function pytorch(batch: number, threads: number): Timing {
  const options = { hidden: SIZE.hidden, time: SIZE.time, batch, threads, steps: stepsFor(batch) }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return JSON.parse(
    execFileSync(PYTHON, [script, ...flags], { encoding: 'utf8', env: pytorchEnvironment() }),
  ) as Timing
}

const gyrus = (batch: number, threads: number): Promise<Timing> =>
  benchStep({ ...SIZE, batch, threads, steps: stepsFor(batch) })

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
for (const batch of BATCHES) {
  const ours = await best((threads) => gyrus(batch, threads))
  const theirs = await best((threads) => pytorch(batch, threads))
  const times = {
    gyrus: [] as number[],
    pytorch: [] as number[],
    product: [] as number[],
    gflops: [] as number[],
  }
  for (let i = 0; i < ALTERNATIONS; i++) {
    const step = await benchStep({ ...SIZE, batch, threads: ours, steps: stepsFor(batch) })
    times.gyrus.push(step.msPerStep)
    times.gflops.push(step.gflops)
    times.pytorch.push(pytorch(batch, theirs).msPerStep)
    times.product.push(await matrixProduct(ours))
  }
  const result: Result = {
    batch,
    gyrus: { msPerStep: median(times.gyrus), threads: ours, gflops: median(times.gflops) },
    pytorch: { msPerStep: median(times.pytorch), threads: theirs },
    timesFaster: median(times.pytorch) / median(times.gyrus),
    matrixProduct: { gflops: median(times.product) },
    shareOfMatrixProduct: median(times.gflops) / median(times.product),
  }
  results.push(result)
  if (!asJson) console.log(sentence(result))
}

if (asJson) console.log(JSON.stringify(results))

/** One batch size in words. */
function sentence({
  batch,
  gyrus: own,
  pytorch: torch,
  timesFaster,
  shareOfMatrixProduct,
  matrixProduct: plain,
}: Result): string {
  return (
    `batch ${batch}: gyrus ${own.msPerStep.toFixed(1)} ms (${own.threads} threads), PyTorch eager ` +
    `${torch.msPerStep.toFixed(1)} ms (${torch.threads} threads): ${timesFaster.toFixed(1)} times as fast; ` +
    `${own.gflops.toFixed(0)} GFLOP/s = ${(100 * shareOfMatrixProduct).toFixed(0)} % of a 512³ product (${plain.gflops.toFixed(0)})`
  )
}
