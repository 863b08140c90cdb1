/** `gyrus analyze DIR`: measure the network of a run, draw the figures, write the report. */
import { Command } from 'commander'
import { analyzeRun, json as asJson } from '../runs/analysis.js'
import { RunFolder } from '../runs/folder.js'
import { conclusion, engineOf } from './grow.js'

export function analyzeCommand(): Command {
  return new Command('analyze')
    .description("measure a run's network; writes analysis/, figures/ and report.html")
    .argument('<dir>', 'the folder of the run')
    .option('--json', 'print the summary as JSON')
    .action(async (dir: string, { json = false }: { json?: boolean }) => {
      const run = await RunFolder.open(dir)
      const analysis = await analyzeRun(run, engineOf(run.experiment))
      if (json) process.stdout.write(asJson(analysis.summary))
      else console.log(`${conclusion(run, analysis)}\nReport: ${run.path('report.html')}`)
    })
}
