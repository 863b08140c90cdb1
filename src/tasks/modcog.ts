/**
 * The batteries `modcog` and `modcog-fixed`: the 82 tasks of Mod-Cog (PAPER 4.3). To the 20 tasks of yang19, some with
 * other delays, come 22 in which the answer is turned by an angle that grows with the delay (`int`) and 40 in which the
 * answer moves on around the ring step by step (`seq`), each to the right (`r`) and to the left (`l`).
 *
 * In `modcog` a label is reduced modulo 16 after the class offset was added, as in the published code: an answer toward
 * direction 15 is labeled 0, "fixate". `modcog-fixed` reduces the direction, so that it is labeled 16.
 */
import { type Battery, makeBattery } from './battery.js'
import { type Condition, choice, drawnAs, fixed, onceAStream, oneOf, uniform } from './laws.js'
import { type Delay, DT, RING, type Style } from './neurogym.js'
import type { TaskDefinition } from './task.js'
import { twentyTasks } from './twentyTasks.js'

const OMEGA = 0.01 // rad a ms, or ring units a ms, or ring units a 10 ms: the published code's three readings
const RADIANS = (2 * Math.PI) / RING // a ring unit

type Turn = -1 | 0 | 1
type Wrap = (direction: number) => number

const modulo = (value: number) => ((value % RING) + RING) % RING
const WRAPS = {
  modcog: (direction: number) => modulo(1 + direction),
  'modcog-fixed': (direction: number) => 1 + modulo(direction),
}

const heldDelay: Delay = { lasts: drawnAs('delay_ms', fixed(500)), drawn: [choice(['delay_ms'], [[500]])] }
const delays = Array.from({ length: 12 }, (_, i) => [100 * i])
const drawnDelay: Delay = {
  lasts: drawnAs('delay_ms', oneOf(delays.flat())),
  drawn: [choice(['delay_ms'], delays)],
}
/** Drawn when the published code makes a task's environment, and kept. */
const keptDelay: Delay = {
  lasts: drawnAs('delay_ms', uniform(200, 1200)),
  drawn: [onceAStream('delay_ms', uniform(200, 1200))],
}

function variant(wrap: Wrap, integrate: Turn, sequence: Turn): TaskDefinition[] {
  const turnedBy = (c: Condition) => integrate * OMEGA * c.delay_ms
  const style = (delay: Delay, decisionMs: number): Style => ({
    delay,
    decision: fixed(sequence === 0 ? decisionMs : 1000),
    answer: (direction, step) => wrap(direction + sequence * step),
    turned: (c) => turnedBy(c) / RADIANS,
    shifted: (direction, c) => Math.trunc(direction + turnedBy(c)),
  })
  const integrates = integrate !== 0
  const reach = style(integrates ? drawnDelay : heldDelay, 500)
  const atOnce: Style = { ...style(heldDelay, 200), shifted: undefined }
  return twentyTasks({
    go: reach,
    delayedGo: reach,
    reaction: { ...style(heldDelay, 500), decision: fixed(500) },
    decision: atOnce,
    delayedDecision: style(heldDelay, 200),
    match: style(integrates ? drawnDelay : keptDelay, 900),
    held: { fixation: 500, delay: 500 },
  })
}

function modCog(name: keyof typeof WRAPS): Battery {
  const wrap = WRAPS[name]
  const named = (tasks: TaskDefinition[], suffix: string, asks: string) =>
    tasks.map((task) => ({ ...task, name: task.name + suffix, asks: `${task.asks}; ${asks}` }))
  const turning = (turn: 1 | -1) =>
    named(
      variant(wrap, turn, 0).filter(({ name }) => /^dly|^ctxdly|^multidly|^dn?m[sc]$/.test(name)),
      turn > 0 ? 'intr' : 'intl',
      `turn it ${turn > 0 ? 'right' : 'left'} by the time of the delay`,
    )
  const [right, left] = [turning(1), turning(-1)]
  const moving = (turn: 1 | -1) =>
    named(
      variant(wrap, 0, turn),
      turn > 0 ? 'seqr' : 'seql',
      `then move on to the ${turn > 0 ? 'right' : 'left'} step by step`,
    )
  return makeBattery(name, { dt: DT, ringUnits: RING }, [
    ...variant(wrap, 0, 0),
    ...right.flatMap((task, i) => [task, left[i]]),
    ...moving(1),
    ...moving(-1),
  ])
}

/** The 82 tasks of Mod-Cog (PAPER.md 4.3), labeled as in the published code. */
export const modcog = modCog('modcog')
/** The same, where an answer toward direction 15 has the class 16 instead of 0. */
export const modcogFixed = modCog('modcog-fixed')
