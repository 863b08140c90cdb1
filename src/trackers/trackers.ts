/** The trackers that `--log` can name, and those of one run, as one. */
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { asJson } from '../runs/files.js'
import type { RunFolder } from '../runs/folder.js'
import { readJson } from '../runs/textFile.js'
import { plain } from '../text.js'
import { mlflow } from './mlflow.js'
import { tensorboard } from './tensorboard.js'
import type { Tracker, TrackerKind } from './tracker.js'

/** A new tracker is a file here, and a word in this list. */
export const TRACKERS: readonly TrackerKind[] = [tensorboard, mlflow]

/** What a run keeps of its trackers, so that it goes on in them: by name, where they are told and what they have noted. */
const TRACKERS_FILE = 'trackers.json'
const notesSchema = z.record(
  z.string(),
  z.object({ target: z.string(), noted: z.record(z.string(), z.string()) }),
)
type Notes = z.infer<typeof notesSchema>

/** Trackers that were asked for, by name: where they are told. */
export type AskedTrackers = ReadonlyMap<string, string>

/**
 * What the values of `--log` ask for.
 * @throws InputError for a tracker that does not exist, or that cannot be told there
 */
export function askedTrackers(log: readonly string[]): AskedTrackers {
  return new Map(
    log.map((text) => {
      const [name, ...value] = text.split('=')
      const kind = TRACKERS.find((candidate) => candidate.name === name)
      if (kind) return [name, kind.target(value.length > 0 ? value.join('=') : undefined)]
      const names = TRACKERS.map((candidate) => candidate.name)
      throw new InputError(
        `--log: there is no tracker ${plain(name)}; nearest: ${nearest(name, names)[0]}; all: ${TRACKERS.map(({ usage }) => usage).join(', ')}`,
      )
    }),
  )
}

/** How each warning of a tracker begins. */
const prefixOf = ({ name }: TrackerKind): string => `gyrus: ${name}: `

/** Whether a line that a training has said is a warning of a tracker. */
export const isTrackerWarning = (line: string): boolean =>
  TRACKERS.some((kind) => line.startsWith(prefixOf(kind)))

/**
 * The trackers of a run: those asked for now, and those that it has had before.
 * @param step from which it is trained now
 * @param warn tells the user what is wrong, a line a tracker at most
 * @throws InputError if one cannot begin
 */
export async function trackersOf(
  run: RunFolder,
  step: number,
  asked: AskedTrackers,
  warn: (text: string) => void,
): Promise<Tracker> {
  const path = run.path(TRACKERS_FILE)
  const notes: Notes = existsSync(path)
    ? await readJson(path, notesSchema, `delete it, and ask for the trackers with --log again`)
    : {}
  let saving = Promise.resolve()
  const save = () => {
    saving = saving
      .then(() => run.write(TRACKERS_FILE, asJson(notes)))
      .catch((error: Error) => warn(`gyrus: ${error.message}`))
  }
  const trackers = TRACKERS.flatMap((kind) => {
    const { name } = kind
    const target = asked.get(name) ?? notes[name]?.target
    if (target === undefined) return []
    const before = notes[name]?.target === target ? notes[name].noted : undefined
    notes[name] = { target, noted: before ?? {} }
    let isWarned = false
    const tracker = kind.open(target, {
      experiment: run.experiment,
      dir: run.dir,
      step,
      noted: before,
      note(noted) {
        notes[name] = { target, noted }
        save()
      },
      warn(text) {
        if (!isWarned) warn(`${prefixOf(kind)}${text}`)
        isWarned = true
      },
    })
    // To one that is new, what the run has told before: it may have begun with another, or without a tracker.
    if (before === undefined) for (const line of run.metrics.lines()) tracker.line(line, null)
    return tracker
  })
  if (trackers.length > 0) save()
  return {
    line(line, taskVariance) {
      for (const tracker of trackers) tracker.line(line, taskVariance)
    },
    async close(ending) {
      await Promise.all(trackers.map((tracker) => tracker.close(ending)))
      await saving
    },
  }
}
