/**
 * `gyrus analyze DIR`: measure the network of a run, draw the figures, write the report; or its psychometric curves.
 */
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { asJson } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'
import { psychometric } from '../studies/psychometric/study.js'
import { conclude, engineOf } from './grow.js'
import { otherBits } from './otherBits.js'
import { studyRuns, withOptions } from './study.js'

interface Options {
  json?: boolean
  psychometric?: boolean
}

export function analyzeCommand(): Command {
  const command = new Command('analyze')
    .description("measure a run's network; writes analysis/, figures/ and report.html")
    .argument('<dir>', 'the folder of the run')
    .option('--json', 'print the summary (or the psychometric curves) as JSON')
    .option('--psychometric', `${psychometric.description} instead: gyrus study psychometric`)
  return withOptions(command, psychometric).action(
    async (dir: string, { json = false, psychometric: curves = false, ...options }: Options) => {
      const [first] = Object.keys(options)
      if (!curves && first !== undefined)
        throw new InputError(`--${first}: is for psychometric curves, add --psychometric`)
      const run = await RunFolder.open(dir)
      const engine = engineOf(run.experiment)
      const say = (text: string) => void (json ? undefined : console.log(text))
      const warning = otherBits(run, await run.latestCheckpoint(), engine, 'measuring')
      if (warning !== null) say(warning)
      if (curves) return studyRuns(psychometric, [dir], options, json)
      const { summary } = await conclude(run, engine, say)
      if (json) process.stdout.write(asJson(summary))
    },
  )
}
