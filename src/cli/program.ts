/** The command line: one file a command. Bad input is one line and exit code 2. */
import { Command, CommanderError } from 'commander'
import { InputError, isOutOfMemory } from '../errors.js'
import { onForeignModule } from '../runs/userModule.js'
import { VERSION } from '../runs/versions.js'
import { lesions } from '../studies/lesions/study.js'
import { stability } from '../studies/stability/study.js'
import { transfer } from '../studies/transfer/study.js'
import { plain } from '../text.js'
import { activityCommand } from './activity.js'
import { analyzeCommand } from './analyze.js'
import { benchCommand } from './bench.js'
import { exportCommand } from './export.js'
import { importCommand } from './import.js'
import { layoutCommand } from './layout.js'
import { momentsCommand } from './moments.js'
import { reproduceCommand } from './reproduce.js'
import { resumeCommand } from './resume.js'
import { runsCommand } from './runs.js'
import { commandOf, type LoadedStudy, studyAsked, studyCommand } from './study.js'
import { sweepCommand } from './sweep.js'
import { tasksCommand } from './tasks.js'
import { trainCommand } from './train.js'
import { unknownOptionHint } from './unknownOption.js'
import { viewCommand } from './view.js'

const BAD_INPUT = 2

/**
 * Runs one command line and sets `process.exitCode`. It may be called several times in a process, as it keeps no state.
 * @param words what follows `gyrus`
 */
export async function runProgram(words: readonly string[]): Promise<void> {
  const told = new Set<string>()
  onForeignModule((path) => {
    if (told.has(path)) return
    told.add(path)
    process.stderr.write(
      `gyrus: loading ${plain(path)}: code from outside of this folder, which runs with your rights\n`,
    )
  })
  try {
    await programFor(words, await studyAsked(words)).parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : BAD_INPUT
    } else if (error instanceof InputError) {
      complain(error.message)
      process.exitCode = BAD_INPUT
    } else if (isOutOfMemory(error)) {
      complain(
        `out of memory (${error.message}): allow more, as by \`ulimit -v\` or the job's --mem, or ask for less: ` +
          'a smaller network, training.batch or training.time; a run goes on from what it has saved',
      )
      process.exitCode = BAD_INPUT
    } else {
      throw error
    }
  }
}

/** The program with all commands. @param words what follows `gyrus`, for hints in error messages */
function programFor(words: readonly string[], study?: LoadedStudy): Command {
  const program = new Command('gyrus')
    .description('grow brain-like recurrent networks: neurons with places, wiring charged by length')
    .version(VERSION)
    .addCommand(trainCommand())
    .addCommand(resumeCommand())
    .addCommand(analyzeCommand())
    .addCommand(layoutCommand())
    .addCommand(sweepCommand())
    .addCommand(runsCommand())
    .addCommand(exportCommand())
    .addCommand(activityCommand())
    .addCommand(momentsCommand())
    .addCommand(importCommand())
    .addCommand(reproduceCommand())
    .addCommand(commandOf(lesions, 'lesion'))
    .addCommand(studyCommand(study))
    .addCommand(commandOf(stability))
    .addCommand(commandOf(transfer))
    .addCommand(viewCommand())
    .addCommand(tasksCommand())
    .addCommand(benchCommand())
  overrideExit(program, (complaint) => hintOn(complaint, program, words))
  return program
}

/** Makes commander's error messages look like all others, and replaces a message by a hint where `hint` gives one. */
function overrideExit(command: Command, hint: (complaint: string) => string | null): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(hint(text) ?? text.replace(/^error: /, '').trim()) })
    .showSuggestionAfterError(true)
  for (const each of command.commands) overrideExit(each, hint)
}

function hintOn(complaint: string, program: Command, words: readonly string[]): string | null {
  const [, flag] = /unknown option '([^']*)'/.exec(complaint) ?? []
  return flag === undefined ? null : unknownOptionHint(program, flag, words)
}

function complain(message: string): void {
  process.stderr.write(`gyrus: ${message.replaceAll('\n', ' ')}\n`)
}
