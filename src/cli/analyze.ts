/** `gyrus analyze DIR`: measure the network of a run, draw the figures, write the report. */
import { Command } from 'commander'
import { json as asJson } from '../runs/analysis.js'
import { RunFolder } from '../runs/folder.js'
import { conclude, engineOf } from './grow.js'

export function analyzeCommand(): Command {
  return new Command('analyze')
    .description("measure a run's network; writes analysis/, figures/ and report.html")
    .argument('<dir>', 'the folder of the run')
    .option('--json', 'print the summary as JSON')
    .action(async (dir: string, { json = false }: { json?: boolean }) => {
      const run = await RunFolder.open(dir)
      const say = (text: string) => void (json ? undefined : console.log(text))
      const { summary } = await conclude(run, engineOf(run.experiment), say)
      if (json) process.stdout.write(asJson(summary))
    })
}
