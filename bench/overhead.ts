/**
 * What a training spends outside of the engine: data, swaps, events, records, checkpoints. The preset trains as
 * `gyrus train` does, into a run folder, its engine held by a stopwatch. `npm run bench:overhead -- [preset] [steps]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../src/engine/engine.js'
import { nodeEngine } from '../src/engine/node.js'
import { RunFolder } from '../src/runs/folder.js'
import { record } from '../src/runs/record.js'
import { applyOverrides } from '../src/training/overrides.js'
import { preset } from '../src/training/presets.js'
import { train } from '../src/training/train.js'

const [name = 'growing-brains', steps = '4000'] = process.argv.slice(2)
const experiment = applyOverrides(preset(name), [`training.steps=${steps}`])

let inEngine = 0
/** The engine with its running time taken, of the training step and of the evaluations. */
function watched(engine: Engine): Engine {
  return {
    description: engine.description,
    async compile(program) {
      const executable = await engine.compile(program)
      return {
        async run(feeds, into) {
          const start = performance.now()
          const result = await executable.run(feeds, into)
          inEngine += performance.now() - start
          return result
        },
        release: () => executable.release(),
      }
    },
  }
}

const folder = mkdtempSync(join(tmpdir(), 'gyrus-overhead-'))
try {
  const run = await RunFolder.create(experiment, { dir: join(folder, 'run') })
  const start = performance.now()
  for await (const event of train(experiment, watched(nodeEngine(experiment.engine)))) {
    await record(run, event, (performance.now() - start) / 1000, [])
  }
  const wall = performance.now() - start
  await run.close()
  const share = ((100 * (wall - inEngine)) / wall).toFixed(1)
  console.log(
    `${name}, ${steps} steps on ${cpus()[0].model}, ${experiment.engine.threads} threads: ${(wall / 1000).toFixed(1)} s, ` +
      `of which outside the engine ${share} %`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
