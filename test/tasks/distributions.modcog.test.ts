import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { subset, taskByName } from '../../src/tasks/battery.js'
import { modcog, modcogFixed } from '../../src/tasks/modcog.js'
import { newLabels } from '../../src/tasks/paint.js'
import { TrialStream } from '../../src/tasks/stream.js'
import { type Drawn, drawTrial, makeTrial, ties, writeTrial } from '../../src/tasks/trial.js'
import { expectBetween, expectFalseAlarms, expectNormal, expectRate, expectUniform } from './expectations.js'

// The laws of Mod-Cog that the reference file does not show (PAPER 4.3), on trials of seed 12.
expectFalseAlarms(3e-3)

const N = 3_000
const DIRECTIONS = Array.from({ length: 16 }, (_, i) => i)
const DELAYS = Array.from({ length: 12 }, (_, i) => 100 * i)
const names = modcog.tasks.map(({ name }) => name)
const matching = (pattern: RegExp) => names.filter((name) => pattern.test(name))

const drawn = new Map<string, Drawn[]>()
function trialsOf(name: string): Drawn[] {
  if (!drawn.has(name)) {
    const random = Random.seeded(12, 'distributions', name)
    const task = taskByName(modcog, name)
    drawn.set(
      name,
      Array.from({ length: N }, () => drawTrial(modcog, task, random)),
    )
  }
  return drawn.get(name)!
}
/** ms of a period in a trial. */
function lasts(name: string, period: string, { durations }: Drawn): number {
  return 100 * durations[taskByName(modcog, name).periods.findIndex((p) => p.name === period)]
}
const all = (name: string, period: string) =>
  new Set(trialsOf(name).map((trial) => lasts(name, period, trial)))

describe('durations', () => {
  it.each(matching(/^(dly)?(go|anti)int|^d.?m[sc]int/))('%s: the delay is one of 0 to 1100 ms', (name) => {
    expectUniform(
      trialsOf(name).map(({ condition }) => condition.delay_ms),
      DELAYS,
    )
    for (const trial of trialsOf(name)) expect(lasts(name, 'delay', trial)).toBe(trial.condition.delay_ms)
  })

  it('500 ms of delay in every other task that has one, but a match', () => {
    const held = matching(/go|anti|dlydm/).filter((name) => !/^rt|(go|anti)int/.test(name))
    expect(held).toHaveLength(4 * 3 + 5 * 5)
    for (const name of held) expect([name, ...all(name, 'delay')]).toEqual([name, 500])
  })

  it('sequences of 1000 ms, but 500 for a reaction; the base tasks of 200, 500 or 900', () => {
    for (const name of names) {
      const sequence = /seq[rl]$/.test(name)
      const base = /^(dly)?(go|anti)/.test(name) ? 500 : /^dn?m[sc]/.test(name) ? 900 : 200
      const expected = /^rt/.test(name) ? 500 : sequence ? 1000 : base
      expect([name, ...all(name, 'decision')]).toEqual([name, expected])
    }
  })

  it.each(matching(/dm\d?(int|seq)?[rl]?$/))(
    '%s: fixation of 200, 300 or 400 ms, each in a third',
    (name) => {
      expectUniform(
        trialsOf(name).map((trial) => lasts(name, 'fixation', trial)),
        [200, 300, 400],
      )
    },
  )

  it('fixation of 500 ms for reaches, 300 for matches', () => {
    for (const name of matching(/go|anti/)) expect([...all(name, 'fixation')]).toEqual([500])
    for (const name of matching(/^dn?m[sc]/)) expect([...all(name, 'fixation')]).toEqual([300])
  })
})

describe('the delay of a match that turns nothing', () => {
  const kept = matching(/^dn?m[sc](seq[rl])?$/)

  it('is kept by each stream and uniform on 200 to 1200 ms over streams, each task with its own', () => {
    expect(kept).toHaveLength(12)
    const few = subset(modcog, ['dms', 'dnmcseql'])
    const inputs = new Float32Array(400 * few.inputCount)
    const column = { inputs, labels: newLabels(few, 400), batch: 1, column: 0 }
    const firsts: number[][] = []
    for (let s = 0; s < 1_000; s++) {
      const stream = TrialStream.seeded(few, 12, 'kept', s)
      stream.fill(column)
      const { dms, dnmcseql } = stream.state().kept
      firsts.push([dms!.delay_ms, dnmcseql!.delay_ms])
      if (s % 10 > 0) continue
      for (let more = 0; more < 3; more++) {
        stream.fill(column)
        const later = stream.state().kept
        expect([later.dms!.delay_ms, later.dnmcseql!.delay_ms]).toEqual(firsts[s])
      }
    }
    for (const i of [0, 1])
      expectBetween(
        firsts.map((delays) => delays[i]),
        200,
        1200,
      )
    expectRate(firsts, ([one, other]) => one > other, 0.5)
  })

  it('is floored to steps, and uniform where it is drawn anew for each trial', () => {
    const delays = kept.flatMap((name) => {
      const task = taskByName(modcog, name)
      const random = Random.seeded(12, 'kept', name)
      const trials = Array.from({ length: N }, () => drawTrial(modcog, task, random, { turn: 0 }))
      for (const trial of trials)
        expect(lasts(name, 'delay', trial)).toBe(100 * Math.floor(trial.condition.delay_ms / 100))
      const own = trials.map(({ condition }) => condition.delay_ms)
      expectBetween(own, 200, 1200)
      return own
    })
    expectBetween(delays, 200, 1200) // all together see what one task's cannot
  })
})

describe('directions', () => {
  it.each(matching(/go|anti/))('%s: uniform, on either ring', (name) => {
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.target} on ${c.modality}`),
      DIRECTIONS.flatMap((target) => [1, 2].map((ring) => `${target} on ${ring}`)),
    )
  })

  it.each(matching(/dm\d?(int|seq)?[rl]?$/))('%s: a uniform pair of different ones', (name) => {
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.theta1} ${c.theta2}`),
      DIRECTIONS.flatMap((a) => DIRECTIONS.filter((b) => b !== a).map((b) => `${a} ${b}`)),
    )
  })

  it.each(matching(/^dn?ms/))('%s: the same or the opposite, p = ½', (name) => {
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.sample} ${(c.test - c.sample + 16) % 16} ${c.match}`),
      DIRECTIONS.flatMap((sample) => [`${sample} 0 1`, `${sample} 8 0`]),
    )
  })

  it.each(matching(/^dn?mc/))('%s: any with any; halves match at rate ½', (name) => {
    expectRate(trialsOf(name), ({ condition }) => condition.match === 1, 0.5)
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.sample} ${c.test} ${c.match}`),
      DIRECTIONS.flatMap((sample) =>
        DIRECTIONS.map((test) => `${sample} ${test} ${Number(sample > 8 === test > 7)}`),
      ),
    )
  })
})

describe('strengths', () => {
  const COHERENT = [-0.64, -0.32, -0.16, -0.08, 0.08, 0.16, 0.32, 0.64]
  const PAIRS = ['0.3 0.6', '0.3 1', '0.6 0.3', '0.6 1', '1 0.3', '1 0.6']
  const ringsOf = (name: string) => {
    const single = name.match(/^(?:dly)?dm(\d)/)
    return single ? [Number(single[1])] : [1, 2]
  }
  const products = (values: readonly (number | string)[], rings: readonly number[]) =>
    rings.length === 1 ? values.map(String) : values.flatMap((a) => values.map((b) => `${a}, ${b}`))

  it.each(matching(/^(ctx|multi)?dm\d?(seq|$)/))('%s: ½ ± c/2, independent on the rings', (name) => {
    const rings = ringsOf(name)
    const [one, two] = [1, 2].map(
      (which) => (c: Record<string, number>, r: number) => c[`coh${which}_mod${r}`],
    )
    expect(
      trialsOf(name).every(({ condition: c }) =>
        rings.every((r) => Math.abs(one(c, r) + two(c, r) - 1) < 1e-12),
      ),
    ).toBe(true)
    expectUniform(
      trialsOf(name).map(({ condition: c }) =>
        rings.map((r) => Number((one(c, r) - two(c, r)).toFixed(6))).join(', '),
      ),
      products(COHERENT, rings),
    )
  })

  it.each(matching(/dlydm/))('%s: two of .3, .6, 1, independent on the rings', (name) => {
    const rings = ringsOf(name)
    expectUniform(
      trialsOf(name).map(({ condition: c }) =>
        rings.map((r) => `${c[`coh1_mod${r}`]} ${c[`coh2_mod${r}`]}`).join(', '),
      ),
      products(PAIRS, rings),
    )
  })

  it.each(matching(/^multi/))('%s: ties at its rate, and then a fair coin', (name) => {
    const task = taskByName(modcog, name)
    const tie = ({ condition }: Drawn) => ties(task, condition)
    expectRate(trialsOf(name), tie, name.startsWith('multidm') ? 1 / 8 : 1 / 6)
    expectRate(trialsOf(name).filter(tie), ({ coin }) => coin === 1, 0.5)
  })
})

describe('a stream', () => {
  it('alternates the rings of each single-ring task, whatever comes between', () => {
    const few = subset(modcog, ['dlygointr', 'rtantiseql', 'dms', 'dm1', 'dnmcintl'])
    const stream = TrialStream.seeded(few, 12, 'rings')
    const seen: Record<string, number[]> = {}
    const column = {
      inputs: new Float32Array(few.inputCount),
      labels: newLabels(few, 1),
      batch: 1,
      column: 0,
    }
    for (let step = 0; step < 4_000; step++) {
      stream.fill(column)
      const { task, drawn, written } = stream.state().current!
      if (written !== 1) continue
      seen[task] ??= []
      seen[task].push(drawn.condition.modality)
    }
    for (const [task, rings] of Object.entries(seen)) {
      if (task === 'dm1') continue
      expect(rings.length).toBeGreaterThan(20)
      expect(rings).toEqual(rings.map((_, i) => 1 + (i % 2)))
    }
    expect(Object.keys(seen)).toHaveLength(5)
  })

  it.each([modcog, modcogFixed])(
    '$name: the next task is any of the 81 others, equally likely',
    (battery) => {
      const stream = TrialStream.seeded(battery, 12, 'tasks')
      const steps = 5_000
      const labels = newLabels(battery, steps)
      const order: number[] = []
      for (let block = 0; block < 40; block++) {
        const inputs = new Float32Array(steps * battery.inputCount)
        stream.fill({ inputs, labels, batch: 1, column: 0 })
        for (let step = 0; step < steps; step++) {
          const from = step * battery.inputCount + battery.stimulusCount
          const task = inputs.subarray(from, from + 82).indexOf(1)
          if (task !== order.at(-1)) order.push(task)
        }
      }
      expect(order.length).toBeGreaterThan(7_000)
      expectUniform(
        order.slice(1).map((task, i) => (task - order[i] + 82) % 82),
        Array.from({ length: 81 }, (_, i) => i + 1),
      )
      // No task follows itself, so counts vary less than independent ones: the limit is on the safe side.
      expectUniform(
        order,
        battery.tasks.map(({ index }) => index),
      )
    },
  )
})

describe('noise', () => {
  it.each(['goseqr', 'dlyantiintl', 'dm2seql', 'multidlydmintr', 'dmsintl', 'dnmc'])(
    '%s: sd 0.1 where its family has it, nowhere else',
    (name) => {
      const task = taskByName(modcog, name)
      const random = Random.seeded(12, 'noise', name)
      const noisyPeriods = /^d.*dm|^dm\d|^multi/.test(name)
        ? ['stimulus', 'stim1', 'stim2']
        : /^dn?m[sc]/.test(name)
          ? ['sample', 'test']
          : []
      const values: number[] = []
      for (let i = 0; i < 60; i++) {
        const trial = makeTrial(modcog, task, drawTrial(modcog, task, random))
        const inputs = new Float32Array(trial.inputs.length)
        const durations = trial.periods.map(({ start, end }) => end - start)
        const column = { inputs, labels: newLabels(modcog, trial.steps), batch: 1, column: 0 }
        writeTrial(modcog, task, { condition: { ...trial.condition }, durations, coin: 0 }, column, random)
        const ring = trial.condition.modality
        for (const { name: period, start, end } of trial.periods) {
          for (let step = start; step < end; step++) {
            for (let channel = 0; channel < modcog.inputCount; channel++) {
              const at = step * modcog.inputCount + channel
              const reached = channel < 33 && (ring === undefined || Math.ceil(channel / 16) === ring)
              const added = inputs[at] - trial.inputs[at]
              if (noisyPeriods.includes(period) && reached && (ring === undefined || channel > 0))
                values.push(added)
              else if (added !== 0) expect.fail(`noise ${added} in ${period}, channel ${channel}`)
            }
          }
        }
      }
      expect(values.length > 0).toBe(noisyPeriods.length > 0)
      if (values.length > 0) expectNormal(values, 0.1)
    },
  )
})
