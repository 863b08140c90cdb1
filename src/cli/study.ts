/** `gyrus study NAME DIR…`: runs a study on the networks of runs. Some studies also have a command of their own. */
import { Command } from 'commander'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { asJson } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'
import { type StudyFile, studyRun } from '../runs/study.js'
import { loadStudy } from '../runs/userStudy.js'
import { STUDIES } from '../studies/studies.js'
import {
  fileOf,
  type OptionValues,
  type Study,
  type StudyOption,
  type StudyOptions,
} from '../studies/study.js'
import { isModule } from '../text.js'
import { checked } from '../training/experiment.js'
import { engineOf } from './grow.js'
import { workProgress } from './progress.js'

/**
 * The command `study`, with a subcommand for each study.
 * @param loaded one of a user's own, by the path that names it
 */
export function studyCommand(loaded?: LoadedStudy): Command {
  const command = new Command('study').description('ask a question of a trained network beyond its analysis')
  for (const study of STUDIES) command.addCommand(commandOf(study))
  if (loaded) command.addCommand(commandOf(loaded.study, loaded.file, loaded.sha256))
  command.addHelpText('after', '\nOne of your own: gyrus study ./my-study.mjs RUN… (docs/studies.md)')
  return command
}

/** A study that a user's module exports. */
export interface LoadedStudy {
  study: Study
  /** The path of the module, as the user named it. */
  file: string
  /** SHA-256 of its text. */
  sha256: string
}

/** The study of a user's own that a command line asks, if it asks one. @throws InputError if its module is of no use */
export async function studyAsked([command, file]: readonly string[]): Promise<LoadedStudy | undefined> {
  if (command !== 'study' || file === undefined || !isModule(file)) return undefined
  const { value, sha256 } = await loadStudy(file)
  return { study: value, file, sha256 }
}

/**
 * The command of a study, with the study's options.
 * @param name of the command
 * @param sha256 of the module that the study is of, where it is a user's own
 */
export function commandOf<Options extends StudyOptions, Result extends object>(
  study: Study<Options, Result>,
  name = study.name,
  sha256?: string,
): Command {
  const file = fileOf(study)
  const command = new Command(name)
    .description(`${study.description}; writes ${file}, figures/${study.name}.* and the report`)
    .argument('<dir...>', 'the folders of the runs')
    .option('--json', `print what ${file} holds, of several runs as a list`)
  return withOptions(command, study).action(
    (dirs: string[], { json = false, ...options }: { json?: boolean } & OptionValues<Options>) =>
      // Apart from `json`, the options that commander read are those of the study, with values checked by readValue.
      studyRuns(study, dirs, options as unknown as OptionValues<Options>, json, sha256),
  )
}

/** Adds the options of a study to a command. */
export function withOptions(command: Command, { options }: Pick<Study, 'options'>): Command {
  for (const [name, option] of Object.entries(options)) {
    const flag = `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
    command.option(`${flag} <${option.unit}>`, option.help, (text) => readValue(flag, option, text))
  }
  return command
}

/**
 * The value of an option from its text.
 * @throws InputError if the text is no valid value of the option
 */
function readValue(flag: string, { value }: StudyOption, text: string): unknown {
  // Text that is no number is passed on as it is; the option's schema then refuses it with its own message.
  const number = (part: string) => (part.trim() === '' || Number.isNaN(Number(part)) ? part : Number(part))
  const said = value instanceof z.ZodArray ? text.split(',').map(number) : number(text)
  return checked(z.object({ [flag]: value }), { [flag]: said })[flag]
}

/**
 * Runs a study on the networks of runs, one after the other, and prints what came out.
 * @throws InputError if a folder is named twice or is no run, and where `studyRun` throws it
 */
export async function studyRuns<Options extends StudyOptions, Result extends object>(
  study: Study<Options, Result>,
  dirs: readonly string[],
  options: OptionValues<Options>,
  json: boolean,
  sha256?: string,
): Promise<void> {
  const twice = dirs.find((dir, i) => dirs.indexOf(dir) !== i)
  if (twice !== undefined) throw new InputError(`${twice}: is named twice`)
  const runs = await Promise.all(dirs.map((dir) => RunFolder.open(dir)))
  const results: StudyFile<Result>[] = []
  for (const run of runs) {
    const bar = json ? null : workProgress()
    const progress = (share: number, work: string) => bar?.update(share, work)
    const result = await studyRun(run, engineOf(run.experiment), study, options, progress, sha256).finally(
      () => bar?.stop(),
    )
    results.push(result)
    if (json) continue
    const gap = runs.length > 1 ? '\n' : ''
    process.stdout.write(`${study.table(result)}\nFigure: ${run.path(`figures/${study.name}.svg`)}\n${gap}`)
  }
  if (json) process.stdout.write(asJson(results.length === 1 ? results[0] : results))
  else if (results.length > 1 && study.compare) process.stdout.write(`${study.compare(results)}\n`)
}
