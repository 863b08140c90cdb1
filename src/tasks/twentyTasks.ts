/**
 * The 20 tasks of Yang et al. 2019 in NeuroGym's families (neurogym.ts), of which `yang19` and `modcog` are made. What
 * the batteries do differently with a kind of tasks is its style.
 */
import { heldOf } from './battery.js'
import {
  CEILING,
  DT,
  decision,
  delayedDecision,
  match,
  RING,
  type Ring,
  reach,
  type Style,
} from './neurogym.js'
import type { TaskDefinition } from './task.js'

/** A style for each of the kinds of tasks. */
export interface Styles {
  go: Style
  delayedGo: Style
  /** Reaction-time versions of go. */
  reaction: Style
  decision: Style
  delayedDecision: Style
  match: Style
  /** Durations in ms that evaluations hold, by period; for the tasks that have it. */
  held: Readonly<Record<string, number>>
}

/** The 20 tasks in the order of the paper's figure 2b. */
export function twentyTasks(styles: Styles): TaskDefinition[] {
  const { go, reaction, delayedGo, decision: decide, delayedDecision: delayed, held } = styles
  const both: readonly Ring[] = [1, 2]
  const ceiling = CEILING.decision
  const tasks = [
    reach('go', 'go to the stimulus when fixation goes off', {}, go),
    reach('rtgo', 'go to the stimulus as soon as it appears', { reaction: true }, reaction),
    reach('dlygo', 'go to where the stimulus was, after a delay', {}, delayedGo),
    reach('anti', 'go opposite the stimulus when fixation goes off', { anti: true }, go),
    reach(
      'rtanti',
      'go opposite the stimulus as soon as it appears',
      { anti: true, reaction: true },
      reaction,
    ),
    reach('dlyanti', 'go opposite where the stimulus was, after a delay', { anti: true }, delayedGo),
    decision('dm1', 'go to the stronger of two stimuli on ring 1', { rings: [1], ceiling }, decide),
    decision('dm2', 'go to the stronger of two stimuli on ring 2', { rings: [2], ceiling }, decide),
    ...([1, 2] as const).map((ring) =>
      decision(
        `ctxdm${ring}`,
        `two on both rings: go to the stronger on ring ${ring}`,
        { rings: both, counting: [ring], ceiling },
        decide,
      ),
    ),
    decision(
      'multidm',
      'two on both rings: go to the stronger in sum',
      { rings: both, ceiling: CEILING.multidm },
      decide,
    ),
    ...([1, 2] as const).map((ring) =>
      delayedDecision(
        `dlydm${ring}`,
        `two in succession on ring ${ring}: go to the stronger`,
        { rings: [ring], ceiling: CEILING.certain },
        delayed,
      ),
    ),
    ...([1, 2] as const).map((ring) =>
      delayedDecision(
        `ctxdlydm${ring}`,
        `two in succession on both rings: go to the stronger on ring ${ring}`,
        { rings: both, counting: [ring], ceiling: CEILING.certain },
        delayed,
      ),
    ),
    delayedDecision(
      'multidlydm',
      'two in succession on both rings: go to the stronger in sum',
      { rings: both, ceiling: CEILING.multidlydm },
      delayed,
    ),
    match(
      'dms',
      'go to the test if it is the same as the sample, else fixate',
      { goIfMatch: true },
      styles.match,
    ),
    match(
      'dnms',
      'go to the test if it is opposite the sample, else fixate',
      { goIfMatch: false },
      styles.match,
    ),
    match(
      'dmc',
      'go to the test if it lies in the same half as the sample, else fixate',
      { category: true, goIfMatch: true },
      styles.match,
    ),
    match(
      'dnmc',
      'go to the test if it lies in the other half, else fixate',
      { category: true, goIfMatch: false },
      styles.match,
    ),
  ]
  const needs = { dt: DT, ringUnits: RING }
  return tasks.map((task) => ({ ...task, held: heldOf(task, held), needs }))
}
