/** Ways to spoil a reference trial of the NeuroGym kind: for tests that `verify` catches each. */
import type { TrialRecord } from './records.js'

const RING1 = [1, 17] as const
/** First step of the decision. */
export const decisionOf = ({ periods }: TrialRecord) => periods.decision[0]

/** Whether the evidence ties, by hand from the condition. */
export function tying({ task, condition: c }: TrialRecord): boolean {
  return task.startsWith('multi') && c.coh1_mod1 === c.coh2_mod2 && c.coh2_mod1 === c.coh1_mod2
}

/** Changes a period's length and everything that follows from it: the rest of the file stays consistent. */
export function stretch(record: TrialRecord, name: string, steps: number): TrialRecord {
  const [start, end] = record.periods[name]
  const longer = steps - (end - start)
  const inputs = record.inputs.slice(start, end)
  const labels = record.labels.slice(start, end)
  const row = inputs.at(-1) ?? record.inputs[start - 1]
  while (inputs.length < steps) {
    inputs.push([...row])
    labels.push(labels.at(-1) ?? 0)
  }
  record.inputs.splice(start, end - start, ...inputs.slice(0, steps))
  record.labels.splice(start, end - start, ...labels.slice(0, steps))
  for (const span of Object.values(record.periods)) {
    if (span[0] >= end && span !== record.periods[name]) span[0] += longer
    if (span[1] >= end) span[1] += longer
  }
  record.steps += longer
  return record
}

/** Ways to spoil a reference trial; null where one does not apply. */
export const mutants: Record<string, (record: TrialRecord) => TrialRecord | null> = {
  'label + 1': (r) => {
    if (tying(r)) return null // where the other answer may be right
    for (let step = decisionOf(r); step < r.steps; step++) r.labels[step] = (r.labels[step] + 1) % 17
    return r
  },
  'label fixate where a response is due, or a response where fixation is': (r) => {
    if (tying(r)) return null
    r.labels.fill(r.labels[r.steps - 1] === 0 ? 1 : 0, decisionOf(r))
    return r
  },
  'label one step early': (r) => {
    if (r.labels[r.steps - 1] === 0) return null
    r.labels[decisionOf(r) - 1] = r.labels[r.steps - 1]
    return r
  },
  'label one step late': (r) => {
    if (r.labels[decisionOf(r)] === 0) return null
    r.labels[decisionOf(r)] = 0
    return r
  },
  'label a half class off': (r) => {
    r.labels[0] += 0.5
    return r
  },
  'rings exchanged': (r) => {
    const symmetric = r.inputs.every((row) => row.slice(1, 17).every((value, i) => value === row[17 + i]))
    if (symmetric) return null
    for (const row of r.inputs) row.splice(1, 32, ...row.slice(17, 33), ...row.slice(1, 17))
    return r
  },
  'a ring turned by one unit': (r) => {
    for (const row of r.inputs) {
      row.splice(1, 32, row[16], ...row.slice(1, 16), row[32], ...row.slice(17, 32))
    }
    return r
  },
  'noise left on a ring': (r) => {
    for (let i = RING1[0]; i < RING1[1]; i++) r.inputs[r.steps - 3][i] += 0.1 * Math.sin(i)
    return r
  },
  'a bump on the other ring': (r) => {
    const row = r.inputs.find((values) => values.slice(1).some((value) => value > 0.1))!
    for (let i = 0; i < 16; i++) row[row[1 + i] > row[17 + i] ? 17 + i : 1 + i] += 0.05
    return r
  },
  'a value off by 3e-6': (r) => {
    r.inputs[1][20] += 3e-6
    return r
  },
  'fixation on during the decision': (r) => {
    for (let step = decisionOf(r); step < r.steps; step++) r.inputs[step][0] = 1
    return r
  },
  'fixation on in the last step': (r) => {
    r.inputs[r.steps - 1][0] = 1
    return r
  },
  'fixation off at once': (r) => {
    r.inputs[0][0] = 0
    return r
  },
  'the stimulus still on in the decision': (r) => {
    const shown = r.inputs.findLast((row) => row.slice(1).some((value) => value > 0.1))!
    if (shown === r.inputs[r.steps - 1]) return null
    r.inputs[decisionOf(r)].splice(1, 32, ...shown.slice(1))
    return r
  },
  'no stimulus': (r) => {
    for (const row of r.inputs) row.fill(0, 1)
    return r
  },
  'delay halved': (r) => {
    const [start, end] = r.periods.delay ?? [0, 0]
    return end > start ? stretch(r, 'delay', Math.floor((end - start) / 2)) : null
  },
  'delay of 600 ms': (r) => {
    const [start, end] = r.periods.delay ?? [0, 6]
    return end - start === 6 ? null : stretch(r, 'delay', 6)
  },
  'fixation of 100 ms': (r) => stretch(r, 'fixation', 1),
  'fixation of 600 ms': (r) => stretch(r, 'fixation', 6),
  'no fixation': (r) => stretch(r, 'fixation', 0),
  'fixation of the other families': (r) => stretch(r, 'fixation', r.periods.fixation[1] === 5 ? 3 : 5),
  'a decision one step longer': (r) => stretch(r, 'decision', r.steps - decisionOf(r) + 1),
  'a decision one step shorter': (r) => stretch(r, 'decision', r.steps - decisionOf(r) - 1),
  'a first stimulus one step longer': (r) => {
    const name = ['stimulus', 'stim1', 'sample'].find((period) => period in r.periods)
    return name ? stretch(r, name, 6) : null
  },
  'periods moved but not the arrays': (r) => {
    r.periods.decision[0] -= 1
    return r
  },
  'a gap between periods': (r) => {
    r.periods.fixation[1] -= 1
    return r
  },
  'a period in the middle moved by a step': (r) => {
    const [, middle, last] = Object.values(r.periods)
    if (!last) return null
    middle[0] += 1
    middle[1] += 1
    return r
  },
  'periods on half steps': (r) => {
    for (const span of Object.values(r.periods)) {
      span[0] += 0.5
      span[1] += 0.5
    }
    return r
  },
  'a step too many declared': (r) => {
    r.steps += 1
    return r
  },
  'a row too many': (r) => {
    r.inputs.push(r.inputs[r.steps - 1])
    r.labels.push(r.labels[r.steps - 1])
    return r
  },
  'a row too many, and declared': (r) => {
    r.inputs.push(r.inputs[r.steps - 1])
    r.labels.push(r.labels[r.steps - 1])
    r.steps += 1
    return r
  },
  'a label missing': (r) => {
    r.labels.pop()
    return r
  },
  'a channel too many': (r) => {
    for (const row of r.inputs) row.push(0)
    return r
  },
  'a channel missing': (r) => {
    for (const row of r.inputs) row.pop()
    return r
  },
  'a period that the task has not': (r) => {
    r.periods.rest = [r.steps, r.steps]
    return r
  },
  'a period left out': (r) => {
    delete r.periods.fixation
    return r
  },
  'a value that the task does not draw': (r) => {
    r.condition.coherence = 0.5
    return r
  },
  'a drawn value left out': (r) => {
    delete r.condition[Object.keys(r.condition)[0]]
    return r
  },
  'nothing drawn where a value is': (r) => {
    r.condition[Object.keys(r.condition)[0]] = null
    return r
  },
  'the first drawn value + 1': (r) => {
    const name = Object.keys(r.condition)[0]
    r.condition[name] = (r.condition[name] as number) + 1
    return r
  },
  'match turned over': (r) => {
    if (!('match' in r.condition)) return null
    r.condition.match = !r.condition.match
    return r
  },
  'an unknown task': (r) => ({ ...r, task: `${r.task}x` }),
}
