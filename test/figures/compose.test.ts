import { describe, expect, it } from 'vitest'
import { compose, sizeOfSvg } from '../../src/figures/compose.js'
import { renderPng } from '../../src/figures/render.js'

const square = (color: string) =>
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">' +
  `<defs><clipPath id="clip0"><rect width="100" height="25"/></clipPath></defs><rect clip-path="url(#clip0)" width="100" height="50" fill="${color}"/></svg>`
const panel = (letter: string, color: string, x: number) => ({
  letter,
  heading: 'a & b',
  svg: square(color),
  x,
  y: 30,
  width: 200,
})

describe('compose', () => {
  it('sets figures side by side, as wide as asked', () => {
    const svg = compose([panel('a', '#ff0000', 0), panel('b', '#0000ff', 210)], { width: 420, height: 140 })
    expect(sizeOfSvg(svg)).toEqual({ width: 420, height: 140 })
    expect(svg.match(/width="200" height="100.00"/g)).toHaveLength(2)
    expect(svg).toContain('a &#38; b')
    expect(renderPng(svg).length).toBeGreaterThan(100)
  })

  it('keeps what figures call by the same name apart', () => {
    const svg = compose([panel('a', '#ff0000', 0), panel('', '#0000ff', 210)], { width: 420, height: 140 })
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(2)
    expect([...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id)).toEqual(ids)
  })

  it('refuses what has no size', () => {
    expect(() => sizeOfSvg('<svg/>')).toThrow(/without width and height/)
  })
})
