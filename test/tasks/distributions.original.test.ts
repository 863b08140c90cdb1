import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { taskByName } from '../../src/tasks/battery.js'
import { newLabels } from '../../src/tasks/paint.js'
import { type Drawn, drawTrial, makeTrial, writeTrial } from '../../src/tasks/trial.js'
import { yang19Original as battery } from '../../src/tasks/yang19Original.js'
import {
  expectBetween,
  expectFalseAlarms,
  expectIndependent,
  expectNormal,
  expectRate,
  expectUniform,
} from './expectations.js'

// The laws of Yang et al. 2019 that the reference file does not show (PAPER 3.3), on trials of seed 13.
expectFalseAlarms(5e-3)

const N = 3_000
const TURN = 2 * Math.PI
const names = battery.tasks.map(({ name }) => name)
const matching = (pattern: RegExp) => names.filter((name) => pattern.test(name))
const reaches = matching(/^(fd|react|delay)(go|anti)$/)
const decisions = matching(/^(context|multi)?dm\d?$/)
const delayed = matching(/delaydm/)
const matches = matching(/^dm[sc](no)?go$/)

const drawn = new Map<string, Drawn[]>()
function trialsOf(name: string): Drawn[] {
  if (!drawn.has(name)) {
    const random = Random.seeded(13, 'distributions', name)
    const task = taskByName(battery, name)
    drawn.set(
      name,
      Array.from({ length: N }, () => drawTrial(battery, task, random)),
    )
  }
  return drawn.get(name)!
}
const values = (name: string, of: (c: Record<string, number>) => number) =>
  trialsOf(name).map(({ condition }) => of(condition))
const around = (angle: number) => ((angle % TURN) + TURN) % TURN

it('the families are the 20 tasks', () => {
  expect([...reaches, ...decisions, ...delayed, ...matches].sort()).toEqual([...names].sort())
})

// ---- durations: U laws as {from, to} in ms, which fill each number of whole steps equally often; {} laws as lists

type Duration = { from: number; to: number } | number[]
const u = (from: number, to: number) => ({ from, to })
const SHORT = [200, 400, 600]
const DELAYS = [200, 400, 800, 1600]
const go = { fix1: u(300, 700), stim1: u(500, 1500), go1: [500] }
const react = { fix1: u(500, 2500), go1: [500] }
const delaygo = { fix1: [300, 500, 700], stim1: SHORT, delay1: DELAYS, go1: [500] }
const dm = { fix1: u(100, 400), stim1: [400, 800, 1600], go1: [500] }
const delaydm = { fix1: SHORT, stim1: SHORT, delay1: DELAYS, stim2: SHORT, delay2: u(100, 300), go1: [500] }
const dms = { fix1: SHORT, stim1: SHORT, delay1: DELAYS, go1: [500] }
const DURATIONS: Record<string, Record<string, Duration>> = {
  fdgo: go,
  fdanti: go,
  reactgo: react,
  reactanti: react,
  delaygo,
  delayanti: delaygo,
  ...Object.fromEntries(decisions.map((name) => [name, dm])),
  ...Object.fromEntries(delayed.map((name) => [name, delaydm])),
  dmsgo: dms,
  dmsnogo: dms,
  dmcgo: { ...dms, go1: SHORT },
  dmcnogo: { ...dms, go1: SHORT },
}

describe('durations', () => {
  it.each(names)('%s: each period by its law, independently', (name) => {
    const expected = Object.entries(DURATIONS[name])
    expect(taskByName(battery, name).periods.map((period) => period.name)).toEqual(
      expected.map(([period]) => period),
    )
    const supports = expected.map(([, law]) =>
      Array.isArray(law)
        ? law.map((ms) => ms / 20)
        : Array.from({ length: (law.to - law.from) / 20 }, (_, i) => law.from / 20 + i),
    )
    supports.forEach((support, i) => {
      const steps = trialsOf(name).map(({ durations }) => durations[i])
      if (support.length === 1) expect(new Set(steps)).toEqual(new Set(support))
      else expectUniform(steps, support)
      if (i === 0 || support.length * supports[i - 1].length > 100) return
      expectUniform(
        trialsOf(name).map(({ durations }) => `${durations[i - 1]} ${durations[i]}`),
        supports[i - 1].flatMap((before) => support.map((here) => `${before} ${here}`)),
      )
    })
  })
})

describe('angles', () => {
  it.each(reaches)('%s: uniform around the circle, in either modality', (name) => {
    expectBetween(
      values(name, (c) => c.angle),
      0,
      TURN,
    )
    expectUniform(
      values(name, (c) => c.modality),
      [1, 2],
    )
    for (const modality of [1, 2])
      expectBetween(
        values(name, (c) => (c.modality === modality ? c.angle : -1)).filter((angle) => angle >= 0),
        0,
        TURN,
      )
  })

  it.each([...decisions, ...delayed])('%s: the second 90° to 270° from the first, uniform', (name) => {
    const first = values(name, (c) => c.angle1)
    const gaps = values(name, (c) => around(c.angle2 - c.angle1))
    expectBetween(first, 0, TURN)
    expectBetween(gaps, Math.PI / 2, 1.5 * Math.PI)
    expectBetween(
      values(name, (c) => c.angle2),
      0,
      TURN,
    )
    expectIndependent(
      first.map((angle, i) => [angle, gaps[i]] as const),
      [0, TURN],
      [Math.PI / 2, 1.5 * Math.PI],
    )
  })

  it.each(['dmsgo', 'dmsnogo'])('%s: the same at rate ½, else 20° to 340° apart', (name) => {
    const same = ({ condition: c }: Drawn) => c.angle1 === c.angle2
    expectRate(trialsOf(name), same, 0.5)
    for (const which of ['angle1', 'angle2'])
      expectBetween(
        values(name, (c) => c[which]),
        0,
        TURN,
      )
    const others = trialsOf(name).filter((trial) => !same(trial))
    const gaps = others.map(({ condition: c }) => around(c.angle2 - c.angle1))
    expectBetween(gaps, Math.PI / 9, (17 * Math.PI) / 9)
    expectIndependent(
      others.map(({ condition: c }, i) => [c.angle1, gaps[i]] as const),
      [0, TURN],
      [Math.PI / 9, (17 * Math.PI) / 9],
    )
  })

  it.each(['dmcgo', 'dmcnogo'])(
    '%s: two of ten angles, independent; so categories match at rate ½',
    (name) => {
      const tenths = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
      const tenth = (angle: number) => Number(((angle * 10) / Math.PI).toFixed(9))
      expectUniform(
        trialsOf(name).map(({ condition: c }) => `${tenth(c.angle1)} ${tenth(c.angle2)}`),
        tenths.flatMap((a) => tenths.map((b) => `${a} ${b}`)),
      )
      expectRate(trialsOf(name), ({ condition: c }) => c.angle1 < Math.PI === c.angle2 < Math.PI, 0.5)
    },
  )

  it.each(matches)('%s: each stimulus in a modality of its own', (name) => {
    expectUniform(
      trialsOf(name).map(({ condition: c }) => `${c.modality1} ${c.modality2}`),
      ['1 1', '1 2', '2 1', '2 2'],
    )
  })

  it.each(matches)('%s: asks to go in half of the trials', (name) => {
    const task = taskByName(battery, name)
    const { wants } = task.periods[task.periods.length - 1]
    expectRate(trialsOf(name), ({ condition }) => wants!(condition, 0) !== 0, 0.5)
  })
})

describe('strengths', () => {
  const coherences = (name: string) =>
    (delayed.includes(name) ? [0.08, 0.16, 0.32] : [0.01, 0.02, 0.04, 0.08]).flatMap((c) => [-c, c])
  const modalities = (name: string) =>
    /^(delay)?dm1$/.test(name) ? [1] : /^(delay)?dm2$/.test(name) ? [2] : [1, 2]
  const rounded = (value: number) => Number(value.toFixed(9))

  it.each([...decisions, ...delayed].filter((name) => !name.startsWith('multi')))(
    '%s: m ± c in each modality, all independent',
    (name) => {
      const pairs = modalities(name).map((m) => ({
        mean: values(name, (c) => (c[`strength1_mod${m}`] + c[`strength2_mod${m}`]) / 2),
        signed: values(name, (c) => rounded((c[`strength1_mod${m}`] - c[`strength2_mod${m}`]) / 2)),
      }))
      for (const { mean, signed } of pairs) {
        expectBetween(mean, 0.8, 1.2)
        for (const c of coherences(name))
          expectBetween(
            mean.filter((_, i) => signed[i] === c),
            0.8,
            1.2,
          )
      }
      expectUniform(
        trialsOf(name).map((_, i) => pairs.map(({ signed }) => signed[i]).join(' and ')),
        pairs.length === 1
          ? coherences(name).map(String)
          : coherences(name).flatMap((a) => coherences(name).map((b) => `${a} and ${b}`)),
      )
      if (pairs.length === 2)
        expectIndependent(
          pairs[0].mean.map((mean, i) => [mean, pairs[1].mean[i]] as const),
          [0.8, 1.2],
          [0.8, 1.2],
        )
    },
  )

  it.each(matching(/^multi/))('%s: m ± c, each split by .2 to .8 of it either way', (name) => {
    const strengths = [1, 2].map((which) =>
      values(name, (c) => (c[`strength${which}_mod1`] + c[`strength${which}_mod2`]) / 2),
    )
    const splits = [1, 2].map((which, i) =>
      values(name, (c) => c[`strength${which}_mod1`] - c[`strength${which}_mod2`]).map(
        (difference, trial) => difference / strengths[i][trial],
      ),
    )
    const signed = strengths[0].map((one, i) => rounded((one - strengths[1][i]) / 2))
    const mean = strengths[0].map((one, i) => (one + strengths[1][i]) / 2)
    expectUniform(signed, coherences(name))
    expectBetween(mean, 0.8, 1.2)
    expectUniform(
      splits[0].map((one, i) => `${Math.sign(one)} ${Math.sign(splits[1][i])} ${Math.sign(signed[i])}`),
      [-1, 1].flatMap((a) => [-1, 1].flatMap((b) => [-1, 1].map((c) => `${a} ${b} ${c}`))),
    )
    const sizes = splits.map((split) => split.map(Math.abs))
    for (const size of sizes) expectBetween(size, 0.2, 0.8)
    expectIndependent(
      sizes[0].map((size, i) => [size, sizes[1][i]] as const),
      [0.2, 0.8],
      [0.2, 0.8],
    )
    expectIndependent(
      sizes[0].map((size, i) => [size, mean[i]] as const),
      [0.2, 0.8],
      [0.8, 1.2],
    )
  })
})

describe('a batch', () => {
  it.each(names)('%s: one timing and modality for all, angles and strengths by trial', (name) => {
    const task = taskByName(battery, name)
    const random = Random.seeded(13, 'batch', name)
    const sharing = /^modality\d?$/
    for (let b = 0; b < 20; b++) {
      const first = drawTrial(battery, task, random)
      const batch = [
        first,
        ...Array.from({ length: 7 }, () => drawTrial(battery, task, random, { batch: first })),
      ]
      for (const trial of batch) {
        expect(trial.durations).toEqual(first.durations)
        for (const [key, value] of Object.entries(trial.condition))
          if (sharing.test(key)) expect(value).toBe(first.condition[key])
      }
      for (const key of Object.keys(first.condition)) {
        if (sharing.test(key)) continue
        expect(new Set(batch.map(({ condition }) => condition[key])).size, key).toBeGreaterThan(1)
      }
    }
    // The same laws within a batch as over batches.
    const first = drawTrial(battery, task, random)
    const batch = Array.from({ length: 1_000 }, () => drawTrial(battery, task, random, { batch: first }))
    if (name.startsWith('dmc')) return
    expectBetween(
      batch.map(({ condition: c }) => c.angle ?? c.angle1),
      0,
      TURN,
    )
  })

  it('draws contextdm1 and contextdm2 five times as often as each other task', () => {
    const weights = battery.tasks.map(({ name, weight = 1 }) => [name, weight])
    expect(weights.filter(([, weight]) => weight !== 1)).toEqual([
      ['contextdm1', 5],
      ['contextdm2', 5],
    ])
  })
})

describe('noise', () => {
  it.each(['fdgo', 'dm1', 'multidelaydm', 'dmcnogo'])(
    '%s: sd .0316 on all 85 channels in every step',
    (name) => {
      const task = taskByName(battery, name)
      const random = Random.seeded(13, 'noise', name)
      const noise: number[] = []
      for (let i = 0; i < 5; i++) {
        const trial = drawTrial(battery, task, random)
        const { inputs: clean, steps } = makeTrial(battery, task, trial)
        const inputs = new Float32Array(clean.length)
        writeTrial(
          battery,
          task,
          trial,
          { inputs, labels: newLabels(battery, steps), batch: 1, column: 0 },
          random,
        )
        for (let at = 0; at < clean.length; at++) noise.push(inputs[at] - clean[at])
      }
      expect(noise.filter((value) => value === 0).length).toBeLessThan(noise.length / 1_000)
      expectNormal(noise, 0.01 * Math.sqrt(10))
      for (const channel of [0, 1, 64, 65, 84]) // one of each group, by itself
        expectNormal(
          noise.filter((_, at) => at % 85 === channel),
          0.01 * Math.sqrt(10),
        )
    },
  )
})
