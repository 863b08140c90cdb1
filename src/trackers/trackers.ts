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
 * The trackers of a run: those asked for now, and those that it has had before. One that fails is left out from then on.
 * @param step from which it is trained now
 * @param warn tells the user what is wrong, a line a tracker at most
 */
export async function trackersOf(
  run: RunFolder,
  step: number,
  asked: AskedTrackers,
  warn: (text: string) => void,
): Promise<Tracker> {
  const notes = await notesOf(run, warn)
  let saving = Promise.resolve()
  const save = () => {
    saving = saving
      .then(() => run.write(TRACKERS_FILE, asJson(notes)))
      .catch((error: Error) => warn(`gyrus: ${error.message}`))
  }
  const working: Working[] = []
  for (const kind of TRACKERS) {
    const { name } = kind
    const target = asked.get(name) ?? notes[name]?.target
    if (target === undefined) continue
    const before = notes[name]?.target === target ? notes[name].noted : {}
    const noted = Object.keys(before).length > 0 ? before : undefined
    notes[name] = { target, noted: before }
    let isWarned = false
    const warnOnce = (text: string) => {
      if (!isWarned) warn(prefixOf(kind) + text)
      isWarned = true
    }
    const note = (of: Readonly<Record<string, string>>) => {
      notes[name] = { target, noted: of }
      save()
    }
    const opened: Working = { tracker: null, warn: warnOnce }
    await guarded(opened, async () => {
      const { experiment, dir } = run
      opened.tracker = await kind.open(target, { experiment, dir, step, noted, note, warn: warnOnce })
      // To one that is new, what the run has told before: it may have begun with another, or without a tracker.
      if (noted === undefined) for (const line of run.metrics.lines()) opened.tracker.line(line, null)
    })
    working.push(opened)
  }
  if (working.length > 0) save()
  return {
    line(line, taskVariance) {
      for (const each of working) {
        try {
          each.tracker?.line(line, taskVariance)
        } catch (error) {
          fail(each, error)
        }
      }
    },
    async close(ending) {
      await Promise.all(working.map((each) => guarded(each, () => each.tracker?.close(ending))))
      await saving
    },
  }
}

/** A tracker that was opened; null once it has failed. */
interface Working {
  tracker: Tracker | null
  warn(text: string): void
}

/** Whatever goes wrong with a tracker, the training goes on. */
async function guarded(of: Working, work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    fail(of, error)
  }
}

function fail(of: Working, error: unknown): void {
  of.tracker = null
  of.warn(`${(error as Error).message}; the training goes on without it`)
}

/** What earlier processes have kept. A damaged file is told, and is no reason not to go on with a run. */
async function notesOf(run: RunFolder, warn: (text: string) => void): Promise<Notes> {
  const path = run.path(TRACKERS_FILE)
  if (!existsSync(path)) return {}
  try {
    return await readJson(path, notesSchema, 'ask for the trackers with --log again')
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    warn(`gyrus: ${error.message}`)
    return {}
  }
}
