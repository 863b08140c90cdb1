#!/usr/bin/env node
/**
 * The command line's entry point. It takes the signals first, because the commands and all that they need take a while
 * to load. The commands are imported inside `try`, because Node opens many files of a program at the same time: this
 * fails on a system that allows few open files, and the user shall then see one line instead of a stack.
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
