/**
 * Batteries whose tasks are the same and whose inputs follow other statistics: fewer places, fewer strengths, fewer
 * tasks. What a network does under them shows what of it depends on its input (docs/transfer.md).
 */
import { InputError } from '../errors.js'
import type { Random } from '../random/random.js'
import { type Battery, holdOut } from './battery.js'
import { choice, type Factor } from './laws.js'
import type { Task } from './task.js'

/**
 * The battery with every stimulus of the single-ring tasks on ring 1, and without the tasks of other rings alone; null
 * where no task chooses its ring, or where task variance is measured on a grid of given trials.
 */
export function onFirstRing(battery: Battery): Battery | null {
  const elsewhere = battery.tasks.filter((task) => rings(task).every((ring) => ring !== null && ring !== 1))
  const chooses = battery.tasks.some(({ condition }) => condition.some(choosesRing))
  if (!chooses || battery.tasks.some(({ test }) => test) || elsewhere.length === battery.tasks.length)
    return null
  const remaining = holdOut(
    battery,
    elsewhere.map(({ name }) => name),
  )
  return withFactors(remaining, (factor) => (choosesRing(factor) ? choice(factor.names, [[1]]) : factor))
}

/**
 * The battery whose decisions have only the two weakest, or the two strongest, of their coherences; null where none has
 * more than two, or where task variance is measured on a grid of given trials.
 */
export function withCoherences(battery: Battery, which: 'weakest' | 'strongest'): Battery | null {
  if (battery.tasks.some(({ test }) => test)) return null
  let changed = false
  const result = withFactors(battery, (factor, task) => {
    if (!task.evidence || !isStrengths(factor)) return factor
    const size = ([first, second]: readonly number[]) => Number(Math.abs(first - second).toFixed(9))
    const sizes = [...new Set(factor.rows!.map(size))].sort((a, b) => a - b)
    if (sizes.length <= 2) return factor
    const kept = which === 'weakest' ? sizes.slice(0, 2) : sizes.slice(-2)
    changed = true
    return choice(
      factor.names,
      factor.rows!.filter((row) => kept.includes(size(row))),
    )
  })
  return changed ? result : null
}

/** Of every family that many tasks at least. */
const OF_A_FAMILY = 2

/**
 * A random half of the tasks (rounded down), as rows of the battery, ascending: two of every family first, or as many as
 * it has, the rest from all others. Null where these do not fit into a half, or a half would be fewer than two tasks.
 */
export function halfOfTasks({ tasks }: Battery, random: Random): number[] | null {
  const half = Math.floor(tasks.length / 2)
  const families = [...new Set(tasks.map(({ family }) => family))]
  const order = random.shuffle(tasks.map((_, t) => t))
  const first = families.flatMap((family) =>
    order.filter((t) => tasks[t].family === family).slice(0, OF_A_FAMILY),
  )
  if (half < 2 || first.length > half) return null
  const remaining = order.filter((t) => !first.includes(t))
  return [...first, ...remaining].slice(0, half).sort((a, b) => a - b)
}

/** Tasks of the same family; go and anti are two families, where the battery has but one (docs/transfer.md). */
export function relatives({ tasks }: Battery, { name, family }: Pick<Task, 'name' | 'family'>): Task[] {
  const anti = (of: string) => of.includes('anti')
  const found = tasks.filter((task) => task.family === family && anti(task.name) === anti(name))
  if (found.length === 0)
    throw new InputError(`${name}: no task of its family (${family}) is left in the battery`)
  return found
}

function withFactors(battery: Battery, change: (factor: Factor, task: Task) => Factor): Battery {
  const [first, ...others] = battery.tasks.map((task) => ({
    ...task,
    condition: task.condition.map((factor) => change(factor, task)),
  }))
  return { ...battery, tasks: [first, ...others] }
}

const choosesRing = ({ names, rows }: Factor): boolean =>
  names.length === 1 && names[0] === 'modality' && rows !== undefined

/** Two strengths on a ring, the first and the second stimulus'. */
const isStrengths = ({ names, rows }: Factor): boolean =>
  rows !== undefined && names.length === 2 && names.every((name, i) => name.startsWith(`coh${i + 1}_mod`))

/** The rings of a task's stimuli; null for one that the condition decides. */
const rings = ({ periods }: Task): (number | null)[] =>
  periods.flatMap(({ shows = [] }) =>
    shows.flatMap((stimulus) =>
      'ring' in stimulus ? [typeof stimulus.ring === 'number' ? stimulus.ring : null] : [null],
    ),
  )
