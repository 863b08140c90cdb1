/** Colors as numbers, and the colors of clusters as CSS. */

export type Rgb = readonly [red: number, green: number, blue: number] // 0 to 255

const CLUSTERS = 12

/** The numbers of a color in CSS: `rgb(12, 34, 56)`, as computed styles write it, or `#0c2238`. */
export function rgbOf(color: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)
  const values = hex
    ? [0, 2, 4].map((at) => Number.parseInt(hex[1].slice(at, at + 2), 16))
    : (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)
  if (values.length !== 3) throw new RangeError(`rgbOf: expected a color, got ${color}`)
  return [values[0], values[1], values[2]]
}

/** A cluster's color as a CSS variable, which the theme defines; gray for −1, a neuron that is not active. */
export const clusterCss = (cluster: number): string =>
  cluster < 0 ? 'var(--inactive)' : `var(--cluster-${cluster % CLUSTERS})`
