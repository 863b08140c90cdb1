/** Sheets of measured places for tests. */
import type { Grid, Places } from '../../src/growth/sheet.js'
import type { Random } from '../../src/random/random.js'

/** The cells of a grid as places, `at` giving the coordinate of each row or column. */
export function gridAsPlaces({ rows, columns }: Grid, at = (i: number) => i + 0.5): Places {
  const neurons = Array.from({ length: rows * columns }, (_, i) => i)
  return {
    unit: 'units',
    distance: 'manhattan',
    x: neurons.map((i) => at(i % columns)),
    y: neurons.map((i) => at(Math.floor(i / columns))),
  }
}

/** Places anywhere in a box of 100 × 80 × 40 µm. */
export function scattered(neurons: number, random: Random): Places {
  const draw = (size: number) => Array.from({ length: neurons }, () => size * random.uniform())
  return { unit: 'um', distance: 'euclidean', x: draw(100), y: draw(80), z: draw(40) }
}
