/** `gyrus view RUN…`: serves the page on this machine, with the named runs, which are shown live while they train. */
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { whole } from '../figures/words.js'
import { ServedRuns } from '../view/runs.js'
import { isInUse, serve, type ViewServer } from '../view/server.js'
import { integer } from './options.js'
import { output } from './output.js'
import { stopOnSignal } from './signals.js'

/** The port of the page, unless another program uses it. It is fixed so that a bookmark works next time. */
const DEFAULT_PORT = 4747

// The same relative path is right from src/cli and from dist/cli.
const SITE = fileURLToPath(new URL('../../dist/web', import.meta.url))

export function viewCommand(): Command {
  return new Command('view')
    .description('show runs in a browser on this machine, live while they train')
    .argument('<runs...>', 'folders of runs, of kept networks, or of many of these')
    .option(
      '--port <n>',
      `where to listen, 0 for any (${DEFAULT_PORT}, or any if that is in use)`,
      integer('--port', 0, 65_535),
    )
    .action(async (dirs: string[], options: { port?: number }) => {
      const runs = new ServedRuns(dirs)
      const found = await runs.list()
      if (found.length === 0) throw new InputError(`no runs in ${dirs.join(', ')}`)
      const faults = found.flatMap(({ fault }) => fault ?? [])
      if (faults.length === found.length) throw new InputError(faults[0])
      const stopping = stopOnSignal()
      try {
        await using server = await listening(runs, options.port)
        for (const fault of faults) process.stderr.write(`gyrus: ${fault}\n`)
        const count = found.length === 1 ? 'one run' : `${whole(found.length)} runs`
        console.log(`showing ${count} at ${server.url}\nCtrl-C ends it`)
        output.matters = false
        await aborted(stopping.signal)
        process.exitCode = stopping.received?.exitCode
      } finally {
        stopping.release()
      }
    })
}

async function listening(runs: ServedRuns, port: number | undefined): Promise<ViewServer> {
  if (port !== undefined) return serve({ site: SITE, runs, port })
  try {
    return await serve({ site: SITE, runs, port: DEFAULT_PORT })
  } catch (error) {
    if (!isInUse(error)) throw error
    return serve({ site: SITE, runs, port: 0 })
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
