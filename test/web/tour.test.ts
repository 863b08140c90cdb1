import { describe, expect, it } from 'vitest'
import { current, type TourState, told } from '../../web/src/panels/tour.js'

const START: TourState = {
  tasks: 20,
  step: 200,
  steps: 24_000,
  ended: false,
  accuracy: 0.25,
  wire: 500_000,
  mostWire: 500_000,
  unit: 'cells',
  cost: 'length',
  swaps: true,
  modules: 3,
  together: null,
}
const END: TourState = { ...START, step: 24_000, ended: true, accuracy: 0.94, wire: 17_856, together: -16.8 }
const ids = (state: TourState) => told(state).map(({ id }) => id)
const text = (state: TourState, id: string) => told(state).find((chapter) => chapter.id === id)!.text

describe('the tour', () => {
  it('tells each chapter when its moment has come', () => {
    expect(ids(START)).toEqual(['learns'])
    const falling = { ...START, step: 7000, wire: 400_000 }
    expect(ids(falling)).toEqual(['learns', 'cost'])
    const fallen = { ...falling, wire: 100_000 }
    expect(ids(fallen)).toEqual(['learns', 'cost', 'swaps'])
    const late = { ...fallen, step: 21_000, wire: 18_000 }
    expect(ids(late)).toEqual(['learns', 'cost', 'swaps', 'modules'])
    expect(ids(END)).toEqual(['learns', 'cost', 'swaps', 'modules', 'lesion', 'free'])
    expect([START, falling, fallen, late, END].map(current)).toEqual([
      'learns',
      'cost',
      'swaps',
      'modules',
      'modules',
    ])
  })

  it('leaves out what does not apply', () => {
    const free: TourState = { ...END, cost: 'nothing', swaps: false, wire: 500_000, together: -0.7 }
    expect(ids(free)).toEqual(['learns', 'modules', 'lesion'])
    expect(ids({ ...END, cost: 'alike', swaps: false })).not.toContain('swaps')
    expect(ids({ ...END, modules: 0 })).toEqual(['learns', 'cost', 'swaps', 'free'])
  })

  it('says what this network does', () => {
    expect(text(END, 'learns')).toContain('20 tasks at once; 94% of its answers are right')
    expect(text(END, 'cost')).toContain('its strength times its length')
    expect(text(END, 'cost')).toContain('17,856 cells of wire between neurons are left of 500,000')
    expect(text({ ...END, cost: 'alike' }, 'cost')).toContain('however long it is')
    expect(text({ ...END, modules: 8 }, 'modules')).toContain('8 have five neurons or more')
  })

  it('claims that modules lie together only where they do', () => {
    expect(text(END, 'modules')).toContain('They also lie together')
    expect(text(END, 'modules')).toContain('z = −16.8')
    const apart = text({ ...END, cost: 'alike', swaps: false, together: -1 }, 'modules')
    expect(apart).toContain('they do not lie together, or hardly')
    expect(text({ ...END, together: null }, 'modules')).not.toContain('together')
  })
})
