/** Curves before they are drawn: smoothed, and thinned to what a page can show. */

export interface Point {
  step: number
  value: number
}

/** The median over an odd number of points around each, fewer at the ends. */
export function runningMedian(points: readonly Point[], window: number): Point[] {
  const half = (window - 1) / 2
  return points.map(({ step }, i) => {
    const around = points.slice(Math.max(0, i - half), i + half + 1).map(({ value }) => value)
    around.sort((a, b) => a - b)
    const middle = around.length / 2
    return { step, value: (around[Math.ceil(middle) - 1] + around[Math.floor(middle)]) / 2 }
  })
}

/** Every k-th item and the last, with the least k that leaves no more than `most`, or one more. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  const every = Math.ceil(items.length / most)
  return items.filter((_, i) => i % every === 0 || i === items.length - 1)
}
