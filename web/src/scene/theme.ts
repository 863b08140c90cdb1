/** The scene's colors, light and dark. Weights and clusters have the colors of the figures, adapted to the ground. */
import { clusterColor, NEGATIVE, POSITIVE } from 'gyrus/figures/style.js'

export type Rgb = readonly [red: number, green: number, blue: number] // 0 to 1

export interface Theme {
  name: 'light' | 'dark'
  background: string
  /** Color of text, and of the marks of hovered and pinned units. */
  ink: string
  muted: string
  /** Colors of a plane's edge and surface; `planeOpacity`: how much the surface covers what is below it. */
  frame: string
  plane: string
  planeOpacity: number
  positive: string
  negative: string
  /** Channels, and neurons that are not active. */
  channel: string
  inactive: string
  /** Colors from the least to the largest activity or importance. */
  ramp: readonly string[]
}

export const LIGHT: Theme = {
  name: 'light',
  background: '#ffffff',
  ink: '#1d1d1f',
  muted: '#5f6066',
  frame: '#c3c4c8',
  plane: '#f3f3f1',
  planeOpacity: 0.72,
  positive: POSITIVE,
  negative: NEGATIVE,
  channel: '#4c4d52',
  inactive: '#b4b5b9',
  ramp: ['#cfd0d4', '#f2c14e', '#e8743b', '#b5234f', '#5c0f4a'],
}

export const DARK: Theme = {
  name: 'dark',
  background: '#121316',
  ink: '#f1f1f3',
  muted: '#a2a4ac',
  frame: '#494b53',
  plane: '#1b1d22',
  planeOpacity: 0.66,
  positive: '#ff8a4a',
  negative: '#4aa5ff',
  channel: '#c9cad0',
  inactive: '#5a5c64',
  ramp: ['#3d3f47', '#6b2a6f', '#c73a5e', '#f58b4c', '#fde79a'],
}

export const themeNamed = (name: 'light' | 'dark'): Theme => (name === 'dark' ? DARK : LIGHT)

export function rgb(color: string): Rgb {
  const at = (i: number) => Number.parseInt(color.slice(i, i + 2), 16) / 255
  return [at(1), at(3), at(5)]
}

export function hex([r, g, b]: Rgb): string {
  const two = (x: number) =>
    Math.round(255 * Math.min(1, Math.max(0, x)))
      .toString(16)
      .padStart(2, '0')
  return `#${two(r)}${two(g)}${two(b)}`
}

export const mixed = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + t * (b[0] - a[0]),
  a[1] + t * (b[1] - a[1]),
  a[2] + t * (b[2] - a[2]),
]

/** The color of a cluster. On a dark ground, the darkest colors are brightened without a change of hue. */
export function clusterRgb(cluster: number, theme: Theme): Rgb {
  const color = rgb(clusterColor(cluster))
  return theme.name === 'dark' ? brightened(color) : color
}

/**
 * Least relative luminance of a neuron on the dark ground. It gives the contrast of 3 : 1 that WCAG asks of graphics.
 */
const LEAST_LUMINANCE = 0.14

function brightened(color: Rgb): Rgb {
  for (let t = 0; t < 1; t += 0.05) {
    const lighter = mixed(color, [1, 1, 1], t)
    if (luminance(lighter) >= LEAST_LUMINANCE) return lighter
  }
  return [1, 1, 1]
}

/** Relative luminance, WCAG 2. */
export function luminance(color: Rgb): number {
  const [r, g, b] = color.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/**
 * A color for each of many tasks. The hues go around the circle of OKLCH in the order of the tasks, so that related
 * tasks have similar colors. Light and dark alternate, so that neighbors can be told apart.
 */
export function taskRgb(task: number, tasks: number, theme: Theme): Rgb {
  const hue = 2 * Math.PI * (0.08 + task / Math.max(1, tasks))
  const lightness = (theme.name === 'dark' ? 0.72 : 0.58) + (task % 2 === 0 ? 0.06 : -0.06)
  return oklch(lightness, 0.13, hue)
}

/** OKLCH to sRGB (Ottosson 2020), clipped. */
function oklch(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos(hue)
  const b = chroma * Math.sin(hue)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const encode = (x: number) => {
    const c = Math.min(1, Math.max(0, x))
    return c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055
  }
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** A color of the ramp. @param share position on the ramp, 0 to 1 */
export function rampRgb(share: number, { ramp }: Theme): Rgb {
  const at = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (ramp.length - 1)
  const low = Math.min(ramp.length - 2, Math.floor(at))
  return mixed(rgb(ramp[low]), rgb(ramp[low + 1]), at - low)
}
