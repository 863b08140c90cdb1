/** Laws as expectations, each of which fails with probability 1e-5 or less though the law is right (statistics.ts). */
import { afterAll, expect } from 'vitest'
import { binomialLimit, FALSE_ALARM, ksDistance, ksLimit, uniformCdf, uniformity } from './statistics.js'

let held = 0 // statistics against their limits, in one test file

/** States the false-alarm rate of a whole test file, which is at most the sum over its statistics. */
export function expectFalseAlarms(rate: number): void {
  held = 0 // another file may have been run by this process
  afterAll(() => {
    expect(held * FALSE_ALARM).toBeLessThanOrEqual(rate)
  })
}

/** All of `support` equally likely, and nothing else: chi-square. */
export function expectUniform(
  values: readonly (number | string)[],
  support: readonly (number | string)[],
): void {
  held++
  const { strange, statistic, limit } = uniformity(values, support)
  expect(strange).toEqual([])
  expect(statistic).toBeLessThan(limit)
}

/** How often something holds. */
export function expectRate<T>(trials: readonly T[], holds: (trial: T) => boolean, p: number): void {
  held++
  const count = trials.filter(holds).length
  expect(Math.abs(count - trials.length * p)).toBeLessThan(binomialLimit(trials.length, p))
}

/** Uniform on [low, high): none outside, and Kolmogorov–Smirnov. */
export function expectBetween(values: readonly number[], low: number, high: number): void {
  held++
  expect(values.filter((value) => !(value >= low - 1e-9 && value <= high + 1e-9))).toEqual([])
  expect(ksDistance(values, uniformCdf(low, high))).toBeLessThan(ksLimit(values.length))
}

/** Two numbers, each uniform on its interval, independent of each other: chi-square over 5 × 5 fields. */
export function expectIndependent(
  pairs: readonly (readonly [number, number])[],
  [low1, high1]: readonly [number, number],
  [low2, high2]: readonly [number, number],
): void {
  const fifth = (value: number, low: number, high: number) =>
    Math.min(4, Math.max(0, Math.floor((5 * (value - low)) / (high - low))))
  const fields = Array.from({ length: 25 }, (_, i) => `${Math.floor(i / 5)} ${i % 5}`)
  expectUniform(
    pairs.map(([one, other]) => `${fifth(one, low1, high1)} ${fifth(other, low2, high2)}`),
    fields,
  )
}

/** Independent normal values of mean 0: mean, spread, and chi-square over the eighths of the normal law. */
export function expectNormal(values: readonly number[], sd: number): void {
  held += 2
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n
  expect(Math.abs(mean)).toBeLessThan((4.42 * sd) / Math.sqrt(n))
  expect(Math.abs(variance / sd ** 2 - 1)).toBeLessThan(4.42 * Math.sqrt(2 / n))
  const cuts = [-1.15035, -0.67449, -0.31864, 0, 0.31864, 0.67449, 1.15035].map((z) => z * sd)
  expectUniform(
    values.map((value) => cuts.filter((cut) => value > cut).length),
    [0, 1, 2, 3, 4, 5, 6, 7],
  )
}
