/** Prepares curves for drawing: smooths them, and reduces their points to what a page can show. */

export interface Point {
  step: number
  value: number
}

/** Running median over `window` (odd) points around each point, fewer at the ends. */
export function runningMedian(points: readonly Point[], window: number): Point[] {
  const half = (window - 1) / 2
  return points.map(({ step }, i) => {
    const around = points.slice(Math.max(0, i - half), i + half + 1).map(({ value }) => value)
    around.sort((a, b) => a - b)
    const middle = around.length / 2
    return { step, value: (around[Math.ceil(middle) - 1] + around[Math.floor(middle)]) / 2 }
  })
}

/** Every k-th item and the last one, with the smallest k for which at most `most` + 1 items remain. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  const every = Math.ceil(items.length / most)
  return items.filter((_, i) => i % every === 0 || i === items.length - 1)
}
