/**
 * A trial as text for a terminal: channels as rows, steps as columns, shades for values; periods named on top,
 * noise and labels below. For a drawing to keep there is figures/trial.ts.
 */
import type { Battery, ChannelGroup } from './battery.js'
import type { Labels } from './paint.js'
import { msOf } from './steps.js'
import type { Span, Trial } from './trial.js'

const CELL = 2 // characters a step: about square in a terminal
const MARGIN = 12 // characters for the rows' names
const SHADES = [' ', '░', '▒', '▓', '█']

/** Most columns; of a longer trial only every second, third, … step is shown. */
const COLUMNS = 60

/** Several lines, without colors, `12 + 2 × columns` wide or little more. */
export function trialPicture(whole: Trial, battery: Battery): string {
  const every = Math.ceil(whole.steps / COLUMNS)
  const trial = every > 1 ? thinned(whole, every, battery) : whole
  const { task, periods, steps, noise, labels, condition, tie } = trial
  const values = Object.entries(condition).map(([name, value]) => `${name} ${Number(value.toFixed(6))}`)
  const lines = [
    `${task.name}: ${task.asks}`,
    `${values.join(', ')}${tie ? ' (a tie: either answer is right)' : ''}`,
    '',
    ...periodLines(periods).map((line) => ' '.repeat(MARGIN) + line),
    ...battery.inputs.flatMap((group) => groupLines(trial, battery, group)),
    row('noise', steps, (step) => {
      const here = noise.find(({ start, end }) => start <= step && step < end)
      return here ? '~' : ' '
    }),
    name('label') + labelLine(labels),
  ]
  for (const channels of new Set(noise.map(({ first, count }) => `${first} to ${first + count - 1}`))) {
    lines.push(`~ noise of sd ${noise[0].sigma} on channels ${channels}`)
  }
  lines.push(
    `one column = ${msOf(every, battery.dt)} ms; label 0 = keep fixating, 1 + i = toward direction i`,
  )
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** Every `every`th step of a trial. */
function thinned(trial: Trial, every: number, { inputCount }: Battery): Trial {
  const shorter = <T extends { start: number; end: number }>(spans: readonly T[]) =>
    spans.map((span) => ({
      ...span,
      start: Math.ceil(span.start / every),
      end: Math.ceil(span.end / every),
    }))
  const steps = Math.ceil(trial.steps / every)
  return {
    ...trial,
    steps,
    periods: shorter(trial.periods),
    noise: shorter(trial.noise),
    inputs: Float32Array.from(
      { length: steps * inputCount },
      (_, i) => trial.inputs[Math.floor(i / inputCount) * every * inputCount + (i % inputCount)],
    ),
    labels: Float64Array.from({ length: steps }, (_, step) => trial.labels[step * every]),
  }
}

const name = (text: string) => (text.length < MARGIN ? text : `${text.slice(0, MARGIN - 2)}…`).padEnd(MARGIN)

const row = (title: string, steps: number, mark: (step: number) => string): string =>
  name(title) + Array.from({ length: steps }, (_, step) => mark(step).repeat(CELL)).join('')

/** One row a channel, but one for the whole one-hot, which says no more than the task's name. */
function groupLines({ task, steps, inputs }: Trial, battery: Battery, group: ChannelGroup): string[] {
  const value = (step: number, channel: number) => inputs[step * battery.inputCount + channel]
  if (group.name === 'tasks') {
    return [row(`task ${task.name}`, steps, (step) => shade(value(step, group.first + task.channel)))]
  }
  return group.labels.map((label, i) =>
    row(rowName(group, label), steps, (step) => shade(value(step, group.first + i))),
  )
}

const rowName = ({ shape, count, name: group }: ChannelGroup, label: string): string =>
  shape === 'line' ? label : count === 1 ? group : `${group} ${label.padStart(3)}`

const shade = (value: number): string =>
  SHADES[Math.min(SHADES.length - 1, Math.ceil(Math.max(0, Math.abs(value) - 0.02) * (SHADES.length - 1)))]

/** The periods' names above bars where they begin; a name that would run into its neighbor stands one line higher. */
function periodLines(periods: readonly Span[]): string[] {
  const lasting = periods.filter(({ start, end }) => end > start)
  const lines: string[] = []
  for (const { name: title, start } of lasting) {
    let line = 0
    while ((lines[line]?.length ?? -1) >= start * CELL) line++
    lines[line] = (lines[line] ?? '').padEnd(start * CELL) + title
  }
  const bars = lasting.reduce((line, { start }) => `${line.padEnd(start * CELL)}│`, '')
  return [...lines.reverse(), bars]
}

/** Each label where it begins, drawn on to its end. */
function labelLine(labels: Labels): string {
  return Array.from(labels, (label, step) =>
    step > 0 && labels[step - 1] === label
      ? '─'.repeat(CELL)
      : `${Number(label.toFixed(1))}`.padEnd(CELL, '─'),
  ).join('')
}
