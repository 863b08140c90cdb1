/**
 * A trial as a picture: the inputs (channels × time), the target, and the trial's periods.
 */
import type { Battery, ChannelGroup } from '../tasks/battery.js'
import type { Trial } from '../tasks/trial.js'
import { type FigureSpec, figure, INK, MUTED, PAPER, POSITIVE, type Spec } from './style.js'
import { decimal, list } from './words.js'

const WIDTH = 520
const ROW = 9 // px of a channel
const BACKGROUND = '#f4f4f4' // 0
const BLUES = ['#a9cbe8', '#4a90c8', '#0b5fa5', '#08306b']

/** @param battery the battery of the trial's task */
export function trialFigure(trial: Trial, battery: Battery): FigureSpec {
  const { task, steps, inputs, labels } = trial
  const end = steps * battery.dt
  const x = (datum: Spec, bottom = false): Spec => ({
    ...datum,
    type: 'quantitative',
    scale: { domain: [0, end], nice: false },
    axis: bottom ? { title: 'time (ms)', grid: false, tickCount: 8 } : null,
  })
  const runs = (group: ChannelGroup, value: (step: number, channel: number) => number) =>
    Array.from({ length: group.count }, (_, row) =>
      stretches(steps, (step) => value(step, group.first + row)).map(({ from, to, value }) => ({
        from: from * battery.dt,
        to: to * battery.dt,
        row,
        end: row + 1,
        value: Math.round(1e4 * value) / 1e4,
      })),
    ).flat()
  const panel = (
    group: ChannelGroup,
    name: string,
    values: unknown[],
    color: Spec,
    bottom: boolean,
  ): Spec => {
    const y = (datum: Spec): Spec => ({
      ...datum,
      type: 'quantitative',
      scale: { domain: [0, group.count], reverse: true, nice: false },
      axis: rowAxis(group, name, task.name),
    })
    return {
      width: WIDTH,
      height: heightOf(group),
      layer: [
        {
          data: { values: [{}] },
          mark: { type: 'rect', color: BACKGROUND },
          encoding: {
            x: x({ datum: 0 }, bottom),
            x2: { datum: end },
            y: y({ datum: 0 }),
            y2: { datum: group.count },
          },
        },
        {
          data: { values },
          mark: { type: 'rect', strokeWidth: 0 },
          encoding: {
            x: x({ field: 'from' }, bottom),
            x2: { field: 'to' },
            y: y({ field: 'row' }),
            y2: { field: 'end' },
            ...color,
          },
        },
        {
          data: { values: trial.periods.slice(1).map(({ start }) => ({ at: start * battery.dt })) },
          mark: { type: 'rule', color: MUTED, strokeDash: [3, 2], strokeWidth: 0.8 },
          encoding: { x: x({ field: 'at' }, bottom) },
        },
      ],
    }
  }
  const [least, most] = [Math.min(0, ...inputs), Math.max(1, ...inputs)]
  const strength: Spec = {
    color: {
      field: 'value',
      type: 'quantitative',
      // Plain channels can be negative.
      scale:
        least < 0
          ? { domain: [least, 0, most], range: [POSITIVE, BACKGROUND, BLUES[2]] }
          : { domain: [0, most], range: [BACKGROUND, ...BLUES] },
      legend: {
        title: ['input', '(no unit)'],
        gradientLength: 90,
        gradientThickness: 12,
        values: least < 0 ? [Number(least.toPrecision(2)), 0, 1] : [0, 0.5, 1],
        format: '.1f',
      },
    },
  }
  return figure(
    { title: `${task.name}: ${task.asks}`, subtitle: conditions(trial), width: WIDTH + 80 },
    {
      vconcat: [
        periodNames(trial, battery.dt, x),
        ...battery.inputs.map((group) =>
          panel(
            group,
            group.name,
            runs(group, (step, channel) => inputs[step * battery.inputCount + channel]),
            strength,
            false,
          ),
        ),
        { ...heading('target: the class wanted in each step', x), height: 16 },
        ...battery.outputs.map((group, g) =>
          panel(
            group,
            group.shape === 'ring' ? 'answer' : 'fixate',
            runs(group, (step, channel) => (labels[step] === channel ? 1 : 0)),
            { color: { value: PAPER } },
            g === battery.outputs.length - 1,
          ),
        ),
      ],
      spacing: 5,
    },
  )
}

/**
 * Height of a group of channels: enough to see single channels, and for a long list of tasks not more than for a ring.
 */
function heightOf({ name, shape, count }: ChannelGroup): number {
  if (shape === 'point' || name === 'channels') return count * (ROW + 5)
  return shape === 'line' ? Math.min(count * ROW, 200) : count * ROW
}

/** Ranges of steps with equal values, without those with value 0. */
function stretches(steps: number, value: (step: number) => number) {
  const result: { from: number; to: number; value: number }[] = []
  for (let step = 0; step < steps; step++) {
    const last = result.at(-1)
    const here = value(step)
    if (last?.value === here && last.to === step) last.to++
    else if (here !== 0) result.push({ from: step, to: step + 1, value: here })
  }
  return result
}

/** Names of the periods, each above the middle of its period. */
function periodNames(trial: Trial, dt: number, x: (datum: Spec) => Spec): Spec {
  const values = trial.periods.map(({ name, start, end }) => ({
    name: `${name}`,
    ms: `${(end - start) * dt} ms`,
    middle: ((start + end) / 2) * dt,
  }))
  return {
    width: WIDTH,
    height: 28,
    data: { values },
    layer: [
      {
        mark: { type: 'text', baseline: 'top', fontWeight: 'bold', color: INK },
        encoding: { x: x({ field: 'middle' }), y: { value: 0 }, text: { field: 'name' } },
      },
      {
        mark: { type: 'text', baseline: 'top', color: MUTED },
        encoding: { x: x({ field: 'middle' }), y: { value: 14 }, text: { field: 'ms' } },
      },
    ],
  }
}

function heading(text: string, x: (datum: Spec) => Spec): Spec {
  return {
    width: WIDTH,
    data: { values: [{}] },
    mark: { type: 'text', align: 'left', baseline: 'bottom', color: MUTED },
    encoding: { x: x({ datum: 0 }), y: { value: 14 }, text: { value: text } },
  }
}

/**
 * Labels of rows: every fourth direction of a ring, the task that is on, each plain channel, none for a single channel.
 */
function rowAxis({ shape, count, labels }: ChannelGroup, name: string, task: string): Spec {
  const rows =
    shape === 'ring'
      ? labels.flatMap((_, i) => (i % Math.max(1, Math.round(count / 4)) === 0 ? [i] : []))
      : shape === 'line'
        ? labels.flatMap((label, i) => (name !== 'tasks' || label === task ? [i] : []))
        : []
  const named = name === 'channels' || rows.some((row) => labels[row].length > 9) // leaves no room for a title
  return {
    title: named ? null : shape === 'ring' ? [name, '(direction)'] : name,
    titleAngle: 0,
    titleAlign: 'right',
    titleX: -44,
    titleBaseline: 'middle',
    values: rows.map((row) => row + 0.5),
    labelExpr: `${JSON.stringify(labels)}[floor(datum.value)]`,
    grid: false,
    domain: false,
    ticks: false,
    labelOverlap: false,
  }
}

/** Says which condition was drawn, and in which periods there is noise. */
function conditions({ condition, noise, periods, tie }: Trial): string {
  const drawn = Object.entries(condition).map(
    ([name, value]) => `${name} = ${decimal(value, Number.isInteger(value) ? 0 : 2)}`,
  )
  const noisy = noise.map(({ start, sigma }) => ({
    period: periods.find((period) => period.start === start)?.name ?? '',
    sigma,
  }))
  const sigmas = [...new Set(noisy.map(({ sigma }) => decimal(sigma, 2)))]
  return [
    `Drawn: ${drawn.join(', ') || 'nothing'}.`,
    tie ? 'The evidence ties: either answer is right.' : '',
    noisy.length > 0
      ? `Shown without noise; training adds noise of standard deviation ${list(sigmas)} in ${list(noisy.map(({ period }) => period))}.`
      : 'No noise.',
  ]
    .filter(Boolean)
    .join(' ')
}
