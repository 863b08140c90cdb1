/**
 * Shapes: lists of sizes. A size is a number, or a name if it is known only when a program runs (`time`). A product
 * with a name is a name, too: 4 × time is `4*time`.
 */
export type Dim = number | string
/** The size of each axis; [] for one number. */
export type Shape = readonly Dim[]

/** A shape as text for messages: `[time, 16, 400]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i])
}

/** The product of dimensions; 1 for none. */
export function product(dims: Shape): Dim {
  let factor = 1
  const names: string[] = []
  for (const dim of dims) {
    if (typeof dim === 'number') factor *= dim
    else {
      const [first, ...rest] = dim.split('*')
      if (/^\d+$/.test(first)) factor *= Number(first)
      else names.push(first)
      names.push(...rest)
    }
  }
  if (factor === 0 || names.length === 0) return factor
  names.sort()
  return factor === 1 ? names.join('*') : [factor, ...names].join('*')
}

/** The common shape under NumPy's broadcasting rules; undefined if there is none. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length)
  const shape: Dim[] = []
  for (let i = 0; i < rank; i++) {
    const da = a[a.length - rank + i] ?? 1
    const db = b[b.length - rank + i] ?? 1
    if (da !== db && da !== 1 && db !== 1) return undefined
    shape.push(da === 1 ? db : da)
  }
  return shape
}
