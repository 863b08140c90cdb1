/**
 * The eigenvalues of a real square matrix, without the eigenvectors: Householder's reduction to Hessenberg form
 * (EISPACK's orthes) and the QR algorithm with double shifts (hqr). The operations are those of ml-matrix's
 * EigenvalueDecomposition, number for number, and so are the results, to the bit (a test holds the two against each
 * other). What only eigenvectors need is left out, and rows are read in order: five times as fast.
 */

export interface Eigenvalues {
  /** Real and imaginary parts, `[n]` each; complex ones come in conjugate pairs. */
  re: Float64Array
  im: Float64Array
}

/**
 * @param matrix `[n, n]`, row-major, not symmetric as a whole; it is worked in and lost
 * @param n at least 1
 */
export function eigenvalues(matrix: Float64Array, n: number): Eigenvalues {
  if (n < 1 || matrix.length !== n * n)
    throw new RangeError(`eigenvalues: matrix must be [${n}, ${n}], got ${matrix.length} numbers`)
  toHessenberg(matrix, n)
  return byQr(matrix, n)
}

/** Householder reflections from both sides, column by column, until all below the first subdiagonal counts as 0. */
function toHessenberg(h: Float64Array, n: number): void {
  const mirror = new Float64Array(n)
  const shares = new Float64Array(n)
  for (let m = 1; m < n - 1; m++) {
    let scale = 0
    for (let i = m; i < n; i++) scale += Math.abs(h[i * n + m - 1])
    if (scale === 0) continue
    let squared = 0
    for (let i = n - 1; i >= m; i--) {
      mirror[i] = h[i * n + m - 1] / scale
      squared += mirror[i] * mirror[i]
    }
    const g = mirror[m] > 0 ? -Math.sqrt(squared) : Math.sqrt(squared)
    squared -= mirror[m] * g
    mirror[m] -= g
    // From the left: all columns at once, each sum in the same order as by itself.
    shares.fill(0, m)
    for (let i = n - 1; i >= m; i--) {
      const [at, x] = [i * n, mirror[i]]
      for (let j = m; j < n; j++) shares[j] += x * h[at + j]
    }
    for (let j = m; j < n; j++) shares[j] /= squared
    for (let i = m; i < n; i++) {
      const [at, x] = [i * n, mirror[i]]
      for (let j = m; j < n; j++) h[at + j] -= shares[j] * x
    }
    reflectRows(h, n, m, mirror, squared)
    mirror[m] *= scale
    h[m * n + m - 1] = scale * g
  }
}

/** From the right: four rows at a time, since each sum waits for its last addition. */
function reflectRows(h: Float64Array, n: number, m: number, mirror: Float64Array, squared: number): void {
  let i = 0
  for (; i + 4 <= n; i += 4) {
    const [a, b, c, d] = [i * n, (i + 1) * n, (i + 2) * n, (i + 3) * n]
    let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0]
    for (let j = n - 1; j >= m; j--) {
      const x = mirror[j]
      ofA += x * h[a + j]
      ofB += x * h[b + j]
      ofC += x * h[c + j]
      ofD += x * h[d + j]
    }
    ofA /= squared
    ofB /= squared
    ofC /= squared
    ofD /= squared
    for (let j = m; j < n; j++) {
      const x = mirror[j]
      h[a + j] -= ofA * x
      h[b + j] -= ofB * x
      h[c + j] -= ofC * x
      h[d + j] -= ofD * x
    }
  }
  for (; i < n; i++) {
    let of = 0
    for (let j = n - 1; j >= m; j--) of += mirror[j] * h[i * n + j]
    of /= squared
    for (let j = m; j < n; j++) h[i * n + j] -= of * mirror[j]
  }
}

/** Above this many sweeps for one eigenvalue the shifts are exceptional ones (Wilkinson's, then MATLAB's). */
const [FIRST_EXCEPTION, SECOND_EXCEPTION] = [10, 30]

/** The QR algorithm on the upper Hessenberg matrix `h`: one or two eigenvalues at a time, from the lower right corner. */
function byQr(h: Float64Array, size: number): Eigenvalues {
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  const at = (i: number, j: number) => i * size + j
  let norm = 0
  for (let i = 0; i < size; i++) for (let j = Math.max(i - 1, 0); j < size; j++) norm += Math.abs(h[at(i, j)])
  let shifted = 0
  let sweeps = 0
  for (let n = size - 1; n >= 0; ) {
    const l = smallSubdiagonal(h, size, n, norm)
    if (l === n) {
      h[at(n, n)] += shifted
      re[n] = h[at(n, n)]
      n--
      sweeps = 0
      continue
    }
    if (l === n - 1) {
      pairOf(h, size, n, shifted, re, im)
      n -= 2
      sweeps = 0
      continue
    }
    let x = h[at(n, n)]
    let y = h[at(n - 1, n - 1)]
    let w = h[at(n, n - 1)] * h[at(n - 1, n)]
    if (sweeps === FIRST_EXCEPTION) {
      shifted += x
      for (let i = 0; i <= n; i++) h[at(i, i)] -= x
      const s = Math.abs(h[at(n, n - 1)]) + Math.abs(h[at(n - 1, n - 2)])
      x = y = 0.75 * s
      w = -0.4375 * s * s
    }
    if (sweeps === SECOND_EXCEPTION) {
      let s = (y - x) / 2
      s = s * s + w
      if (s > 0) {
        s = y < x ? -Math.sqrt(s) : Math.sqrt(s)
        s = x - w / ((y - x) / 2 + s)
        for (let i = 0; i <= n; i++) h[at(i, i)] -= s
        shifted += s
        x = y = w = 0.964
      }
    }
    sweeps++
    sweep(h, size, l, n, x, y, w)
  }
  return { re, im }
}

/** The row of the active part's upper left corner: the lowest one whose subdiagonal entry is next to nothing, or 0. */
function smallSubdiagonal(h: Float64Array, size: number, n: number, norm: number): number {
  let l = n
  for (; l > 0; l--) {
    const diagonal = l * size + l
    const s = Math.abs(h[diagonal - size - 1]) + Math.abs(h[diagonal])
    if (Math.abs(h[diagonal - 1]) < Number.EPSILON * (s === 0 ? norm : s)) break
  }
  return l
}

/** The two eigenvalues of the 2 × 2 block in rows n − 1 and n. */
function pairOf(
  h: Float64Array,
  size: number,
  n: number,
  shifted: number,
  re: Float64Array,
  im: Float64Array,
): void {
  const last = n * size + n
  const above = last - size - 1
  const w = h[last - 1] * h[last - size]
  const p = (h[above] - h[last]) / 2
  const q = p * p + w
  const root = Math.sqrt(Math.abs(q))
  const x = h[last] + shifted
  h[last] = x
  h[above] += shifted
  if (q >= 0) {
    const z = p >= 0 ? p + root : p - root
    re[n - 1] = x + z
    re[n] = z === 0 ? x + z : x - w / z
  } else {
    re[n - 1] = x + p
    re[n] = x + p
    im[n - 1] = root
    im[n] = -root
  }
}

/** One implicit double-shift QR sweep over rows l … n; the shifts are the roots of z² − (x + y) z + (xy − w). */
function sweep(h: Float64Array, size: number, l: number, n: number, x: number, y: number, w: number): void {
  let p = 0
  let q = 0
  let r = 0
  // Where two small subdiagonal entries in a row let the sweep begin.
  let m = n - 2
  for (; m >= l; m--) {
    const d = m * size + m
    const z = h[d]
    const fromX = x - z
    const fromY = y - z
    p = (fromX * fromY - w) / h[d + size] + h[d + 1]
    q = h[d + size + 1] - z - fromX - fromY
    r = h[d + 2 * size + 1]
    const s = Math.abs(p) + Math.abs(q) + Math.abs(r)
    p /= s
    q /= s
    r /= s
    if (m === l) break
    const around = Math.abs(h[d - size - 1]) + Math.abs(z) + Math.abs(h[d + size + 1])
    if (Math.abs(h[d - 1]) * (Math.abs(q) + Math.abs(r)) < Number.EPSILON * (Math.abs(p) * around)) break
  }
  for (let i = m + 2; i <= n; i++) {
    h[i * size + i - 2] = 0
    if (i > m + 2) h[i * size + i - 3] = 0
  }
  let scale = x
  for (let k = m; k <= n - 1; k++) {
    const row = k * size
    const notLast = k !== n - 1
    if (k !== m) {
      p = h[row + k - 1]
      q = h[row + size + k - 1]
      r = notLast ? h[row + 2 * size + k - 1] : 0
      scale = Math.abs(p) + Math.abs(q) + Math.abs(r)
      if (scale !== 0) {
        p /= scale
        q /= scale
        r /= scale
      }
    }
    if (scale === 0) break
    const length = Math.sqrt(p * p + q * q + r * r)
    const s = p < 0 ? -length : length
    if (s === 0) continue
    if (k !== m) h[row + k - 1] = -s * scale
    else if (l !== m) h[row + k - 1] = -h[row + k - 1]
    p += s
    scale = p / s
    reflect(h, size, k, n, notLast, scale, q / s, r / s, q / p, r / p)
  }
}

/** Householder's reflection of rows and of columns k, k + 1 and, unless the sweep ends here, k + 2. */
function reflect(
  h: Float64Array,
  size: number,
  k: number,
  n: number,
  notLast: boolean,
  x: number,
  y: number,
  z: number,
  q: number,
  r: number,
): void {
  const first = k * size
  const second = first + size
  const third = second + size
  const lowest = Math.min(n, k + 3)
  if (notLast) {
    for (let j = k; j <= n; j++) {
      const p = h[first + j] + q * h[second + j] + r * h[third + j]
      h[third + j] -= p * z
      h[first + j] -= p * x
      h[second + j] -= p * y
    }
    for (let i = 0, at = k; i <= lowest; i++, at += size) {
      const p = x * h[at] + y * h[at + 1] + z * h[at + 2]
      h[at + 2] -= p * r
      h[at] -= p
      h[at + 1] -= p * q
    }
  } else {
    for (let j = k; j <= n; j++) {
      const p = h[first + j] + q * h[second + j]
      h[first + j] -= p * x
      h[second + j] -= p * y
    }
    for (let i = 0, at = k; i <= lowest; i++, at += size) {
      const p = x * h[at] + y * h[at + 1]
      h[at] -= p
      h[at + 1] -= p * q
    }
  }
}
