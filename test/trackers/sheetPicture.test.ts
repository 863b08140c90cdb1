/** The sheet as a picture, on a grid and at measured places. */
import { Resvg } from '@resvg/resvg-js'
import { expect, it } from 'vitest'
import { CLUSTER_COLORS, QUIET } from '../../src/figures/style.js'
import { type Picture, sheetPicture } from '../../src/trackers/sheetPicture.js'
import { madeNetwork, measuredNetwork } from '../exporters/made.js'

/** How many pixels have a color `#rrggbb`, by a decoder of PNG. */
function counted({ png, width, height }: Picture, color: string): number {
  const data = Buffer.from(png).toString('base64')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="data:image/png;base64,${data}"/></svg>`
  const { pixels } = new Resvg(svg).render()
  const wanted = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  let count = 0
  for (let at = 0; at < pixels.length; at += 4)
    if (wanted.every((value, i) => pixels[at + i] === value)) count++
  return count
}

/** Two tasks: neurons 0 and 1 do the first, 4 to 6 the second, others nothing. */
const variance = (task: number, neuron: number) =>
  (task === 0 && neuron < 2) || (task === 1 && neuron >= 4 && neuron < 7) ? 1 + neuron / 100 : 0

it('of a grid has a square a neuron, in the color of its cluster', () => {
  const { experiment } = madeNetwork() // 3 × 4
  const of = Float64Array.from({ length: 2 * 12 }, (_, i) => variance(Math.floor(i / 12), i % 12))
  const picture = sheetPicture(experiment, of)
  expect([picture.width, picture.height]).toEqual([320, 240])
  const square = 79 * 79
  expect(counted(picture, CLUSTER_COLORS[0])).toBe(2 * square)
  expect(counted(picture, CLUSTER_COLORS[1])).toBe(3 * square)
  expect(counted(picture, QUIET)).toBe(7 * square)
})

it('of a network in which nothing is active is gray', () => {
  const { experiment } = madeNetwork()
  expect(counted(sheetPicture(experiment, new Float64Array(24)), QUIET)).toBe(12 * 79 * 79)
})

it('of measured places has a disc a neuron, in their proportions', () => {
  const { experiment } = measuredNetwork() // x from 0 to 11, y from 0 to 33 µm
  const of = Float64Array.from({ length: 2 * 12 }, (_, i) => variance(Math.floor(i / 12), i % 12))
  const picture = sheetPicture(experiment, of)
  expect(picture.height / picture.width).toBeGreaterThan(2)
  expect(picture.height / picture.width).toBeLessThan(2.5)
  const inside = (color: string) => counted(picture, color)
  expect(inside(CLUSTER_COLORS[0])).toBeGreaterThan(100)
  expect(inside(CLUSTER_COLORS[1]) / inside(CLUSTER_COLORS[0])).toBeCloseTo(1.5, 1)
  expect(inside(QUIET)).toBeGreaterThan(inside(CLUSTER_COLORS[1]))
})
