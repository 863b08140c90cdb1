/**
 * The downhill simplex method of Nelder and Mead (1965), with the coefficients of Lagarias et al. (1998). It minimizes
 * a function of a few variables without derivatives.
 */

interface Vertex {
  x: number[]
  value: number
}

/**
 * @param f function to minimize: Infinity at points that are not allowed, finite at the start
 * @param step edge of the first simplex along each variable
 * @returns the best point that was tried
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  step: readonly number[],
  { tolerance = 1e-8, most = 500 }: { tolerance?: number; most?: number } = {},
): Vertex {
  const at = (x: number[]): Vertex => ({ x, value: f(x) })
  const n = start.length
  const simplex = [at([...start]), ...step.map((h, k) => at(start.map((x, i) => (i === k ? x + h : x))))]
  for (let turn = 0; turn < most; turn++) {
    simplex.sort((a, b) => a.value - b.value)
    const [best, worst] = [simplex[0], simplex[n]]
    // Equal values are not enough, as points on both sides of the minimum can have them: points must be close, too.
    const apart = Math.max(...worst.x.map((x, i) => Math.abs(x - best.x[i]) / Math.abs(step[i])))
    if (worst.value - best.value <= tolerance && apart <= 1e-3) break
    const center = best.x.map((_, i) => simplex.slice(0, n).reduce((sum, { x }) => sum + x[i], 0) / n)
    /** The point on the line from the worst vertex (t = −1) through the center of the other vertices (t = 0). */
    const along = (t: number) => at(center.map((c, i) => c + t * (c - worst.x[i])))
    const reflected = along(1)
    if (reflected.value < best.value) {
      const expanded = along(2)
      simplex[n] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < simplex[n - 1].value) simplex[n] = reflected
    else {
      const contracted = reflected.value < worst.value ? along(0.5) : along(-0.5)
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted
      else {
        for (let k = 1; k <= n; k++)
          simplex[k] = at(simplex[k].x.map((x, i) => best.x[i] + (x - best.x[i]) / 2))
      }
    }
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a))
}
