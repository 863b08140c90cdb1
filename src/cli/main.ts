#!/usr/bin/env node
/**
 * Where the command line begins. Signals come first; the commands and all that they need take a while to load. They are
 * loaded from here, because Node opens the files of a program many at a time: where the system allows few open files
 * that fails, and is one line, like every other fault of the user's machine.
 */
import { diskError, isOutOfFiles } from '../runs/files.js'
import { watchOutput } from './output.js'
import { takeSignals } from './signals.js'

takeSignals()
watchOutput()

try {
  const { runProgram } = await import('./program.js')
  await runProgram(process.argv.slice(2))
} catch (error) {
  if (!isOutOfFiles(error)) throw error
  process.stderr.write(`gyrus: ${(diskError(error, 'running gyrus') as Error).message}\n`)
  process.exitCode = 2
}
