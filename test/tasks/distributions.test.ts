import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { taskByName } from '../../src/tasks/battery.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import { type Drawn, drawTrial, makeTrial, ties } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { expectFalseAlarms, expectNormal, expectRate, expectUniform } from './expectations.js'

// The laws that the reference file does not show (PROTOCOL: tested against PAPER 4.1).
expectFalseAlarms(1e-3)
const N = 6_000
const DIRECTIONS = Array.from({ length: 16 }, (_, i) => i)

const drawn = new Map<string, Drawn[]>()
function trialsOf(name: string): Drawn[] {
  if (!drawn.has(name)) {
    const random = Random.seeded(11, 'distributions', name)
    const task = taskByName(yang19, name)
    drawn.set(
      name,
      Array.from({ length: N }, () => drawTrial(yang19, task, random)),
    )
  }
  return drawn.get(name)!
}

const round = (value: number) => Number(value.toFixed(6))
const reaches = ['go', 'rtgo', 'dlygo', 'anti', 'rtanti', 'dlyanti']
const decisions = ['dm1', 'dm2', 'ctxdm1', 'ctxdm2', 'multidm']
const delayed = ['dlydm1', 'dlydm2', 'ctxdlydm1', 'ctxdlydm2', 'multidlydm']
const ringsOf = (task: string) =>
  task.endsWith('1') && !task.startsWith('ctx')
    ? [1]
    : task.endsWith('2') && !task.startsWith('ctx')
      ? [2]
      : [1, 2]

describe('reach tasks', () => {
  it.each(reaches)('%s: directions and, out of turn, rings are uniform', (name) => {
    const pairs = DIRECTIONS.flatMap((target) => [1, 2].map((ring) => `${target} on ${ring}`))
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.target} on ${c.modality}`),
      pairs,
    )
  })
})

describe('decision tasks', () => {
  it.each([...decisions, ...delayed])(
    '%s: the two directions are a uniform pair of different ones',
    (name) => {
      const pairs = DIRECTIONS.flatMap((a) => DIRECTIONS.filter((b) => b !== a).map((b) => `${a} ${b}`))
      expectUniform(
        trialsOf(name).map(({ condition: c }) => `${c.theta1} ${c.theta2}`),
        pairs,
      )
    },
  )

  it.each(decisions)(
    '%s: strengths are ½ ± c/2, eight equally likely coherences, independent on the rings',
    (name) => {
      const coherences = [-0.64, -0.32, -0.16, -0.08, 0.08, 0.16, 0.32, 0.64]
      const rings = ringsOf(name)
      const sums = trialsOf(name).flatMap(({ condition: c }) =>
        rings.map((ring) => round(c[`coh1_mod${ring}`] + c[`coh2_mod${ring}`])),
      )
      expect(new Set(sums)).toEqual(new Set([1]))
      const support =
        rings.length === 1 ? coherences : coherences.flatMap((a) => coherences.map((b) => `${a} ${b}`))
      expectUniform(
        trialsOf(name).map(({ condition: c }) =>
          rings.length === 1
            ? round(c[`coh1_mod${rings[0]}`] - c[`coh2_mod${rings[0]}`])
            : rings.map((ring) => round(c[`coh1_mod${ring}`] - c[`coh2_mod${ring}`])).join(' '),
        ),
        support,
      )
    },
  )

  it.each(delayed)(
    '%s: strengths are two of .3, .6, 1 without replacement, independent on the rings',
    (name) => {
      const pairs = ['0.3 0.6', '0.3 1', '0.6 0.3', '0.6 1', '1 0.3', '1 0.6']
      const rings = ringsOf(name)
      expectUniform(
        trialsOf(name).map(({ condition: c }) =>
          rings.map((ring) => `${c[`coh1_mod${ring}`]} ${c[`coh2_mod${ring}`]}`).join(' and '),
        ),
        rings.length === 1 ? pairs : pairs.flatMap((a) => pairs.map((b) => `${a} and ${b}`)),
      )
    },
  )

  it.each([...decisions, ...delayed])('%s: fixation lasts 200, 300 or 400 ms, each in a third', (name) => {
    expectUniform(
      trialsOf(name).map(({ durations }) => durations[0]),
      [2, 3, 4],
    )
  })

  it.each([
    ['multidm', 1 / 8],
    ['multidlydm', 1 / 6],
  ])('%s: ties at rate %f, and then a fair coin', (name, rate) => {
    const task = taskByName(yang19, name)
    const tie = ({ condition }: Drawn) => ties(task, condition)
    const trials = trialsOf(name)
    expectRate(trials, tie, rate)
    expectRate(trials.filter(tie), ({ coin }) => coin === 1, 0.5)
    expect(trials.filter((trial) => !tie(trial)).every(({ coin }) => coin === 0)).toBe(true)
  })

  it.each([...decisions, ...delayed].filter((name) => !name.startsWith('multi')))(
    '%s: never ties',
    (name) => {
      const task = taskByName(yang19, name)
      expect(trialsOf(name).some(({ condition }) => ties(task, condition))).toBe(false)
    },
  )
})

describe('match tasks', () => {
  it.each(['dms', 'dnms'])('%s: samples uniform, half of the tests the same, half opposite', (name) => {
    expectRate(trialsOf(name), ({ condition }) => condition.match === 1, 0.5)
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.sample} ${(c.test - c.sample + 16) % 16} ${c.match}`),
      DIRECTIONS.flatMap((sample) => [`${sample} 0 1`, `${sample} 8 0`]),
    )
  })

  it.each(['dmc', 'dnmc'])(
    "%s: any sample with any test; match by halves, with 8 the lower half's sample",
    (name) => {
      expectRate(trialsOf(name), ({ condition }) => condition.match === 1, 0.5)
      expectUniform(
        trialsOf(name).map(({ condition: c }) => `${c.sample} ${c.test} ${c.match}`),
        DIRECTIONS.flatMap((sample) =>
          DIRECTIONS.map((test) => `${sample} ${test} ${Number(sample > 8 === test > 7)}`),
        ),
      )
    },
  )
})

describe('noise', () => {
  const trials = 60
  it.each(yang19.tasks.map(({ name }) => name))('%s: sd 0.1 where the paper has it, nowhere else', (name) => {
    const task = taskByName(yang19, name)
    const batch = (noise: boolean) =>
      evaluationBatch(yang19, task, trials, Random.seeded(5, 'noise', name), { noise })
    const noisy = batch(true)
    const clean = batch(false)
    expect(noisy.drawn).toEqual(clean.drawn)

    // By hand: which periods and channels (PAPER 4.1).
    const periods = [...decisions].includes(name)
      ? ['stimulus']
      : delayed.includes(name)
        ? ['stim1', 'stim2']
        : name.startsWith('d') && !reaches.includes(name)
          ? ['sample', 'test']
          : []
    const values: number[] = []
    for (let trial = 0; trial < trials; trial++) {
      const { condition } = clean.drawn[trial]
      const spans = makeTrial(yang19, task, clean.drawn[trial]).periods
      const ring = condition.modality ?? 0
      for (let step = 0; step < clean.time; step++) {
        const here = spans.find(({ start, end }) => start <= step && step < end)!.name
        for (let channel = 0; channel < 53; channel++) {
          const at = (step * trials + trial) * 53 + channel
          const reached = channel < 33 && (ring === 0 || Math.ceil(channel / 16) === ring)
          const added = noisy.inputs[at] - clean.inputs[at]
          if (periods.includes(here) && reached && (ring === 0 || channel > 0)) values.push(added)
          else if (added !== 0) expect.fail(`noise ${added} in ${here}, channel ${channel}`)
        }
      }
    }
    expect(values.length === 0).toBe(periods.length === 0)
    if (values.length === 0) return
    expectNormal(values, 0.1)
  })
})
