/** Strengths of two stimuli, m ± c with a mean m and a coherence c: on one ring, or split over both rings. */
import { type Condition, type Factor, TOLERANCE } from '../laws.js'
import { BOTH, FULL, type Modality } from './common.js'

export const MEAN = { low: 0.8, high: 1.2 }
const SPLIT = { low: 0.2, high: 0.8 }

export const strengthNames = (modality: Modality) =>
  [`strength1_mod${modality}`, `strength2_mod${modality}`] as const

const within = (value: number, low: number, high: number) =>
  value >= low - TOLERANCE && value <= high + TOLERANCE

/** Mean m and coherence c of two strengths m ± c, if they can have been drawn. */
function isPair(first: number, second: number, coherences: readonly number[]): boolean {
  const c = Math.abs(first - second) / 2
  return (
    within((first + second) / 2, MEAN.low, MEAN.high) &&
    coherences.some((coherence) => Math.abs(c - coherence) <= TOLERANCE)
  )
}

function drawPair(random: Parameters<Factor['draw']>[0], coherences: readonly number[]): [number, number] {
  const mean = MEAN.low + (MEAN.high - MEAN.low) * random.uniform()
  const c = random.choice(coherences) * (random.chance(0.5) ? 1 : -1)
  return [mean + c, mean - c]
}

const numbers = (given: Readonly<Record<string, unknown>>, names: readonly string[]): number[] | null => {
  const values = names.map((name) => given[name])
  return values.every((value) => typeof value === 'number') ? (values as number[]) : null
}

/** Strengths m ± c of the two stimuli on one ring. */
export function pair(modality: Modality, coherences: readonly number[]): Factor {
  const names = strengthNames(modality)
  return {
    names,
    draw(random, condition) {
      ;[condition[names[0]], condition[names[1]]] = drawPair(random, coherences)
    },
    recall(given, condition) {
      const values = numbers(given, names)
      if (!values || !isPair(values[0], values[1], coherences)) return false
      ;[condition[names[0]], condition[names[1]]] = values
      return true
    },
  }
}

/** Strengths m ± c, each split unevenly over the two rings. */
export function splitPair(coherences: readonly number[]): Factor {
  const names = BOTH.flatMap(strengthNames) // first and second on ring 1, then on ring 2
  return {
    names,
    draw(random, condition) {
      drawPair(random, coherences).forEach((strength, i) => {
        const share = SPLIT.low + (SPLIT.high - SPLIT.low) * random.uniform()
        const difference = strength * share * (random.chance(0.5) ? 1 : -1)
        condition[names[i]] = strength + difference / 2
        condition[names[2 + i]] = strength - difference / 2
      })
    },
    recall(given, condition) {
      const values = numbers(given, names)
      if (!values) return false
      const means = [0, 1].map((i) => (values[i] + values[2 + i]) / 2)
      const shares = [0, 1].map((i) => Math.abs(values[i] - values[2 + i]) / means[i])
      if (!isPair(means[0], means[1], coherences)) return false
      if (!shares.every((share) => within(share, SPLIT.low, SPLIT.high))) return false
      names.forEach((name, i) => {
        condition[name] = values[i]
      })
      return true
    },
  }
}

/** The two strengths on a ring as m ± c, with the m that was drawn. */
export function pairAt(condition: Condition, modality: Modality, c: number): Condition {
  const [strength1, strength2] = strengthNames(modality)
  const mean = (condition[strength1] + condition[strength2]) / 2
  return { ...condition, [strength1]: mean + c, [strength2]: mean - c }
}

/** Strengths that are split over the rings: their means over the rings become m ± c, the shares stay as drawn. */
export function splitAt(condition: Condition, c: number): Condition {
  const names = strengthNames(1).map((name, which) => [name, strengthNames(2)[which]])
  const bases = names.map(([first, second]) => (condition[first] + condition[second]) / 2)
  const mean = (bases[0] + bases[1]) / 2
  const changed: Record<string, number> = { ...condition }
  names.forEach((pair, which) => {
    const factor = (which === 0 ? mean + c : mean - c) / bases[which]
    for (const name of pair) changed[name] *= factor
  })
  return changed
}

/** Two angles that are `low` to 2π − `low` apart. */
export function apart(low: number): Factor {
  const names = ['angle1', 'angle2']
  return {
    names,
    draw(random, condition) {
      condition.angle1 = FULL * random.uniform()
      condition.angle2 = (condition.angle1 + low + (FULL - 2 * low) * random.uniform()) % FULL
    },
    recall(given, condition) {
      const values = numbers(given, names)
      if (!values?.every((value) => within(value, 0, FULL))) return false
      const gap = Math.abs(values[0] - values[1])
      if (!within(gap, low, FULL - low)) return false
      ;[condition.angle1, condition.angle2] = values
      return true
    },
  }
}
