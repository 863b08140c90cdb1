/** `gyrus export RUN --format F`: a trained network in a format that other tools read. */
import { extname } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { type ExportedFiles, filesOf } from '../exporters/exporter.js'
import { EXPORTERS } from '../exporters/exporters.js'
import { whole } from '../figures/words.js'
import { exportedNetwork } from '../runs/exportedNetwork.js'
import { loadExporter } from '../runs/userExporter.js'
import { FORCE, refuseIfThere, writeOut, writeOutFolder } from './outFile.js'

interface ExportOptions {
  format: string
  out?: string
  step?: number
  force?: boolean
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write a trained network in a format that other tools read')
    .argument('<run>', 'the folder of a run, or a file with a checkpoint or a network')
    .requiredOption('--format <name>', 'one of those below, or a file such as ./mine.mjs')
    .option(
      '--out <path>',
      'the new file, or folder where a format has several files (default: named after the run)',
    )
    .option('--step <n>', 'of the checkpoint to take (default: the newest)', stepOf)
    .option(...FORCE)
    .addHelpText('after', `\nFormats:\n${formatLines()}`)
    .action(async (path: string, { format, out, step, force = false }: ExportOptions) => {
      const exporter = await loadExporter(format)
      if (out === '') throw new InputError('--out: must be the name of a file or folder, got ""')
      if (out !== undefined && !force) await refuseIfThere(out)
      const network = await exportedNetwork(path, step)
      const files = await filesOf(exporter, network)
      const target = out ?? nameFor(network.name, exporter.name, files)
      await write(files, target, force)
      console.log(
        `${target}: ${exporter.description}; ${whole(network.size.hidden)} neurons, step ${whole(network.step)}`,
      )
      if (!network.analysis)
        console.log('Without clusters: there is no analysis of this step (gyrus analyze)')
    })
}

/** `NAME-FORMAT`, with the ending of the one file; `NAME.FORMAT` where the ending says the format. */
function nameFor(network: string, format: string, files: ExportedFiles): string {
  const [name, ...others] = Object.keys(files)
  if (others.length > 0) return `${network}-${format}`
  const ending = extname(name)
  return ending === `.${format}` ? `${network}${ending}` : `${network}-${format}${ending}`
}

async function write(files: ExportedFiles, out: string, force: boolean): Promise<void> {
  const entries = Object.entries(files)
  if (entries.length > 1) return writeOutFolder(out, files, force)
  const [[name, content]] = entries
  return writeOut({ out, endings: [extname(name)], force }, () => content)
}

function formatLines(): string {
  const width = Math.max(...EXPORTERS.map(({ name }) => name.length))
  return EXPORTERS.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`).join('\n')
}

/** @throws InputError for a text that is no step */
function stepOf(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InputError(`--step: must be a whole number, got ${JSON.stringify(text)}`)
  return Number(text)
}
