/** TensorBoard: event files with the numbers of a training and a picture of the sheet at each evaluation. */
import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { InputError } from '../errors.js'
import { type EventContent, eventRecord } from '../formats/eventFile.js'
import { diskError, errorCode } from '../runs/files.js'
import { scalarsOf } from './scalars.js'
import type { TrackedRun, TrackerKind } from './tracker.js'

/** Where the event files lie when nothing else is asked for, in the folder of the run. */
const OWN = 'tensorboard'

export const tensorboard: TrackerKind = {
  name: 'tensorboard',
  usage: 'tensorboard[=DIR]',
  target(value) {
    if (value === '') throw new InputError('--log tensorboard: must be tensorboard or tensorboard=DIR')
    return value ?? ''
  },
  async open(target, run) {
    const { sheetPicture } = await import('./sheetPicture.js') // what draws takes a while to load
    const { experiment, step, warn } = run
    const { file, isFirst } = openFile(folderOf(target, run))
    let open: number | null = file
    const write = (at: number, content: EventContent) => {
      if (open === null) return
      try {
        const bytes = eventRecord(Date.now() / 1000, at, content)
        for (let from = 0; from < bytes.length; ) from += writeSync(open, bytes, from)
      } catch (error) {
        warn(`${(diskError(error, 'writing event files') as Error).message}; no more are written`)
        closeSync(open)
        open = null
      }
    }
    write(0, { kind: 'version' })
    // TensorBoard forgets what an earlier process, which was killed, has told of steps that are taken again.
    if (!isFirst) write(step === 0 ? 0 : step + 1, { kind: 'start' })
    return {
      line(line, taskVariance) {
        const values = scalarsOf(line)
        if (Object.keys(values).length > 0) write(line.step, { kind: 'scalars', values })
        if (taskVariance)
          write(line.step, { kind: 'image', tag: 'sheet', ...sheetPicture(experiment, taskVariance) })
      },
      async close() {
        if (open !== null) closeSync(open)
        open = null
      },
    }
  },
}

/** The folder of this run's event files: `DIR/<name of the run>`, with -2, -3, … where another run has that name. */
function folderOf(target: string, { dir, noted, note }: TrackedRun): string {
  if (target === '') {
    note({ folder: OWN })
    return makeFolder(join(dir, OWN))
  }
  if (noted?.folder !== undefined) return makeFolder(noted.folder)
  const name = join(target, basename(resolve(dir)))
  makeFolder(target)
  for (let n = 1; ; n++) {
    const folder = n === 1 ? name : `${name}-${n}`
    try {
      mkdirSync(folder)
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue
      throw diskError(error, `making the folder ${folder}`)
    }
    note({ folder: resolve(folder) })
    return folder
  }
}

function makeFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true })
    return path
  } catch (error) {
    throw diskError(error, `making the folder ${path}`)
  }
}

/** A new event file. Readers take the files of a folder in the order of their names, so it has a later time than the others. */
function openFile(folder: string): { file: number; isFirst: boolean } {
  const earlier = readdirSync(folder).flatMap((name) => {
    const time = /^events\.out\.tfevents\.(\d{10})\./.exec(name)?.[1]
    return time === undefined ? [] : [Number(time) + 1]
  })
  const time = Math.max(Math.floor(Date.now() / 1000), ...earlier)
  const path = join(folder, `events.out.tfevents.${time}.gyrus`)
  try {
    return { file: openSync(path, 'wx'), isFirst: earlier.length === 0 }
  } catch (error) {
    throw diskError(error, `writing ${path}`)
  }
}
